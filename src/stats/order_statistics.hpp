#pragma once

#include <span>
#include <vector>

namespace dmp::stats {

/// The quantiles of many numbers at several probabilities without sorting them: two passes over the numbers. Exact: linear between the
/// neighbouring order statistics (type 7 of Hyndman and Fan 1996, American Statistician 50, 361-365; R's default). Needs finite numbers;
/// without any every quantile is NaN.
std::vector<double> quantiles_of(std::span<const double> numbers, std::span<const double> probabilities);

}  // namespace dmp::stats
