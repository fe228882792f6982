#include "stats/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dmp::stats {

std::vector<int> quantile_groups(std::span<const double> values, int groups, bool inverted) {
  std::vector<int> result(values.size(), 0);
  std::vector<double> sorted;
  for (const double value : values)
    if (!std::isnan(value)) sorted.push_back(value);
  const auto m = static_cast<long long>(sorted.size());
  if (groups < 1 || m < groups) return result;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const long long better = inverted ? sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), values[i])
                                      : std::lower_bound(sorted.begin(), sorted.end(), values[i]) - sorted.begin();
    // (m + 1 - rank) / (m / g) rounded up, with rank = better + 1.
    const long long steps = ((m - better) * groups + m - 1) / m;
    result[i] = static_cast<int>(groups + 1 - steps);
  }
  return result;
}

double sorted_quantile(std::span<const double> sorted, double p) {
  if (sorted.empty() || !(p >= 0 && p <= 1)) return std::numeric_limits<double>::quiet_NaN();
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

double sample_quantile(std::span<const double> values, double p) {
  std::vector<double> sorted;
  for (const double value : values)
    if (!std::isnan(value)) sorted.push_back(value);
  std::sort(sorted.begin(), sorted.end());
  return sorted_quantile(sorted, p);
}

}  // namespace dmp::stats
