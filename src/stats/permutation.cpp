#include "stats/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/parallel.hpp"

namespace dmp::stats {

Tail::Tail(double observed) : observed_(observed) {
  const double slack = 1e-10 * std::max(1.0, std::fabs(observed));
  lowest_above_ = observed - slack;
  highest_below_ = observed + slack;
}

void Tail::add(const Tail& other) {
  above_ += other.above_;
  below_ += other.below_;
}

double Tail::p(const Permutations& permutations) const {
  if (permutations.count == 0 || std::isnan(observed_)) return std::numeric_limits<double>::quiet_NaN();
  const auto share = [&](std::uint64_t reached) { return static_cast<double>(reached + 1) / static_cast<double>(permutations.count + 1); };
  switch (permutations.alternative) {
    case Alternative::greater: return share(above_);
    case Alternative::less: return share(below_);
    case Alternative::two_sided: return std::min(1.0, 2 * share(std::min(above_, below_)));
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double simulated_p(double observed, std::size_t areas, const Permutations& permutations,
                   const std::function<double(std::span<const std::size_t>)>& statistic) {
  constexpr std::uint64_t kTogether = 16;
  const auto parts = static_cast<std::size_t>((permutations.count + kTogether - 1) / kTogether);
  std::vector<Tail> tails(parts, Tail(observed));
  for_each_index(parts, permutations.threads, [&](std::size_t part) {
    std::vector<std::size_t> order(areas);
    const std::uint64_t end = std::min(permutations.count, (part + 1) * kTogether);
    for (std::uint64_t b = part * kTogether; b < end; ++b) {
      std::iota(order.begin(), order.end(), std::size_t{0});
      RandomSequence random(CounterRandom(permutations.seed, b + 1));
      for (std::size_t i = areas; i > 1; --i) std::swap(order[i - 1], order[random.whole(i)]);
      tails[part].add(statistic(order));
    }
  });
  Tail all(observed);
  for (const Tail& tail : tails) all.add(tail);
  return all.p(permutations);
}

ConditionalDraws::ConditionalDraws(CounterRandom source, std::size_t areas, std::size_t own, std::size_t at_once)
    : source_(source), others_(static_cast<std::uint32_t>(areas - 1)), own_(static_cast<std::uint32_t>(own)), sample_(at_once) {
  // Drawing again what was drawn already costs little while the sample is small beside the areas.
  if (at_once <= 24 && at_once * 4 <= others_) return;
  pool_.resize(others_);
  std::iota(pool_.begin(), pool_.end(), 0U);
}

std::uint32_t ConditionalDraws::word() {
  if (left_ == 0) {
    words_ = source_.block(block_++);
    left_ = 4;
  }
  return words_[4 - left_--];
}

/// Without bias: D. Lemire (2019), ACM Transactions on Modeling and Computer Simulation 29 (1), 3.
std::uint32_t ConditionalDraws::below(std::uint32_t bound) {
  std::uint64_t product = static_cast<std::uint64_t>(word()) * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t threshold = (0U - bound) % bound;
    while (static_cast<std::uint32_t>(product) < threshold) product = static_cast<std::uint64_t>(word()) * bound;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

std::span<const std::uint32_t> ConditionalDraws::next() {
  for (std::uint32_t k = 0; k < sample_.size(); ++k) {
    if (!pool_.empty()) {
      // The pool need not be put back in order: any order of it is as good a start.
      std::swap(pool_[k], pool_[k + below(others_ - k)]);
      sample_[k] = pool_[k] + (pool_[k] >= own_);
      continue;
    }
    bool known = true;
    while (known) {
      const std::uint32_t drawn = below(others_);
      sample_[k] = drawn + (drawn >= own_);
      known = std::find(sample_.begin(), sample_.begin() + k, sample_[k]) != sample_.begin() + k;
    }
  }
  return sample_;
}

}  // namespace dmp::stats
