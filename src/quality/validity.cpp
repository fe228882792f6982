#include <fmt/format.h>

#include <map>
#include <tuple>

#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using engine::quoted_name;

/// A source that loses more of its rows than this gives figures that are too low.
constexpr double kTolerableRejection = 0.02;

void rejected_shares(Survey& survey) {
  std::map<std::string, std::uint64_t> rows, rejected;
  for (const intake::FileReport& file : survey.intake.files) rows[file.source] += file.rows, rejected[file.source] += file.rejected;
  std::map<std::string, std::vector<std::string>> rules;
  survey.each("SELECT _source, rule, count(*) FROM intake.rejected WHERE rule NOT IN ('duplicate', 'revised') GROUP BY _source, rule ORDER BY _source, count(*) DESC, rule", [&](const Row& row) {
    survey.report.rejected.push_back({row.text(0), row.text(1), row.count(2), rows[row.text(0)]});
    rules[row.text(0)].push_back(fmt::format("{} ({})", row.text(1), row.count(2)));
  });
  for (const auto& [source, lost] : rejected) {
    const double share = rows[source] == 0 ? 0 : static_cast<double>(lost) / static_cast<double>(rows[source]);
    if (share <= kTolerableRejection) continue;
    const std::string table = survey.catalogue.source(source).table;
    survey.add(Dimension::validity, table, source, lost,
               {core::Severity::warning, "many rows rejected",
                fmt::format("{}: {} of the rows could not be used: {}. Every figure from this source is too low by about as much: mend the extract", source, share_text(share), listed(rules[source], 5))});
  }
}

/// Dates far from all others of the source: 1900-01-01 and 2099-12-31 stand for "not known" in many systems.
void distant_dates(Survey& survey) {
  for (const catalogue::TableDefinition* table : survey.tables()) {
    if (!is_record_level(*table)) continue;
    const std::string when = quoted_name(table->period_column);
    std::map<std::string, std::pair<std::string, std::string>> limits;
    survey.each(fmt::format("SELECT _source, strftime(q[1] - INTERVAL 1 YEAR - 3 * (q[2] - q[1]), '%Y-%m-%d'), strftime(q[2] + INTERVAL 1 YEAR + 3 * (q[2] - q[1]), '%Y-%m-%d') FROM "
                            "(SELECT _source, [approx_quantile({0}::TIMESTAMP, 0.25), approx_quantile({0}::TIMESTAMP, 0.75)] AS q FROM {1} WHERE {0} IS NOT NULL GROUP BY _source)",
                            when, quoted_name(table->id)),
                [&](const Row& row) { limits[row.text(0)] = {row.text(1), row.text(2)}; });
    for (const auto& [source, limit] : limits)
      for (const Cases& far : survey.cases(table->id, fmt::format("_source = {} AND ({} < DATE '{}' OR {} > DATE '{}')", engine::quoted_text(source), when, limit.first, when, limit.second)))
        survey.add(Dimension::validity, table->id, far,
                   {core::Severity::warning, "date far from the rest",
                    fmt::format("{}: {} before {} or after {}, far from all other rows: dates such as 1900-01-01 often stand for \"not known\"; leave the cell empty or give the date", source,
                                table->period_column, limit.first, limit.second)});
  }
}

/// Figures that the publisher marks as preliminary or changed later.
void preliminary_figures(Survey& survey) {
  if (!survey.holds("published_statistic", {"note"})) return;
  for (const auto& [word, rule, meaning] : {std::tuple{"provisional", "provisional figures", "they will change: fetch the publication again before quoting them"},
                                            std::tuple{"revised", "revised figures", "they replace figures published before: an earlier report may quote others"}})
    for (const Cases& marked : survey.cases("published_statistic", fmt::format("lower(note) LIKE '%{}%'", word)))
      survey.add(Dimension::validity, "published_statistic", marked,
                 {core::Severity::note, rule, fmt::format("{}: {} marked as {} by the publisher: {}", marked.source, rows_text(marked.rows), word, meaning)});
}

}  // namespace

void validity(Survey& survey) {
  rejected_shares(survey);
  distant_dates(survey);
  preliminary_figures(survey);
}

}  // namespace dmp::quality
