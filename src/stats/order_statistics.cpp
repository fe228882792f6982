#include "stats/order_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace dmp::stats {
namespace {

constexpr std::size_t kBuckets = 1 << 12;
constexpr std::size_t kSorted = 2048;   ///< so few numbers are sorted as they are

/// Least and greatest, four at a time.
std::pair<double, double> range_of(std::span<const double> numbers) {
  double low[4], high[4];
  std::fill_n(low, 4, numbers[0]);
  std::fill_n(high, 4, numbers[0]);
  std::size_t i = 0;
  for (; i + 4 <= numbers.size(); i += 4)
    for (std::size_t k = 0; k < 4; ++k) {
      const double x = numbers[i + k];
      low[k] = x < low[k] ? x : low[k];
      high[k] = x > high[k] ? x : high[k];
    }
  for (; i < numbers.size(); ++i) low[0] = std::min(low[0], numbers[i]), high[0] = std::max(high[0], numbers[i]);
  return {*std::min_element(low, low + 4), *std::max_element(high, high + 4)};
}

/// Which of equal buckets between the least and the greatest each number falls into; the bucket never falls as the number grows.
void put_into_buckets(std::span<const double> numbers, double lowest, double scale, std::vector<std::uint16_t>& bucket) {
  bucket.resize(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) bucket[i] = static_cast<std::uint16_t>(static_cast<int>((numbers[i] - lowest) * scale));
}

/// begin[b]: how many numbers lie in the buckets before b.
std::vector<std::size_t> beginnings(const std::vector<std::uint16_t>& bucket) {
  // Four tallies side by side: numbers near each other in value would wait for each other's count.
  std::vector<std::uint32_t> tally(4 * kBuckets, 0);
  std::size_t i = 0;
  for (; i + 4 <= bucket.size(); i += 4)
    for (std::size_t k = 0; k < 4; ++k) ++tally[k * kBuckets + bucket[i + k]];
  for (; i < bucket.size(); ++i) ++tally[bucket[i]];
  std::vector<std::size_t> begin(kBuckets + 1, 0);
  for (std::size_t b = 0; b < kBuckets; ++b) begin[b + 1] = begin[b] + tally[b] + tally[kBuckets + b] + tally[2 * kBuckets + b] + tally[3 * kBuckets + b];
  return begin;
}

std::vector<double> sorted_statistics(std::span<const double> numbers, const std::vector<std::size_t>& ranks) {
  std::vector<double> sorted(numbers.begin(), numbers.end()), found;
  std::sort(sorted.begin(), sorted.end());
  for (const std::size_t rank : ranks) found.push_back(sorted[rank]);
  return found;
}

/// The order statistics of the given ranks (from 0).
std::vector<double> order_statistics(std::span<const double> numbers, const std::vector<std::size_t>& ranks) {
  if (numbers.size() <= kSorted) return sorted_statistics(numbers, ranks);
  const auto [low, high] = range_of(numbers);
  if (low == high) return std::vector<double>(ranks.size(), low);
  // A hair below the number of buckets, so that the greatest number falls into the last one.
  const double scale = static_cast<double>(kBuckets) * (1 - 1e-12) / (high - low);
  if (!std::isfinite(scale) || !(scale > 0)) return sorted_statistics(numbers, ranks);
  static thread_local std::vector<std::uint16_t> bucket;
  put_into_buckets(numbers, low, scale, bucket);
  const std::vector<std::size_t> begin = beginnings(bucket);
  // Only numbers of buckets that hold a wanted rank are kept.
  const auto bucket_of_rank = [&](std::size_t rank) { return static_cast<std::size_t>(std::upper_bound(begin.begin(), begin.end(), rank) - begin.begin()) - 1; };
  std::vector<std::uint8_t> wanted(kBuckets, 0);
  for (const std::size_t rank : ranks) wanted[bucket_of_rank(rank)] = 1;
  std::vector<std::pair<std::uint16_t, double>> kept;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (wanted[bucket[i]]) [[unlikely]] kept.emplace_back(bucket[i], numbers[i]);
  std::vector<double> found;
  for (std::size_t r = 0; r < ranks.size();) {
    const std::size_t b = bucket_of_rank(ranks[r]);
    std::vector<std::size_t> within;
    for (; r < ranks.size() && ranks[r] >= begin[b] && ranks[r] < begin[b + 1]; ++r) within.push_back(ranks[r] - begin[b]);
    std::vector<double> own;
    for (const auto& [of, x] : kept)
      if (of == b) own.push_back(x);
    const std::vector<double> at = order_statistics(own, within);
    found.insert(found.end(), at.begin(), at.end());
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
