#include "stats/smoothing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dmp::stats {
namespace {

struct Moments {
  double mean;
  double variance;  ///< between areas, not below 0
};

Moments moments(std::span<const double> x, std::span<const double> n, std::span<const std::size_t> areas) {
  double events = 0, total = 0, count = 0;
  for (const std::size_t i : areas) {
    if (!(x[i] >= 0) || !(n[i] > 0)) continue;
    events += x[i];
    total += n[i];
    ++count;
  }
  const double mean = events / total;
  double spread = 0;
  for (const std::size_t i : areas)
    if (x[i] >= 0 && n[i] > 0) spread += n[i] * (x[i] / n[i] - mean) * (x[i] / n[i] - mean);
  return {.mean = mean, .variance = std::max(0.0, spread / total - mean * count / total)};
}

double shrunk(double x, double n, const Moments& around) {
  if (!(x >= 0) || !(n > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (around.mean == 0) return 0;
  const double weight = around.variance / (around.variance + around.mean / n);
  return around.mean + weight * (x / n - around.mean);
}

}  // namespace

std::vector<double> empirical_bayes(std::span<const double> x, std::span<const double> n) {
  std::vector<std::size_t> all(x.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Moments around = moments(x, n, all);
  std::vector<double> result;
  for (std::size_t i = 0; i < x.size(); ++i) result.push_back(shrunk(x[i], n[i], around));
  return result;
}

std::vector<double> local_empirical_bayes(std::span<const double> x, std::span<const double> n, std::span<const std::vector<std::size_t>> neighbours) {
  std::vector<double> result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<std::size_t> around = neighbours[i];
    if (std::find(around.begin(), around.end(), i) == around.end()) around.push_back(i);
    result.push_back(shrunk(x[i], n[i], moments(x, n, around)));
  }
  return result;
}

}  // namespace dmp::stats
