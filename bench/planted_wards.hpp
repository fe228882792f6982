#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "stats/count_regression.hpp"
#include "synth/themes.hpp"

/// Whether wards planted off the deprivation line in synthetic counties are found: the extract of admissions as dmp synth writes it, judged as the
/// indicators ..._off_the_line_wards judge it.
namespace dmp::planted {

struct WardRecovery {
  int searches = 0;                 ///< a county, three financial years
  int planted = 0, found = 0;
  int named = 0, false_named = 0;
  double false_share = 0;           ///< mean over the searches of the share of false ones among those named
  int with_false = 0;               ///< searches in which any false one was named
};

/// What is counted of the admissions of three financial years: stays, or the people who stayed.
enum class Counted { stays, people };

struct Admission {
  std::string_view day, age, small_area, primary, secondary, person;
};

inline std::vector<Admission> admissions_of(const synth::Part& part) {
  std::vector<Admission> rows;
  std::set<std::string_view> seen;
  for (std::size_t from = 0; from < part.bytes.size();) {
    const std::size_t to = std::min(part.bytes.find('\n', from), part.bytes.size());
    std::array<std::string_view, 11> cells;
    std::size_t cell = 0;
    for (std::size_t at = from; at <= to && cell < cells.size(); ++cell) {
      const std::size_t end = std::min(part.bytes.find(',', at), to);
      cells[cell] = std::string_view(part.bytes).substr(at, end - at);
      at = end + 1;
    }
    from = to + 1;
    // Spoilt rows have an id of their own that ends in -Q and a number; duplicates come twice.
    if (cells[0].find("-Q") == std::string_view::npos && seen.insert(cells[0]).second) rows.push_back({cells[1], cells[3], cells[5], cells[7], cells[8], cells[10]});
  }
  return rows;
}

inline bool is_alcohol(const Admission& row) {
  for (const char* code : {"F10", "K70", "T51"})
    if (row.primary.starts_with(code) || row.secondary.find(code) != std::string_view::npos) return true;
  return false;
}

constexpr std::array<int, 7> kBands = {0, 18, 25, 35, 50, 65, synth::kAges};

/// Counts of a county's wards over its last three financial years, what the rates of the age bands give for their residents, and deprivation with its square.
inline stats::CountData ward_counts(const synth::World& world, const synth::Output& health, bool alcohol, Counted counted) {
  const auto& county = world.county;
  const synth::Part* part = nullptr;
  for (const synth::Part& each : health.parts)
    if (each.definition->id == "hospital_admissions") part = &each;
  std::map<std::string_view, int> ward_of;
  for (const auto& small : county.small_areas) ward_of[small.code] = small.ward;
  const std::string first = std::string(synth::day_text(synth::year_start(2)));
  std::vector<std::array<double, 6>> count(county.wards.size()), residents(county.wards.size());
  std::set<std::pair<int, std::string_view>> known;
  for (const Admission& row : admissions_of(*part)) {
    if (row.day < first || row.day.size() != 10 || row.age.empty() || is_alcohol(row) != alcohol || !ward_of.contains(row.small_area)) continue;
    const int ward = ward_of[row.small_area], age = std::stoi(std::string(row.age));
    if (counted == Counted::people && !row.person.empty() && !known.emplace(ward, row.person).second) continue;
    ++count[static_cast<std::size_t>(ward)][static_cast<std::size_t>(std::upper_bound(kBands.begin(), kBands.end(), age) - kBands.begin() - 1)];
  }
  std::vector<double> deprivation(county.wards.size()), people(county.wards.size());
  for (std::size_t area = 0; area < county.small_areas.size(); ++area) {
    const auto ward = static_cast<std::size_t>(county.small_areas[area].ward);
    for (std::size_t band = 0; band < 6; ++band)
      for (int year = 2; year < 5; ++year) residents[ward][band] += world.population.aged(area, year, kBands[band], kBands[band + 1] - 1);
    const double own = world.population.aged(area, 4, 0, synth::kAges - 1);
    deprivation[ward] += own * county.small_areas[area].deprivation;
    people[ward] += own;
  }
  stats::CountData data;
  data.terms = 3;
  for (std::size_t ward = 0; ward < count.size(); ++ward) {
    double expected = 0, all = 0;
    for (std::size_t band = 0; band < 6; ++band) {
      double events = 0, at_risk = 0;
      for (std::size_t other = 0; other < count.size(); ++other) events += count[other][band], at_risk += residents[other][band];
      expected += residents[ward][band] * events / at_risk;
      all += count[ward][band];
    }
    const double d = deprivation[ward] / people[ward];
    data.count.push_back(all);
    data.offset.push_back(std::log(expected));
    data.design.insert(data.design.end(), {1, d, d * d});
  }
  return data;
}

/// Adds the search of one county.
inline void add_wards(WardRecovery& recovery, const synth::World& world, const synth::Output& health, bool alcohol, Counted counted) {
  const auto& county = world.county;
  const stats::CountData data = ward_counts(world, health, alcohol, counted);
  const stats::OutlierSearch search = stats::find_outliers(data, stats::CountFamily::negative_binomial, 0.05);
  std::set<std::string> planted;
  for (const auto& item : health.lists.at(alcohol ? "admission_outlier_wards" : "drug_admission_outlier_wards")) planted.insert(item.at("ward").get<std::string>());
  int named = 0, wrong = 0;
  for (std::size_t ward = 0; ward < county.wards.size(); ++ward) {
    const bool is_planted = planted.contains(county.wards[ward].code), is_named = !search.found.empty() && search.found[ward];
    recovery.planted += is_planted;
    recovery.found += is_planted && is_named;
    named += is_named;
    wrong += is_named && !is_planted;
  }
  ++recovery.searches;
  recovery.named += named;
  recovery.false_named += wrong;
  recovery.false_share += named ? static_cast<double>(wrong) / named : 0;
  recovery.with_false += wrong > 0;
}

}  // namespace dmp::planted
