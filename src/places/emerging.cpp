#include "places/emerging.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dmp::places {
namespace {

/// The name for one sign; none where the other sign's name fits better.
Typology typology_of(std::span<const int> signs, int sign, const stats::MannKendall& trend) {
  const auto steps = signs.size();
  const auto count = static_cast<std::size_t>(std::count(signs.begin(), signs.end(), sign));
  const bool last = signs.back() == sign, mostly = static_cast<double>(count) >= 0.9 * static_cast<double>(steps);
  if (mostly && last) {
    const bool has_trend = trend.p < 0.05;
    if (!has_trend) return Typology::persistent;
    return (trend.z > 0) == (sign > 0) ? Typology::intensifying : Typology::diminishing;
  }
  if (mostly) return Typology::historical;
  if (!last) return Typology::none;
  if (count == 1) return Typology::fresh;
  std::size_t run = 0;
  while (run < steps && signs[steps - 1 - run] == sign) ++run;
  if (run == count) return Typology::consecutive;
  return std::find(signs.begin(), signs.end(), -sign) != signs.end() ? Typology::oscillating : Typology::sporadic;
}

}  // namespace

std::string typology_name(Typology typology, bool is_hot) {
  static constexpr const char* kNames[] = {"no pattern", "new", "consecutive", "persistent", "intensifying", "diminishing", "sporadic", "oscillating", "historical"};
  const std::string name = kNames[static_cast<std::size_t>(typology)];
  return typology == Typology::none ? name : name + (is_hot ? " hotspot" : " cold spot");
}

Emergence emergence_of(std::span<const int> signs, std::span<const double> z) {
  Emergence found;
  found.hot_steps = static_cast<std::size_t>(std::count(signs.begin(), signs.end(), 1));
  found.cold_steps = static_cast<std::size_t>(std::count(signs.begin(), signs.end(), -1));
  found.trend = stats::mann_kendall(z);
  if (signs.size() < 3) return found;
  found.typology = typology_of(signs, 1, found.trend);
  if (found.typology != Typology::none) return found;
  found.typology = typology_of(signs, -1, found.trend);
  found.is_hot = found.typology == Typology::none;
  return found;
}

std::vector<Emergence> emerging_hotspots(const std::vector<Layer>& steps, const HotspotSettings& settings) {
  if (steps.empty()) return {};
  const std::size_t areas = steps.front().areas.size();
  std::vector<std::vector<int>> signs(areas);
  std::vector<std::vector<double>> z(areas);
  HotspotSettings without_scan = settings;
  without_scan.replicates = 0;
  for (const Layer& step : steps) {
    const HotspotMap found = find_hotspots(step, without_scan);
    for (std::size_t i = 0; i < areas; ++i) {
      const Hotspot& spot = found.areas[i];
      signs[i].push_back(!(spot.gi_p_adjusted <= settings.alpha) ? 0 : spot.gi_z > 0 ? 1 : -1);
      z[i].push_back(spot.gi_z);
    }
  }
  std::vector<Emergence> result;
  for (std::size_t i = 0; i < areas; ++i) result.push_back(emergence_of(signs[i], z[i]));
  return result;
}

}  // namespace dmp::places
