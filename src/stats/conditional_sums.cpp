#include "stats/conditional_sums.hpp"

#include <algorithm>
#include <bit>

// The same instructions give the same bytes at any width, so the widest that the processor has may run.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define DMP_WIDEST_VECTORS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DMP_WIDEST_VECTORS
#endif

namespace dmp::stats {
namespace {

constexpr std::size_t kLanes = ConditionalSums::kLanes;
constexpr std::int32_t kNone = -1;
using Words = std::array<std::uint32_t, kLanes>;
using State = std::array<Words, 4>;

/// The next word of one lane.
inline std::uint32_t next_word(State& s, std::size_t lane) {
  const std::uint32_t result = std::rotl(s[0][lane] + s[3][lane], 7) + s[0][lane];
  const std::uint32_t t = s[1][lane] << 9;
  s[2][lane] ^= s[0][lane];
  s[3][lane] ^= s[1][lane];
  s[1][lane] ^= s[2][lane];
  s[0][lane] ^= s[3][lane];
  s[2][lane] ^= t;
  s[3][lane] = std::rotl(s[3][lane], 11);
  return result;
}

/// A whole number below bound, or kNone where the word must be drawn again to be without bias: D. Lemire (2019), ACM Transactions on
/// Modeling and Computer Simulation 29 (1), 3. threshold is (2^32 - bound) mod bound. Places from own on move up by one.
inline std::int32_t place_of(std::uint32_t word, std::uint32_t bound, std::uint32_t threshold, std::int32_t own) {
  const std::uint64_t product = static_cast<std::uint64_t>(word) * bound;
  const auto drawn = static_cast<std::int32_t>(product >> 32);
  const std::int32_t place = drawn + (drawn >= own ? 1 : 0);
  return static_cast<std::uint32_t>(product) < threshold ? kNone : place;
}

struct Bounds {
  std::uint32_t others;
  std::uint32_t threshold;
  std::int32_t own;
};

/// Draws again in one lane what was refused or stands twice in its sample.
void mend(ConditionalSums::Lanes& lanes, std::size_t lane, const Bounds& bounds) {
  auto& sample = lanes.sample;
  for (std::size_t k = 0; k < sample.size(); ++k) {
    const auto stands_before = [&](std::int32_t place) {
      return std::any_of(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(k), [&](const auto& known) { return known[lane] == place; });
    };
    while (sample[k][lane] == kNone || stands_before(sample[k][lane]))
      sample[k][lane] = place_of(next_word(lanes.state, lane), bounds.others, bounds.threshold, bounds.own);
  }
}

/// One sample in every lane and its sum.
DMP_WIDEST_VECTORS void draw(ConditionalSums::Lanes& lanes, const double* values, const double* weights, const Bounds& bounds, double* sums) {
  State state = lanes.state;
  const std::size_t size = lanes.sample.size();
  std::array<std::int32_t, kLanes> faulty{};
  for (std::size_t k = 0; k < size; ++k) {
    auto& own = lanes.sample[k];
    for (std::size_t lane = 0; lane < kLanes; ++lane) own[lane] = place_of(next_word(state, lane), bounds.others, bounds.threshold, bounds.own);
    for (std::size_t lane = 0; lane < kLanes; ++lane) faulty[lane] |= own[lane] == kNone;
    for (std::size_t j = 0; j < k; ++j)
      for (std::size_t lane = 0; lane < kLanes; ++lane) faulty[lane] |= lanes.sample[j][lane] == own[lane];
  }
  lanes.state = state;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    if (faulty[lane]) mend(lanes, lane, bounds);
  std::array<double, kLanes> sum{};
  for (std::size_t k = 0; k < size; ++k) {
    const auto& places = lanes.sample[k];
    for (std::size_t lane = 0; lane < kLanes; ++lane) sum[lane] += weights[k] * values[places[lane]];
  }
  std::copy(sum.begin(), sum.end(), sums);
}

}  // namespace

ConditionalSums::ConditionalSums(CounterRandom source, std::span<const double> values, std::size_t own, std::span<const double> weights)
    : values_(values), weights_(weights), own_(own) {
  // Drawing again what was drawn already costs little while the sample is small beside the areas.
  if (weights.size() > 24 || weights.size() * 4 > values.size() - 1) {
    pool_.emplace(source, values.size(), own, weights.size());
    return;
  }
  lanes_.sample.resize(weights.size());
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const auto start = source.block(lane);
    for (std::size_t word = 0; word < start.size(); ++word) lanes_.state[word][lane] = start[word];
    // A state of zeros would never leave it.
    if (start == std::array<std::uint32_t, 4>{}) lanes_.state[0][lane] = 1;
  }
}

void ConditionalSums::fill_from_pool(std::span<double> sums) {
  for (double& sum : sums) {
    const auto sample = pool_->next();
    sum = 0;
    for (std::size_t k = 0; k < weights_.size(); ++k) sum += weights_[k] * values_[sample[k]];
  }
}

void ConditionalSums::fill(std::span<double> sums) {
  if (pool_) return fill_from_pool(sums);
  const auto others = static_cast<std::uint32_t>(values_.size() - 1);
  const Bounds bounds{others, (0U - others) % others, static_cast<std::int32_t>(own_)};
  for (std::size_t done = 0; done < sums.size();) {
    if (left_ == 0 && sums.size() - done >= kLanes) {
      draw(lanes_, values_.data(), weights_.data(), bounds, sums.data() + done);
      done += kLanes;
      continue;
    }
    if (left_ == 0) {
      draw(lanes_, values_.data(), weights_.data(), bounds, ready_.data());
      left_ = kLanes;
    }
    sums[done++] = ready_[kLanes - left_--];
  }
}

}  // namespace dmp::stats
