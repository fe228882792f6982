#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stats/permutation.hpp"

namespace dmp::stats {

/// Sums of weights times values, the values drawn at random without replacement from all areas but one: what chance gives around an area
/// that keeps its own value. The sums are a pure function of the source; every area draws samples of its own.
/// Sixteen samples are drawn side by side, each from a xoshiro128++ generator started by the source (D. Blackman, S. Vigna (2021), Scrambled
/// linear pseudorandom number generators, ACM Transactions on Mathematical Software 47, 36), so that the processor's vector units do the work.
class ConditionalSums {
 public:
  /// own: the area that keeps its place. weights: one a neighbour, fewer than the areas.
  ConditionalSums(CounterRandom source, std::span<const double> values, std::size_t own, std::span<const double> weights);

  /// Fills sums with the next ones.
  void fill(std::span<double> sums);

  static constexpr std::size_t kLanes = 16;
  /// The state of the generators, and the samples drawn last: neighbour by neighbour.
  struct Lanes {
    std::array<std::array<std::uint32_t, kLanes>, 4> state;
    std::vector<std::array<std::int32_t, kLanes>> sample;
  };

 private:
  void fill_from_pool(std::span<double> sums);

  std::span<const double> values_;
  std::span<const double> weights_;
  std::size_t own_;
  Lanes lanes_;
  std::array<double, kLanes> ready_{};
  std::size_t left_ = 0;
  std::optional<ConditionalDraws> pool_;  ///< for samples that are large beside the areas
};

}  // namespace dmp::stats
