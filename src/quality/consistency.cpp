#include <fmt/format.h>

#include "quality/column_rules.hpp"
#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using core::Severity;
using engine::quoted_name;

void columns_against_each_other(Survey& survey) {
  for (const ColumnRule& rule : column_rules()) {
    const std::string table(rule.table);
    if (!survey.holds(table, {rule.columns.begin(), rule.columns.end()})) continue;
    for (const Cases& broken : survey.cases(table, std::string(rule.broken)))
      survey.add(rule.rule == "impossible percentage" || rule.rule == "value outside its interval" ? Dimension::validity : Dimension::consistency, table, broken,
                 {rule.grave ? Severity::warning : Severity::note, std::string(rule.rule), fmt::format("{}: {} ({} of them): {}", broken.source, rows_text(broken.rows), share_text(broken.share()), rule.mend)});
  }
}

void periods_that_end_before_they_begin(Survey& survey) {
  for (const catalogue::TableDefinition* table : survey.tables()) {
    if (!column_of(*table, "period_start") || !column_of(*table, "period_end")) continue;
    for (const Cases& broken : survey.cases(table->id, "period_end < period_start"))
      survey.add(Dimension::consistency, table->id, broken, {Severity::warning, "end before start", fmt::format("{}: the period ends before it begins: look whether the two columns are swapped", broken.source)});
  }
}

/// Rows that name a row of another table that is not there.
void broken_references(Survey& survey) {
  for (const Reference& reference : references()) {
    const std::string table(reference.table), column(reference.column), parent(reference.parent), parent_column(reference.parent_column);
    if (!survey.holds(table, {column}) || !survey.holds(parent, {parent_column})) continue;
    const std::string known = fmt::format("{} IS NOT NULL", quoted_name(column));
    for (const Cases& lost : survey.cases(table, fmt::format("{0} IS NOT NULL AND {0} NOT IN (SELECT {1} FROM {2} WHERE {1} IS NOT NULL)", quoted_name(column), quoted_name(parent_column), quoted_name(parent)), known))
      survey.add(Dimension::consistency, table, lost,
                 {lost.share() > 0.05 ? Severity::warning : Severity::note, "refers to a row that is not there",
                  fmt::format("{}: {} of {} name a {} that table {} does not hold: the two extracts cover different times or people, or the identifier is written in two ways", lost.source,
                              share_text(lost.share()), rows_text(lost.of), column, parent)});
  }
}

/// Published series whose periods share months (rolling twelve months and the like): they must not be added up.
void overlapping_periods(Survey& survey) {
  if (!survey.holds("published_statistic")) return;
  std::vector<std::string> publications;
  std::uint64_t rows = 0;
  survey.each(
      "SELECT publication, sum(shared)::BIGINT FROM (SELECT publication, count(*) FILTER (period_start > earlier_start AND period_start <= earlier_end AND period_end > earlier_end) AS shared FROM "
      "(SELECT publication, period_start, period_end, lag(period_start) OVER series AS earlier_start, lag(period_end) OVER series AS earlier_end FROM published_statistic "
      "WINDOW series AS (PARTITION BY publication, statistic, unit, area_code, area_name, sex, age, category_type, category ORDER BY period_start, period_end)) GROUP BY publication) "
      "WHERE shared > 0 GROUP BY publication ORDER BY 2 DESC, 1",
      [&](const Row& row) {
        publications.push_back(row.text(0));
        rows += row.count(1);
      });
  if (!publications.empty())
    survey.add(Dimension::consistency, "published_statistic", "", rows,
               {Severity::note, "overlapping periods", fmt::format("periods share months with the one before in {}: such figures move slowly and must never be added up", listed(publications, 5))});
}

/// Age bands of one area, year and sex that overlap would be counted twice.
void overlapping_age_bands(Survey& survey) {
  if (!survey.holds("population", {"area_code", "year", "sex", "age_from", "age_to"})) return;
  std::uint64_t groups = 0;
  std::vector<std::string> sources;
  survey.each(
      "SELECT array_to_string(sources, ' and '), count(*) FROM (SELECT list_sort(list(DISTINCT _source)) AS sources FROM population GROUP BY area_code, year, sex "
      "HAVING sum(least(age_to, 120) - least(age_from, 120) + 1) > max(least(age_to, 120)) - min(least(age_from, 120)) + 1) GROUP BY 1 ORDER BY 2 DESC, 1",
      [&](const Row& row) {
        sources.push_back(row.text(0));
        groups += row.count(1);
      });
  if (!sources.empty())
    survey.add(Dimension::consistency, "population", "", groups,
               {Severity::warning, "overlapping age bands",
                fmt::format("{} of area, year and sex have age bands that overlap (from {}): their people would be counted twice; keep one source for each area and year, and no totals beside single ages",
                            counted(groups, "combination", "combinations"), listed(sources, 4))});
}

}  // namespace

void consistency(Survey& survey) {
  columns_against_each_other(survey);
  periods_that_end_before_they_begin(survey);
  broken_references(survey);
  overlapping_periods(survey);
  overlapping_age_bands(survey);
}

}  // namespace dmp::quality
