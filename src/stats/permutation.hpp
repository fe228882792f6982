#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "stats/random.hpp"

namespace dmp::stats {

/// Which tail a p value counts: both, values above, or values below what chance would give.
enum class Alternative { two_sided, greater, less };

/// Random relabellings: how many (0: none), from which seed, on how many threads (0: one for each processor). Every relabelling, or every
/// area's relabellings, have a stream of random numbers of their own, so the threads do not change the result.
struct Permutations {
  std::uint64_t count = 999;
  std::uint64_t seed = 0;
  Alternative alternative = Alternative::two_sided;
  unsigned threads = 0;
};

/// Counts how often chance reaches a statistic.
class Tail {
 public:
  explicit Tail(double observed);

  void add(double simulated) {
    above_ += simulated >= lowest_above_;
    below_ += simulated <= highest_below_;
  }
  void add(const Tail& other);
  /// (r + 1) / (count + 1); of both tails twice the smaller one, at most 1. NaN without permutations or for a statistic that is NaN.
  [[nodiscard]] double p(const Permutations& permutations) const;

 private:
  double observed_;
  double lowest_above_;   ///< a little below the observed, so that equal statistics do not part by rounding
  double highest_below_;
  std::uint64_t above_ = 0;
  std::uint64_t below_ = 0;
};

/// The p value of a statistic under random relabelling of all the areas; statistic is given an order of the areas.
double simulated_p(double observed, std::size_t areas, const Permutations& permutations,
                   const std::function<double(std::span<const std::size_t>)>& statistic);

/// Draws areas at random without replacement from all but one, a fresh sample every time.
class ConditionalDraws {
 public:
  /// own: the area that keeps its place. at_once: the size of a sample, below areas.
  ConditionalDraws(CounterRandom source, std::size_t areas, std::size_t own, std::size_t at_once);

  std::span<const std::uint32_t> next();

 private:
  std::uint32_t word();
  std::uint32_t below(std::uint32_t bound);

  CounterRandom source_;
  std::uint32_t others_;
  std::uint32_t own_;
  std::vector<std::uint32_t> sample_;
  std::vector<std::uint32_t> pool_;  ///< only for samples too large to compare one by one
  std::uint64_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  unsigned left_ = 0;
};

}  // namespace dmp::stats
