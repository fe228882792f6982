#include "stats/deviations.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dmp::stats {

std::vector<double> deviations(std::span<const double> values) {
  if (values.empty()) return {};
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  if (*greatest - *least <= 1e-14 * std::max(std::fabs(*least), std::fabs(*greatest))) return std::vector<double>(values.size(), 0);
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  std::vector<double> z;
  z.reserve(values.size());
  for (const double value : values) z.push_back(value - mean);
  return z;
}

}  // namespace dmp::stats
