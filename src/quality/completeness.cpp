#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "quality/column_rules.hpp"
#include "quality/survey.hpp"

namespace dmp::quality {
namespace {

using engine::quoted_name;

/// Below the first share a column is worth a note, below the second a warning where an indicator needs it.
constexpr double kNoted = 0.95, kWarned = 0.80;

/// Whether a text holds the name as a word of its own.
bool names(const std::string& sql, const std::string& name) {
  const auto part_of_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  for (std::size_t at = sql.find(name); at != std::string::npos; at = sql.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !part_of_word(sql[at - 1])) && (end == sql.size() || !part_of_word(sql[end]))) return true;
  }
  return false;
}

std::uint64_t indicators_using(const catalogue::Catalogue& catalogue, const std::string& table, const std::string& column) {
  std::uint64_t used = 0;
  for (const auto& [id, indicator] : catalogue.indicators) {
    const auto in = [&](const std::string& sql) { return names(sql, table) && names(sql, column); };
    if (in(indicator.numerator) || in(indicator.denominator)) ++used;
  }
  return used;
}

/// Canonical columns that the source says where to find.
std::set<std::string> mapped_columns(const catalogue::SourceDefinition& source) {
  std::set<std::string> columns;
  for (const catalogue::ColumnMapping& mapping : source.columns) columns.insert(mapping.column);
  if (source.unpivot) {
    columns.insert(source.unpivot->name_to);
    for (const auto& [part, column] : source.unpivot->value_to) columns.insert(column);
  }
  return columns;
}

/// In which rows a column can have a value; nothing where a blank is an answer too.
std::string condition_for(const std::string& table, const std::string& column) {
  for (const ConditionalColumn& conditional : conditional_columns())
    if (conditional.table == table && conditional.column == column) return std::string(conditional.applies);
  return "TRUE";
}

bool is_marker(const std::string& table, const std::string& column) {
  return std::any_of(marker_columns().begin(), marker_columns().end(), [&](const MarkerColumn& marker) { return marker.table == table && marker.column == column; });
}

void measure_table(Survey& survey, const catalogue::TableDefinition& table) {
  std::string counts;
  for (const catalogue::ColumnDefinition& column : table.columns) {
    const std::string condition = condition_for(table.id, column.name), applies = condition.empty() ? "TRUE" : condition;
    // A suppressed or not applicable cell was filled in; only a missing one was not.
    const std::string filled = column.kind == catalogue::ColumnKind::measure ? quoted_name(column.name + "_state") + " <> 'missing'" : quoted_name(column.name) + " IS NOT NULL";
    counts += fmt::format(", count(*) FILTER ({0}), count(*) FILTER (({0}) AND {1})", applies, filled);
  }
  survey.each("SELECT _source" + counts + " FROM " + quoted_name(table.id) + " GROUP BY _source ORDER BY _source", [&](const Row& row) {
    const auto source = survey.catalogue.sources.find(row.text(0));
    if (source == survey.catalogue.sources.end()) return;
    const std::set<std::string> mapped = mapped_columns(source->second);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string& name = table.columns[i].name;
      if (!mapped.contains(name)) continue;
      survey.report.columns.push_back({row.text(0), table.id, name, row.count(1 + 2 * i), row.count(2 + 2 * i), indicators_using(survey.catalogue, table.id, name)});
    }
  });
}

struct Gaps {
  std::vector<std::string> empty, empty_and_used, low, low_and_used;
  std::uint64_t empty_rows = 0, low_rows = 0;
};

Gaps gaps_of(const Survey& survey, const std::string& source, const std::string& table) {
  std::vector<const ColumnFill*> columns;
  for (const ColumnFill& fill : survey.report.columns)
    if (fill.source == source && fill.table == table && fill.rows > 0 && !is_marker(table, fill.column)) columns.push_back(&fill);
  std::stable_sort(columns.begin(), columns.end(), [](const auto* a, const auto* b) { return a->filled * b->rows < b->filled * a->rows; });
  Gaps gaps;
  for (const ColumnFill* fill : columns) {
    const double share = static_cast<double>(fill->filled) / static_cast<double>(fill->rows);
    const bool answers_by_blank = condition_for(table, fill->column).empty();
    if (fill->filled == 0) {
      (fill->indicators > 0 ? gaps.empty_and_used : gaps.empty).push_back(fill->column);
      gaps.empty_rows = std::max(gaps.empty_rows, fill->rows);
    } else if (!answers_by_blank && share < kNoted) {
      const std::string text = fmt::format("{} ({})", fill->column, share_text(share));
      (fill->indicators > 0 && share < kWarned ? gaps.low_and_used : gaps.low).push_back(text);
      gaps.low_rows = std::max(gaps.low_rows, fill->rows - fill->filled);
    }
  }
  return gaps;
}

void judge(Survey& survey, const std::string& source, const std::string& table) {
  const Gaps gaps = gaps_of(survey, source, table);
  const auto say = [&](const std::vector<std::string>& columns, std::uint64_t rows, core::Severity severity, const char* rule, const std::string& text) {
    if (!columns.empty()) survey.add(Dimension::completeness, table, source, rows, {severity, rule, fmt::format("{}: {}", source, fmt::format(fmt::runtime(text), listed(columns, 10)))});
  };
  say(gaps.empty_and_used, gaps.empty_rows, core::Severity::warning, "column never filled",
      "columns without a value in any row, though indicators use them: {}. Check the extract's headings against `dmp catalogue show`");
  say(gaps.empty, gaps.empty_rows, core::Severity::note, "column never filled", "columns without a value in any row: {}; no indicator uses them");
  say(gaps.low_and_used, gaps.low_rows, core::Severity::warning, "column often blank",
      "share of rows filled: {}; indicators leave blank rows out: ask for them to be filled, or say so beside the figures");
  say(gaps.low, gaps.low_rows, core::Severity::note, "column often blank", "share of rows filled: {}");
}

}  // namespace

void completeness(Survey& survey) {
  for (const catalogue::TableDefinition* table : survey.tables()) {
    measure_table(survey, *table);
    for (const std::string& source : survey.sources_of(table->id)) judge(survey, source, table->id);
  }
}

}  // namespace dmp::quality
