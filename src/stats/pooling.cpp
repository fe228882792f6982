#include "stats/pooling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/normal.hpp"

namespace dmp::stats {

Interval log_interval(double estimate, double error, double confidence) {
  const double reach = two_sided_z(confidence) * error;
  return {.lower = estimate * std::exp(-reach), .upper = estimate * std::exp(reach)};
}

Pooled pool(std::span<const double> estimate, std::span<const double> lower, std::span<const double> upper, double level) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Pooled pooled{.fixed = kNaN, .random = kNaN, .fixed_error = kNaN, .random_error = kNaN, .q = kNaN, .tau2 = kNaN, .i2 = kNaN, .withheld = {}};
  if (estimate.empty()) pooled.withheld = "no estimates";
  std::vector<double> value, variance;
  for (std::size_t i = 0; i < estimate.size(); ++i) {
    if (!(estimate[i] > 0) || !(lower[i] > 0)) pooled.withheld = "an estimate or limit is not above 0";
    const double error = (std::log(upper[i]) - std::log(lower[i])) / (2 * two_sided_z(level));
    if (!(error > 0)) pooled.withheld = "an interval has no width";
    value.push_back(std::log(estimate[i]));
    variance.push_back(error * error);
  }
  if (!pooled.withheld.empty()) return pooled;
  const auto weighted = [&](double between, double& error) {
    double weights = 0, sum = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      weights += 1 / (variance[i] + between);
      sum += value[i] / (variance[i] + between);
    }
    error = std::sqrt(1 / weights);
    return sum / weights;
  };
  const double centre = weighted(0, pooled.fixed_error);
  double w = 0, w2 = 0;
  pooled.q = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    w += 1 / variance[i];
    w2 += 1 / (variance[i] * variance[i]);
    pooled.q += (value[i] - centre) * (value[i] - centre) / variance[i];
  }
  const double freedom = static_cast<double>(value.size()) - 1;
  pooled.tau2 = freedom > 0 ? std::max(0.0, (pooled.q - freedom) / (w - w2 / w)) : 0;
  pooled.i2 = freedom > 0 && pooled.q > 0 ? std::max(0.0, (pooled.q - freedom) / pooled.q) : 0;
  pooled.fixed = std::exp(centre);
  pooled.random = std::exp(weighted(pooled.tau2, pooled.random_error));
  return pooled;
}

}  // namespace dmp::stats
