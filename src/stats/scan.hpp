#pragma once

#include <cstdint>
#include <vector>

namespace dmp::stats {

/// Which chance a scan holds the counts against. poisson: cases fall on places (and times) in proportion to the population.
/// bernoulli: so many of the people at all places are cases, whoever they are.
enum class ScanModel { poisson, bernoulli };

/// Places with their cases, and the population (poisson) or all people, cases and controls (bernoulli). With several times the counts
/// stand place by place, a place's times side by side.
struct ScanCounts {
  std::vector<double> x;  ///< planar, or the longitude in degrees
  std::vector<double> y;  ///< planar, or the latitude in degrees
  std::size_t times = 1;
  std::vector<std::uint32_t> cases;
  std::vector<double> population;
};

struct ScanSettings {
  ScanModel model = ScanModel::poisson;
  bool ellipses = false;      ///< shapes 1, 1.5, 2, 3, 4, 5 in 1, 4, 6, 9, 12, 15 directions instead of circles
  bool great_circle = false;  ///< distances on the globe in kilometres; circles only
  double max_share = 0.5;     ///< of the population within a window
  double max_time = 0.5;      ///< of the times within a window (at least one time)
  std::size_t max_places = 0; ///< within a window; 0: any number
  std::uint64_t replicates = 999;
  std::uint64_t seed = 0;
  unsigned threads = 0;
};

/// A window in which the cases are more than chance would give.
struct ScanCluster {
  std::vector<std::size_t> places;  ///< nearest to the centre first
  std::size_t centre = 0;
  double radius = 0;                ///< to the farthest place; of an ellipse its longer half-axis
  double shape = 1;                 ///< longer half-axis by shorter
  double angle = 0;                 ///< of the longer axis against x, in degrees, counter-clockwise
  std::size_t first_time = 0;
  std::size_t last_time = 0;
  double cases = 0;
  double expected = 0;
  double population = 0;
  double relative_risk = 0;         ///< inside against outside; NaN where all cases lie inside
  double llr = 0;                   ///< log of the likelihood ratio
  double p = 0;                     ///< (r + 1) / (replicates + 1); NaN without replicates
};

/// Kulldorff's scan for high rates: windows are centred on places and grow from place to place (places equally far enter together) up to
/// the largest share; each centre keeps its best window, and of those the best that share no place are the clusters, best first. p ranks
/// each cluster among the best windows of random replicates. No cases, or cases everywhere, give no cluster. A place with cases must have
/// population. M. Kulldorff (1997), Communications in Statistics: Theory and Methods 26, 1481-1496; ellipses: M. Kulldorff, L. Huang,
/// L. Pickle, L. Duczmal (2006), Statistics in Medicine 25, 3929-3943; space-time: M. Kulldorff et al. (1998), American Journal of Public
/// Health 88, 1377-1380. The same seed gives the same clusters and p whatever the number of threads.
std::vector<ScanCluster> scan(const ScanCounts& counts, const ScanSettings& settings);

}  // namespace dmp::stats
