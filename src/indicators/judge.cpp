#include "indicators/judge.hpp"

#include <cmath>
#include <map>
#include <tuple>

#include "indicators/months.hpp"
#include "stats/comparison.hpp"
#include "stats/trend.hpp"

namespace dmp::indicators {
namespace {

using catalogue::Method;
using core::Estimate;

constexpr std::size_t kTrendPoints = 5;

stats::Polarity polarity_of(const catalogue::IndicatorDefinition& indicator) {
  return stats::polarity_named(indicator.polarity).value_or(stats::Polarity::none);
}

using Cell = std::tuple<std::size_t, core::Period, std::string, std::string, std::string>;

Cell cell_of(std::size_t area, const Draft& draft) {
  return {area, draft.period, draft.estimate.sex, draft.estimate.age, draft.estimate.category};
}

void compare_with(Estimate& estimate, const Estimate& comparator, stats::Polarity polarity) {
  estimate.comparator = comparator.area_name;
  estimate.comparator_value = comparator.value;
  estimate.significance = std::string(stats::name(stats::compare_with_value(estimate.value, {estimate.lower_95, estimate.upper_95}, comparator.value, polarity)));
}

std::string trend_of(const std::vector<const Estimate*>& points, Method method, stats::Polarity polarity) {
  std::vector<double> a, b, c;
  for (const Estimate* point : points) {
    if (std::isnan(point->value)) return "cannot be calculated";
    a.push_back(method == Method::proportion ? point->count : point->value);
    b.push_back(method == Method::proportion ? point->denominator : point->lower_95);
    c.push_back(point->upper_95);
  }
  const stats::Trend trend = method == Method::proportion ? stats::trend_of_proportions(a, b, kTrendPoints) : stats::trend_of_values(a, b, c, kTrendPoints);
  return stats::trend_name(trend.direction, polarity);
}

}  // namespace

void compare(std::vector<Draft>& drafts, const catalogue::IndicatorDefinition& indicator, const Areas& areas) {
  if (indicator.comparator == "none" || indicator.comparator.empty() || indicator.method == Method::count) return;
  std::map<Cell, const Draft*> cells;
  std::optional<std::size_t> england;
  for (std::size_t i = 0; i < areas.size(); ++i)
    if (areas[i].type == "country") england = i;
  for (const Draft& draft : drafts) cells[cell_of(draft.area, draft)] = &draft;
  const stats::Polarity polarity = polarity_of(indicator);
  for (Draft& draft : drafts) {
    std::vector<std::size_t> candidates;
    if (indicator.comparator == "england" && england) candidates.push_back(*england);
    if (areas[draft.area].county) candidates.push_back(*areas[draft.area].county);
    for (const std::size_t candidate : candidates) {
      if (candidate == draft.area) break;
      const auto found = cells.find(cell_of(candidate, draft));
      if (found == cells.end() || std::isnan(found->second->estimate.value)) continue;
      compare_with(draft.estimate, found->second->estimate, polarity);
      break;
    }
  }
}

void follow(std::vector<Draft>& drafts, const catalogue::IndicatorDefinition& indicator) {
  using Series = std::tuple<std::size_t, std::string, std::string, std::string>;
  std::map<Series, std::map<core::Period, Draft*>> series;
  for (Draft& draft : drafts)
    if (is_annual(draft.period)) series[{draft.area, draft.estimate.sex, draft.estimate.age, draft.estimate.category}][draft.period] = &draft;
  for (auto& [key, periods] : series) {
    std::vector<const Estimate*> points;
    core::Day expected{};
    for (auto& [period, draft] : periods) {
      if (!points.empty() && period.start != expected) points.clear();
      points.push_back(&draft->estimate);
      expected = core::Day{period.end.since_epoch + 1};
      if (points.size() > kTrendPoints) points.erase(points.begin());
      if (points.size() == kTrendPoints) draft->estimate.trend = trend_of(points, indicator.method, polarity_of(indicator));
    }
  }
}

}  // namespace dmp::indicators
