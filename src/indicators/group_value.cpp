#include "indicators/group_value.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "stats/directly_standardised_rate.hpp"
#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;
using core::Estimate;

constexpr double kConfidence = 0.95;
/// Published values are rounded: so far from each other may the factors of one indicator's figures lie.
constexpr double kRounding = 0.02;

bool have_denominators(const std::vector<Figure>& figures) {
  return std::all_of(figures.begin(), figures.end(), [](const Figure& figure) { return figure.estimate->denominator > 0; });
}

/// Whether the interval is that of a proportion or of a count, so that pooled counts have one of the same kind.
enum class Kind { proportion, rate, neither };

Kind kind_of(const IndicatorDefinition& indicator) {
  switch (indicator.method) {
    case Method::proportion: return Kind::proportion;
    case Method::rate: return Kind::rate;
    case Method::published: return indicator.interval == "wilson" ? Kind::proportion : indicator.interval == "byar" ? Kind::rate : Kind::neither;
    default: return Kind::neither;
  }
}

std::optional<GroupValue> pooled_counts(const std::vector<Figure>& figures, const IndicatorDefinition& indicator) {
  const Kind kind = kind_of(indicator);
  if (kind == Kind::neither || !have_denominators(figures)) return std::nullopt;
  double count = 0, denominator = 0, factor = std::numeric_limits<double>::quiet_NaN();
  for (const Figure& figure : figures) {
    if (std::isnan(figure.estimate->count)) return std::nullopt;
    count += figure.estimate->count;
    denominator += figure.estimate->denominator;
    const double own = factor_of(*figure.estimate, indicator);
    if (std::isnan(own)) continue;
    if (!std::isnan(factor) && std::abs(own - factor) > kRounding * factor) return std::nullopt;
    if (std::isnan(factor)) factor = own;
  }
  if (std::isnan(factor) || (kind == Kind::proportion && count > denominator)) return std::nullopt;
  GroupValue group;
  const core::Interval interval = kind == Kind::proportion ? stats::wilson_interval(count, denominator, kConfidence) : stats::byar_interval(count, kConfidence);
  const double scale = kind == Kind::proportion ? factor : factor / denominator;
  group.value = {factor * count / denominator, {interval.lower * scale, interval.upper * scale}};
  group.method = kind == Kind::proportion ? "pooled counts, Wilson's interval" : "pooled counts, Byar's interval";
  return group;
}

std::optional<GroupValue> pooled_ages(const std::vector<Figure>& figures, const IndicatorDefinition& indicator) {
  if (indicator.method != Method::dsr) return std::nullopt;
  std::vector<AgeTally> ages;
  for (const Figure& figure : figures) {
    if (!figure.basis || figure.basis->ages.empty() || (!ages.empty() && figure.basis->ages.size() != ages.size())) return std::nullopt;
    if (ages.empty()) ages = std::vector<AgeTally>(figure.basis->ages.size());
    for (std::size_t i = 0; i < ages.size(); ++i) {
      const AgeTally& own = figure.basis->ages[i];
      ages[i] = {ages[i].events + own.events, ages[i].population + own.population, own.standard};
    }
  }
  stats::StandardisationSums sums;
  for (const AgeTally& age : ages) sums.add(age.events, age.population, age.standard);
  const stats::StandardisedRate rate = stats::directly_standardised_rate(sums, indicator.multiplier, kConfidence);
  if (!rate.withheld.empty() || std::isnan(rate.value)) return std::nullopt;
  return GroupValue{{rate.value, stats::standardised_interval(rate, kConfidence)}, "counts and residents pooled by age, Dobson's interval"};
}

GroupValue weighted(const std::vector<Figure>& figures) {
  double total = 0;
  for (const Figure& figure : figures) total += figure.estimate->denominator;
  std::vector<stats::Uncertain> values;
  std::vector<double> weights;
  for (const Figure& figure : figures) {
    values.push_back({figure.estimate->value, {figure.estimate->lower_95, figure.estimate->upper_95}});
    weights.push_back(figure.estimate->denominator / total);
  }
  return {stats::weighted_sum(values, weights), "mean weighted by the denominators, interval from those of the areas"};
}

}  // namespace

double factor_of(const Estimate& estimate, const IndicatorDefinition& indicator) {
  switch (indicator.method) {
    case Method::proportion:
    case Method::rate:
    case Method::ratio: return indicator.multiplier;
    case Method::unmet_need: return 100;
    case Method::published:
      if (estimate.count > 0 && estimate.denominator > 0 && estimate.value > 0) return estimate.value * estimate.denominator / estimate.count;
      return std::numeric_limits<double>::quiet_NaN();
    default: return std::numeric_limits<double>::quiet_NaN();
  }
}

GroupValue group_value(const std::vector<Figure>& figures, const IndicatorDefinition& indicator) {
  if (auto group = pooled_counts(figures, indicator)) return *group;
  if (auto group = pooled_ages(figures, indicator)) return *group;
  if (have_denominators(figures)) return weighted(figures);
  std::vector<double> values;
  for (const Figure& figure : figures) values.push_back(figure.estimate->value);
  return {stats::median(values, kConfidence), "median of the areas"};
}

}  // namespace dmp::indicators
