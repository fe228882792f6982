#include "synth/chance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/normal.hpp"

namespace dmp::synth {
namespace {

std::uint64_t stream_of(ChanceKey key, std::uint64_t entity) {
  // 8 bits of theme, 16 of county, 40 of entity: no two entities of a county share a stream.
  return (static_cast<std::uint64_t>(key.theme) << 56) | (static_cast<std::uint64_t>(key.county & 0xFFFFU) << 40) |
         (entity & 0xFFFFFFFFFFULL);
}

}  // namespace

Chance::Chance(ChanceKey key, std::uint64_t entity) : source_(key.seed, stream_of(key, entity)) {}

std::uint32_t Chance::bits() {
  if (left_ == 0) {
    words_ = source_.block(next_++);
    left_ = 4;
  }
  return words_[static_cast<std::size_t>(4 - left_--)];
}

double Chance::uniform() {
  const std::uint64_t high = bits() >> 5, low = bits() >> 6;
  return (static_cast<double>((high << 26) | low) + 0.5) * (1.0 / 9007199254740992.0);
}

std::uint32_t Chance::below(std::size_t n) {
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(bits()) * static_cast<std::uint64_t>(n)) >> 32);
}

bool Chance::happens(double probability) { return static_cast<double>(bits()) < probability * 4294967296.0; }

double Chance::normal() { return stats::normal_quantile(uniform()); }

double Chance::waiting_time(double hazard) {
  if (hazard <= 0) return std::numeric_limits<double>::infinity();
  return -std::log(uniform()) / hazard;
}

int Chance::poisson(double mean) {
  int count = 0;
  for (; mean > 30; mean -= 30) count += poisson(30);
  if (mean <= 0) return count;
  double left = uniform();
  double probability = std::exp(-mean);
  // The cap is never reached by chance: it ends the walk where rounding leaves the sum a hair below one.
  for (int k = 0; k < 400; ++k) {
    left -= probability;
    if (left < 0) return count + k;
    probability *= mean / (k + 1);
  }
  return count;
}

double Chance::log_normal(double median, double log_sd) { return median * std::exp(log_sd * normal()); }

std::size_t Chance::choose(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  double left = uniform() * total;
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.size() - 1;
}

Weights::Weights(const std::vector<double>& weights) : sums_(weights) {
  for (std::size_t i = 1; i < sums_.size(); ++i) sums_[i] += sums_[i - 1];
}

std::size_t Weights::draw(Chance& chance) const {
  const double at = chance.uniform() * total();
  const auto found = std::upper_bound(sums_.begin(), sums_.end(), at);
  return std::min(static_cast<std::size_t>(found - sums_.begin()), sums_.size() - 1);
}

}  // namespace dmp::synth
