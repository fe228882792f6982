#include <fmt/format.h>

#include <array>

#include "synth/planted.hpp"
#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

constexpr double kReleasesPer1000 = 0.37;
constexpr double kHomicidesPer100k = 1.15;
constexpr std::array<std::string_view, 5> kFurther = {"supply of class A", "robbery", "assault with injury", "possession of a weapon", "burglary"};

/// The day of something that happens at a constant hazard a year after start, or nothing by the end of the records.
std::optional<core::Day> later_day(core::Day start, double hazard, Chance& chance) {
  const double years = chance.waiting_time(hazard);
  if (years > 20) return std::nullopt;
  const core::Day day = start + (1 + static_cast<int>(years * 365.25));
  return day <= last_day() ? std::optional(day) : std::nullopt;
}

void write_optional(Sheet& sheet, const std::optional<core::Day>& day) {
  if (day) sheet.date(*day);
  else sheet.empty();
}

void release(const World& world, std::size_t number, Sheet& sheet, Output& output) {
  Chance chance(world.key(Theme::release_under_investigation), number);
  const core::Day start = first_day() + static_cast<int>(chance.below(static_cast<std::size_t>(last_day() - first_day() + 1)));
  const bool male = chance.happens(0.92), under_25 = chance.happens(0.55);
  const std::size_t person = world.people.draw_suspect(chance, male, under_25, start);
  const Person& who = world.people[person];
  const Identity seen = known_as(world, output, Agency::police, person, chance);
  const auto& hazards = under_25 ? kUnder25 : k25AndOver;
  auto further = later_day(start, hazards.further_offence, chance), victim = later_day(start, hazards.victim, chance), end = later_day(start, 0.9, chance);
  if (further && !who.alive_on(*further)) further.reset();
  if (victim && !who.alive_on(*victim)) victim.reset();
  sheet.text(fmt::format("R{:02}-{:05}", world.county.number, number)).text("possession with intent to supply").date(start);
  write_optional(sheet, end);
  sheet.text(world.authority_code(world.authority_of(who.small_area))).number(age_on(who.born, start)).text(male ? "Male" : "Female");
  write_optional(sheet, further);
  const auto offence = pick(chance, kFurther);
  sheet.text(further ? offence : std::string_view{});
  write_optional(sheet, victim);
  sheet.truth(chance.happens(0.023)).truth(chance.happens(0.003)).text(seen.id).text(seen.forename).text(seen.surname).text(seen.born).end_row();
  auto& tally = output.tally;
  const std::string_view group = under_25 ? "under_25" : "25_and_over";
  ++tally[fmt::format("rui.{}.all", group)];
  if (further) ++tally[fmt::format("rui.{}.further_offence", group)];
  if (victim) ++tally[fmt::format("rui.{}.victim", group)];
  if (further && *further - start <= 365) ++tally[fmt::format("rui.{}.further_offence_within_365_days", group)];
  if (last_day() - start >= 365) ++tally[fmt::format("rui.{}.followed_365_days", group)];
}

void homicides(const World& world, Output& output) {
  Sheet sheet(extract("homicides"), world.key(Theme::faults));
  long long serial = 0;
  for (int authority = 0; authority < 3; ++authority) {
    Chance chance(world.key(Theme::homicide), static_cast<std::uint64_t>(authority));
    const double risk = std::array{1.7, 0.9, 0.5}[static_cast<std::size_t>(authority)];
    const int count = 1 + chance.poisson(static_cast<double>(world.population.aged_in(world.county, authority, 2, 0, kAges)) / 1e5 * kHomicidesPer100k * risk * kYears);
    for (int i = 0; i < count; ++i) {
      const core::Day day = first_day() + static_cast<int>(chance.below(static_cast<std::size_t>(last_day() - first_day() + 1)));
      const bool drugs = chance.happens(0.42), alcohol = chance.happens(drugs ? 0.15 : 0.14);
      sheet.text(fmt::format("H{:02}-{:03}", world.county.number, ++serial)).date(day).text(world.authority_code(authority)).truth(drugs).truth(alcohol);
      sheet.text(last_day() - day > 400 ? "complete" : "open").end_row();
      ++output.tally["homicides.all"];
      if (drugs) ++output.tally["homicides.drug_related"];
      if (drugs || alcohol) ++output.tally["homicides.drug_or_alcohol_related"];
    }
  }
  output.parts.push_back(sheet.finish());
}

}  // namespace

Output make_investigations(const World& world) {
  Output output;
  Sheet sheet(extract("rui"), world.key(Theme::faults));
  const auto residents = static_cast<double>(world.population.aged_in(world.county, -1, 2, 0, kAges));
  const auto count = static_cast<std::size_t>(residents / 1000 * kReleasesPer1000 * kYears);
  for (std::size_t i = 1; i <= count; ++i) release(world, i, sheet, output);
  output.parts.push_back(sheet.finish());
  homicides(world, output);
  return output;
}

}  // namespace dmp::synth
