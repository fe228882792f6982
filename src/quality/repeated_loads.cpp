#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "quality/months.hpp"
#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using core::Severity;
using engine::quoted_name;
using engine::quoted_text;

/// The same bytes under two names.
void identical_files(Survey& survey) {
  std::map<std::string, std::vector<const intake::FileReport*>> by_hash;
  // Sheets of one workbook have one hash, and one file may feed two sources on purpose.
  const auto origin = [](const std::string& name) { return name.substr(0, name.find('#')); };
  for (const intake::FileReport& file : survey.intake.files) {
    if (file.sha256.empty() || file.bytes == 0) continue;
    auto& files = by_hash[file.source + " " + file.sha256];
    if (std::none_of(files.begin(), files.end(), [&](const auto* other) { return origin(other->file) == origin(file.file); })) files.push_back(&file);
  }
  std::map<std::string, std::vector<std::string>> names;
  std::map<std::string, Cases> repeated;
  for (const auto& [hash, files] : by_hash) {
    if (files.size() < 2) continue;
    Cases& cases = repeated[files.front()->source];
    cases.source = files.front()->source;
    if (cases.file == 0 || files.back()->id < cases.file) cases.file = files.back()->id;
    for (std::size_t i = 1; i < files.size(); ++i) {
      cases.rows += files[i]->rows;
      names[cases.source].push_back(fmt::format("{} is {}", files[i]->file, files.front()->file));
    }
  }
  for (const auto& [source, cases] : repeated)
    survey.add(Dimension::consistency, survey.catalogue.source(source).table, cases,
               {Severity::warning, "identical files",
                fmt::format("{}: {} read twice, byte for byte: {}. Keep one of each", source, counted(names[source].size(), "file was", "files were"), listed(names[source], 2))});
}

struct Overlap {
  std::string table, source;
  std::vector<MonthNumber> months;
  std::uint64_t rows = 0;
  int file = 0;
};

/// Rows for which identifiers cannot show that they were loaded twice: those with a blank key, or of a table without one.
std::string rows_without_identifier(const catalogue::TableDefinition& table) {
  if (table.key.empty()) return "TRUE";
  const catalogue::ColumnDefinition* first = column_of(table, table.key.front());
  return first && !first->required ? quoted_name(first->name) + " IS NULL" : std::string();
}

/// Months that two files of one source both hold with about as many rows (the smaller at least 0.7 of the larger), where that is
/// so in most of the months they share. Duplicates are taken out by identifier, so only rows without one are counted twice.
std::vector<Overlap> months_in_two_files(Survey& survey, const catalogue::TableDefinition& table) {
  const std::string open = rows_without_identifier(table);
  std::vector<Overlap> overlaps;
  if (open.empty() || table.place_column.empty()) return overlaps;
  survey.each(
      fmt::format("WITH shared AS (SELECT _source, month FROM quality_month WHERE table_id = {3} AND area_code <> '' GROUP BY ALL HAVING count(DISTINCT _file) > 1), "
                  "counts AS (SELECT t._source, t._file, s.month, w.area_code, count(*) AS n FROM {0} t JOIN quality_within w ON w.member_code = t.{1} AND w.is_unit "
                  "JOIN shared s ON s._source = t._source AND s.month = strftime(t.{2}, '%Y-%m') WHERE {4} GROUP BY ALL), "
                  "pairs AS (SELECT a._source, a._file AS older, b._file AS newer, a.month, sum(a.n) AS a_rows, sum(b.n) AS b_rows FROM counts a JOIN counts b ON a._source = b._source "
                  "AND a.month = b.month AND a.area_code = b.area_code AND a._file < b._file GROUP BY ALL), "
                  "alike AS (SELECT *, least(a_rows, b_rows) >= 10 AND least(a_rows, b_rows) >= 0.7 * greatest(a_rows, b_rows) AS same, "
                  "avg(CASE WHEN least(a_rows, b_rows) >= 10 AND least(a_rows, b_rows) >= 0.7 * greatest(a_rows, b_rows) THEN 1.0 ELSE 0.0 END) OVER (PARTITION BY _source, older, newer) AS often FROM pairs) "
                  "SELECT _source, month, sum(least(a_rows, b_rows))::BIGINT, min(older) FROM alike WHERE same AND often >= 0.75 GROUP BY _source, month ORDER BY _source, month",
                  quoted_name(table.id), quoted_name(table.place_column), quoted_name(table.period_column), quoted_text(table.id), open),
      [&](const Row& row) {
        if (overlaps.empty() || overlaps.back().source != row.text(0)) overlaps.push_back({table.id, row.text(0), {}, 0, static_cast<int>(row.count(3))});
        overlaps.back().months.push_back(month_number(row.text(1)));
        overlaps.back().rows += row.count(2);
      });
  return overlaps;
}

void same_month_twice(Survey& survey) {
  for (const catalogue::TableDefinition* table : survey.tables()) {
    if (!is_record_level(*table)) continue;
    for (const Overlap& overlap : months_in_two_files(survey, *table)) {
      Cases cases;
      cases.source = overlap.source;
      cases.rows = overlap.rows;
      cases.file = overlap.file;
      survey.add(Dimension::consistency, table->id, cases,
                 {Severity::warning, "month loaded twice",
                  fmt::format("{}: two files hold {}: {} without an identifier are counted twice there; keep the newer file of each month", overlap.source, runs_text(overlap.months, 4),
                              rows_text(overlap.rows))});
    }
  }
}

/// Rows of an older delivery that the newer one no longer has.
void left_from_older_file(Survey& survey) {
  std::map<std::string, Cases> left;
  survey.each(
      "SELECT f._source, f._file, f.loaded FROM intake.source_file f JOIN (SELECT _file, count(*) AS n FROM intake.rejected WHERE rule = 'revised' GROUP BY _file) r USING (_file) "
      "WHERE r.n >= 0.2 * f.rows AND f.loaded > 0 ORDER BY f._file",
      [&](const Row& row) {
        // Look-ups and published tables are put together from several files on purpose.
        if (!is_record_level(survey.catalogue.table(survey.catalogue.source(row.text(0)).table))) return;
        Cases& cases = left[row.text(0)];
        if (cases.file == 0) cases.file = static_cast<int>(row.count(1));
        cases.source = row.text(0);
        cases.rows += row.count(2);
      });
  for (const auto& [source, cases] : left)
    survey.add(Dimension::consistency, survey.catalogue.source(source).table, cases,
               {Severity::warning, "rows only in an older file",
                fmt::format("{}: a newer file replaces most rows of this one, but {} have no counterpart in it and still count: where the newer file is complete, take the older one out of the profile", source,
                            rows_text(cases.rows))});
}

}  // namespace

void repeated_loads(Survey& survey) {
  identical_files(survey);
  same_month_twice(survey);
  left_from_older_file(survey);
}

}  // namespace dmp::quality
