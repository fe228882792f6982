#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "core/errors.hpp"
#include "indicators/context.hpp"
#include "indicators/measure.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using core::Period;

const std::vector<std::string> kNeedColumns = {"place", "period_start", "period_end", "value"};

/// Estimated need rolled up to the areas: one level of place an area and period, that with the greatest sum. The ends of the
/// sum's interval are the root of the summed squares of the parts' distances (the parts' errors taken as independent).
std::string need_sql(const Select& select) {
  const auto distance = [&](const std::string& end) {
    return select.has(end) ? "sqrt(sum(((n." + end + " - n.value) * (n." + end + " - n.value))::DECIMAL(30,6)))" : std::string("NULL");
  };
  const std::string vintage = select.has("vintage") ? "string_agg(DISTINCT n.vintage::VARCHAR, ' and ' ORDER BY n.vintage::VARCHAR)" : "''";
  return with_select(select, "need") +
         "SELECT position, period_start, period_end, value, down, up, coalesce(vintage, '') FROM (\n"
         "  SELECT m.position, n.period_start::DATE AS period_start, n.period_end::DATE AS period_end, sum(n.value::DECIMAL(30,6))::DOUBLE AS value,\n    " +
         distance("lower_95") + "::DOUBLE AS down, " + distance("upper_95") +
         "::DOUBLE AS up, " + vintage + " AS vintage,\n    row_number() OVER (PARTITION BY m.position, n.period_start, n.period_end ORDER BY sum(n.value::DECIMAL(30,6)) DESC, count(*)) AS cut\n"
         "  FROM need n JOIN model.member m ON m.member_code = n.place WHERE n.value IS NOT NULL GROUP BY m.position, m.member_type, n.period_start, n.period_end\n"
         ") WHERE cut = 1 ORDER BY position, period_start, period_end";
}

struct Estimated {
  Need need;
  std::string vintage;
};

using Needs = std::map<std::size_t, std::map<Period, Estimated>>;

Needs read_needs(Context& context, const std::string& sql) {
  Needs needs;
  const auto rows = context.session.query(sql);
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const Period period{core::Day{static_cast<int>(chunk->columns[1].integer(i))}, core::Day{static_cast<int>(chunk->columns[2].integer(i))}};
      Need need;
      need.value = chunk->columns[3].number(i);
      if (!chunk->columns[4].is_null(i)) need.lower = std::max(0.0, need.value - chunk->columns[4].number(i));
      if (!chunk->columns[5].is_null(i)) need.upper = need.value + chunk->columns[5].number(i);
      needs[static_cast<std::size_t>(chunk->columns[0].integer(i))][period] = {need, std::string(chunk->columns[6].text(i))};
    }
  return needs;
}

/// The estimate for the period: the latest that begins no later, else the earliest after it.
std::pair<Period, Estimated> need_for(const std::map<Period, Estimated>& needs, const Period& period) {
  auto at = needs.upper_bound(Period{period.start, core::Day{1 << 30}});
  if (at != needs.begin()) --at;
  return *at;
}

std::vector<std::string> merged(std::vector<std::string> a, const std::vector<std::string>& b) {
  for (const auto& name : b)
    if (std::find(a.begin(), a.end(), name) == a.end()) a.push_back(name);
  std::sort(a.begin(), a.end());
  return a;
}

}  // namespace

Result compute_unmet_need(Context& context, const IndicatorDefinition& indicator) {
  Result result;
  Question question;
  question.select = check_select(context.session, context.catalogue, indicator.numerator, indicator.numerator_place, {{"place", "date"}, {"until", "person", "weight", "arithmetic"}});
  question.breakdowns = {Breakdown{}};
  question.area_types = counted_types(indicator);
  const Select need = check_select(context.session, context.catalogue, indicator.denominator, indicator.denominator_place, {kNeedColumns, {"lower_95", "upper_95", "vintage", "arithmetic"}});
  const std::vector<std::string> tables = merged(question.select.tables, need.tables);
  result.run.tables = context.coverage.uses(tables);
  if (const std::string reason = empty_table(context, tables); !reason.empty()) {
    result.reasons.push_back(reason);
    return result;
  }
  const std::vector<Period> periods = prepare_periods(context, indicator.period, question.select.tables);
  const Counts treated = count(context.session, question);
  result.run.numerator_sql = treated.sql;
  result.run.denominator_sql = need_sql(need);
  const Needs needs = read_needs(context, result.run.denominator_sql);
  Gaps gaps;
  for (std::size_t area = 0; area < context.areas.size(); ++area) {
    const auto& types = question.area_types;
    const auto here = needs.find(area);
    if (context.areas[area].own_rows_only || here == needs.end() || std::find(types.begin(), types.end(), context.areas[area].type) == types.end()) continue;
    for (std::size_t period = 0; period < periods.size(); ++period) {
      const auto missing = missing_months(context, question.select.tables, area, periods[period]);
      if (!missing.empty()) {
        if (context.areas[area].requested) gaps.add(context, question.select.tables, area, periods[period], missing);
        continue;
      }
      CellKey key;
      key.area = area;
      key.period = static_cast<int>(period);
      const auto [of, estimated] = need_for(here->second, periods[period]);
      Draft draft = begin_draft(context, indicator, area, periods[period]);
      measure_unmet_need(draft.estimate, treated.at(key).n, estimated.need);
      draft.basis.vintage = estimated.vintage;
      draft.basis.denominator_year = month_of(of.start) / 12;
      if (of.start != periods[period].start) add_note(draft.estimate, "need estimated for " + of.text());
      set_sources(context, tables, draft);
      result.drafts.push_back(std::move(draft));
    }
  }
  gaps.tell(question.select.tables, result.reasons);
  if (result.drafts.empty() && result.reasons.empty()) result.reasons.push_back("no area has both people in treatment and an estimate of need");
  return result;
}

}  // namespace dmp::indicators
