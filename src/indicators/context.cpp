#include "indicators/context.hpp"

#include "indicators/measure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace dmp::indicators {
namespace {

std::string joined(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ";") + name;
  return text;
}

/// Runs of months: "2024-05 to 2024-12, 2025-03".
std::string runs_of(const std::set<Month>& months) {
  std::string text;
  for (auto at = months.begin(); at != months.end();) {
    auto last = at;
    while (std::next(last) != months.end() && *std::next(last) == *last + 1) ++last;
    text += (text.empty() ? "" : ", ") + month_text(*at) + (last == at ? "" : " to " + month_text(*last));
    at = std::next(last);
  }
  return text;
}

}  // namespace

Draft begin_draft(const Context& context, const catalogue::IndicatorDefinition& indicator, std::size_t area, const core::Period& period) {
  Draft draft;
  draft.area = area;
  draft.period = period;
  draft.shown = is_given_for(indicator, context.areas[area]);
  core::Estimate& estimate = draft.estimate;
  estimate.indicator_id = indicator.id;
  estimate.indicator_name = indicator.name;
  estimate.domain = indicator.domain;
  estimate.area_code = context.areas[area].code;
  estimate.area_name = context.areas[area].name;
  estimate.area_type = context.areas[area].type;
  estimate.period = period.text();
  estimate.period_start = core::text(period.start);
  estimate.period_end = core::text(period.end);
  estimate.unit = indicator.unit;
  estimate.polarity = indicator.polarity;
  estimate.quality = indicator.quality;
  return draft;
}

bool is_given_for(const catalogue::IndicatorDefinition& indicator, const Area& area) {
  return area.requested && std::find(indicator.levels.begin(), indicator.levels.end(), area.type) != indicator.levels.end();
}

std::vector<std::string> counted_types(const catalogue::IndicatorDefinition& indicator) {
  std::vector<std::string> types = indicator.levels;
  if (indicator.comparator != "none")
    for (const char* type : {"county", "region", "country"})
      if (std::find(types.begin(), types.end(), type) == types.end()) types.emplace_back(type);
  return types;
}

std::vector<core::Period> prepare_periods(Context& context, const std::string& kind, const std::vector<std::string>& tables) {
  std::set<Month> months;
  for (std::size_t area = 0; area < context.areas.size(); ++area)
    if (!context.areas[area].is_small()) {
      const std::set<Month>& here = context.coverage.months(tables, area);
      months.insert(here.begin(), here.end());
    }
  std::vector<core::Period> periods;
  if (!months.empty()) {
    Month first = *months.begin(), last = *months.rbegin();
    if (context.options.assume_covered && kind != "whole") {
      // The worked examples hold a handful of rows: every period that one of them lies in.
      const Month slack = kind == "rolling 12 months" ? 11 : 35;
      first -= slack;
      if (kind != "rolling 12 months") last += slack;
    }
    if (context.profile.period) {
      first = std::max(first, month_of(context.profile.period->start));
      last = std::min(last, month_of(context.profile.period->end));
    }
    periods = periods_within(kind, first, last);
    std::erase_if(periods, [&](const core::Period& period) {
      const auto at = months.lower_bound(month_of(period.start));
      return at == months.end() || *at > month_of(period.end);
    });
  }
  context.session.execute("CREATE OR REPLACE TEMP TABLE period_month (month DATE, period BIGINT)");
  std::string rows;
  for (std::size_t i = 0; i < periods.size(); ++i)
    for (Month m = month_of(periods[i].start); m <= month_of(periods[i].end); ++m)
      rows += fmt::format("{}('{}', {})", rows.empty() ? "" : ", ", core::text(first_day(m)), i);
  if (!rows.empty()) context.session.execute("INSERT INTO period_month VALUES " + rows);
  return periods;
}

std::set<Month> missing_months(Context& context, const std::vector<std::string>& tables, std::size_t area, const core::Period& period) {
  std::set<Month> missing;
  if (context.options.assume_covered) return missing;
  const std::set<Month>& covered = context.coverage.months(tables, area);
  // Nearly all are covered without a gap.
  if (!covered.empty() && *covered.begin() <= month_of(period.start) && month_of(period.end) <= *covered.rbegin() && *covered.rbegin() - *covered.begin() + 1 == static_cast<Month>(covered.size()))
    return missing;
  auto at = covered.lower_bound(month_of(period.start));
  for (Month m = month_of(period.start); m <= month_of(period.end); ++m) {
    if (at != covered.end() && *at == m) ++at;
    else missing.insert(m);
  }
  return missing;
}

void Gaps::add(Context& context, const std::vector<std::string>& tables, std::size_t area, const core::Period& period, const std::set<Month>& missing) {
  if (context.areas[area].is_small()) return;
  const std::set<Month>& covered = context.coverage.months(tables, area);
  for (const Month m : missing)
    if (!covered.empty() && m > *covered.begin() && m < *covered.rbegin()) gaps_[period].insert(m);
}

void Gaps::tell(const std::vector<std::string>& tables, std::vector<std::string>& reasons) const {
  std::string names;
  for (const auto& table : tables) names += (names.empty() ? "" : ", ") + table;
  for (const auto& [period, months] : gaps_) reasons.push_back(fmt::format("{} is incomplete: no rows for {} in {}", period.text(), runs_of(months), names));
}

Origin origin_of(Context& context, const std::vector<std::string>& tables, std::size_t area, const core::Period& period) {
  return {joined(context.coverage.sources(tables, area, period)), context.coverage.best_fit(tables, area, period)};
}

void set_sources(const Origin& origin, Draft& draft) {
  draft.estimate.sources = origin.sources;
  draft.basis.best_fit = origin.best_fit;
  if (origin.best_fit) add_note(draft.estimate, "counts rows of older boundaries, allotted to today's by best fit");
}

void set_sources(Context& context, const std::vector<std::string>& tables, Draft& draft) { set_sources(origin_of(context, tables, draft.area, draft.period), draft); }

std::string empty_table(Context& context, const std::vector<std::string>& tables) {
  for (const std::string& table : tables)
    if (context.coverage.rows(table) == 0) return "no rows in the table '" + table + "'";
  return {};
}

}  // namespace dmp::indicators
