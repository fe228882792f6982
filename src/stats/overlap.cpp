#include "stats/overlap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dmp::stats {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN(); }

/// The p value of the number in both sets when `second` of n areas are drawn at random and `first` areas count.
double both_p(double both, std::uint64_t first, std::uint64_t second, std::uint64_t n, const Permutations& permutations) {
  Tail tail(first == 0 || second == 0 ? std::numeric_limits<double>::quiet_NaN() : both);
  for (std::uint64_t b = 0; b < permutations.count; ++b) {
    RandomSequence random(CounterRandom(permutations.seed, b + 1));
    std::uint64_t left = first, drawn = 0;
    for (std::uint64_t k = 0; k < second && left > 0; ++k) {
      if (random.whole(n - k) >= left) continue;
      --left;
      ++drawn;
    }
    tail.add(static_cast<double>(drawn));
  }
  return tail.p(permutations);
}

}  // namespace

Overlap overlap(std::span<const double> a, std::span<const double> b, const Permutations& permutations) {
  double first = 0, second = 0, both = 0, same = 0;
  const auto n = static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    first += a[i] != 0;
    second += b[i] != 0;
    both += a[i] != 0 && b[i] != 0;
    same += (a[i] != 0) == (b[i] != 0);
  }
  const double by_chance = ratio(first * second + (n - first) * (n - second), n * n);
  return {.both = both, .jaccard = ratio(both, first + second - both), .dice = ratio(2 * both, first + second),
          .coefficient = ratio(both, std::min(first, second)),
          .expected = ratio(first * second, n), .kappa = ratio(ratio(same, n) - by_chance, 1 - by_chance),
          .p_simulated = both_p(both, static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(second), a.size(), permutations)};
}

}  // namespace dmp::stats
