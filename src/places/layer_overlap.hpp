#pragma once

#include <functional>

#include "places/hotspots.hpp"
#include "stats/overlap.hpp"
#include "stats/spectral_randomisation.hpp"

namespace dmp::places {

/// Two layers held against each other.
struct LayerOverlap {
  std::size_t first_hot = 0, second_hot = 0;
  stats::Overlap hotspots;        ///< of the hot areas; its p is by chance alone
  stats::MapComparison maps;      ///< of the smoothed rates, against random maps as clustered as the second; NaN above kMostAreas
  double rank_correlation = 0;    ///< Spearman's, of the smoothed rates
};

/// Up to so many areas maps are compared by spectral randomisation, whose cost grows with the cube of the number.
inline constexpr std::size_t kMostAreas = 3000;

/// Spearman's correlation of the ranks, equal values sharing the mean rank; NaN where one does not vary.
double rank_correlation(const std::vector<double>& first, const std::vector<double>& second);

/// Gives the spectrum of a set of links, which costs the cube of their number.
using SpectrumOf = std::function<const stats::SpectralRandomisation&(const stats::SpatialWeights&)>;

/// Holds the hotspots and the smoothed rates of two layers over the same areas against each other; areas that take part in both count.
LayerOverlap layer_overlap(const Layer& first, const HotspotMap& first_found, const HotspotMap& second_found, const HotspotSettings& settings,
                           const SpectrumOf& spectrum = {});

}  // namespace dmp::places
