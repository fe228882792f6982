#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "calc/disclosure.hpp"
#include "core/number.hpp"
#include "disclosure/audit.hpp"
#include "disclosure/percentages.hpp"
#include "disclosure/protect.hpp"
#include "disclosure/rule.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

/// Totals cost more to hide than the cells within.
constexpr double kWeightOfTotal = 1.5, kWeightOfGrandTotal = 2;
/// Among cells that cost the same the smaller ones are hidden first.
constexpr double kWeightOfSize = 0.05;

bool is_total(std::string_view label) {
  std::string lower(label);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto first = lower.find_first_not_of(' '), last = lower.find_last_not_of(' ');
  return first != std::string::npos && lower.substr(first, last - first + 1) == "total";
}

/// A cross-table of the input: one group of its rows.
struct CrossTable {
  disclosure::LinkedTable linked;
  std::vector<std::uint32_t> rows;                ///< in the input
  std::vector<bool> row_is_total, column_is_total;
  std::vector<bool> marked;                       ///< of each cell: a mark stands there
  [[nodiscard]] std::uint32_t at(std::size_t row, std::size_t column) const { return static_cast<std::uint32_t>(row * column_is_total.size() + column); }
};

/// The columns of the input as they are needed by every group.
struct Sheet {
  std::vector<std::string> columns;  ///< the labels' column, then those of cells
  std::vector<std::string> labels;
  std::vector<Numbers> cells;
};

Sheet sheet_of(const Request& request) {
  Sheet sheet;
  static constexpr std::array<std::string_view, 2> kPercentages = {"percent", "base"};
  sheet.columns = request.other_columns(kPercentages);
  if (sheet.columns.size() < 2) request.fail(0, request.table.header.front(), "a cross-table has a column of labels and at least one of numbers", "put the labels of the rows in the first column");
  const Column* labels = request.table.find(sheet.columns.front());
  for (std::size_t row = 0; row < request.table.rows; ++row) {
    const Cell cell = request.table.cell(row, *labels);
    const auto* text = std::get_if<std::string>(&cell);
    sheet.labels.push_back(text ? *text : std::holds_alternative<double>(cell) ? core::exact_text(std::get<double>(cell)) : "");
  }
  for (std::size_t i = 1; i < sheet.columns.size(); ++i) sheet.cells.push_back(request.counts(sheet.columns[i]));
  const auto totals = std::count_if(sheet.columns.begin() + 1, sheet.columns.end(), is_total);
  if (totals > 1) request.fail(0, sheet.columns.back(), "there are two columns of totals", "name one column Total");
  return sheet;
}

/// Sums of rows and columns, where there are totals to hold them.
void bind(CrossTable& cross) {
  const auto line = [&](std::size_t length, const std::vector<bool>& is_total_at, auto cell_at) {
    std::vector<std::uint32_t> parts;
    std::int64_t total = -1;
    for (std::size_t i = 0; i < length; ++i) {
      if (is_total_at[i]) total = cell_at(i);
      else parts.push_back(cell_at(i));
    }
    if (total >= 0) cross.linked.bind(static_cast<std::uint32_t>(total), std::move(parts));
  };
  for (std::size_t row = 0; row < cross.rows.size(); ++row) line(cross.column_is_total.size(), cross.column_is_total, [&](std::size_t column) { return cross.at(row, column); });
  for (std::size_t column = 0; column < cross.column_is_total.size(); ++column) line(cross.rows.size(), cross.row_is_total, [&](std::size_t row) { return cross.at(row, column); });
}

CrossTable cross_table(const Request& request, const Sheet& sheet, RowLists::Rows rows) {
  CrossTable cross;
  cross.rows.assign(rows.begin(), rows.end());
  for (std::size_t i = 1; i < sheet.columns.size(); ++i) cross.column_is_total.push_back(is_total(sheet.columns[i]));
  for (const std::uint32_t row : rows) {
    if (is_total(sheet.labels[row]) && std::find(cross.row_is_total.begin(), cross.row_is_total.end(), true) != cross.row_is_total.end())
      request.fail(row, sheet.columns.front(), "there are two rows of totals", "label one row Total, or cut the table with --by");
    cross.row_is_total.push_back(is_total(sheet.labels[row]));
  }
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < sheet.cells.size(); ++c) {
      const bool row_total = cross.row_is_total[r], column_total = cross.column_is_total[c];
      const double value = sheet.cells[c][rows[r]];
      disclosure::TableCell cell;
      cell.hidden = std::isnan(value);
      cell.value = cell.hidden ? 0 : value;
      cell.weight = (row_total && column_total ? kWeightOfGrandTotal : row_total || column_total ? kWeightOfTotal : 1) + kWeightOfSize * cell.value / (cell.value + 100);
      cross.linked.add(cell);
      cross.marked.push_back(sheet.cells[c].markers.contains(rows[r]));
    }
  bind(cross);
  return cross;
}

/// A margin that is left empty is what its cells add up to, and not published.
void complete(CrossTable& cross, const Request& request, const Sheet& sheet) {
  const std::size_t width = cross.column_is_total.size();
  const auto is_margin = [&](std::size_t cell) { return cross.row_is_total[cell / width] || cross.column_is_total[cell % width]; };
  for (std::size_t cell = 0; cell < cross.linked.cells.size(); ++cell) {
    const std::string& column = sheet.columns[cell % width + 1];
    if (cross.marked[cell] || (cross.linked.cells[cell].hidden && !is_margin(cell)))
      request.fail(cross.rows[cell / width], column, "a cell has no number", "give the table before anything is suppressed in it: every cell, 0 where there is none");
  }
  for (int round = 0; round < 2; ++round)  // the grand total may be the sum of empty totals
    for (const disclosure::Relation& relation : cross.linked.relations) {
      double sum = 0;
      for (const std::uint32_t part : relation.parts) sum += cross.linked.cells[part].value;
      disclosure::TableCell& total = cross.linked.cells[relation.total];
      if (total.hidden) total.value = sum;
      if (round == 1 && std::abs(total.value - sum) > 1e-6 * std::max(1.0, total.value))
        request.fail(cross.rows[relation.total / width], sheet.columns[relation.total % width + 1],
                     fmt::format("the cells add up to {}, the total is {}", core::exact_text(sum), core::exact_text(total.value)), "mend the total, or add the cells it counts besides (such as Not known)");
    }
}

std::vector<CrossTable> cross_tables(const Request& request, const Sheet& sheet) {
  std::vector<CrossTable> tables;
  for (const auto& rows : request.groups().rows) tables.push_back(cross_table(request, sheet, rows));
  return tables;
}

/// Percentages printed beside the counts of one column: shares of a base that is published or not.
struct Percentages {
  std::vector<std::string> printed;  ///< of each row, or none at all
  std::optional<Numbers> base;
  std::size_t column = 0;            ///< of the counts, among the cells
  long long largest_base = 0;

  /// Leaves of a range the counts that a printed percentage can stand for; says what they are where few fit.
  std::string narrow(disclosure::Range& range, std::size_t row, std::size_t of_column) const {
    if (printed.empty() || of_column != column || printed[row].empty()) return {};
    const bool known = base && !base->missing(row);
    const long long most = known ? static_cast<long long>((*base)[row]) : largest_base;
    const double highest = std::min(range.highest, static_cast<double>(most));
    const auto fits = disclosure::shares_behind(printed[row], {.count_low = static_cast<long long>(range.lowest), .count_high = static_cast<long long>(highest), .base_low = known ? most : 1, .base_high = most});
    if (fits.empty()) return "no count fits " + printed[row];
    const auto [least, greatest] = std::minmax_element(fits.begin(), fits.end(), [](const auto& a, const auto& b) { return a.count < b.count; });
    range.lowest = static_cast<double>(least->count);
    range.highest = static_cast<double>(greatest->count);
    range.recoverable = least->count == greatest->count;
    return fits.size() == 1 ? fmt::format("{} can only be {} of {}", printed[row], fits[0].count, fits[0].base) : fmt::format("{} counts and bases fit {}", fits.size(), printed[row]);
  }
};

Percentages percentages_of(const Request& request, const Sheet& sheet) {
  Percentages percentages;
  if (!request.has("percent")) return percentages;
  const Column* column = request.table.find(request.renamed.contains("percent") ? request.renamed.find("percent")->second : std::string("percent"));
  if (!column) throw core::UserError(core::ErrorKind::usage, "the table has no such column of percentages", {request.table.file, 0, 0}, "name the column with --percent");
  for (std::size_t row = 0; row < request.table.rows; ++row) {
    std::string text = core::exact_text(request.table.cell(row, *column));
    while (text.ends_with(' ')) text.pop_back();
    const std::string digits = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
    const auto number = core::parse_number(digits);
    if (text == "*" || text == "c" || text == ".." || text == "[c]") text.clear();
    else if (!text.empty() && (!number || *number < 0 || *number > 100)) request.fail(row, "percent", "'" + text.substr(0, 80) + "' is no percentage between 0 and 100", "write it as it was printed, such as 12.8");
    percentages.printed.push_back(text);
  }
  if (request.has("base")) percentages.base = request.counts("base");
  percentages.largest_base = static_cast<long long>(request.number_option("largest-base", 1, 100000));
  if (!request.given("of")) return percentages;
  const auto at = std::find(sheet.columns.begin() + 1, sheet.columns.end(), request.option("of"));
  if (at == sheet.columns.end()) throw core::UserError(core::ErrorKind::usage, "the table has no column of counts '" + request.option("of") + "'", {request.table.file, 0, 0}, "name a column of the cross-table with --of");
  percentages.column = static_cast<std::size_t>(at - sheet.columns.begin() - 1);
  return percentages;
}

}  // namespace

core::DataTable suppress(const Request& request) {
  const disclosure::Rule rule = disclosure::rule_named(request.option("rule"));
  const Sheet sheet = sheet_of(request);
  std::vector<std::string> columns = request.by;
  columns.insert(columns.end(), sheet.columns.begin(), sheet.columns.end());
  core::DataTable result(columns);
  std::vector<std::vector<Cell>> rows(request.table.rows);
  for (CrossTable& cross : cross_tables(request, sheet)) {
    complete(cross, request, sheet);
    for (disclosure::TableCell& cell : cross.linked.cells) cell.sensitive = !cell.hidden && rule.holds_back(cell.value);
    const disclosure::Protection protection = disclosure::protect(cross.linked, {.hidden_is_at_least = request.number_option("least", 0, 1)});
    if (!protection.unprotected.empty()) throw core::InternalError("a cell of a table could not be protected");
    for (std::size_t r = 0; r < cross.rows.size(); ++r) {
      std::vector<Cell>& row = rows[cross.rows[r]];
      row = request.group_cells(cross.rows[r]);
      row.push_back(request.table.cell(cross.rows[r], *request.table.find(sheet.columns.front())));
      for (std::size_t c = 0; c < sheet.cells.size(); ++c) {
        const std::uint32_t cell = cross.at(r, c);
        if (cross.linked.cells[cell].hidden) row.emplace_back();
        else if (protection.hidden[cell]) row.emplace_back("*");
        else row.push_back(request.table.cell(cross.rows[r], *request.table.find(sheet.columns[c + 1])));
      }
    }
  }
  for (std::vector<Cell>& row : rows) result.add(std::move(row));
  return result;
}

core::DataTable audit(const Request& request) {
  const Sheet sheet = sheet_of(request);
  const Percentages percentages = percentages_of(request, sheet);
  const disclosure::Rule rule = disclosure::rule_named(request.option("rule"));
  const bool all_small = request.yes("small");
  core::DataTable result = request.result({"row", "column", "lowest", "highest", "recoverable"});
  for (CrossTable& cross : cross_tables(request, sheet)) {
    for (std::size_t cell = 0; cell < cross.linked.cells.size(); ++cell) {
      disclosure::TableCell& at = cross.linked.cells[cell];
      at.lower = request.number_option("least", 0, 1);
      if (!all_small || !cross.marked[cell]) continue;
      at.lower = rule.low;
      at.upper = rule.high;
    }
    const disclosure::Audit found = disclosure::audit(cross.linked);
    if (found.contradiction)
      request.fail(cross.rows.front(), sheet.columns[1], "no whole numbers fit the cells that are published: the table does not add up",
                   "check the totals; they must count every row and column, and must not be rounded");
    for (disclosure::Range range : found.ranges) {
      if (!cross.marked[range.cell]) continue;  // an empty margin: nobody is told of it
      const std::string by_percentage = percentages.narrow(range, cross.rows[range.cell / cross.column_is_total.size()], range.cell % cross.column_is_total.size());
      const std::size_t width = cross.column_is_total.size();
      std::vector<Cell> row = request.group_cells(cross.rows[range.cell / width]);
      row.emplace_back(sheet.labels[cross.rows[range.cell / width]]);
      row.emplace_back(sheet.columns[range.cell % width + 1]);
      row.push_back(number_cell(range.lowest));
      row.push_back(std::isinf(range.highest) ? Cell() : number_cell(range.highest));
      row.emplace_back(range.recoverable);
      row.push_back(!by_percentage.empty() ? Cell(by_percentage) : std::isinf(range.highest) ? Cell("no total bounds it") : range.exact ? Cell() : Cell("the range may be narrower"));
      result.add(std::move(row));
    }
  }
  return result;
}

}  // namespace dmp::calc
