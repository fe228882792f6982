#include "stats/local_association.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/conditional_sums.hpp"
#include "stats/deviations.hpp"
#include "stats/parallel.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double sum_of_squares(std::span<const double> values) { return std::inner_product(values.begin(), values.end(), values.begin(), 0.0); }

/// An area's links to others, standardised where asked, with the weight of the area itself.
struct OwnLinks {
  std::vector<SpatialLink> links;
  double own = 0;
};

OwnLinks own_links(const SpatialWeights& weights, std::size_t i, const LocalSettings& settings) {
  OwnLinks result;
  double row = result.own = settings.measure == LocalMeasure::getis_ord_star ? 1 : 0;
  for (const SpatialLink& link : weights[i]) {
    if (link.to == i) continue;
    result.links.push_back(link);
    row += link.weight;
  }
  if (!settings.row_standard || !(row > 0)) return result;
  for (SpatialLink& link : result.links) link.weight /= row;
  result.own /= row;
  return result;
}

/// A local statistic as offset + factor * sum of w_ij d_j: d_j are what the other areas bring, and shuffling them gives its moments.
struct LocalSum {
  double offset = 0;
  double factor = 1;
  std::span<const double> others;  ///< d_j of every area; the own one is not used
  std::vector<double> own_others;  ///< where they differ from area to area
};

/// What is left of a difference by rounding is nothing: an area that is linked with all others has the same sum however their values lie.
double difference(double greater, double lesser) { return greater - lesser > 1e-12 * std::fabs(greater) ? greater - lesser : 0; }

/// Mean, and sum of squares about it, of what the others of an area bring.
struct Spread {
  double mean = 0;
  double squares = 0;
};

Spread spread_of_others(std::span<const double> values, std::size_t i) {
  const auto others = static_cast<double>(values.size()) - 1;
  Spread spread;
  for (std::size_t j = 0; j < values.size(); ++j) spread.mean += j == i ? 0 : values[j];
  spread.mean /= others;
  for (std::size_t j = 0; j < values.size(); ++j) spread.squares += j == i ? 0 : (values[j] - spread.mean) * (values[j] - spread.mean);
  return spread;
}

/// How each measure sums over the other areas.
class LocalSums {
 public:
  LocalSums(std::span<const double> values, std::span<const double> second, LocalMeasure measure)
      : values_(values), z_(deviations(values)), squares_(sum_of_squares(z_)), total_(std::accumulate(values.begin(), values.end(), 0.0)),
          measure_(measure) {
    if (measure == LocalMeasure::bivariate_moran) {
      second_ = deviations(second);
      const double scale = std::sqrt(sum_of_squares(second_) / (static_cast<double>(values.size()) - 1));
      for (double& value : second_) value /= scale;
    }
    centred_total_ = std::accumulate(lagged_values().begin(), lagged_values().end(), 0.0);
    centred_squares_ = sum_of_squares(lagged_values());
  }

  [[nodiscard]] LocalSum at(std::size_t i, double own_weight) const {
    const auto n = static_cast<double>(values_.size());
    switch (measure_) {
      case LocalMeasure::moran: return {0, z_[i] / (squares_ / n), z_, {}};
      case LocalMeasure::bivariate_moran: return {0, z_[i] / std::sqrt(squares_ / (n - 1)), second_, {}};
      case LocalMeasure::getis_ord: return {0, 1 / (total_ - values_[i]), values_, {}};
      case LocalMeasure::getis_ord_star: return {own_weight * values_[i] / total_, 1 / total_, values_, {}};
      case LocalMeasure::lee: break;  // no sum over one value: see lee_at
      case LocalMeasure::geary: {
        LocalSum sum{0, (n - 1) / squares_, {}, {}};
        sum.own_others.reserve(z_.size());
        for (const double other : z_) sum.own_others.push_back((z_[i] - other) * (z_[i] - other));
        sum.others = sum.own_others;
        return sum;
      }
    }
    return {};
  }
  /// Of the values that are summed, all but one; the same for every area but for what it takes away. Not for Geary's C.
  [[nodiscard]] Spread spread_without(std::size_t i) const {
    const auto others = static_cast<double>(values_.size()) - 1;
    const std::vector<double>& centred = lagged_values();
    const double own = centred[i], mean = (centred_total_ - own) / others;
    const double shift = measure_ == LocalMeasure::getis_ord ? total_ / (others + 1) : 0;
    return {shift + mean, difference(centred_squares_, own * own + others * mean * mean)};
  }
  [[nodiscard]] const std::vector<double>& z() const { return z_; }
  [[nodiscard]] const std::vector<double>& lagged_values() const { return measure_ == LocalMeasure::bivariate_moran ? second_ : z_; }
  [[nodiscard]] double total() const { return total_; }
  [[nodiscard]] double squares() const { return squares_; }

 private:
  std::span<const double> values_;
  std::vector<double> z_;
  std::vector<double> second_;
  double squares_;
  double total_;
  double centred_total_ = 0;  ///< of the lagged values, about 0
  double centred_squares_ = 0;
  LocalMeasure measure_;
};

double local_p(const LocalSum& sum, std::size_t i, const std::vector<SpatialLink>& links, double observed, const Permutations& permutations) {
  constexpr std::size_t kTogether = 256;
  Tail tail(observed);
  std::vector<double> weights;
  for (const SpatialLink& link : links) weights.push_back(link.weight);
  ConditionalSums drawn(CounterRandom(permutations.seed, i + 1), sum.others, i, weights);
  std::array<double, kTogether> sums{};
  for (std::uint64_t done = 0; done < permutations.count; done += kTogether) {
    const auto some = std::span(sums).first(static_cast<std::size_t>(std::min<std::uint64_t>(kTogether, permutations.count - done)));
    drawn.fill(some);
    for (const double one : some) tail.add(sum.offset + sum.factor * one);
  }
  return tail.p(permutations);
}

/// Moments when the values of the others are shuffled among the places of the others.
void add_conditional_moments(LocalStatistic& result, const LocalSum& sum, const Spread& spread, const std::vector<SpatialLink>& links) {
  const auto others = static_cast<double>(sum.others.size()) - 1;
  double weights = 0, squares = 0;
  for (const SpatialLink& link : links) {
    weights += link.weight;
    squares += link.weight * link.weight;
  }
  result.expectation = sum.offset + sum.factor * weights * spread.mean;
  result.variance = sum.factor * sum.factor * difference(squares, weights * weights / others) * spread.squares / (others - 1);
}

/// The star statistic is held against all places, its own among them.
void add_star_moments(LocalStatistic& result, const OwnLinks& own, const LocalSums& sums) {
  const auto n = static_cast<double>(sums.z().size());
  double w = own.own, w2 = own.own * own.own;
  for (const SpatialLink& link : own.links) {
    w += link.weight;
    w2 += link.weight * link.weight;
  }
  result.expectation = w / n;
  result.variance = sums.squares() / n * difference(n * w2, w * w) / (n - 1) / (sums.total() * sums.total());
  result.lag += own.own * result.deviation;
}

void finish(LocalStatistic& result, Alternative alternative) {
  result.z = (result.statistic - result.expectation) / std::sqrt(result.variance);
  if (!std::isfinite(result.z)) result.z = kNaN;
  result.p = p_of(result.z, alternative);
}

LocalStatistic local_at(std::size_t i, const LocalSums& sums, const SpatialWeights& weights, const LocalSettings& settings) {
  LocalStatistic one{kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, sums.z()[i], 0};
  const OwnLinks own = own_links(weights, i, settings);
  if (own.links.empty() || sums.z().size() <= 3 || !(sums.squares() > 0)) return one;
  const LocalSum sum = sums.at(i, own.own);
  double added = 0;
  for (const SpatialLink& link : own.links) {
    added += link.weight * sum.others[link.to];
    one.lag += link.weight * sums.lagged_values()[link.to];
  }
  one.statistic = sum.offset + sum.factor * added;
  if (settings.measure == LocalMeasure::getis_ord_star)
    add_star_moments(one, own, sums);
  else
    add_conditional_moments(one, sum, settings.measure == LocalMeasure::geary ? spread_of_others(sum.others, i) : sums.spread_without(i), own.links);
  finish(one, settings.permutations.alternative);
  one.p_simulated = local_p(sum, i, own.links, one.statistic, settings.permutations);
  return one;
}

constexpr int kPowers = 3;
/// Sums of x^a y^b, for a and b up to 2.
using CrossSums = std::array<std::array<double, kPowers>, kPowers>;

CrossSums cross_sums(std::span<const double> x, std::span<const double> y) {
  CrossSums sums{};
  for (std::size_t i = 0; i < x.size(); ++i)
    for (int a = 0; a < kPowers; ++a)
      for (int b = 0; b < kPowers; ++b) sums[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] += std::pow(x[i], a) * std::pow(y[i], b);
  return sums;
}

/// A block of a partition: so many first and so many second values meet in one area.
struct Block {
  std::size_t firsts;
  std::size_t seconds;
};

/// The sum of a product with one factor a block, over all choices of different areas for the blocks; power gives the sum over one area.
template <typename Power>
double sum_over_different(std::vector<Block> blocks, const Power& power) {
  if (blocks.empty()) return 1;
  const Block last = blocks.back();
  blocks.pop_back();
  // The last block's area is any, less the choices in which it is that of another block.
  double sum = sum_over_different(blocks, power) * power(last);
  for (Block& block : blocks) {
    const Block before = block;
    block = {before.firsts + last.firsts, before.seconds + last.seconds};
    sum -= sum_over_different(blocks, power);
    block = before;
  }
  return sum;
}

/// The mean of (sum of w x)^firsts (sum of w y)^seconds when the pairs (x, y) are shuffled.
class ShuffledMean {
 public:
  ShuffledMean(const CrossSums& sums, double areas, std::span<const SpatialLink> links) : sums_(sums), areas_(areas) {
    for (const SpatialLink& link : links)
      for (std::size_t k = 0; k < weights_.size(); ++k) weights_[k] += std::pow(link.weight, static_cast<double>(k));
  }

  [[nodiscard]] double of(std::size_t firsts, std::size_t seconds) const {
    std::vector<Block> factors(firsts, Block{1, 0});
    factors.insert(factors.end(), seconds, Block{0, 1});
    return over_partitions(factors, 0, {});
  }

 private:
  /// Each factor in turn joins a block or opens one: every partition of the factors once.
  [[nodiscard]] double over_partitions(const std::vector<Block>& factors, std::size_t next, std::vector<Block> blocks) const {
    if (next == factors.size()) return of_partition(blocks);
    double sum = 0;
    for (Block& block : blocks) {
      const Block before = block;
      block = {before.firsts + factors[next].firsts, before.seconds + factors[next].seconds};
      sum += over_partitions(factors, next + 1, blocks);
      block = before;
    }
    blocks.push_back(factors[next]);
    return sum + over_partitions(factors, next + 1, blocks);
  }

  [[nodiscard]] double of_partition(const std::vector<Block>& blocks) const {
    double choices = 1;
    for (std::size_t k = 0; k < blocks.size(); ++k) choices *= areas_ - static_cast<double>(k);
    if (!(choices > 0)) return 0;
    const double values = sum_over_different(blocks, [&](const Block& block) { return sums_[block.firsts][block.seconds]; });
    return values / choices * sum_over_different(blocks, [&](const Block& block) { return weights_[block.firsts + block.seconds]; });
  }

  CrossSums sums_;
  double areas_;
  std::array<double, 5> weights_{};
};

/// Both values as deviations, with what every area's statistic needs of them.
struct LeePair {
  std::vector<double> x;
  std::vector<double> y;
  double scale;
  CrossSums sums;
};

double lee_p(double observed, std::size_t i, const LeePair& pair, const std::vector<SpatialLink>& links, const Permutations& permutations) {
  Tail tail(observed);
  ConditionalDraws draws(CounterRandom(permutations.seed, i + 1), pair.x.size(), i, links.size());
  for (std::uint64_t b = 0; b < permutations.count; ++b) {
    const auto sample = draws.next();
    double first = 0, second = 0;
    for (std::size_t k = 0; k < links.size(); ++k) {
      first += links[k].weight * pair.x[sample[k]];
      second += links[k].weight * pair.y[sample[k]];
    }
    tail.add(pair.scale * first * second);
  }
  return tail.p(permutations);
}

LocalStatistic lee_at(std::size_t i, const LeePair& pair, const std::vector<SpatialLink>& links, const Permutations& permutations) {
  LocalStatistic one{kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, 0, 0};
  if (links.empty() || pair.x.size() <= 3 || !std::isfinite(pair.scale)) return one;
  for (const SpatialLink& link : links) {
    one.deviation += link.weight * pair.x[link.to];
    one.lag += link.weight * pair.y[link.to];
  }
  one.statistic = pair.scale * one.deviation * one.lag;
  CrossSums others = pair.sums;
  const CrossSums own = cross_sums(std::span(pair.x).subspan(i, 1), std::span(pair.y).subspan(i, 1));
  for (std::size_t a = 0; a < others.size(); ++a)
    for (std::size_t b = 0; b < others.size(); ++b) others[a][b] -= own[a][b];
  const ShuffledMean mean(others, static_cast<double>(pair.x.size()) - 1, links);
  one.expectation = pair.scale * mean.of(1, 1);
  one.variance = difference(pair.scale * pair.scale * mean.of(2, 2), one.expectation * one.expectation);
  finish(one, permutations.alternative);
  one.p_simulated = lee_p(one.statistic, i, pair, links, permutations);
  return one;
}

LeePair pair_of(std::span<const double> first, std::span<const double> second) {
  LeePair pair{deviations(first), deviations(second), 0, {}};
  pair.scale = static_cast<double>(first.size()) / std::sqrt(sum_of_squares(pair.x) * sum_of_squares(pair.y));
  pair.sums = cross_sums(pair.x, pair.y);
  return pair;
}

}  // namespace

std::vector<LocalStatistic> local_association(std::span<const double> values, std::span<const double> second, const SpatialWeights& weights,
                                              const LocalSettings& settings) {
  std::vector<LocalStatistic> result(values.size());
  if (settings.measure == LocalMeasure::lee) {
    const LeePair pair = pair_of(values, second);
    for_each_index(values.size(), settings.permutations.threads,
                   [&](std::size_t i) { result[i] = lee_at(i, pair, own_links(weights, i, settings).links, settings.permutations); });
    return result;
  }
  const LocalSums sums(values, second, settings.measure);
  for_each_index(values.size(), settings.permutations.threads, [&](std::size_t i) { result[i] = local_at(i, sums, weights, settings); });
  return result;
}

}  // namespace dmp::stats
