#pragma once

#include <span>
#include <vector>

#include "stats/spatial_association.hpp"

namespace dmp::stats {

/// Which local measure of association.
enum class LocalMeasure { moran, geary, getis_ord, getis_ord_star, bivariate_moran, lee };

/// A local statistic of one area; lag is the weighted sum of the deviations around it.
struct LocalStatistic {
  double statistic;
  double expectation;
  double variance;
  double z;
  double p;
  double p_simulated;
  double deviation;  ///< of the area's own value from the mean; for Lee's L the weighted sum of the first value's deviations
  double lag;
};

struct LocalSettings {
  LocalMeasure measure = LocalMeasure::moran;
  bool row_standard = true;
  Permutations permutations;
};

/// A local measure at every area, with its moments and p_simulated given the area's own value (the other values are shuffled among the
/// other places): L. Anselin (1995), Geographical Analysis 27, 93-115; R. R. Sokal, N. L. Oden, B. A. Thomson (1998), Geographical Analysis
/// 30, 331-354. second: the lagged values of the bivariate measure, or Lee's second; else empty. Getis and Ord's G with the area itself
/// gives it a weight of 1 before any standardising: pass weights as given and row_standard. An area without links, fewer than four areas
/// and values that do not vary give NaN.
/// Lee's local L is n times the product of both weighted sums, over the root of the product of both sums of squares; the pairs of values of
/// the other areas are shuffled together, and its moments are exact. S.-I. Lee (2001), Journal of Geographical Systems 3, 369-385.
std::vector<LocalStatistic> local_association(std::span<const double> values, std::span<const double> second, const SpatialWeights& weights,
                                              const LocalSettings& settings);

}  // namespace dmp::stats
