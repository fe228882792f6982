#include <fmt/format.h>

#include <array>

#include "synth/place_names.hpp"
#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

core::Day any_day(Chance& chance) { return first_day() + static_cast<int>(chance.below(static_cast<std::size_t>(last_day() - first_day() + 1))); }

/// Two thirds of the groups are in the town.
int draw_authority(Chance& chance) { return static_cast<int>(chance.choose(std::array{0.66, 0.22, 0.12})); }

void crime_groups(const World& world, Output& output) {
  Sheet sheet(extract("organised_crime_groups"), world.key(Theme::faults));
  const int count = std::max(8, static_cast<int>(world.county.small_areas.size()) * 46 / 380);
  for (int i = 1; i <= count; ++i) {
    Chance chance(world.key(Theme::organised_crime), static_cast<std::uint64_t>(i));
    const int authority = draw_authority(chance);
    const bool active = chance.happens(0.85), motivated = chance.happens(0.80), involved = motivated || chance.happens(0.3);
    const bool county_lines = motivated && chance.happens(0.44), encrypted = involved && chance.happens(0.60);
    const core::Day mapped = any_day(chance);
    const std::size_t disruption = chance.choose(std::array{0.12, 0.22, 0.31, 0.35});
    sheet.text(fmt::format("G{:02}-{:03}", world.county.number, i)).text(world.authority_code(authority)).text(fmt::format("tier {}", chance.whole(1, 4)));
    const bool cryptocurrency = involved && Chance(world.key(Theme::cryptocurrency), static_cast<std::uint64_t>(i)).happens(0.3);
    sheet.truth(active).date(mapped).truth(motivated).truth(involved).truth(county_lines).truth(encrypted).truth(cryptocurrency);
    sheet.text(std::array{"major", "moderate", "minor", "none"}[disruption]);
    if (disruption < 3) sheet.date(mapped + chance.whole(0, last_day() - mapped));
    else sheet.empty();
    sheet.end_row();
    ++output.tally["organised_crime_groups.all"];
    if (active) ++output.tally["organised_crime_groups.active"];
    if (authority == 0) ++output.tally["organised_crime_groups.town"];
    if (motivated) ++output.tally["organised_crime_groups.drug_motivated"];
    if (county_lines) ++output.tally["organised_crime_groups.county_lines_model"];
    if (encrypted) ++output.tally["organised_crime_groups.encrypted_devices"];
    if (cryptocurrency) ++output.tally["organised_crime_groups.cryptocurrency"];
  }
  output.parts.push_back(sheet.finish());
}

/// All gangs but one are linked to drugs, five of them to county lines.
void gangs(const World& world, Output& output) {
  Sheet sheet(extract("gangs"), world.key(Theme::faults));
  constexpr int kCount = 13;
  for (int i = 1; i <= kCount; ++i) {
    Chance chance(world.key(Theme::organised_crime), 10000 + static_cast<std::uint64_t>(i));
    const bool drugs = i != 4, lines = i % 3 == 0 || i == 1;
    sheet.text(fmt::format("N{:02}-{:02}", world.county.number, i)).text(world.authority_code(draw_authority(chance))).truth(i != 7);
    sheet.truth(drugs).truth(lines).date(any_day(chance)).end_row();
    ++output.tally["gangs.all"];
    if (drugs) ++output.tally["gangs.linked_to_drugs"];
    if (lines) ++output.tally["gangs.linked_to_county_lines"];
  }
  output.parts.push_back(sheet.finish());
}

/// Lines by direction: most of the known ones are imported; the true number of exported ones is higher than the recorded.
void county_lines(const World& world, Output& output) {
  Sheet sheet(extract("county_lines"), world.key(Theme::faults));
  struct Direction { std::string_view name; int count; };
  constexpr std::array<Direction, 4> kDirections = {{{"imported", 34}, {"exported", 9}, {"internal", 7}, {"not known", 11}}};
  int serial = 0;
  for (const auto& direction : kDirections)
    for (int i = 0; i < direction.count; ++i) {
      Chance chance(world.key(Theme::county_lines), static_cast<std::uint64_t>(++serial));
      const core::Day known = any_day(chance);
      const core::Day closed = known + static_cast<int>(chance.waiting_time(1 / 420.0));
      const std::string& here = world.authority_code(draw_authority(chance));
      const bool from_here = direction.name != "imported", to_here = direction.name == "imported" || direction.name == "internal";
      sheet.text(fmt::format("L{:02}-{:03}", world.county.number, serial)).text(direction.name).date(known);
      if (closed <= last_day()) sheet.date(closed), ++output.tally[fmt::format("county_lines_closed.{}", direction.name)];
      else sheet.empty();
      if (direction.name == "not known") sheet.empty().text(here);
      else sheet.text(from_here ? world.authority_code(0) : kOutsideCode).text(to_here ? here : kOutsideCode);
      sheet.text(chance.happens(0.7) ? "heroin; crack" : "crack; powder cocaine").end_row();
      ++output.tally[fmt::format("county_lines.{}", direction.name)];
    }
  output.tally["county_lines_true_exported.lines"] += 21;
  output.parts.push_back(sheet.finish());
}

void cuckooed_addresses(const World& world, Output& output) {
  Sheet sheet(extract("cuckooed_addresses"), world.key(Theme::faults));
  const auto addresses = static_cast<int>(world.county.small_areas.size() * 1400 / 380);
  const std::array shares = {0.55, 0.25, 0.20};
  for (int i = 0; i < addresses; ++i) {
    Chance chance(world.key(Theme::county_lines), 100000 + static_cast<std::uint64_t>(i));
    const int authority = static_cast<int>(chance.choose(shares));
    const std::size_t area = world.draw_home(chance, authority);
    const std::string address = fmt::format("{} {}, {}", 1 + i / 16, street_name(i), world.county.small_areas[area].name);
    core::Day day = any_day(chance);
    const int times = chance.happens(0.12) ? 2 : 1;
    bool written = false;
    for (int time = 0; time < times && day <= last_day(); ++time, day = day + chance.whole(30, 300)) {
      sheet.text(address).text(world.small_area_code(area)).date(day).truth(chance.happens(0.62)).truth(time > 0).end_row();
      ++output.tally["cuckooed_addresses.identifications"];
      if (authority == 0) ++output.tally["cuckooed_addresses.identifications_town"];
      if (time > 0) ++output.tally["cuckooed_addresses.repeats"];
      written = true;
    }
    if (written) ++output.tally["cuckooed_addresses.distinct"];
  }
  output.parts.push_back(sheet.finish());
}

void exploitation(const World& world, Output& output) {
  Sheet sheet(extract("exploitation_referrals"), world.key(Theme::faults));
  const auto count = static_cast<int>(world.county.small_areas.size() * 640 / 380);
  constexpr std::array<std::string_view, 4> kTypes = {"criminal exploitation", "labour exploitation", "sexual exploitation", "domestic servitude"};
  for (int i = 1; i <= count; ++i) {
    Chance chance(world.key(Theme::exploitation), static_cast<std::uint64_t>(i));
    const core::Day day = any_day(chance);
    const std::size_t type = chance.choose(std::array{0.58, 0.21, 0.15, 0.06});
    const bool drugs = chance.happens(type == 0 ? 0.85 : 0.14), lines = drugs && chance.happens(0.6);
    sheet.text(fmt::format("X{:02}-{:05}", world.county.number, i)).date(day).text(world.authority_code(draw_authority(chance)));
    sheet.text(chance.happens(0.76) ? "Male" : "Female").number(type == 0 ? chance.whole(12, 24) : chance.whole(16, 55)).text(kTypes[type]);
    sheet.truth(drugs).truth(lines).truth(chance.happens(0.7)).end_row();
    ++output.tally["exploitation_referrals.all"];
    if (drugs) ++output.tally["exploitation_referrals.linked_to_drugs"];
  }
  output.parts.push_back(sheet.finish());
}

void intelligence(const World& world, Output& output) {
  Sheet sheet(extract("intelligence"), world.key(Theme::faults));
  constexpr std::array<std::string_view, 7> kSubjects = {"drug supply", "county lines", "cuckooing", "cannabis cultivation", "drugs in prison", "exploitation of children", "cryptocurrency"};
  constexpr std::array<double, 7> kMeans = {26, 8, 6, 7, 3, 5, 1.2};
  // Reports a month more from month to month; cryptocurrency is heard of five times as often in the end.
  constexpr std::array<double, 7> kGrowth = {0.006, 0.006, 0.006, 0.006, 0.006, 0.006, 0.07};
  constexpr std::array<std::string_view, 3> kGrades = {"A1", "B2", "E41"};
  constexpr std::array<double, 3> kGradeShares = {0.15, 0.60, 0.25};
  for (int month = 0; month < kMonths; ++month)
    for (int authority = 0; authority < 3; ++authority) {
      Chance chance(world.key(Theme::organised_crime), 20000 + static_cast<std::uint64_t>(month * 3 + authority));
      const double share = std::array{0.5, 0.28, 0.22}[static_cast<std::size_t>(authority)];
      for (std::size_t subject = 0; subject < kSubjects.size(); ++subject)
        for (std::size_t grade = 0; grade < kGrades.size(); ++grade) {
          const int reports = chance.poisson(kMeans[subject] * share * kGradeShares[grade] * (1 + kGrowth[subject] * month));
          sheet.month(month_start(month)).text(world.authority_code(authority)).text(kSubjects[subject]).text(kGrades[grade]).number(reports).end_row();
          output.tally["intelligence.reports"] += reports;
        }
    }
  output.parts.push_back(sheet.finish());
}

void prison_incidents(const World& world, Output& output) {
  Sheet sheet(extract("prison_incidents"), world.key(Theme::faults));
  constexpr std::array<std::string_view, 3> kKinds = {"conveyance", "find", "random test"};
  constexpr std::array<int, 3> kCounts = {310, 1050, 2400};
  constexpr std::array<std::string_view, 4> kDrugs = {"synthetic cannabinoids", "cannabis herbal", "heroin", "powder cocaine"};
  long long serial = 0;
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind)
    for (int i = 0; i < kCounts[kind]; ++i) {
      Chance chance(world.key(Theme::prison), static_cast<std::uint64_t>(++serial));
      const bool test = kind == 2;
      const bool positive = test && chance.happens(0.155);
      const bool drugs = test || chance.happens(kind == 0 ? 0.29 : 0.64);
      sheet.text(fmt::format("I{:02}-{:05}", world.county.number, serial)).date(any_day(chance)).text(world.county.prison).text(kKinds[kind]).truth(drugs);
      sheet.text(drugs && (!test || positive) ? kDrugs[chance.choose(std::array{0.45, 0.35, 0.1, 0.1})] : std::string_view{});
      if (test) sheet.truth(positive);
      else sheet.empty();
      sheet.end_row();
      ++output.tally[fmt::format("prison_incidents.{}", kKinds[kind])];
      if (kind == 0 && drugs) ++output.tally["prison_incidents.drug_conveyance"];
      if (positive) ++output.tally["prison_incidents.positive_tests"];
    }
  output.parts.push_back(sheet.finish());
}

}  // namespace

Output make_supply(const World& world) {
  Output output;
  crime_groups(world, output);
  gangs(world, output);
  county_lines(world, output);
  cuckooed_addresses(world, output);
  exploitation(world, output);
  intelligence(world, output);
  prison_incidents(world, output);
  return output;
}

}  // namespace dmp::synth
