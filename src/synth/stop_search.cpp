#include <fmt/format.h>

#include <array>
#include <set>

#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

constexpr double kPer1000AYear = 7.0;
constexpr std::array<std::string_view, 5> kCensusGroups = {"White - English/Welsh/Scottish/Northern Irish/British", "Mixed/Multiple ethnic groups - White and Black Caribbean",
                                                           "Asian/Asian British - Pakistani", "Black/African/Caribbean/Black British - African", "Other ethnic group - Any other ethnic group"};
/// Searches per resident compared with White residents: the planted disproportionality.
constexpr std::array<double, 5> kSearchRatio = {1.0, 1.9, 1.3, 3.2, 1.5};
constexpr std::array<std::string_view, 4> kObjects = {"Controlled drugs", "Offensive weapons", "Stolen goods", "Article for use in theft"};
constexpr std::array<double, 4> kObjectShares = {0.62, 0.17, 0.15, 0.06};
constexpr std::array<std::string_view, 4> kAges = {"10-17", "18-24", "25-34", "over 34"};
constexpr std::array<double, 4> kAgeShares = {0.17, 0.34, 0.27, 0.22};

void search(const World& world, Chance& chance, std::size_t area, int year, Sheet& sheet, Tally& tally) {
  const auto& small_area = world.county.small_areas[area];
  auto shares = ethnic_shares(world.county.setting_of(area));
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i] *= kSearchRatio[i];
  const std::size_t ethnicity = chance.choose(shares);
  const std::size_t object = chance.choose(kObjectShares);
  const bool found = chance.happens(object == 0 ? 0.27 : 0.17);
  const core::Day day = year_start(year) + static_cast<int>(chance.below(static_cast<std::size_t>(year_start(year + 1) - year_start(year))));
  const bool stated = !chance.happens(0.17);
  const std::size_t anchor = chance.below(8);
  const Vertex corner = small_area.outline[anchor];
  sheet.moment(day, static_cast<int>(chance.below(86400)));
  sheet.text(chance.happens(0.72) ? "Person search" : "Person and Vehicle search").text(chance.happens(0.89) ? "Male" : "Female");
  sheet.text(kAges[chance.choose(kAgeShares)]);
  sheet.text(stated ? kCensusGroups[ethnicity] : "Other ethnic group - Not stated").text(kEthnicityNames[ethnicity]).text(kObjects[object]);
  sheet.text(!found ? "A no further action disposal" : chance.happens(0.45) ? "Arrest" : chance.happens(0.6) ? "Community resolution" : "Summons / charged by post");
  sheet.truth(found).fixed((corner.longitude + static_cast<double>(small_area.centre.longitude)) / 2e6, 6);
  sheet.fixed((corner.latitude + static_cast<double>(small_area.centre.latitude)) / 2e6, 6);
  sheet.text(small_area.code).text(world.authority_code(small_area.authority)).text(world.county.force).end_row();
  ++tally["stop_and_search.all"];
  if (object == 0) ++tally["stop_and_search.drugs"];
  if (object == 0 && found) ++tally["stop_and_search.drugs_found"];
  ++tally[fmt::format("stop_and_search_ethnicity.{}", kEthnicityNames[ethnicity])];
}

}  // namespace

Output make_stop_search(const World& world, int year) {
  Output output;
  Sheet sheet(extract("stop_and_search"), world.key(Theme::faults), year_label(year));
  for (std::size_t area = 0; area < world.county.small_areas.size(); ++area) {
    // One stream an area: a second and a place twice in the same area and year is next to impossible, and the rows
    // would still differ in one of the other columns. The tests count the distinct rows.
    Chance chance(world.key(Theme::stop_search), static_cast<std::uint64_t>(year) * 65536 + area);
    const double risk = 0.5 * world.hotspots.drug_risk[area] + 0.5;
    const int count = chance.poisson(world.county.small_areas[area].residents * kPer1000AYear / 1000 * risk);
    for (int i = 0; i < count; ++i) search(world, chance, area, year, sheet, output.tally);
  }
  output.parts.push_back(sheet.finish());
  return output;
}

}  // namespace dmp::synth
