#include "stats/mann_kendall.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "stats/quantiles.hpp"
#include "stats/spatial_association.hpp"

namespace dmp::stats {

MannKendall mann_kendall(std::span<const double> values) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::pair<double, double>> points;
  std::map<double, double> ties;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    points.emplace_back(static_cast<double>(i), values[i]);
    ++ties[values[i]];
  }
  const auto n = static_cast<double>(points.size());
  if (points.size() < 3 || ties.size() < 2) return {kNaN, kNaN, kNaN, kNaN, kNaN};
  double s = 0;
  std::vector<double> slopes;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      const double rise = points[j].second - points[i].second;
      s += rise > 0 ? 1 : rise < 0 ? -1 : 0;
      slopes.push_back(rise / (points[j].first - points[i].first));
    }
  double variance = n * (n - 1) * (2 * n + 5), tied_pairs = 0;
  for (const auto& [value, times] : ties) {
    variance -= times * (times - 1) * (2 * times + 5);
    tied_pairs += times * (times - 1) / 2;
  }
  const double pairs = n * (n - 1) / 2, z = s == 0 ? 0 : (s - (s > 0 ? 1 : -1)) / std::sqrt(variance / 18);
  return {s, s / std::sqrt(pairs * (pairs - tied_pairs)), z, p_of(z, Alternative::two_sided), sample_quantile(slopes, 0.5)};
}

}  // namespace dmp::stats
