#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/errors.hpp"
#include "core/number.hpp"
#include "indicators/context.hpp"
#include "indicators/measure.hpp"
#include "indicators/survival_point.hpp"
#include "stats/survival.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using core::Estimate;

/// People followed in an area from a period on, all together (group "") and by group.
using Cohort = std::map<std::string, stats::Followed>;

/// Where the curve stands on a day.
struct Point {
  stats::SurvivalStep step{.time = 0, .at_risk = 0, .events = 0, .censored = 0, .survival = 1, .greenwood = 0};
  double events = 0;         ///< from the beginning to the day
  bool is_followed = false;  ///< somebody was still in sight on the day, or nobody was left to follow
};

Point point_on(const std::vector<stats::SurvivalStep>& curve, double day) {
  Point point;
  for (const stats::SurvivalStep& step : curve) {
    if (step.time > day) break;
    point.step = step;
    point.events += step.events;
  }
  point.is_followed = !curve.empty() && (curve.back().time >= day || curve.back().survival == 0);
  return point;
}

class Survival {
 public:
  Survival(Context& context, const IndicatorDefinition& indicator) : context_(context), indicator_(indicator) {}

  Result run() {
    ask();
    if (!result_.reasons.empty()) return std::move(result_);
    for (std::size_t area = 0; area < context_.areas.size(); ++area)
      for (std::size_t period = 0; period < periods_.size(); ++period) {
        const auto cohort = cohorts_.find({area, period});
        if (cohort == cohorts_.end() || !is_given_for(indicator_, context_.areas[area])) continue;
        const auto missing = missing_months(context_, tables_, area, periods_[period]);
        if (!missing.empty()) gaps_.add(context_, tables_, area, periods_[period], missing);
        else add(area, period, cohort->second);
      }
    gaps_.tell(tables_, result_.reasons);
    if (unfollowed_ > 0) result_.reasons.push_back(core::exact_text(unfollowed_) + " of the rows it follows do not say how long, or end before they begin, and are left out");
    if (result_.drafts.empty() && result_.reasons.empty()) result_.reasons.push_back("nobody is followed in a period that the sources cover");
    return std::move(result_);
  }

 private:
  void ask() {
    const Select select = check_select(context_.session, context_.catalogue, indicator_.numerator, indicator_.numerator_place, {{"place", "date", "days", "event"}, {"category"}});
    const bool by_group = std::find(indicator_.breakdowns.begin(), indicator_.breakdowns.end(), "category") != indicator_.breakdowns.end();
    if (by_group && !select.has("category"))
      throw core::UserError(core::ErrorKind::usage, "the SQL gives no column 'category', which the indicator is broken down by", indicator_.numerator_place, "add it, or take the breakdown out");
    tables_ = select.tables;
    result_.run.tables = context_.coverage.uses(tables_);
    if (const std::string reason = empty_table(context_, tables_); !reason.empty()) return result_.reasons.push_back(reason);
    periods_ = prepare_periods(context_, indicator_.period, tables_);
    if (periods_.empty()) return result_.reasons.push_back("the sources cover no whole " + indicator_.period);
    std::string types;
    for (const std::string& type : indicator_.levels) types += (types.empty() ? "" : ", ") + engine::quoted_text(type);
    result_.run.numerator_sql = with_select(select, "followed") + "SELECT m.position AS area, p.period, " + (by_group ? "coalesce(f.category::VARCHAR, '')" : "''") +
                                " AS category, f.days::DOUBLE AS days, f.event::BOOLEAN AS event, count(*) AS people\nFROM followed f JOIN period_month p ON p.month = date_trunc('month', f.date)::DATE\n"
                                "  JOIN model.member m ON m.member_code = f.place JOIN model.requested_area a ON a.position = m.position\n"
                                "WHERE a.area_type IN (" + types + ")\nGROUP BY ALL ORDER BY ALL";
    read();
    unfollowed_ = engine::fetch_number(context_.session, with_select(select, "followed") + "SELECT count(*) FROM followed WHERE days IS NULL OR days < 0 OR event IS NULL");
  }

  void read() {
    const auto rows = context_.session.query(result_.run.numerator_sql);
    while (const engine::Chunk* chunk = rows->next())
      for (std::size_t i = 0; i < chunk->rows; ++i) {
        const auto& columns = chunk->columns;
        if (columns[3].is_null(i) || columns[4].is_null(i) || columns[3].number(i) < 0) continue;
        Cohort& cohort = cohorts_[{static_cast<std::size_t>(columns[0].integer(i)), static_cast<std::size_t>(columns[1].integer(i))}];
        const auto people = static_cast<std::size_t>(columns[5].integer(i));
        const std::string group(columns[2].text(i));
        for (const std::string& of : {std::string(), group}) {
          stats::Followed& followed = cohort[of];
          followed.time.insert(followed.time.end(), people, columns[3].number(i));
          followed.status.insert(followed.status.end(), people, columns[4].integer(i) != 0 ? 1 : 0);
          if (group.empty()) break;
        }
      }
  }

  Draft begin(std::size_t area, std::size_t period, const stats::Followed& followed) {
    Draft draft = begin_draft(context_, indicator_, area, periods_[period]);
    draft.estimate.denominator = static_cast<double>(followed.time.size());
    draft.estimate.method = "Kaplan-Meier, log-log interval";
    set_sources(context_, tables_, draft);
    return draft;
  }

  void add(std::size_t area, std::size_t period, const Cohort& cohort) {
    // The whole cohort on the day the indicator stands for. Its count is of all days, so that the points' counts are parts of it.
    const auto& [days, headline_day] = indicator_.follow_up;
    const auto all = stats::kaplan_meier(cohort.at(""));
    Draft total = begin(area, period, cohort.at(""));
    set(total.estimate, point_on(all, headline_day), headline_day);
    total.estimate.count = point_on(all, days.back()).events;
    add_note(total.estimate, fmt::format("after {} days; the count is of events within {} days", headline_day, days.back()));
    result_.drafts.push_back(std::move(total));
    const bool has_groups = cohort.size() > 1;
    for (const auto& [group, followed] : cohort) {
      if (group.empty() == has_groups) continue;
      const auto curve = stats::kaplan_meier(followed);
      double before = 0;
      for (const int day : days) {
        const Point point = point_on(curve, day);
        Draft draft = begin(area, period, followed);
        draft.estimate.category_type = survival_category_type(indicator_.category_type);
        draft.estimate.category = survival_category({group, day});
        set(draft.estimate, point, day);
        draft.estimate.count = point.events - before;
        before = point.events;
        result_.drafts.push_back(std::move(draft));
      }
    }
  }

  void set(Estimate& estimate, const Point& point, int day) const {
    if (!point.is_followed) return withhold(estimate, "missing", fmt::format("nobody could be followed for {} days yet", day));
    estimate.value = 100 * point.step.survival;
    for (const auto& [confidence, lower, upper] : {std::tuple(0.95, &estimate.lower_95, &estimate.upper_95), std::tuple(0.998, &estimate.lower_99_8, &estimate.upper_99_8)}) {
      const core::Interval interval = stats::survival_interval(point.step, stats::SurvivalScale::log_log, confidence);
      *lower = 100 * interval.lower, *upper = 100 * interval.upper;
    }
  }

  Context& context_;
  const IndicatorDefinition& indicator_;
  std::vector<std::string> tables_;
  std::vector<core::Period> periods_;
  std::map<std::pair<std::size_t, std::size_t>, Cohort> cohorts_;  ///< by area and period
  double unfollowed_ = 0;
  Gaps gaps_;
  Result result_;
};

}  // namespace

Result compute_survival(Context& context, const IndicatorDefinition& indicator) { return Survival(context, indicator).run(); }

}  // namespace dmp::indicators
