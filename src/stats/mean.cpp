#include "stats/mean.hpp"

#include <cmath>
#include <limits>

#include "stats/normal.hpp"

namespace dmp::stats {

Mean mean(std::span<const double> values) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Mean result{.n = 0, .sum = 0, .value = kNaN, .standard_deviation = kNaN};
  for (const double value : values) {
    if (std::isnan(value)) continue;
    result.sum += value;
    ++result.n;
  }
  if (result.n == 0) return result;
  result.value = result.sum / static_cast<double>(result.n);
  if (result.n < 2) return result;
  double squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - result.value) * (value - result.value);
  result.standard_deviation = std::sqrt(squares / static_cast<double>(result.n - 1));
  return result;
}

Interval mean_interval(const Mean& mean, double confidence) {
  if (mean.n < 2) return {};
  const auto n = static_cast<double>(mean.n);
  const double half = student_t_quantile(1 - (1 - confidence) / 2, n - 1) * mean.standard_deviation / std::sqrt(n);
  return {.lower = mean.value - half, .upper = mean.value + half};
}

}  // namespace dmp::stats
