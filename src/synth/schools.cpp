#include <fmt/format.h>

#include <array>
#include <cmath>

#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

constexpr std::array<std::string_view, 6> kReasons = {"persistent disruptive behaviour", "physical assault against a pupil", "physical assault against an adult",
                                                      "drug and alcohol related", "verbal abuse", "other"};
constexpr std::array<double, 6> kReasonShares = {0.44, 0.15, 0.10, 0.09, 0.12, 0.10};
struct SchoolType {
  std::string_view name;
  int from, to;            ///< ages
  double per_100_suspensions;
};
constexpr std::array<SchoolType, 3> kTypes = {{{"primary", 4, 10, 1.3}, {"secondary", 11, 16, 12.0}, {"special", 5, 16, 9.0}}};
constexpr double kSpecialShare = 0.012;
/// Permanent exclusions for every suspension.
constexpr double kPermanentShare = 0.012;

/// A count as published: one to four are suppressed, in the publisher's marker of the year.
void published(Sheet& sheet, long long count, int year, Output& output, std::string_view what) {
  constexpr std::array<std::string_view, kYears> kMarkers = {"c", "*", "c", "[c]", "c"};
  if (count == 0 || count > 4) {
    sheet.number(count);
    return;
  }
  sheet.text(kMarkers[static_cast<std::size_t>(year)]);
  ++output.tally[fmt::format("suppressed_cells.{}", what)];
}

double pupils(const World& world, int authority, int year, const SchoolType& type) {
  const double aged = authority < 0 ? static_cast<double>(england_aged(year, type.from, type.to))
                                    : static_cast<double>(world.population.aged_in(world.county, authority, year, type.from, type.to));
  return aged * (type.name == "special" ? kSpecialShare : 0.95);
}

void exclusions(const World& world, Output& output) {
  Sheet sheet(extract("exclusions"), world.key(Theme::faults));
  const int first = world.county.number == 0 ? -1 : 0;  // England stands once
  for (int year = 0; year + 1 < kYears; ++year)
    for (int authority = first; authority < 3; ++authority) {
      Chance chance(world.key(Theme::schools), static_cast<std::uint64_t>(year * 8 + authority + 1));
      // The town excludes two and a half times as often as England.
      const double risk = authority < 0 ? 1 : std::array{2.4, 1.3, 0.8}[static_cast<std::size_t>(authority)];
      const std::string_view place = authority < 0 ? std::string_view(kEnglandCode) : std::string_view(world.authority_code(authority));
      for (const auto& type : kTypes) {
        const double on_roll = pupils(world, authority, year, type);
        for (const bool permanent : {true, false})
          for (std::size_t reason = 0; reason < kReasons.size(); ++reason) {
            const double mean = on_roll / 100 * type.per_100_suspensions * kReasonShares[reason] * risk * (permanent ? kPermanentShare : 1) * (1 + 0.1 * year);
            const long long count = mean > 5000 ? std::llround(mean) : chance.poisson(mean);
            sheet.text(year_text(year)).date(*core::make_day(kFirstYear + year, 9, 1)).date(*core::make_day(kFirstYear + year + 1, 8, 31)).text(place);
            sheet.text(type.name).text(permanent ? "permanent" : "suspension").text(kReasons[reason]);
            published(sheet, count, year, output, "exclusions");
            sheet.number(std::llround(on_roll)).end_row();
            if (authority >= 0) output.tally[fmt::format("exclusions_true.{}.{}.{}", place, permanent ? "permanent" : "suspension", kReasons[reason])] += count;
          }
      }
    }
  output.parts.push_back(sheet.finish());
}

void not_in_education(const World& world, Output& output) {
  Sheet sheet(extract("neet"), world.key(Theme::faults));
  const int first = world.county.number == 0 ? -1 : 0;
  for (int year = 0; year < kYears; ++year)
    for (int authority = first; authority < 3; ++authority) {
      Chance chance(world.key(Theme::schools), 1000 + static_cast<std::uint64_t>(year * 8 + authority + 1));
      const long long cohort = authority < 0 ? england_aged(year, 16, 17) : world.population.aged_in(world.county, authority, year, 16, 17);
      const double share = authority < 0 ? 0.029 : std::array{0.045, 0.036, 0.024}[static_cast<std::size_t>(authority)];
      const auto count = std::llround(static_cast<double>(cohort) * share * (1 + 0.05 * chance.normal()));
      const auto unknown = std::llround(static_cast<double>(cohort) * 0.022);
      sheet.date(year_start(year)).date(year_start(year + 1) + (-1)).text(authority < 0 ? std::string_view(kEnglandCode) : std::string_view(world.authority_code(authority)));
      sheet.number(cohort).number(count);
      // The rural authority did not send its unknowns for two years, each time with another marker.
      if (authority == 2 && (year == 1 || year == 2)) {
        sheet.text(year == 1 ? "[x]" : "..");
        ++output.tally["missing_cells.neet"];
      } else {
        sheet.number(unknown);
      }
      sheet.end_row();
      if (authority >= 0) output.tally[fmt::format("neet.{}.{}", year_text(year), world.authority_code(authority))] += count;
    }
  output.parts.push_back(sheet.finish());
}

}  // namespace

Output make_schools(const World& world) {
  Output output;
  exclusions(world, output);
  not_in_education(world, output);
  return output;
}

}  // namespace dmp::synth
