#include "synth/operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "synth/calendar.hpp"
#include "synth/chance.hpp"

namespace dmp::synth {
namespace {

constexpr std::array<std::string_view, 12> kNames = {"Tarnhoop", "Bluewend", "Cobaltine", "Fivefathom", "Quillmoor", "Sandrake",
                                                     "Ironwhistle", "Larkspurrow", "Mistralune", "Ombrelle", "Pelluce", "Vantley"};
/// How long an effect lasts beyond the month of the operation's end.
constexpr int kMonthsAfter = 6;

struct Effect {
  std::size_t number;
  Setting setting;
  double ratio;
};
/// The fourth disperses the town's greatest hotspot, the seventh finds much of what had not been recorded in the borough's.
constexpr std::array<Effect, 2> kEffects = {{{3, Setting::town, 0.55}, {6, Setting::borough, 1.8}}};

/// The planted hotspot of an authority with this place in their list; the last one where there are fewer.
int hotspot_of(const County& county, const Hotspots& hotspots, Setting setting, std::size_t place) {
  std::vector<int> found;
  for (const int area : hotspots.drugs)
    if (county.setting_of(static_cast<std::size_t>(area)) == setting) found.push_back(area);
  return found[std::min(place, found.size() - 1)];
}

void take_place(PlantedOperation& operation, const County& county, const Hotspots& hotspots, std::size_t number) {
  for (const Effect& effect : kEffects) {
    if (effect.number != number) continue;
    operation.small_areas = {hotspot_of(county, hotspots, effect.setting, 0)};
    operation.ratio = effect.ratio;
  }
  if (operation.small_areas.empty() && number % 2 == 1) operation.small_areas = {hotspot_of(county, hotspots, Setting::town, 1 + number / 2 % 3)};
  if (!operation.small_areas.empty()) {
    operation.area = county.small_areas[static_cast<std::size_t>(operation.small_areas.front())].code;
    return;
  }
  const Authority& rural = county.authorities[static_cast<std::size_t>(Setting::rural)];
  operation.area = rural.code;
  operation.small_areas = rural.small_areas;
}

}  // namespace

std::vector<PlantedOperation> plant_operations(const County& county, const Hotspots& hotspots, std::uint64_t seed) {
  std::vector<PlantedOperation> planted;
  for (std::size_t number = 0; number < kNames.size(); ++number) {
    Chance chance({seed, static_cast<std::uint32_t>(county.number), Theme::seizures}, 1000000 + number);
    PlantedOperation operation;
    operation.id = fmt::format("OP{:02}-{:02}", county.number, number + 1);
    operation.name = fmt::format("Operation {}", kNames[number]);
    operation.start = month_start(2 + static_cast<int>(number) * 4 + chance.whole(0, 2));
    operation.end = std::min(operation.start + chance.whole(20, 150), last_day());
    take_place(operation, county, hotspots, number);
    planted.push_back(std::move(operation));
  }
  return planted;
}

double operation_effect(const std::vector<PlantedOperation>& operations, std::size_t small_area, int month) {
  double effect = 1;
  for (const PlantedOperation& operation : operations) {
    if (operation.ratio == 1 || month < month_of(operation.start) || month > month_of(operation.end) + kMonthsAfter) continue;
    if (std::find(operation.small_areas.begin(), operation.small_areas.end(), static_cast<int>(small_area)) != operation.small_areas.end()) effect *= operation.ratio;
  }
  return effect;
}

}  // namespace dmp::synth
