#include "stats/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/mean.hpp"

namespace dmp::stats {
namespace {

/// As by_distance, with one variable passed over (scores.size(): none).
std::vector<NearThing> ordered(const Scores& scores, std::size_t from, std::size_t without) {
  std::vector<NearThing> others;
  const std::size_t things = scores.empty() ? 0 : scores.front().size();
  for (std::size_t thing = 0; thing < things; ++thing) {
    if (thing == from) continue;
    double squares = 0;
    for (std::size_t v = 0; v < scores.size(); ++v)
      if (v != without) squares += (scores[v][from] - scores[v][thing]) * (scores[v][from] - scores[v][thing]);
    if (!std::isnan(squares)) others.push_back({thing, std::sqrt(squares)});
  }
  std::stable_sort(others.begin(), others.end(), [](const NearThing& a, const NearThing& b) { return a.distance < b.distance; });
  return others;
}

}  // namespace

std::vector<double> standardised(std::span<const double> values) {
  const Mean centre = mean(values);
  std::vector<double> scores;
  scores.reserve(values.size());
  for (const double value : values) scores.push_back(centre.standard_deviation > 0 ? (value - centre.value) / centre.standard_deviation : value - centre.value);
  return scores;
}

std::vector<NearThing> by_distance(const Scores& scores, std::size_t from) { return ordered(scores, from, scores.size()); }

std::vector<double> leave_one_out_stability(const Scores& scores, std::size_t from, std::span<const NearThing> nearest) {
  if (scores.size() < 2) return std::vector<double>(nearest.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<double> stays(nearest.size(), 0);
  for (std::size_t without = 0; without < scores.size(); ++without) {
    std::vector<NearThing> others = ordered(scores, from, without);
    others.resize(std::min(others.size(), nearest.size()));
    for (std::size_t i = 0; i < nearest.size(); ++i)
      stays[i] += std::any_of(others.begin(), others.end(), [&](const NearThing& other) { return other.thing == nearest[i].thing; }) ? 1 : 0;
  }
  for (double& share : stays) share /= static_cast<double>(scores.size());
  return stays;
}

}  // namespace dmp::stats
