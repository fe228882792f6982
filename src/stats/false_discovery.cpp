#include "stats/false_discovery.hpp"

#include <algorithm>
#include <cmath>

namespace dmp::stats {
namespace {

std::vector<std::size_t> present(std::span<const double> p) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!std::isnan(p[i])) places.push_back(i);
  return places;
}

}  // namespace

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<double> adjusted(p.begin(), p.end());
  std::vector<std::size_t> order = present(p);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    least = std::min(least, p[i] * static_cast<double>(order.size()) / static_cast<double>(rank));
    adjusted[i] = least;
  }
  return adjusted;
}

std::vector<double> bonferroni(std::span<const double> p) {
  std::vector<double> adjusted(p.begin(), p.end());
  const auto tests = static_cast<double>(present(p).size());
  for (double& value : adjusted)
    if (!std::isnan(value)) value = std::min(1.0, value * tests);
  return adjusted;
}

}  // namespace dmp::stats
