#pragma once

#include <span>

namespace dmp::stats {

/// Whether a series goes up or down.
struct MannKendall {
  double s = 0;      ///< pairs that rise less pairs that fall
  double tau = 0;    ///< Kendall's tau-b against time
  double z = 0;      ///< with correction for ties and for continuity
  double p = 0;      ///< two-sided
  double slope = 0;  ///< Sen's: the median of the slopes of all pairs, per step
};

/// Mann and Kendall's test for a monotone trend over equal steps. Missing values (NaN) are passed over, their steps stay. Fewer than three
/// values, or values that are all alike, give NaN. H. B. Mann (1945), Econometrica 13, 245-259; M. G. Kendall (1975), Rank Correlation
/// Methods; P. K. Sen (1968), Journal of the American Statistical Association 63, 1379-1389.
MannKendall mann_kendall(std::span<const double> values);

}  // namespace dmp::stats
