#include "stats/contrast.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace dmp::stats {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Uncertain difference(const Uncertain& a, const Uncertain& b) {
  const double d = a.value - b.value;
  return {d, {d - std::hypot(a.value - a.interval.lower, b.interval.upper - b.value), d + std::hypot(a.interval.upper - a.value, b.value - b.interval.lower)}};
}

Uncertain ratio(const Uncertain& a, const Uncertain& b) {
  if (!(b.value > 0) || !(a.value >= 0)) return {kNone, {}};
  Uncertain result{a.value / b.value, {}};
  if (a.value == 0) {
    // Nothing was seen: the upper end is what the upper end of a allows.
    result.interval = {0, b.interval.lower > 0 ? a.interval.upper / b.interval.lower : kNone};
    return result;
  }
  const double log_ratio = std::log(result.value);
  if (!std::isnan(a.interval.lower) && !std::isnan(b.interval.upper))
    result.interval.lower = a.interval.lower > 0 ? std::exp(log_ratio - std::hypot(std::log(a.value / a.interval.lower), std::log(b.interval.upper / b.value))) : 0;
  if (b.interval.lower > 0) result.interval.upper = std::exp(log_ratio + std::hypot(std::log(a.interval.upper / a.value), std::log(b.value / b.interval.lower)));
  return result;
}

Uncertain weighted_sum(std::span<const Uncertain> values, std::span<const double> weights) {
  double sum = 0, down = 0, up = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double low = weights[i] * (values[i].value - values[i].interval.lower), high = weights[i] * (values[i].interval.upper - values[i].value);
    sum += weights[i] * values[i].value;
    down += weights[i] >= 0 ? low * low : high * high;
    up += weights[i] >= 0 ? high * high : low * low;
  }
  return {sum, {sum - std::sqrt(down), sum + std::sqrt(up)}};
}

Uncertain median(std::span<const double> values, double confidence) {
  if (values.empty()) return {kNone, {}};
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  Uncertain result{n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2, {}};
  if (n < 6) return result;
  // From the r-th smallest to the r-th largest, r as great as the coverage allows.
  const boost::math::binomial_distribution<> halves(static_cast<double>(n), 0.5);
  std::size_t r = 0;
  while (r + 1 <= n / 2 && 1 - 2 * boost::math::cdf(halves, static_cast<double>(r)) >= confidence) ++r;
  if (r > 0) result.interval = {sorted[r - 1], sorted[n - r]};
  return result;
}

}  // namespace dmp::stats
