#pragma once

#include <cstddef>
#include <span>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// Number, sum, mean and sample standard deviation of the values that are there (NaN is skipped).
struct Mean {
  std::size_t n = 0;
  double sum = 0;
  double value;               ///< NaN without values
  double standard_deviation;  ///< n - 1 in the denominator; NaN below two values
};

/// Two passes, so that a large mean does not eat the spread.
Mean mean(std::span<const double> values);

/// Student's t interval of a mean; NaN below two values.
Interval mean_interval(const Mean& mean, double confidence);

}  // namespace dmp::stats
