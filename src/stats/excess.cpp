#include "stats/excess.hpp"

#include <algorithm>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <limits>

namespace dmp::stats {
namespace {

constexpr double kTail = 0.1;
/// The variance of a standard normal winsorised at its outer tenths: 0.8 - 2 q f(q) + 0.2 q^2 with q = 1.2816.
constexpr double kWinsorisedVariance = 0.67865;

struct Place {
  double count, expected, z;
};

void winsorise(std::vector<double>& z) {
  std::vector<double> sorted = z;
  std::sort(sorted.begin(), sorted.end());
  const auto cut = static_cast<std::size_t>(kTail * static_cast<double>(sorted.size()));
  for (double& one : z) one = std::clamp(one, sorted[cut], sorted[sorted.size() - 1 - cut]);
}

/// All counts over all expectations of the middle places.
double middle_ratio(std::vector<Place> places) {
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.z < b.z; });
  const auto cut = static_cast<std::size_t>(kTail * static_cast<double>(places.size()));
  double count = 0, expected = 0;
  for (std::size_t i = cut; i < places.size() - cut; ++i) {
    count += places[i].count;
    expected += places[i].expected;
  }
  return count / expected;
}

template <typename Distribution>
double upper_tail(const Distribution& distribution, double count) {
  return count < 1 ? 1 : boost::math::cdf(boost::math::complement(distribution, std::ceil(count) - 1));
}

template <typename Tail>
double tail_of(double expected, const UsualVariation& usual, Tail tail) {
  if (!(expected > 0)) return std::numeric_limits<double>::quiet_NaN();
  const double mean = std::max(usual.mean_ratio * expected, std::numeric_limits<double>::min()), beyond = usual.between * expected * expected;
  if (!(beyond > 1e-9 * mean)) return tail(boost::math::poisson(mean));
  const double size = mean * mean / beyond;
  return tail(boost::math::negative_binomial(size, size / (size + mean)));
}

}  // namespace

UsualVariation usual_variation(std::span<const double> counts, std::span<const double> expected) {
  std::vector<Place> places;
  double count = 0, sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!(expected[i] > 0) || std::isnan(counts[i])) continue;
    places.push_back({counts[i], expected[i], 0});
    count += counts[i];
    sum += expected[i];
  }
  if (places.empty() || !(count > 0)) return {places.empty() ? 1 : 0.0, 0};
  UsualVariation usual{count / sum, 0};
  if (places.size() < 10) return usual;
  // The places in the middle are found with the mean of all, then with their own.
  for (int round = 0; round < 5; ++round) {
    for (Place& place : places) place.z = 2 * (std::sqrt(place.count) - std::sqrt(usual.mean_ratio * place.expected));
    const double middle = middle_ratio(places);
    if (!(middle > 0)) break;
    usual.mean_ratio = middle;
  }
  std::vector<double> z;
  for (const Place& place : places) z.push_back(2 * (std::sqrt(place.count) - std::sqrt(usual.mean_ratio * place.expected)));
  winsorise(z);
  double phi = 0, weights = 0, squares = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    phi += z[i] * z[i] / kWinsorisedVariance;
    // The variance of a ratio by chance is m / E.
    const double weight = places[i].expected / usual.mean_ratio;
    weights += weight;
    squares += weight * weight;
  }
  const auto n = static_cast<double>(places.size());
  usual.between = std::max(0.0, (phi - (n - 1)) / (weights - squares / weights));
  return usual;
}

double excess_p(double count, double expected, const UsualVariation& usual) {
  return tail_of(expected, usual, [&](const auto& distribution) { return upper_tail(distribution, count); });
}

double shortfall_p(double count, double expected, const UsualVariation& usual) {
  return tail_of(expected, usual, [&](const auto& distribution) { return boost::math::cdf(distribution, std::floor(std::max(0.0, count))); });
}

}  // namespace dmp::stats
