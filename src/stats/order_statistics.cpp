#include "stats/order_statistics.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace dmp::stats {
namespace {

constexpr std::size_t kBuckets = 1 << 12;

/// Cuts the range of the numbers into equal buckets; which bucket never falls as the number grows.
struct Bucketing {
  double lowest, scale;

  [[nodiscard]] std::size_t of(double x) const { return std::min(kBuckets - 1, static_cast<std::size_t>((x - lowest) * scale)); }
};

/// The order statistics of the given ranks (ascending, from 0).
std::vector<double> order_statistics(std::span<const double> numbers, const std::vector<std::size_t>& ranks) {
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  if (*low == *high) return std::vector<double>(ranks.size(), *low);
  const Bucketing bucketing{*low, static_cast<double>(kBuckets) / (*high - *low)};
  std::vector<std::size_t> begin(kBuckets + 1, 0);
  for (const double x : numbers) ++begin[bucketing.of(x) + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  // Only numbers of buckets that hold a wanted rank are kept and sorted.
  std::vector<int> slot(kBuckets, -1);
  std::vector<std::vector<double>> kept;
  const auto bucket_of_rank = [&](std::size_t rank) { return static_cast<std::size_t>(std::upper_bound(begin.begin(), begin.end(), rank) - begin.begin()) - 1; };
  for (const std::size_t rank : ranks)
    if (int& s = slot[bucket_of_rank(rank)]; s < 0) {
      s = static_cast<int>(kept.size());
      kept.emplace_back();
    }
  for (const double x : numbers)
    if (const int s = slot[bucketing.of(x)]; s >= 0) kept[static_cast<std::size_t>(s)].push_back(x);
  for (auto& bucket : kept) std::sort(bucket.begin(), bucket.end());
  std::vector<double> found;
  for (const std::size_t rank : ranks) {
    const std::size_t bucket = bucket_of_rank(rank);
    found.push_back(kept[static_cast<std::size_t>(slot[bucket])][rank - begin[bucket]]);
  }
  return found;
}

}  // namespace

std::vector<double> quantiles_of(std::span<const double> numbers, std::span<const double> probabilities) {
  if (numbers.empty()) return std::vector<double>(probabilities.size(), std::numeric_limits<double>::quiet_NaN());
  const auto last = static_cast<double>(numbers.size() - 1);
  std::vector<std::size_t> ranks;
  for (const double p : probabilities) {
    const auto rank = static_cast<std::size_t>(p * last);
    ranks.push_back(rank);
    ranks.push_back(std::min(rank + 1, numbers.size() - 1));
  }
  const std::vector<double> at = order_statistics(numbers, ranks);
  std::vector<double> quantiles;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double rest = probabilities[i] * last - std::floor(probabilities[i] * last);
    quantiles.push_back(at[2 * i] + rest * (at[2 * i + 1] - at[2 * i]));
  }
  return quantiles;
}

}  // namespace dmp::stats
