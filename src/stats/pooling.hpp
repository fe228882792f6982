#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// Several estimates of one thing brought together on the log scale, or why they cannot be.
struct Pooled {
  double fixed;          ///< natural scale
  double random;         ///< natural scale
  double fixed_error;    ///< standard error of its logarithm
  double random_error;   ///< standard error of its logarithm
  double q;              ///< Cochran's heterogeneity
  double tau2;           ///< variance between the estimates, log scale
  double i2;             ///< share of the variance that is between, 0 to 1
  std::string_view withheld;
};

/// Weights 1 / se^2 with se = (log upper - log lower) / (2 z) at the level of the given intervals; tau2 by the moments
/// of DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188; I2 by Higgins and Thompson (2002), Statistics in
/// Medicine 21, 1539-1558. Withheld without estimates, or with a value that is not above 0 or an interval without width.
Pooled pool(std::span<const double> estimate, std::span<const double> lower, std::span<const double> upper, double level);

/// exp(log estimate -+ z * error).
Interval log_interval(double estimate, double error, double confidence);

}  // namespace dmp::stats
