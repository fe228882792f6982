#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "quality/column_rules.hpp"
#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using engine::quoted_name;

/// A marker filled in fewer rows than this, or a change or difference of so many points, is worth a warning.
constexpr double kEnough = 0.90, kPoints = 0.10;
/// Areas with fewer rows say nothing about recording practice.
constexpr std::uint64_t kFewestRows = 50;

double share(std::uint64_t filled, std::uint64_t rows) { return rows == 0 ? 0 : static_cast<double>(filled) / static_cast<double>(rows); }

/// Counts one marker by area and month; everything first.
std::vector<MarkerFill> measure(Survey& survey, const catalogue::TableDefinition& table, const MarkerColumn& marker) {
  const std::string when = quoted_name(table.period_column);
  const std::string within = table.place_column.empty()
                                 ? "SELECT t.*, NULL::VARCHAR AS area_code, NULL::VARCHAR AS area_name FROM " + quoted_name(table.id) + " t"
                                 : fmt::format("SELECT t.*, w.area_code, w.area_name FROM {} t LEFT JOIN quality_within w ON w.member_code = t.{} AND w.is_unit",
                                               quoted_name(table.id), quoted_name(table.place_column));
  const std::string column = quoted_name(std::string(marker.column)), applies(marker.applies);
  std::vector<MarkerFill> fills;
  survey.each(
      fmt::format("WITH placed AS ({0}), months AS (SELECT _source, min({1}) AS first, max({1}) AS last FROM {2} GROUP BY _source) "
                  "SELECT p._source, p.area_code, any_value(p.area_name), count(*), count({3}), count(*) FILTER (p.{1} < m.first + INTERVAL 12 MONTH), "
                  "count({3}) FILTER (p.{1} < m.first + INTERVAL 12 MONTH), count(*) FILTER (p.{1} > m.last - INTERVAL 12 MONTH), count({3}) FILTER (p.{1} > m.last - INTERVAL 12 MONTH), "
                  "any_value(m.first + INTERVAL 23 MONTH <= m.last)::INTEGER FROM placed p JOIN months m ON m._source = p._source WHERE {4} "
                  "GROUP BY GROUPING SETS ((p._source), (p._source, p.area_code)) HAVING GROUPING(p.area_code) = 1 OR p.area_code IS NOT NULL "
                  "ORDER BY p._source, GROUPING(p.area_code) DESC, p.area_code",
                  within, when, quoted_name(table.id), column, applies),
      [&](const Row& row) {
        MarkerFill fill{row.text(0), table.id, std::string(marker.column), row.text(1), row.text(1).empty() ? "" : row.text(2), row.count(3), row.count(4),
                        row.count(5), row.count(6), row.count(7), row.count(8)};
        if (row.count(9) == 0) fill.first_rows = fill.last_rows = fill.rows, fill.first_filled = fill.last_filled = fill.filled;
        fills.push_back(std::move(fill));
      });
  return fills;
}

/// What one marker of one source has to say: "aggravating_drugs 61.0% (Luton 42.0%; 70.0% in the first twelve months, 50.0% in the last)".
std::string sentence(const std::vector<MarkerFill>& fills, bool& grave) {
  const MarkerFill& whole = fills.front();
  const double everywhere = share(whole.filled, whole.rows), first = share(whole.first_filled, whole.first_rows), last = share(whole.last_filled, whole.last_rows);
  std::vector<std::string> asides;
  const MarkerFill* lowest = nullptr;
  for (const MarkerFill& fill : fills)
    if (!fill.area_code.empty() && fill.rows >= kFewestRows && (!lowest || share(fill.filled, fill.rows) < share(lowest->filled, lowest->rows))) lowest = &fill;
  if (lowest && share(lowest->filled, lowest->rows) < everywhere - kPoints) asides.push_back(fmt::format("lowest in {}: {}", lowest->area_name, share_text(share(lowest->filled, lowest->rows))));
  if (std::abs(first - last) > kPoints && whole.rows >= kFewestRows) asides.push_back(fmt::format("{} in the first twelve months, {} in the last", share_text(first), share_text(last)));
  if (everywhere >= kEnough && asides.empty()) return {};
  grave = true;
  std::string text = fmt::format("{} {}", whole.column, share_text(everywhere));
  for (std::size_t i = 0; i < asides.size(); ++i) text += (i == 0 ? " (" : "; ") + asides[i];
  return asides.empty() ? text : text + ")";
}

}  // namespace

void markers(Survey& survey) {
  for (const catalogue::TableDefinition* table : survey.tables()) {
    if (!is_record_level(*table)) continue;
    std::map<std::string, std::vector<std::string>> said;
    std::map<std::string, std::uint64_t> blank;
    for (const MarkerColumn& marker : marker_columns()) {
      if (marker.table != table->id || !column_of(*table, marker.column)) continue;
      std::map<std::string, std::vector<MarkerFill>> by_source;
      for (MarkerFill& fill : measure(survey, *table, marker)) by_source[fill.source].push_back(std::move(fill));
      for (auto& [source, fills] : by_source) {
        if (fills.front().filled == 0) continue;  // the source has no such column, or never fills it: completeness says so
        bool grave = false;
        const std::string text = sentence(fills, grave);
        if (grave) said[source].push_back(text), blank[source] = std::max(blank[source], fills.front().rows - fills.front().filled);
        survey.report.markers.insert(survey.report.markers.end(), fills.begin(), fills.end());
      }
    }
    for (const auto& [source, texts] : said)
      survey.add(Dimension::completeness, table->id, source, blank[source],
                 {core::Severity::warning, "marker often blank",
                  fmt::format("{}: share of rows with the marker filled: {}. Shares of marked rows compare recording as much as the thing itself: ask for the marker to be filled in every row", source,
                              listed(texts, 12))});
  }
}

}  // namespace dmp::quality
