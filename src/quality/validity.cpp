#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "quality/months.hpp"
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
  std::vector<std::pair<double, std::string>> heavy;
  std::uint64_t lost = 0;
  for (const auto& [source, own] : rejected) {
    const double share = rows[source] == 0 ? 0 : static_cast<double>(own) / static_cast<double>(rows[source]);
    if (share <= kTolerableRejection) continue;
    heavy.emplace_back(share, source);
    lost += own;
  }
  if (heavy.empty()) return;
  std::sort(heavy.rbegin(), heavy.rend());
  std::vector<std::string> names;
  for (const auto& [share, source] : heavy) names.push_back(fmt::format("{} {} ({})", source, share_text(share), listed(rules[source], 3)));
  const std::string only = heavy.size() == 1 ? heavy.front().second : std::string();
  survey.add(Dimension::validity, only.empty() ? only : survey.catalogue.source(only).table, only, lost,
             {core::Severity::warning, "many rows rejected", fmt::format("share of rows that could not be used: {}. Every figure from these sources is too low by about as much: mend the extracts", listed(names, 8))});
}

/// Months of one source that lie together: no gap of more than three years inside.
struct Cluster {
  std::string table, source, first, last;
  std::uint64_t rows = 0;
};

std::vector<Cluster> clusters(Survey& survey) {
  constexpr int kGapMonths = 36;
  std::vector<Cluster> all;
  survey.each("SELECT table_id, _source, month, sum(rows)::BIGINT FROM quality_month GROUP BY ALL ORDER BY 1, 2, 3", [&](const Row& row) {
    const bool goes_on = !all.empty() && all.back().table == row.text(0) && all.back().source == row.text(1) && month_number(row.text(2)) - month_number(all.back().last) <= kGapMonths;
    if (!goes_on) all.push_back({row.text(0), row.text(1), row.text(2), row.text(2), 0});
    all.back().last = row.text(2);
    all.back().rows += row.count(3);
  });
  return all;
}

/// Dates far from all others of the source: 1900-01-01 and 2099-12-31 stand for "not known" in many systems.
void distant_dates(Survey& survey) {
  const std::vector<Cluster> all = clusters(survey);
  for (const Cluster& few : all) {
    const Cluster* main = &few;
    for (const Cluster& other : all)
      if (other.table == few.table && other.source == few.source && other.rows > main->rows) main = &other;
    if (100 * few.rows > main->rows) continue;  // so many rows are no slips
    const std::string when = survey.catalogue.table(few.table).period_column;
    for (const Cases& far : survey.cases(few.table, fmt::format("_source = {} AND strftime({}, '%Y-%m') BETWEEN '{}' AND '{}'", engine::quoted_text(few.source), quoted_name(when), few.first, few.last)))
      survey.add(Dimension::validity, few.table, far,
                 {core::Severity::warning, "date far from the rest",
                  fmt::format("{}: {} in {}{}, years from all other rows ({} to {}): such dates often stand for \"not known\"; leave the cell empty or give the date", few.source, when, few.first,
                              few.first == few.last ? "" : " to " + few.last, main->first, main->last)});
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
