#include "stats/spatial_association.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "stats/normal.hpp"
#include "stats/random.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Sums of the weights that the moments need.
struct WeightSums {
  double s0 = 0;  ///< all weights
  double s1 = 0;  ///< half the sum of (w_ij + w_ji)^2
  double s2 = 0;  ///< sum of (row sum + column sum)^2
};

WeightSums sums_of(const SpatialWeights& weights) {
  WeightSums sums;
  std::vector<double> margins(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    for (const SpatialLink& link : weights[i]) {
      sums.s0 += link.weight;
      margins[i] += link.weight;
      margins[link.to] += link.weight;
      double back = 0;
      for (const SpatialLink& other : weights[link.to])
        if (other.to == i) back = other.weight;
      // Half of (w_ij + w_ji)^2 over ordered pairs, without meeting a pair twice: w_ij^2 + w_ij w_ji at each link.
      sums.s1 += link.weight * link.weight + link.weight * back;
    }
  }
  for (const double margin : margins) sums.s2 += margin * margin;
  return sums;
}

std::vector<double> deviations(std::span<const double> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  std::vector<double> z;
  for (const double value : values) z.push_back(value - mean);
  return z;
}

double power_sum(std::span<const double> values, int power) {
  double sum = 0;
  for (const double value : values) sum += std::pow(value, power);
  return sum;
}

double cross_product(std::span<const double> a, std::span<const double> b, const SpatialWeights& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    for (const SpatialLink& link : weights[i]) sum += link.weight * a[i] * b[link.to];
  return sum;
}

std::vector<double> lagged(std::span<const double> values, const SpatialWeights& weights) {
  std::vector<double> lag(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i)
    for (const SpatialLink& link : weights[i]) lag[i] += link.weight * values[link.to];
  return lag;
}

/// Counts how often chance reaches a statistic.
class Tail {
 public:
  Tail(double observed, const Permutations& permutations) : observed_(observed), slack_(1e-10 * std::max(1.0, std::fabs(observed))), permutations_(permutations) {}

  void add(double simulated) {
    if (simulated >= observed_ - slack_) ++above_;
    if (simulated <= observed_ + slack_) ++below_;
  }
  [[nodiscard]] double p() const {
    if (permutations_.count == 0 || std::isnan(observed_)) return kNaN;
    const auto share = [&](std::uint64_t reached) { return static_cast<double>(reached + 1) / static_cast<double>(permutations_.count + 1); };
    switch (permutations_.alternative) {
      case Alternative::greater: return share(above_);
      case Alternative::less: return share(below_);
      case Alternative::two_sided: return std::min(1.0, 2 * share(std::min(above_, below_)));
    }
    return kNaN;
  }

 private:
  double observed_;
  double slack_;  ///< so that equal statistics do not part by rounding
  const Permutations& permutations_;
  std::uint64_t above_ = 0;
  std::uint64_t below_ = 0;
};

/// The p value of a statistic under random relabelling of all the areas.
double simulated_p(double observed, std::size_t areas, const Permutations& permutations, const std::function<double(std::span<const std::size_t>)>& statistic) {
  Tail tail(observed, permutations);
  std::vector<std::size_t> order(areas);
  for (std::uint64_t b = 0; b < permutations.count; ++b) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    RandomSequence random(CounterRandom(permutations.seed, b + 1));
    for (std::size_t i = areas; i > 1; --i) std::swap(order[i - 1], order[random.whole(i)]);
    tail.add(statistic(order));
  }
  return tail.p();
}

std::vector<double> reordered(std::span<const double> values, std::span<const std::size_t> order) {
  std::vector<double> result;
  result.reserve(order.size());
  for (const std::size_t i : order) result.push_back(values[i]);
  return result;
}

void finish(SpatialStatistic& result, Alternative alternative) {
  result.z = (result.statistic - result.expectation) / std::sqrt(result.variance_randomisation);
  if (!std::isfinite(result.z)) result.z = kNaN;
  result.p = p_of(result.z, alternative);
}

double global_statistic(GlobalMeasure measure, std::span<const double> z, const SpatialWeights& weights, double s0) {
  const auto n = static_cast<double>(z.size());
  if (measure == GlobalMeasure::moran) return n / s0 * cross_product(z, z, weights) / power_sum(z, 2);
  if (measure == GlobalMeasure::getis_ord) {
    const double sum = power_sum(z, 1);
    return cross_product(z, z, weights) / (sum * sum - power_sum(z, 2));
  }
  double differences = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    for (const SpatialLink& link : weights[i]) differences += link.weight * (z[i] - z[link.to]) * (z[i] - z[link.to]);
  return (n - 1) / (2 * s0) * differences / power_sum(z, 2);
}

void add_moments(SpatialStatistic& result, GlobalMeasure measure, std::span<const double> z, const WeightSums& w) {
  const auto n = static_cast<double>(z.size());
  const double s0 = w.s0 * w.s0;
  const double kurtosis = n * power_sum(z, 4) / (power_sum(z, 2) * power_sum(z, 2));
  if (measure == GlobalMeasure::moran) {
    const double e = result.expectation = -1 / (n - 1);
    result.variance_normality = (n * n * w.s1 - n * w.s2 + 3 * s0) / (s0 * (n * n - 1)) - e * e;
    result.variance_randomisation =
        (n * ((n * n - 3 * n + 3) * w.s1 - n * w.s2 + 3 * s0) - kurtosis * ((n * n - n) * w.s1 - 2 * n * w.s2 + 6 * s0)) / ((n - 1) * (n - 2) * (n - 3) * s0) - e * e;
  } else if (measure == GlobalMeasure::geary) {
    result.expectation = 1;
    result.variance_normality = ((2 * w.s1 + w.s2) * (n - 1) - 4 * s0) / (2 * (n + 1) * s0);
    result.variance_randomisation = ((n - 1) * w.s1 * (n * n - 3 * n + 3 - (n - 1) * kurtosis) - (n - 1) * w.s2 * (n * n + 3 * n - 6 - (n * n - n + 2) * kurtosis) / 4 +
                                     s0 * (n * n - 3 - (n - 1) * (n - 1) * kurtosis)) / (n * (n - 2) * (n - 3) * s0);
  } else {
    const double m1 = power_sum(z, 1), m2 = power_sum(z, 2), m3 = power_sum(z, 3), m4 = power_sum(z, 4);
    const double b0 = (n * n - 3 * n + 3) * w.s1 - n * w.s2 + 3 * s0, b1 = -((n * n - n) * w.s1 - 2 * n * w.s2 + 6 * s0);
    const double b2 = -(2 * n * w.s1 - (n + 3) * w.s2 + 6 * s0), b3 = 4 * (n - 1) * w.s1 - 2 * (n + 1) * w.s2 + 8 * s0, b4 = w.s1 - w.s2 + s0;
    const double pairs = (m1 * m1 - m2) * (m1 * m1 - m2) * n * (n - 1) * (n - 2) * (n - 3);
    result.expectation = w.s0 / (n * (n - 1));
    result.variance_randomisation = (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1 * m1 * m1 * m1) / pairs - result.expectation * result.expectation;
  }
}

constexpr SpatialStatistic kNothing{kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};

}  // namespace

SpatialWeights row_standardised(SpatialWeights weights) {
  for (auto& links : weights) {
    double sum = 0;
    for (const SpatialLink& link : links) sum += link.weight;
    for (SpatialLink& link : links) link.weight /= sum;
  }
  return weights;
}

double p_of(double z, Alternative alternative) {
  switch (alternative) {
    case Alternative::greater: return normal_probability(-z);
    case Alternative::less: return normal_probability(z);
    case Alternative::two_sided: return 2 * normal_probability(-std::fabs(z));
  }
  return kNaN;
}

SpatialStatistic global_association(GlobalMeasure measure, std::span<const double> values, const SpatialWeights& weights, const Permutations& permutations) {
  SpatialStatistic result = kNothing;
  const WeightSums w = sums_of(weights);
  if (values.size() < 4 || !(w.s0 > 0)) return result;
  // G is of the values as they are, the others of their deviations.
  const std::vector<double> z = measure == GlobalMeasure::getis_ord ? std::vector<double>(values.begin(), values.end()) : deviations(values);
  if (power_sum(deviations(values), 2) == 0) return result;
  result.statistic = global_statistic(measure, z, weights, w.s0);
  add_moments(result, measure, z, w);
  finish(result, permutations.alternative);
  result.p_simulated = simulated_p(result.statistic, z.size(), permutations, [&](std::span<const std::size_t> order) { return global_statistic(measure, reordered(z, order), weights, w.s0); });
  return result;
}

SpatialStatistic bivariate_moran(std::span<const double> first, std::span<const double> second, const SpatialWeights& weights, const Permutations& permutations) {
  SpatialStatistic result = kNothing;
  const double s0 = sums_of(weights).s0;
  const auto n = static_cast<double>(first.size());
  const std::vector<double> x = deviations(first), y = deviations(second);
  const double scale = n / s0 / std::sqrt(power_sum(x, 2) * power_sum(y, 2));
  if (first.size() < 2 || !std::isfinite(scale)) return result;
  // Sums of squares over n - 1 in both standard deviations, and n - 1 below the sum, cancel.
  result.statistic = scale * cross_product(x, y, weights);
  result.p_simulated = simulated_p(result.statistic, x.size(), permutations, [&](std::span<const std::size_t> order) { return scale * cross_product(x, reordered(y, order), weights); });
  return result;
}

SpatialStatistic lee(std::span<const double> first, std::span<const double> second, const SpatialWeights& weights, const Permutations& permutations) {
  SpatialStatistic result = kNothing;
  const std::vector<double> x = deviations(first), y = deviations(second);
  double rows = 0;
  for (const auto& links : weights) {
    double sum = 0;
    for (const SpatialLink& link : links) sum += link.weight;
    rows += sum * sum;
  }
  const double scale = static_cast<double>(first.size()) / rows / std::sqrt(power_sum(x, 2) * power_sum(y, 2));
  if (first.size() < 2 || !std::isfinite(scale)) return result;
  const auto statistic = [&](std::span<const double> a, std::span<const double> b) {
    const std::vector<double> lag_a = lagged(a, weights), lag_b = lagged(b, weights);
    return scale * std::inner_product(lag_a.begin(), lag_a.end(), lag_b.begin(), 0.0);
  };
  result.statistic = statistic(x, y);
  result.p_simulated = simulated_p(result.statistic, x.size(), permutations, [&](std::span<const std::size_t> order) { return statistic(reordered(x, order), reordered(y, order)); });
  return result;
}

std::vector<double> standardised_rates(std::span<const double> events, std::span<const double> population) {
  double all_events = 0, people = 0, spread = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    all_events += events[i];
    people += population[i];
  }
  const double rate = all_events / people;
  for (std::size_t i = 0; i < events.size(); ++i) spread += population[i] * std::pow(events[i] / population[i] - rate, 2);
  const double between = spread / people - rate / (people / static_cast<double>(events.size()));
  std::vector<double> result;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double own = rate / population[i];
    result.push_back((events[i] / population[i] - rate) / std::sqrt(between + own > 0 ? between + own : own));
  }
  return result;
}

SpatialStatistic join_count(std::span<const std::size_t> colours, std::size_t a, std::size_t b, const SpatialWeights& weights, const Permutations& permutations) {
  SpatialStatistic result = kNothing;
  const WeightSums w = sums_of(weights);
  const auto n = static_cast<double>(colours.size());
  const auto x = static_cast<double>(std::count(colours.begin(), colours.end(), a)), y = static_cast<double>(std::count(colours.begin(), colours.end(), b));
  const auto joins = [&](auto colour) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
      for (const SpatialLink& link : weights[i])
        if ((colour(i) == a && colour(link.to) == b) || (colour(i) == b && colour(link.to) == a)) sum += link.weight;
    return sum / 2;
  };
  const double two = n * (n - 1), three = two * (n - 2), four = three * (n - 3), s0 = w.s0 * w.s0;
  result.statistic = joins([&](std::size_t i) { return colours[i]; });
  if (a == b) {
    const double pairs = x * (x - 1);
    result.expectation = w.s0 / 2 * pairs / two;
    result.variance_randomisation = (w.s1 * pairs / two + (w.s2 - 2 * w.s1) * pairs * (x - 2) / three + (s0 + w.s1 - w.s2) * pairs * (x - 2) * (x - 3) / four - s0 * pairs * pairs / (two * two)) / 4;
  } else {
    result.expectation = w.s0 * x * y / two;
    result.variance_randomisation = (2 * w.s1 * x * y / two + (w.s2 - 2 * w.s1) * x * y * (x + y - 2) / three + 4 * (s0 + w.s1 - w.s2) * x * (x - 1) * y * (y - 1) / four - 4 * s0 * x * y * x * y / (two * two)) / 4;
  }
  finish(result, permutations.alternative);
  result.p_simulated = simulated_p(result.statistic, colours.size(), permutations, [&](std::span<const std::size_t> order) { return joins([&](std::size_t i) { return colours[order[i]]; }); });
  return result;
}

namespace {

/// A local statistic as offset + factor * sum of w_ij d_j: d_j are what the other areas bring, and shuffling them gives its moments.
struct LocalSum {
  double offset = 0;
  double factor = 1;
  std::vector<double> others;  ///< d_j of every area; the own one is not used
};

/// How each measure sums over the other areas.
class LocalSums {
 public:
  LocalSums(std::span<const double> values, std::span<const double> second, LocalMeasure measure) : values_(values), z_(deviations(values)), measure_(measure) {
    const auto n = static_cast<double>(values.size());
    total_ = power_sum(values, 1);
    squares_ = power_sum(z_, 2);
    if (measure == LocalMeasure::bivariate_moran) {
      second_ = deviations(second);
      const double scale = std::sqrt(power_sum(second_, 2) / (n - 1));
      for (double& value : second_) value /= scale;
    }
  }

  [[nodiscard]] LocalSum at(std::size_t i, double own_weight) const {
    const auto n = static_cast<double>(values_.size());
    switch (measure_) {
      case LocalMeasure::moran: return {0, z_[i] / (squares_ / n), z_};
      case LocalMeasure::bivariate_moran: return {0, z_[i] / std::sqrt(squares_ / (n - 1)), second_};
      case LocalMeasure::getis_ord: return {0, 1 / (total_ - values_[i]), {values_.begin(), values_.end()}};
      case LocalMeasure::getis_ord_star: return {own_weight * values_[i] / total_, 1 / total_, {values_.begin(), values_.end()}};
      case LocalMeasure::geary: {
        LocalSum sum{0, (n - 1) / squares_, {}};
        for (const double other : z_) sum.others.push_back((z_[i] - other) * (z_[i] - other));
        return sum;
      }
    }
    return {};
  }
  [[nodiscard]] const std::vector<double>& z() const { return z_; }
  [[nodiscard]] const std::vector<double>& lagged_values() const { return measure_ == LocalMeasure::bivariate_moran ? second_ : z_; }
  [[nodiscard]] double total() const { return total_; }
  [[nodiscard]] double squares() const { return squares_; }

 private:
  std::span<const double> values_;
  std::vector<double> z_;
  std::vector<double> second_;
  LocalMeasure measure_;
  double total_ = 0;
  double squares_ = 0;
};

double local_p(const LocalSum& sum, std::size_t i, const std::vector<SpatialLink>& links, double observed, const Permutations& permutations) {
  Tail tail(observed, permutations);
  std::vector<std::size_t> pool;
  for (std::size_t j = 0; j < sum.others.size(); ++j)
    if (j != i) pool.push_back(j);
  RandomSequence random(CounterRandom(permutations.seed, i + 1));
  for (std::uint64_t b = 0; b < permutations.count; ++b) {
    double drawn = 0;
    // The first places of the pool become a sample without replacement; the pool need not be put back in order.
    for (std::size_t k = 0; k < links.size(); ++k) {
      std::swap(pool[k], pool[k + random.whole(pool.size() - k)]);
      drawn += links[k].weight * sum.others[pool[k]];
    }
    tail.add(sum.offset + sum.factor * drawn);
  }
  return tail.p();
}

/// Moments when the values of the others are shuffled among the places of the others.
void add_conditional_moments(LocalStatistic& result, const LocalSum& sum, std::size_t i, const std::vector<SpatialLink>& links) {
  const auto others = static_cast<double>(sum.others.size()) - 1;
  double mean = 0, spread = 0, weights = 0, squares = 0;
  for (std::size_t j = 0; j < sum.others.size(); ++j) mean += j == i ? 0 : sum.others[j] / others;
  for (std::size_t j = 0; j < sum.others.size(); ++j) spread += j == i ? 0 : (sum.others[j] - mean) * (sum.others[j] - mean);
  for (const SpatialLink& link : links) {
    weights += link.weight;
    squares += link.weight * link.weight;
  }
  result.expectation = sum.offset + sum.factor * weights * mean;
  result.variance = sum.factor * sum.factor * (squares - weights * weights / others) * spread / (others - 1);
}

}  // namespace

std::vector<LocalStatistic> local_association(std::span<const double> values, std::span<const double> second, const SpatialWeights& weights, const LocalSettings& settings) {
  const bool star = settings.measure == LocalMeasure::getis_ord_star;
  const LocalSums sums(values, second, settings.measure);
  const auto n = static_cast<double>(values.size());
  std::vector<LocalStatistic> result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::vector<SpatialLink> links;
    double own = star ? 1 : 0, row = own;
    for (const SpatialLink& link : weights[i]) {
      if (link.to == i) continue;
      links.push_back(link);
      row += link.weight;
    }
    if (settings.row_standard && row > 0) {
      for (SpatialLink& link : links) link.weight /= row;
      own /= row;
    }
    LocalStatistic one{kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, sums.z()[i], 0};
    if (!links.empty() && values.size() > 3 && sums.squares() > 0) {
      const LocalSum sum = sums.at(i, own);
      double added = 0;
      for (const SpatialLink& link : links) {
        added += link.weight * sum.others[link.to];
        one.lag += link.weight * sums.lagged_values()[link.to];
      }
      one.statistic = sum.offset + sum.factor * added;
      add_conditional_moments(one, sum, i, links);
      if (star) {
        // The star statistic is held against all places, its own among them.
        double w = own, w2 = own * own;
        for (const SpatialLink& link : links) {
          w += link.weight;
          w2 += link.weight * link.weight;
        }
        one.expectation = w / n;
        one.variance = sums.squares() / n * (n * w2 - w * w) / (n - 1) / (sums.total() * sums.total());
        one.lag += own * one.deviation;
      }
      one.z = (one.statistic - one.expectation) / std::sqrt(one.variance);
      if (!std::isfinite(one.z)) one.z = kNaN;
      one.p = p_of(one.z, settings.permutations.alternative);
      one.p_simulated = local_p(sum, i, links, one.statistic, settings.permutations);
    }
    result.push_back(one);
  }
  return result;
}

}  // namespace dmp::stats
