#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "quality/months.hpp"
#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using engine::quoted_name;

/// A source may end so many months before the newest without a word.
constexpr int kMonthsLate = 3;

struct Series {
  MonthNumber first = 0;
  std::vector<std::uint64_t> counts;

  [[nodiscard]] MonthNumber last() const { return first + static_cast<int>(counts.size()) - 1; }
  void add(MonthNumber month, std::uint64_t rows) {
    if (counts.empty()) first = month;
    if (month > last()) counts.resize(static_cast<std::size_t>(month - first) + 1);
    counts[static_cast<std::size_t>(month - first)] += rows;
  }
};

/// The months of one source of single events: altogether, and in each authority of the profile.
struct SourceMonths {
  std::string table, source;
  Series whole;
  std::map<std::string, Series> by_area;  ///< by the authority's name
};

/// Of a source that reaches beyond the profile's areas (the whole nation's police) only rows inside count.
/// Months in which a source holds next to nothing beyond its span (a slip in a date) must not stretch it: the span is cut to
/// where all but one row in a thousand lie.
std::vector<SourceMonths> read_months(Survey& survey) {
  std::vector<SourceMonths> all;
  survey.each(
      "WITH inside AS (SELECT *, bool_or(area_code <> '') OVER (PARTITION BY table_id, _source) AS placed FROM quality_month), "
      "counted AS (SELECT * FROM inside WHERE NOT placed OR area_code <> ''), totals AS (SELECT table_id, _source, month, sum(rows) AS n FROM counted GROUP BY ALL), "
      "ranked AS (SELECT *, sum(n) OVER (PARTITION BY table_id, _source ORDER BY month) AS upto, sum(n) OVER (PARTITION BY table_id, _source) AS everything FROM totals), "
      "kept AS (SELECT table_id, _source, month FROM ranked WHERE upto > 0.0005 * everything AND upto - n < 0.9995 * everything) "
      "SELECT q.table_id, q._source, q.month, coalesce(any_value(q.area_name), ''), sum(q.rows)::BIGINT FROM counted q JOIN kept USING (table_id, _source, month) "
      "GROUP BY q.table_id, q._source, q.month, q.area_code ORDER BY q.table_id, q._source, q.month, q.area_code",
      [&](const Row& row) {
        if (all.empty() || all.back().table != row.text(0) || all.back().source != row.text(1)) all.push_back({row.text(0), row.text(1), {}, {}});
        const MonthNumber month = month_number(row.text(2));
        all.back().whole.add(month, row.count(4));
        if (!row.text(3).empty()) all.back().by_area[row.text(3)].add(month, row.count(4));
      });
  return all;
}

void missing(Survey& survey, const SourceMonths& months) {
  const std::vector<MonthNumber> everywhere = missing_months(months.whole.first, months.whole.counts);
  if (!everywhere.empty())
    survey.add(Dimension::timeliness, months.table, months.source, 0,
               {core::Severity::warning, "months missing",
                fmt::format("{}: {} between {} and {} have no rows: {}. Figures of periods that need them are withheld: ask for these months", months.source,
                            counted(everywhere.size(), "month", "months"), month_text(months.whole.first), month_text(months.whole.last()), runs_text(everywhere))});
  std::vector<std::string> areas;
  for (const auto& [name, series] : months.by_area) {
    // The area is held against the months of the whole source, so that one that begins late or ends early is seen.
    std::vector<std::uint64_t> counts(months.whole.counts.size());
    for (std::size_t i = 0; i < series.counts.size(); ++i) counts[static_cast<std::size_t>(series.first - months.whole.first) + i] = series.counts[i];
    std::vector<MonthNumber> own;
    for (const MonthNumber month : missing_months(months.whole.first, counts))
      if (std::find(everywhere.begin(), everywhere.end(), month) == everywhere.end()) own.push_back(month);
    if (!own.empty()) areas.push_back(fmt::format("{} ({})", name, runs_text(own, 3)));
  }
  if (!areas.empty())
    survey.add(Dimension::timeliness, months.table, months.source, 0,
               {core::Severity::warning, "months missing in an area",
                fmt::format("{}: no rows of some months, though other areas have them: {}. The months count as zero there: ask whether the area's records are complete", months.source, listed(areas))});
}

void odd(Survey& survey, const SourceMonths& months) {
  std::vector<std::string> found;
  std::vector<MonthNumber> seen;
  std::uint64_t rows = 0;
  for (const OddMonth& month : odd_months(months.whole.first, months.whole.counts)) {
    found.push_back(fmt::format("{} has {} where about {:.0f} are usual", month_text(month.month), month.rows, month.usual));
    seen.push_back(month.month);
    rows += month.rows;
  }
  for (const auto& [name, series] : months.by_area)
    for (const OddMonth& month : odd_months(series.first, series.counts)) {
      if (std::find(seen.begin(), seen.end(), month.month) != seen.end()) continue;
      found.push_back(fmt::format("{} in {} has {} where about {:.0f} are usual", month_text(month.month), name, month.rows, month.usual));
      rows += month.rows;
    }
  if (!found.empty())
    survey.add(Dimension::timeliness, months.table, months.source, rows,
               {core::Severity::warning, "unusual number of rows in a month",
                fmt::format("{}: {}. A month cut short, loaded twice or recorded in another way looks so: ask before a trend is read from it", months.source, listed(found))});
}

void late(Survey& survey, const SourceMonths& months, const SourceMonths& newest) {
  const MonthNumber last = months.whole.last();
  if (const auto& period = survey.profile.period) {
    const MonthNumber start = month_number(core::text(period->start)), end = month_number(core::text(period->end));
    if (last < start || months.whole.first > end)
      return survey.add(Dimension::timeliness, months.table, months.source, 0,
                        {core::Severity::warning, "no rows in the period",
                         fmt::format("{} holds {} to {}, and the profile's period is {}: it gives no figure for it", months.source, month_text(months.whole.first), month_text(last), period->text())});
    if (last >= end) return;
    // Of rare events the last month without one says little.
    std::uint64_t rows = 0;
    for (const std::uint64_t count : months.whole.counts) rows += count;
    if (static_cast<double>(rows) / static_cast<double>(months.whole.counts.size()) * (end - last) < kTooManyForChance) return;
    return survey.add(Dimension::timeliness, months.table, months.source, 0,
                      {core::Severity::warning, "ends before the period",
                       fmt::format("{} ends with {}, {} before the profile's period ends ({}): ask for a newer extract", months.source, month_text(last),
                                   counted(static_cast<std::uint64_t>(end - last), "month", "months"), month_text(end))});
  }
  if (newest.whole.last() - last > kMonthsLate)
    survey.add(Dimension::timeliness, months.table, months.source, 0,
               {core::Severity::note, "older than the other sources",
                fmt::format("{} ends with {}; {} reaches {}: figures side by side are of different times", months.source, month_text(last), newest.source, month_text(newest.whole.last()))});
}

}  // namespace

void count_months(Survey& survey) {
  survey.execute("CREATE OR REPLACE TEMP TABLE quality_month(table_id VARCHAR, _source VARCHAR, _file INTEGER, month VARCHAR, area_code VARCHAR, area_name VARCHAR, rows BIGINT)");
  for (const catalogue::TableDefinition* table : survey.tables()) {
    if (!is_record_level(*table)) continue;
    const bool placed = !table->place_column.empty();
    survey.execute(fmt::format("INSERT INTO quality_month SELECT {}, t._source, t._file, strftime(t.{}, '%Y-%m') AS month, {} FROM {} t {} WHERE t.{} IS NOT NULL GROUP BY ALL",
                               engine::quoted_text(table->id), quoted_name(table->period_column), placed ? "coalesce(w.area_code, ''), any_value(w.area_name), count(*)" : "'', NULL, count(*)",
                               quoted_name(table->id),
                               placed ? fmt::format("LEFT JOIN quality_within w ON w.member_code = t.{} AND w.is_unit", quoted_name(table->place_column)) : "",
                               quoted_name(table->period_column)));
  }
}

void timeliness(Survey& survey) {
  const std::vector<SourceMonths> all = read_months(survey);
  for (const SourceMonths& months : all) {
    SourceSpan span{months.source, months.table, {}};
    for (std::size_t i = 0; i < months.whole.counts.size(); ++i) span.months.push_back({month_text(months.whole.first + static_cast<int>(i)), months.whole.counts[i]});
    survey.report.spans.push_back(std::move(span));
  }
  const auto newest = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.whole.last() < b.whole.last(); });
  for (const SourceMonths& months : all) {
    missing(survey, months);
    odd(survey, months);
    late(survey, months, *newest);
  }
}

}  // namespace dmp::quality
