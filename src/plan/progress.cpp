#include "plan/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "core/number.hpp"
#include "core/period.hpp"
#include "stats/contrast.hpp"

namespace dmp::plan {
namespace {

using core::Estimate;
using core::PlanProgress;
using core::PlanRow;

bool shown(const Estimate& estimate) { return estimate.suppressed.empty() && !std::isnan(estimate.value); }

/// What makes two estimates the same measure at different times.
std::string series_of(const Estimate& e) { return e.indicator_id + "|" + e.area_code + "|" + e.sex + "|" + e.age + "|" + e.category_type + "|" + e.category; }

struct Measured {
  std::string start, end;  ///< days of the baseline's period
  const Estimate* latest = nullptr;
};

class Figures {
 public:
  explicit Figures(const core::Estimates& estimates) {
    for (const Estimate& estimate : estimates) {
      by_id_[estimate.estimate_id] = &estimate;
      if (!shown(estimate)) continue;
      const Estimate*& latest = latest_[series_of(estimate)];
      if (!latest || estimate.period_end > latest->period_end) latest = &estimate;
    }
  }

  [[nodiscard]] Measured find(const PlanRow& row) const {
    Measured measured;
    const auto baseline = by_id_.find(row.measure_estimate_id);
    std::string series = row.measure + "|" + row.area_code + "|Persons|All ages||";
    if (baseline != by_id_.end()) {
      series = series_of(*baseline->second);
      measured.start = baseline->second->period_start;
      measured.end = baseline->second->period_end;
    } else if (const auto period = core::parse_period(row.baseline_period)) {
      measured.start = core::text(period->start);
      measured.end = core::text(period->end);
    }
    const auto latest = latest_.find(series);
    if (latest != latest_.end()) measured.latest = latest->second;
    return measured;
  }

 private:
  std::unordered_map<std::string, const Estimate*> by_id_, latest_;
};

/// The measure on the line through the baseline, the trajectory's points and the target; NaN before the first and without any.
double expected_on(const PlanRow& row, const std::string& baseline_end, const std::string& day) {
  std::vector<core::PlanTrajectoryPoint> points;
  if (!baseline_end.empty() && !std::isnan(row.baseline)) points.push_back({baseline_end, row.baseline});
  for (const auto& point : row.trajectory)
    if (points.empty() || point.day > points.back().day) points.push_back(point);
  if (!row.target_date.empty() && !std::isnan(row.target) && (points.empty() || row.target_date > points.back().day)) points.push_back({row.target_date, row.target});
  if (points.size() < 2) return PlanRow::kMissing;
  if (day >= points.back().day) return points.back().value;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (day > points[i].day) continue;
    const auto from = core::parse_day(points[i - 1].day), to = core::parse_day(points[i].day), at = core::parse_day(day);
    if (!from || !to || !at || *at < *from) return PlanRow::kMissing;
    const double share = static_cast<double>(at->since_epoch - from->since_epoch) / (to->since_epoch - from->since_epoch);
    return points[i - 1].value + share * (points[i].value - points[i - 1].value);
  }
  return PlanRow::kMissing;
}

/// -1 the wrong way, 0 within chance, 1 the right way; nothing known: 2.
int real_change(const PlanRow& row, const Measured& measured, PlanProgress& progress) {
  const auto cannot = [&](std::string why) {
    progress.change = "cannot be judged";
    progress.change_reason = std::move(why);
    return 2;
  };
  if (row.measure.empty()) return cannot("the item has no measure");
  if (std::isnan(row.baseline)) return cannot("the item has no baseline");
  if (!measured.latest) return cannot("the edition has no figure that may be shown for the measure");
  const Estimate& latest = *measured.latest;
  if (measured.end.empty()) return cannot("it is not known of which period the baseline is");
  if (latest.period_end <= measured.end) return cannot("there is no newer figure than the baseline's");
  if (latest.period_start <= measured.end) return cannot("the latest period overlaps the baseline's");
  const stats::Uncertain change = stats::difference({latest.value, {latest.lower_95, latest.upper_95}}, {row.baseline, {row.baseline_lower, row.baseline_upper}});
  const double difference = change.value, lower = change.interval.lower, upper = change.interval.upper;
  if (std::isnan(lower) || std::isnan(upper)) return cannot("an interval is missing, so chance cannot be told from change");
  const bool real = lower > 0 || upper < 0;
  progress.change_reason = fmt::format("the difference is {} (95% interval {} to {})", core::rounded_text(difference), core::rounded_text(lower), core::rounded_text(upper));
  if (!real) {
    progress.change = "no real change";
    return 0;
  }
  const bool right = row.direction == "increase" ? difference > 0 : row.direction == "decrease" ? difference < 0 : false;
  progress.change = right ? "real improvement" : "real worsening";
  return right ? 1 : -1;
}

/// How far the value lies on the wrong side of another in the direction wanted; negative: on the right side.
double short_of(const std::string& direction, double value, double wanted) { return direction == "increase" ? wanted - value : value - wanted; }

void rate(const PlanRow& row, int change, PlanProgress& progress) {
  const auto say = [&](const char* rating, std::string reason) {
    progress.rating = rating;
    progress.rating_reason = std::move(reason);
  };
  if (row.status == "stopped" || row.status == "paused") return say("grey", "the item is " + row.status);
  if (change == 2) return say("grey", progress.change_reason);
  if (row.direction == "maintain") return change == 0 ? say("green", "no real change, as wanted") : say("red", "a real change, though it was to stay as it is");
  if (row.direction.empty()) return say("grey", "the item does not say which way its measure should go");
  if (change < 0) return say("red", "a real change the wrong way");
  if (!std::isnan(row.target) && short_of(row.direction, progress.latest, row.target) <= 0) return say("green", "the target is reached");
  const double expected = progress.expected;
  if (std::isnan(expected)) return change > 0 ? say("green", "a real change the right way; there is no trajectory to set it against") : say("amber", "no change beyond chance; there is no trajectory to set it against");
  const double best = row.direction == "increase" ? progress.latest_upper : progress.latest_lower;
  if (short_of(row.direction, progress.latest, expected) <= 0)
    return change > 0 ? say("green", "where it should be by now, and the change is real") : say("amber", "where it should be by now, but the change may be chance");
  if (!std::isnan(best) && short_of(row.direction, best, expected) > 0) return say("red", "behind where it should be by now, by more than chance");
  return say("amber", "behind where it should be by now, by no more than chance");
}

std::string late_parts(const PlanRow& row, const std::map<std::string, const PlanRow*>& by_id, const std::string& today) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  for (const auto& milestone : row.milestones)
    if (milestone.done.empty() && !milestone.due.empty() && milestone.due < today) add("milestone past its day: " + milestone.text + " (" + milestone.due + ")");
  if (!row.due.empty() && row.due < today && row.status != "complete") add("due " + row.due);
  for (const std::string& id : row.depends_on) {
    const auto before = by_id.find(id);
    if (before != by_id.end() && before->second->status != "complete" && !before->second->due.empty() && before->second->due < today) add("waits for " + id + ", which is late");
  }
  return text;
}

}  // namespace

core::PlanProgresses judge(const core::PlanRows& rows, const core::Estimates& estimates, const std::string& today) {
  const Figures figures(estimates);
  std::map<std::string, const PlanRow*> by_id;
  for (const PlanRow& row : rows) by_id[row.id] = &row;
  core::PlanProgresses all;
  for (const PlanRow& row : rows) {
    PlanProgress progress;
    progress.id = row.id, progress.title = row.title, progress.owner = row.owner, progress.domain = row.domain, progress.area_name = row.area_name, progress.status = row.status;
    progress.measure = row.measure, progress.unit = row.unit, progress.baseline = row.baseline, progress.baseline_period = row.baseline_period, progress.target = row.target;
    progress.direction = row.direction;
    const Measured measured = figures.find(row);
    if (measured.latest) {
      const Estimate& latest = *measured.latest;
      progress.measure = latest.indicator_name;
      progress.unit = latest.unit;
      progress.latest = latest.value, progress.latest_lower = latest.lower_95, progress.latest_upper = latest.upper_95;
      progress.latest_period = latest.period;
      progress.latest_estimate_id = latest.estimate_id;
      progress.expected = expected_on(row, measured.end, latest.period_end);
    }
    rate(row, real_change(row, measured, progress), progress);
    progress.overdue = late_parts(row, by_id, today);
    if (!progress.overdue.empty() && (progress.rating == "green" || progress.rating == "grey") && row.status != "stopped" && row.status != "paused") {
      progress.rating_reason += "; late: no better than amber";
      progress.rating = "amber";
    }
    all.push_back(std::move(progress));
  }
  return all;
}

}  // namespace dmp::plan
