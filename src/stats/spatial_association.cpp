#include "stats/spatial_association.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/deviations.hpp"
#include "stats/normal.hpp"

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

std::vector<double> reordered(std::span<const double> values, std::span<const std::size_t> order) {
  std::vector<double> result;
  result.reserve(order.size());
  for (const std::size_t i : order) result.push_back(values[i]);
  return result;
}

/// Where every area is linked with every other the statistic is the same however the values lie: what rounding leaves of its variance is no variance.
/// typical: size of the statistic.
void finish(SpatialStatistic& result, Alternative alternative, double typical) {
  if (result.variance_randomisation <= 1e-13 * typical * typical) result.variance_randomisation = 0;
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
        (n * ((n * n - 3 * n + 3) * w.s1 - n * w.s2 + 3 * s0) - kurtosis * ((n * n - n) * w.s1 - 2 * n * w.s2
            + 6 * s0)) / ((n - 1) * (n - 2) * (n - 3) * s0) - e * e;
  } else if (measure == GlobalMeasure::geary) {
    result.expectation = 1;
    result.variance_normality = ((2 * w.s1 + w.s2) * (n - 1) - 4 * s0) / (2 * (n + 1) * s0);
    result.variance_randomisation = ((n - 1) * w.s1 * (n * n - 3 * n + 3 - (n - 1) * kurtosis) - (n - 1) * w.s2 * (n * n
        + 3 * n - 6 - (n * n - n + 2) * kurtosis) / 4 +
                                     s0 * (n * n - 3 - (n - 1) * (n - 1) * kurtosis)) / (n * (n - 2) * (n - 3) * s0);
  } else {
    const double m1 = power_sum(z, 1), m2 = power_sum(z, 2), m3 = power_sum(z, 3), m4 = power_sum(z, 4);
    const double b0 = (n * n - 3 * n + 3) * w.s1 - n * w.s2 + 3 * s0, b1 = -((n * n - n) * w.s1 - 2 * n * w.s2 + 6 * s0);
    const double b2 = -(2 * n * w.s1 - (n + 3) * w.s2 + 6 * s0), b3 = 4 * (n - 1) * w.s1 - 2 * (n + 1) * w.s2 + 8 * s0, b4 = w.s1 - w.s2 + s0;
    const double pairs = (m1 * m1 - m2) * (m1 * m1 - m2) * n * (n - 1) * (n - 2) * (n - 3);
    result.expectation = w.s0 / (n * (n - 1));
    result.variance_randomisation = (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3
                                     + b4 * m1 * m1 * m1 * m1) / pairs - result.expectation * result.expectation;
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

SpatialStatistic global_association(GlobalMeasure measure, std::span<const double> values, const SpatialWeights& weights,
                                    const Permutations& permutations) {
  SpatialStatistic result = kNothing;
  const WeightSums w = sums_of(weights);
  if (values.size() < 4 || !(w.s0 > 0)) return result;
  // G is of the values as they are, the others of their deviations.
  const std::vector<double> z = measure == GlobalMeasure::getis_ord ? std::vector<double>(values.begin(), values.end()) : deviations(values);
  if (power_sum(deviations(values), 2) == 0) return result;
  result.statistic = global_statistic(measure, z, weights, w.s0);
  add_moments(result, measure, z, w);
  finish(result, permutations.alternative, measure == GlobalMeasure::getis_ord ? result.expectation : 1);
  result.p_simulated = simulated_p(result.statistic, z.size(), permutations,
                                   [&](std::span<const std::size_t> order) { return global_statistic(measure, reordered(z, order), weights, w.s0); });
  return result;
}

SpatialStatistic bivariate_moran(std::span<const double> first, std::span<const double> second, const SpatialWeights& weights,
                                 const Permutations& permutations) {
  SpatialStatistic result = kNothing;
  const double s0 = sums_of(weights).s0;
  const auto n = static_cast<double>(first.size());
  const std::vector<double> x = deviations(first), y = deviations(second);
  const double scale = n / s0 / std::sqrt(power_sum(x, 2) * power_sum(y, 2));
  if (first.size() < 2 || !std::isfinite(scale)) return result;
  // Sums of squares over n - 1 in both standard deviations, and n - 1 below the sum, cancel.
  result.statistic = scale * cross_product(x, y, weights);
  result.p_simulated = simulated_p(result.statistic, x.size(), permutations,
                                   [&](std::span<const std::size_t> order) { return scale * cross_product(x, reordered(y, order), weights); });
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
  result.p_simulated = simulated_p(result.statistic, x.size(), permutations,
                                   [&](std::span<const std::size_t> order) { return statistic(reordered(x, order), reordered(y, order)); });
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

SpatialStatistic join_count(std::span<const std::size_t> colours, std::size_t a, std::size_t b, const SpatialWeights& weights,
                            const Permutations& permutations) {
  SpatialStatistic result = kNothing;
  const WeightSums w = sums_of(weights);
  const auto n = static_cast<double>(colours.size());
  const auto x = static_cast<double>(std::count(colours.begin(), colours.end(), a)),
      y = static_cast<double>(std::count(colours.begin(), colours.end(), b));
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
    result.variance_randomisation = (w.s1 * pairs / two + (w.s2 - 2 * w.s1) * pairs * (x - 2) / three
                                     + (s0 + w.s1 - w.s2) * pairs * (x - 2) * (x - 3) / four - s0 * pairs * pairs / (two * two)) / 4;
  } else {
    result.expectation = w.s0 * x * y / two;
    result.variance_randomisation = (2 * w.s1 * x * y / two + (w.s2 - 2 * w.s1) * x * y * (x + y - 2) / three
                                     + 4 * (s0 + w.s1 - w.s2) * x * (x - 1) * y * (y - 1) / four - 4 * s0 * x * y * x * y / (two * two)) / 4;
  }
  finish(result, permutations.alternative, result.expectation);
  result.p_simulated = simulated_p(result.statistic, colours.size(), permutations,
                                   [&](std::span<const std::size_t> order) { return joins([&](std::size_t i) { return colours[order[i]]; }); });
  return result;
}

}  // namespace dmp::stats
