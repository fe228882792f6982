#include "stats/slope_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/normal.hpp"
#include "stats/quantiles.hpp"
#include "stats/random.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The two ends of the fitted line as linear combinations of the values.
struct EndWeights {
  std::vector<double> at_zero;
  std::vector<double> at_one;
};

EndWeights end_weights(std::span<const double> population) {
  double total = 0;
  for (const double p : population) total += p;
  std::vector<double> share, midpoint;
  double before = 0;
  for (const double p : population) {
    share.push_back(p / total);
    midpoint.push_back(before + share.back() / 2);
    before += share.back();
  }
  double mean_midpoint = 0;
  for (std::size_t i = 0; i < share.size(); ++i) mean_midpoint += share[i] * midpoint[i];
  double spread = 0;
  for (std::size_t i = 0; i < share.size(); ++i) spread += share[i] * (midpoint[i] - mean_midpoint) * (midpoint[i] - mean_midpoint);
  EndWeights weights;
  for (std::size_t i = 0; i < share.size(); ++i) {
    const double slope = share[i] * (midpoint[i] - mean_midpoint) / spread;
    weights.at_zero.push_back(share[i] - slope * mean_midpoint);
    weights.at_one.push_back(share[i] + slope * (1 - mean_midpoint));
  }
  return weights;
}

/// The joint normal distribution of f(0) and f(1) on the transformed scale.
struct Ends {
  double zero = 0;
  double one = 0;
  double variance_zero = 0;
  double variance_one = 0;
  double covariance = 0;

  [[nodiscard]] double variance_of_slope() const { return variance_zero + variance_one - 2 * covariance; }
};

struct Simulated {
  std::vector<double> sii;
  std::vector<double> rii;
};

Simulated simulate(const Ends& ends, const SlopeIndexSettings& settings) {
  const double first = std::sqrt(ends.variance_zero);
  const double shared = first > 0 ? ends.covariance / first : 0;
  const double own = std::sqrt(std::max(0.0, ends.variance_one - shared * shared));
  const CounterRandom random(settings.seed);
  Simulated drawn;
  drawn.sii.resize(settings.repetitions);
  drawn.rii.resize(settings.repetitions);
  for (std::uint64_t i = 0; i < settings.repetitions; ++i) {
    const auto z = random.normals(i);
    const double zero = transformed_back(ends.zero + first * z[0], settings.transform);
    const double one = transformed_back(ends.one + shared * z[0] + own * z[1], settings.transform);
    drawn.sii[i] = one - zero;
    drawn.rii[i] = one / zero;
  }
  std::sort(drawn.sii.begin(), drawn.sii.end());
  std::sort(drawn.rii.begin(), drawn.rii.end());
  return drawn;
}

Interval percentiles(std::span<const double> sorted, double confidence) {
  return {.lower = sorted_quantile(sorted, (1 - confidence) / 2), .upper = sorted_quantile(sorted, 1 - (1 - confidence) / 2)};
}

void add_intervals(SlopeIndex& index, const Ends& ends, std::span<const double> confidences, const SlopeIndexSettings& settings) {
  const Simulated drawn = simulate(ends, settings);
  const double m = settings.multiplier;
  for (const double confidence : confidences) {
    const double reach = two_sided_z(confidence) * std::sqrt(ends.variance_of_slope());
    const double slope = ends.one - ends.zero;
    Interval sii = settings.transform == Transform::none ? Interval{slope - reach, slope + reach} : percentiles(drawn.sii, confidence);
    Interval rii = settings.transform == Transform::log ? Interval{std::exp(slope - reach), std::exp(slope + reach)} : percentiles(drawn.rii, confidence);
    if (m < 0) {
      std::swap(sii.lower, sii.upper);
      rii = {1 / rii.upper, 1 / rii.lower};
    }
    index.sii_intervals.push_back({sii.lower * m, sii.upper * m});
    index.rii_intervals.push_back(rii);
  }
}

std::string_view reason_to_withhold(std::span<const double> population, std::span<const double> value, Transform transform) {
  if (population.size() < 2) return "fewer than two groups";
  for (const double p : population)
    if (!(p > 0)) return "a group has no population";
  for (const double v : value) {
    if (std::isnan(v)) return "a value is missing";
    if (!std::isfinite(transformed(v, transform))) return transform == Transform::log ? "a value is not above 0" : "a value is not between 0 and 1";
  }
  return {};
}

}  // namespace

double transformed(double value, Transform transform) {
  switch (transform) {
    case Transform::none: return value;
    case Transform::log: return std::log(value);
    case Transform::logit: return std::log(value / (1 - value));
  }
  return kNaN;
}

double transformed_back(double value, Transform transform) {
  switch (transform) {
    case Transform::none: return value;
    case Transform::log: return std::exp(value);
    case Transform::logit: return 1 / (1 + std::exp(-value));
  }
  return kNaN;
}

SlopeIndex slope_index(std::span<const double> population, std::span<const double> value, std::span<const double> standard_error,
                       std::span<const double> confidences, const SlopeIndexSettings& settings) {
  SlopeIndex index{.sii = kNaN, .rii = kNaN, .intercept = kNaN, .sii_intervals = {}, .rii_intervals = {}, .withheld = reason_to_withhold(population, value, settings.transform)};
  if (!index.withheld.empty()) {
    index.sii_intervals.assign(confidences.size(), {});
    index.rii_intervals.assign(confidences.size(), {});
    return index;
  }
  const EndWeights weights = end_weights(population);
  Ends ends;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const double v = transformed(value[i], settings.transform);
    const double variance = standard_error[i] * standard_error[i];
    ends.zero += weights.at_zero[i] * v;
    ends.one += weights.at_one[i] * v;
    ends.variance_zero += weights.at_zero[i] * weights.at_zero[i] * variance;
    ends.variance_one += weights.at_one[i] * weights.at_one[i] * variance;
    ends.covariance += weights.at_zero[i] * weights.at_one[i] * variance;
  }
  const double low = transformed_back(ends.zero, settings.transform);
  const double high = transformed_back(ends.one, settings.transform);
  index.sii = (high - low) * settings.multiplier;
  index.rii = settings.multiplier < 0 ? low / high : high / low;
  index.intercept = low * std::fabs(settings.multiplier);
  if (std::isnan(ends.variance_zero)) {
    index.sii_intervals.assign(confidences.size(), {});
    index.rii_intervals.assign(confidences.size(), {});
  } else {
    add_intervals(index, ends, confidences, settings);
  }
  return index;
}

}  // namespace dmp::stats
