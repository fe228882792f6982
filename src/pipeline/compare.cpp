#include "pipeline/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <unordered_map>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/number.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/split_change.hpp"

namespace dmp::pipeline {
namespace {

using Json = nlohmann::json;
using Row = std::vector<core::Cell>;

Json manifest_of(const std::filesystem::path& edition) {
  const auto file = edition / "edition.json";
  try {
    return Json::parse(core::read_file(file));
  } catch (const Json::exception&) {
    throw core::UserError(core::ErrorKind::resource, "the edition's description is damaged", core::Place{file.string()}, "build the profile again");
  }
}

std::vector<const core::Estimate*> by_id(const core::Estimates& estimates) {
  std::vector<const core::Estimate*> sorted;
  for (const core::Estimate& estimate : estimates) sorted.push_back(&estimate);
  std::sort(sorted.begin(), sorted.end(), [](const core::Estimate* a, const core::Estimate* b) { return a->estimate_id < b->estimate_id; });
  return sorted;
}

core::Cell cell(const core::Estimate* estimate, double core::Estimate::* number) {
  if (!estimate || std::isnan(estimate->*number)) return {};
  return estimate->*number;
}

std::set<std::string> hashes_of(const Json& manifest, const Json& run) {
  std::set<std::string> sources, hashes;
  for (const Json& table : run.value("tables", Json::array())) sources.insert(table.value("source", ""));
  for (const Json& file : manifest.value("files", Json::array()))
    if (sources.contains(file.value("source", ""))) hashes.insert(file.value("sha256", ""));
  return hashes;
}

/// The files of an edition whose table passes a test, by source and path; of the sources named, or of all where none is.
template <typename Test>
std::map<std::string, std::string> files_of(const Json& manifest, const std::set<std::string>& sources, Test&& is_wanted) {
  std::map<std::string, std::string> files;
  for (const Json& file : manifest.value("files", Json::array()))
    if (is_wanted(file.value("table", "")) && (sources.empty() || sources.contains(file.value("source", ""))))
      files[file.value("source", "") + "/" + std::filesystem::path(file.value("file", "")).filename().string()] = file.value("sha256", "");
  return files;
}

bool is_population(const std::string& table) { return table == "population" || table == "census_group" || table == "dwelling" || table == "drug_user_estimate"; }
bool is_geography(const std::string& table) { return table == "area" || table == "area_alias" || table == "area_successor" || table == "boundary"; }

/// What an edition's manifest tells of one indicator; nothing where it has not counted it.
const Json& run_of(const Json& manifest, const std::string& indicator) {
  static const Json kNone = Json::object();
  const auto all = manifest.find("indicators");
  if (all == manifest.end()) return kNone;
  const auto found = all->find(indicator);
  return found == all->end() ? kNone : *found;
}

/// What the two manifests say may have moved an indicator.
Causes causes_of(const std::string& indicator, const Json& before, const Json& after) {
  const Json &run_before = run_of(before, indicator), &run_after = run_of(after, indicator);
  std::set<std::string> sources;
  for (const Json* run : {&run_before, &run_after})
    for (const Json& table : run->value("tables", Json::array())) sources.insert(table.value("source", ""));
  Causes causes;
  const auto is_counted = [](const std::string& table) { return !is_population(table) && !is_geography(table); };
  const auto old_files = files_of(before, sources, is_counted), new_files = files_of(after, sources, is_counted);
  for (const auto& [file, hash] : old_files) {
    const auto found = new_files.find(file);
    if (found == new_files.end() || found->second != hash) causes.revised_files = true;
  }
  for (const auto& [file, hash] : new_files)
    if (!old_files.contains(file)) causes.new_files = true;
  causes.population = files_of(before, sources, is_population) != files_of(after, sources, is_population);
  causes.geography = files_of(before, {}, is_geography) != files_of(after, {}, is_geography) || before.value("areas", Json::array()) != after.value("areas", Json::array());
  const bool program = before.value("program", "") != after.value("program", "") || before.value("engine", "") != after.value("engine", "");
  causes.count_method = program || run_before.value("numerator_sql", "") != run_after.value("numerator_sql", "");
  causes.denominator_method = program || run_before.value("denominator_sql", "") != run_after.value("denominator_sql", "");
  const bool something = causes.new_files || causes.revised_files || causes.population || causes.geography || causes.count_method || causes.denominator_method;
  // What the program is told in profile and catalogue besides SQL: parameters, periods, age bands.
  if (!something) causes.count_method = causes.denominator_method = before.value("profile_sha256", "") != after.value("profile_sha256", "") || before.value("catalogue_sha256", "") != after.value("catalogue_sha256", "");
  return causes;
}

/// What differs in how the two editions made the indicator.
std::string cause_of(const std::string& indicator, const Json& before, const Json& after) {
  const Json &run_before = run_of(before, indicator), &run_after = run_of(after, indicator);
  std::string cause;
  const auto add = [&](bool differs, const char* word) {
    if (differs) cause += (cause.empty() ? "" : ", ") + std::string(word);
  };
  add(hashes_of(before, run_before) != hashes_of(after, run_after), "data");
  add(run_before.value("numerator_sql", "") != run_after.value("numerator_sql", "") || run_before.value("denominator_sql", "") != run_after.value("denominator_sql", ""), "definition");
  add(before.value("program", "") != after.value("program", "") || before.value("engine", "") != after.value("engine", ""), "program");
  if (cause.empty()) add(before.value("profile_sha256", "") != after.value("profile_sha256", "") || before.value("catalogue_sha256", "") != after.value("catalogue_sha256", ""), "profile or catalogue");
  return cause;
}

/// So many other periods of a series must have stayed as they were to tell that what holds for all periods did not move one of them.
constexpr std::size_t kWitnesses = 2;

using Series = std::array<core::Text, 6>;

Series series_of(const core::Estimate& estimate) { return {estimate.indicator_id, estimate.area_code, estimate.sex, estimate.age, estimate.category_type, estimate.category}; }

/// The editions side by side.
struct Pair {
  core::Estimates before, after;
  Json before_manifest, after_manifest;
  AgeCountsOf before_ages, after_ages;
  mutable std::map<std::string, Causes> known;
  std::unordered_map<Series, std::vector<std::pair<const core::Estimate*, const core::Estimate*>>> series;  ///< figures that both editions have

  [[nodiscard]] const Causes& causes(const std::string& indicator) const {
    const auto [at, fresh] = known.try_emplace(indicator);
    if (fresh) at->second = causes_of(indicator, before_manifest, after_manifest);
    return at->second;
  }
  /// A change of an estimate's own method counts as one of method.
  [[nodiscard]] Causes causes(const core::Estimate& before_one, const core::Estimate& after_one) const {
    Causes causes = this->causes(after_one.indicator_id);
    const bool another_method = before_one.method != after_one.method || before_one.unit != after_one.unit;
    if (another_method) causes.count_method = causes.denominator_method = true;
    const auto found = another_method ? series.end() : series.find(series_of(after_one));
    if (found == series.end()) return causes;
    std::size_t counts = 0, denominators = 0;
    for (const auto& [then, now] : found->second) {
      if (now->period == after_one.period || now->period == before_one.period || then->method != now->method) continue;
      counts += then->count > 0 && then->count == now->count;
      denominators += then->denominator > 0 && then->denominator == now->denominator;
    }
    causes.counts_alike_elsewhere = counts >= kWitnesses;
    causes.denominators_alike_elsewhere = denominators >= kWitnesses;
    return causes;
  }
  [[nodiscard]] const AgeCounts* ages(const AgeCountsOf& of, const std::string& id) const {
    const auto found = of.find(id);
    return found == of.end() ? nullptr : &found->second;
  }
};

Pair read_pair(const std::filesystem::path& before, const std::filesystem::path& after, Audience audience) {
  Pair pair{estimates_in(estimates_of(before, audience)), estimates_in(estimates_of(after, audience)), manifest_of(before), manifest_of(after), read_age_counts(before / "age_counts.json"),
            read_age_counts(after / "age_counts.json"), {}, {}};
  std::unordered_map<std::string_view, const core::Estimate*> then;
  for (const core::Estimate& estimate : pair.before) then[estimate.estimate_id] = &estimate;
  for (const core::Estimate& estimate : pair.after)
    if (const auto found = then.find(estimate.estimate_id); found != then.end()) pair.series[series_of(estimate)].emplace_back(found->second, &estimate);
  return pair;
}

void add_parts(Row& row, const Change& change) {
  for (const double part : {change.data, change.revised_data, change.method, change.population, change.geography, change.not_separable}) row.emplace_back(part);
}

/// The latest figure with a value of each series, the longest span of those that end on one day.
std::map<Series, const core::Estimate*> latest_of(const core::Estimates& estimates) {
  std::map<Series, const core::Estimate*> latest;
  for (const core::Estimate& estimate : estimates) {
    const core::Estimate*& known = latest[series_of(estimate)];
    if (!known || estimate.period_end > known->period_end || (estimate.period_end == known->period_end && estimate.period_start < known->period_start)) known = &estimate;
  }
  return latest;
}

struct Moved {
  const core::Estimate *before = nullptr, *after = nullptr;
  Change change;
};

std::vector<Moved> moved_series(const Pair& pair) {
  std::unordered_map<std::string_view, const core::Estimate*> again;
  for (const core::Estimate& estimate : pair.after) again[estimate.estimate_id] = &estimate;
  const auto before = latest_of(pair.before), after = latest_of(pair.after);
  std::vector<Moved> moved;
  for (const auto& [series, new_one] : after) {
    const auto old_one = before.find(series);
    if (old_one == before.end()) continue;
    const auto same_period = again.find(old_one->second->estimate_id);
    const Change change = split_change(*old_one->second, same_period == again.end() ? nullptr : same_period->second, *new_one, pair.causes(*old_one->second, *new_one));
    const bool held_back_alike = old_one->second->suppressed == new_one->suppressed && old_one->second->period == new_one->period;
    if (change.difference == 0 || (std::isnan(change.difference) && held_back_alike)) continue;
    moved.push_back({old_one->second, new_one, change});
  }
  return moved;
}

/// Whether the intervals of two figures lie apart: the move is larger than chance alone would make it.
bool is_apart(const core::Estimate& a, const core::Estimate& b) {
  return std::isfinite(a.lower_95) && std::isfinite(a.upper_95) && std::isfinite(b.lower_95) && std::isfinite(b.upper_95) && (a.upper_95 < b.lower_95 || b.upper_95 < a.lower_95);
}

std::string with_unit(double value, const std::string& unit) {
  if (unit.starts_with("%")) return core::rounded_text(value) + "%";
  if (unit.starts_with("GBP")) return "£" + core::rounded_text(value) + unit.substr(3);
  return core::rounded_text(value) + " " + unit;
}

std::string sentence_of(const Moved& moved) {
  const core::Estimate &a = *moved.before, &b = *moved.after;
  const std::string what = b.indicator_name + (b.category.empty() ? "" : " (" + b.category + ")");
  if (!std::isfinite(moved.change.difference)) return fmt::format("{} in {}: no difference can be given; {}.", what, b.area_name, moved.change.note);
  const std::string parts = parts_in_words(moved.change, b.unit);
  return fmt::format("{} in {} went from {} ({}) to {} ({}), {} {}{}{}.", what, b.area_name, with_unit(a.value, a.unit), a.period, with_unit(b.value, b.unit), b.period, moved.change.difference > 0 ? "up by" : "down by",
                     core::rounded_text(std::abs(moved.change.difference)), parts.empty() ? "" : ": " + parts, is_apart(a, b) ? "; the intervals do not overlap" : "");
}

}  // namespace

core::DataTable compare_editions(const std::filesystem::path& before_folder, const std::filesystem::path& after_folder, Audience audience) {
  const Pair pair = read_pair(before_folder, after_folder, audience);
  std::map<std::string, std::string> cause_by_indicator;
  const auto cause = [&](const std::string& indicator) -> const std::string& {
    const auto [at, fresh] = cause_by_indicator.try_emplace(indicator);
    if (fresh) at->second = cause_of(indicator, pair.before_manifest, pair.after_manifest);
    return at->second;
  };
  core::DataTable changes({"estimate_id", "change", "columns", "value_before", "value_after", "difference", "count_before", "count_after", "denominator_before", "denominator_after", "data", "revised_data",
                           "method", "population", "geography", "not_separable", "note", "cause"});
  const auto tell = [&](const core::Estimate* then, const core::Estimate* now) {
    const std::vector<const char*> columns = then && now ? differing_columns(*then, *now) : std::vector<const char*>{};
    if (then && now && columns.empty()) return;
    const core::Estimate& either = now ? *now : *then;
    const bool both_valued = then && now && !std::isnan(then->value) && !std::isnan(now->value);
    Row row = {either.estimate_id, std::string(!then ? "added" : !now ? "removed" : "changed"), fmt::format("{}", fmt::join(columns, " ")), cell(then, &core::Estimate::value), cell(now, &core::Estimate::value),
               both_valued ? core::Cell(now->value - then->value) : core::Cell()};
    for (const auto number : {&core::Estimate::count, &core::Estimate::denominator})
      for (const core::Estimate* estimate : {then, now}) row.push_back(cell(estimate, number));
    Change split;
    split.data = split.revised_data = split.method = split.population = split.geography = split.not_separable = Change::kMissing;
    if (then && now) split = split_change(*then, *now, pair.causes(*then, *now), pair.ages(pair.before_ages, either.estimate_id), pair.ages(pair.after_ages, either.estimate_id));
    add_parts(row, split);
    row.emplace_back(split.note);
    row.emplace_back(cause(either.indicator_id));
    changes.add(std::move(row));
  };
  const auto before = by_id(pair.before), after = by_id(pair.after);
  auto then = before.begin();
  auto now = after.begin();
  while (then != before.end() || now != after.end()) {
    const int order = then == before.end() ? 1 : now == after.end() ? -1 : (*then)->estimate_id.compare((*now)->estimate_id);
    tell(order <= 0 ? *then++ : nullptr, order >= 0 ? *now++ : nullptr);
  }
  return changes;
}

core::DataTable compare_latest(const std::filesystem::path& before, const std::filesystem::path& after, Audience audience) {
  const Pair pair = read_pair(before, after, audience);
  core::DataTable table({"indicator_id", "indicator_name", "area_code", "area_name", "sex", "age", "category", "unit", "period_before", "period_after", "value_before", "value_after", "difference", "data", "revised_data", "method",
                         "population", "geography", "not_separable", "intervals_apart", "note", "sentence"});
  for (const Moved& moved : moved_series(pair)) {
    const core::Estimate &a = *moved.before, &b = *moved.after;
    Row row = {b.indicator_id, b.indicator_name, b.area_code, b.area_name, b.sex, b.age, b.category, b.unit, a.period, b.period, a.value, b.value, moved.change.difference};
    add_parts(row, moved.change);
    row.emplace_back(is_apart(a, b));
    row.emplace_back(moved.change.note);
    row.emplace_back(sentence_of(moved));
    table.add(std::move(row));
  }
  return table;
}

std::string what_moved(const std::filesystem::path& before, const std::filesystem::path& after, Audience audience, std::size_t most) {
  const Pair pair = read_pair(before, after, audience);
  std::vector<Moved> all = moved_series(pair), headline;
  std::string area;
  for (const core::Estimate& estimate : pair.after)
    if (area.empty() && estimate.area_type == "county") area = estimate.area_code;
  if (area.empty() && !pair.after.empty()) area = pair.after[0].area_code;
  for (const Moved& moved : all) {
    const core::Estimate& b = *moved.after;
    if (b.area_code == area && b.category.empty() && b.sex == "Persons" && b.age == "All ages" && std::isfinite(moved.change.difference) && moved.before->value != 0) headline.push_back(moved);
  }
  // Moves beyond chance first, then the greater share of the figure.
  std::stable_sort(headline.begin(), headline.end(), [](const Moved& a, const Moved& b) {
    const auto rank = [](const Moved& moved) { return std::pair(is_apart(*moved.before, *moved.after) ? 0 : 1, -std::abs(moved.change.difference / moved.before->value)); };
    return rank(a) < rank(b);
  });
  const std::string from = pair.before_manifest.value("edition", ""), to = pair.after_manifest.value("edition", "");
  if (all.empty()) return fmt::format("Between editions {} and {} no latest figure moved.\n", from, to);
  std::string out = fmt::format("Between editions {} and {} the latest figures of {} series moved", from, to, all.size());
  out += headline.empty() ? "." : fmt::format(", {} of them headlines of {}.", headline.size(), headline[0].after->area_name);
  for (std::size_t n = 0; n < std::min(most, headline.size()); ++n) out += " " + sentence_of(headline[n]);
  if (headline.size() > most) out += fmt::format(" {} more moved.", headline.size() - most);
  return out + "\n";
}

}  // namespace dmp::pipeline
