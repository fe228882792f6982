#include "synth/hotspots.hpp"

#include <algorithm>
#include <cmath>

namespace dmp::synth {
namespace {

/// The areas of an authority from the most deprived on, and the neighbours of the first put next to it, so that the
/// first hotspots form a cluster.
std::vector<int> candidates(const County& county, Setting setting) {
  auto areas = county.authorities[static_cast<std::size_t>(setting)].small_areas;
  const auto deprivation = [&](int i) { return county.small_areas[static_cast<std::size_t>(i)].deprivation; };
  std::stable_sort(areas.begin(), areas.end(), [&](int a, int b) { return deprivation(a) > deprivation(b); });
  std::vector<int> order{areas.front()};
  const auto add = [&](int i) {
    if (std::find(order.begin(), order.end(), i) == order.end()) order.push_back(i);
  };
  int near = 0;
  for (const int next : county.small_areas[static_cast<std::size_t>(areas.front())].neighbours)
    if (county.setting_of(static_cast<std::size_t>(next)) == setting && near++ < 2) add(next);
  for (std::size_t i = 1; i < areas.size(); i += 3) add(areas[i]);
  return order;
}

void normalise(const County& county, std::vector<double>& risk) {
  double weighted = 0, residents = 0;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    weighted += risk[i] * county.small_areas[i].residents;
    residents += county.small_areas[i].residents;
  }
  for (double& r : risk) r *= residents / weighted;
}

}  // namespace

Hotspots plant_hotspots(const County& county, std::uint64_t seed) {
  Hotspots planted;
  Chance chance({seed, static_cast<std::uint32_t>(county.number), Theme::crime}, 0xFFFFFFFFULL);
  for (std::size_t i = 0; i < county.small_areas.size(); ++i) {
    const double setting = std::array{1.05, 0.62, 0.40}[static_cast<std::size_t>(county.setting_of(i))];
    // Little variation outside the hotspots, less in the rural authority, where none may stand out.
    const double spread = county.setting_of(i) == Setting::rural ? 0.05 : 0.15;
    planted.drug_risk.push_back(setting * std::exp(spread * county.small_areas[i].deprivation + 0.03 * chance.normal()));
    planted.violence_risk.push_back(setting * std::exp(0.2 * county.small_areas[i].deprivation + 0.03 * chance.normal()));
  }
  const auto town = candidates(county, Setting::town), borough = candidates(county, Setting::borough);
  // Position in the list of candidates, and the multiples of the mean rate.
  struct Planted { int candidate; double drugs, violence; };
  const auto plant = [&](const std::vector<int>& list, Planted what) {
    if (static_cast<std::size_t>(what.candidate) >= list.size()) return;
    const int area = list[static_cast<std::size_t>(what.candidate)];
    if (what.drugs > 0) planted.drug_risk[static_cast<std::size_t>(area)] = what.drugs, planted.drugs.push_back(area);
    if (what.violence > 0) planted.violence_risk[static_cast<std::size_t>(area)] = what.violence, planted.violence.push_back(area);
    if (what.drugs > 0 && what.violence > 0) planted.both.push_back(area);
  };
  for (const Planted& what : {Planted{0, 22, 9}, {1, 8, 5}, {2, 7, 4.5}, {3, 6, 0}, {4, 5, 4}, {5, 5, 0}, {6, 0, 5}, {7, 0, 4}}) plant(town, what);
  for (const Planted& what : {Planted{0, 9, 6}, {1, 6, 0}, {3, 5, 4}, {4, 0, 4}}) plant(borough, what);
  normalise(county, planted.drug_risk);
  normalise(county, planted.violence_risk);
  return planted;
}

}  // namespace dmp::synth
