#include "stats/scan_chance.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace dmp::stats {

ScanChance::ScanChance(const ScanCounts& counts, ScanModel model) : model_(model) {
  cases_ = std::accumulate(counts.cases.begin(), counts.cases.end(), std::uint64_t{0});
  if (model == ScanModel::poisson)
    make_shares(counts);
  else
    make_people(counts);
}

void ScanChance::make_shares(const ScanCounts& counts) {
  const std::size_t cells = counts.population.size();
  const double total = std::accumulate(counts.population.begin(), counts.population.end(), 0.0);
  share_.resize(cells);
  instead_.resize(cells);
  std::vector<std::uint32_t> poor, rich;
  for (std::uint32_t cell = 0; cell < cells; ++cell) {
    share_[cell] = counts.population[cell] * static_cast<double>(cells) / total;
    instead_[cell] = cell;
    (share_[cell] < 1 ? poor : rich).push_back(cell);
  }
  while (!poor.empty() && !rich.empty()) {
    const std::uint32_t taker = poor.back(), giver = rich.back();
    poor.pop_back();
    instead_[taker] = giver;
    share_[giver] -= 1 - share_[taker];
    if (share_[giver] < 1) {
      rich.pop_back();
      poor.push_back(giver);
    }
  }
  for (const std::uint32_t cell : rich) share_[cell] = 1;
  // What rounding left over; a cell without people takes none of it.
  for (const std::uint32_t cell : poor) share_[cell] = counts.population[cell] > 0 ? 1 : share_[cell];
}

void ScanChance::make_people(const ScanCounts& counts) {
  const std::size_t cells = counts.population.size();
  people_.assign(cells + 1, 0);
  for (std::size_t cell = 1; cell <= cells; ++cell) {
    people_[cell] += static_cast<std::uint64_t>(counts.population[cell - 1]);
    all_people_ += static_cast<std::uint64_t>(counts.population[cell - 1]);
    const std::size_t parent = cell + (cell & (~cell + 1));
    if (parent <= cells) people_[parent] += people_[cell];
  }
}

void ScanChance::deal(CounterRandom source, std::span<std::uint32_t> dealt) const {
  std::fill(dealt.begin(), dealt.end(), 0);
  RandomSequence random(source);
  if (model_ == ScanModel::poisson) {
    const auto cells = static_cast<double>(share_.size());
    for (std::uint64_t i = 0; i < cases_; ++i) {
      const double place = random.uniform() * cells;
      const auto cell = std::min(static_cast<std::size_t>(place), share_.size() - 1);
      ++dealt[place - static_cast<double>(cell) < share_[cell] ? cell : instead_[cell]];
    }
    return;
  }
  std::vector<std::uint64_t> left = people_;
  const std::size_t top = std::bit_floor(left.size() - 1);
  for (std::uint64_t i = 0; i < cases_; ++i) {
    std::uint64_t person = random.whole(all_people_ - i);
    std::size_t cell = 0;
    for (std::size_t step = top; step > 0; step /= 2) {
      if (cell + step >= left.size() || left[cell + step] > person) continue;
      cell += step;
      person -= left[cell];
    }
    ++dealt[cell];
    for (std::size_t k = cell + 1; k < left.size(); k += k & (~k + 1)) --left[k];
  }
}

}  // namespace dmp::stats
