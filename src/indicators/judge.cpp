#include "indicators/judge.hpp"

#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

#include "indicators/measure.hpp"
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

Figure figure_of(const Draft& draft) { return {&draft.estimate, &draft.basis}; }

void compare_with(Draft& draft, const Draft& comparator, stats::Polarity polarity, const std::vector<catalogue::NotComparable>& rules) {
  Estimate& estimate = draft.estimate;
  if (const std::string reason = why_not_compared(figure_of(draft), figure_of(comparator), rules); !reason.empty()) {
    add_note(estimate, "not compared with " + comparator.estimate.area_name + ": " + reason);
    return;
  }
  estimate.comparator = comparator.estimate.area_name;
  estimate.comparator_value = comparator.estimate.value;
  estimate.significance = std::string(stats::name(stats::compare_with_value(estimate.value, {estimate.lower_95, estimate.upper_95}, comparator.estimate.value, polarity)));
  if (!std::isnan(estimate.value)) add_note(estimate, remark_on_comparison(figure_of(draft), figure_of(comparator)));
}

/// The trend's name and, where it cannot be calculated, why.
std::pair<std::string, std::string> trend_of(const std::vector<const Estimate*>& points, Method method, stats::Polarity polarity) {
  std::vector<double> a, b, c;
  for (const Estimate* point : points) {
    a.push_back(method == Method::proportion ? point->count : point->value);
    b.push_back(method == Method::proportion ? point->denominator : point->lower_95);
    c.push_back(point->upper_95);
  }
  const stats::Trend trend = method == Method::proportion ? stats::trend_of_proportions(a, b, kTrendPoints) : stats::trend_of_values(a, b, c, kTrendPoints);
  return {stats::trend_name(trend.direction, polarity), std::string(trend.withheld)};
}

}  // namespace

void compare(std::vector<Draft>& drafts, const catalogue::IndicatorDefinition& indicator, const catalogue::Profile& profile, const Areas& areas) {
  if (indicator.comparator == "none" || indicator.comparator.empty() || indicator.method == Method::count) return;
  std::optional<std::size_t> england;
  std::map<std::size_t, std::unordered_map<Cell, const Draft*>> cells;  // of the areas that others are compared with
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (areas[i].type == "country") england = i;
    if (areas[i].county) cells[*areas[i].county];
  }
  if (england) cells[*england];
  for (const Draft& draft : drafts)
    if (const auto comparator = cells.find(draft.area); comparator != cells.end()) comparator->second[cell_of(draft.estimate)] = &draft;
  const stats::Polarity polarity = polarity_of(indicator);
  const auto rules = rules_for(indicator, profile);
  for (Draft& draft : drafts) {
    std::vector<std::size_t> candidates;
    if (indicator.comparator == "england" && england) candidates.push_back(*england);
    if (areas[draft.area].county) candidates.push_back(*areas[draft.area].county);
    for (const std::size_t candidate : candidates) {
      if (candidate == draft.area) break;
      const auto& of_candidate = cells.at(candidate);
      const auto found = of_candidate.find(cell_of(draft.estimate));
      if (found == of_candidate.end() || std::isnan(found->second->estimate.value)) continue;
      compare_with(draft, *found->second, polarity, rules);
      break;
    }
  }
}

namespace {

/// The points of one series as they come, oldest first.
class Series {
 public:
  Series(Method method, stats::Polarity polarity, const std::vector<catalogue::NotComparable>& rules) : method_(method), polarity_(polarity), rules_(rules) {}

  void add(Draft& draft) {
    if (!points_.empty()) {
      const int gap = draft.period.start.since_epoch - points_.back()->period.end.since_epoch - 1;
      if (gap != 0) broken_ = gap < 0 ? "its periods overlap" : "its years do not follow one another";
      if (gap != 0 || !is_annual(draft.period)) run_.clear();
    }
    points_.push_back(&draft);
    run_.push_back(figure_of(draft));
    if (run_.size() > kTrendPoints) run_.erase(run_.begin());
    if (run_.size() == kTrendPoints) broken_.clear();
    judge(draft);
  }

 private:
  void judge(Draft& draft) const {
    if (run_.size() < kTrendPoints || !is_annual(draft.period)) {
      // Five points would have been enough.
      if (points_.size() >= kTrendPoints && !broken_.empty()) add_note(draft.estimate, "no trend: " + broken_);
      return;
    }
    if (const std::string reason = why_no_trend(run_, rules_); !reason.empty()) {
      add_note(draft.estimate, "no trend: " + reason);
      return;
    }
    std::vector<const Estimate*> estimates;
    for (const Figure& figure : run_) estimates.push_back(figure.estimate);
    const auto [name, withheld] = trend_of(estimates, method_, polarity_);
    draft.estimate.trend = name;
    if (!withheld.empty()) add_note(draft.estimate, "no trend: " + withheld);
  }

  Method method_;
  stats::Polarity polarity_;
  const std::vector<catalogue::NotComparable>& rules_;
  std::vector<const Draft*> points_;
  std::vector<Figure> run_;  ///< the last years that follow one another
  std::string broken_;
};

}  // namespace

void follow(std::vector<Draft>& drafts, const catalogue::IndicatorDefinition& indicator, const catalogue::Profile& profile) {
  // Each series is judged by itself: their order does not matter.
  std::unordered_map<std::array<core::Text, 5>, std::map<core::Period, Draft*>> series;
  const auto rules = rules_for(indicator, profile);
  for (Draft& draft : drafts) {
    const Estimate& estimate = draft.estimate;
    // Months and quarters have seasons: their trend is another question.
    if (draft.period.months() >= 12) series[{estimate.area_code, estimate.sex, estimate.age, estimate.category_type, estimate.category}][draft.period] = &draft;
  }
  for (auto& [key, periods] : series) {
    Series one(indicator.method, polarity_of(indicator), rules);
    for (auto& [period, draft] : periods) one.add(*draft);
  }
}

}  // namespace dmp::indicators
