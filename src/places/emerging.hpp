#pragma once

#include <span>
#include <string>
#include <vector>

#include "places/hotspots.hpp"
#include "stats/mann_kendall.hpp"

namespace dmp::places {

/// How a place's hotness went over the steps of time, by the usual names (Esri, How Emerging Hot Spot Analysis works), here for heat and cold alike:
/// new: hot in the last step and never before; consecutive: hot in a run of at least two steps up to the last, never before it, in under nine
/// tenths of the steps; persistent, intensifying, diminishing: hot in at least nine tenths of the steps, the last among them, with no trend in z,
/// one towards more, one towards less; sporadic: hot in the last step, on and off, never the opposite; oscillating: the same, and the opposite in some
/// step; historical: hot in at least nine tenths of the steps, not in the last; none.
enum class Typology { none, fresh, consecutive, persistent, intensifying, diminishing, sporadic, oscillating, historical };
/// "no pattern", "new hotspot", "persistent cold spot" ...
std::string typology_name(Typology typology, bool is_hot);

/// What became of one place.
struct Emergence {
  Typology typology = Typology::none;
  bool is_hot = true;              ///< false: of cold
  std::size_t hot_steps = 0, cold_steps = 0;
  stats::MannKendall trend;        ///< of Gi*'s z over the steps
};

/// Names what became of a place: signs are +1 hot, -1 cold, 0 neither, step by step; z of Gi* beside them. A trend counts at p below 0.05.
Emergence emergence_of(std::span<const int> signs, std::span<const double> z);

/// Gi* of every step of time (the same areas and links), each adjusted for the number of areas, and what became of every place. Steps with fewer than ten
/// areas or nothing counted have no hotspots; fewer than three steps give no pattern. Missing steps must be left out before: time is taken as even.
std::vector<Emergence> emerging_hotspots(const std::vector<Layer>& steps, const HotspotSettings& settings);

}  // namespace dmp::places
