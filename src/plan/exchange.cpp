#include "plan/exchange.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"
#include "plan/fields.hpp"

namespace dmp::plan {
namespace {

using core::Cell;

Cell number(double value) { return std::isnan(value) ? Cell() : Cell(value); }
Cell text(const std::string& value) { return value.empty() ? Cell() : Cell(value); }

bool is_number_field(const std::string& field) {
  static const std::vector<std::string> numbers = {"baseline", "baseline_lower", "baseline_upper", "target", "cost_gbp"};
  return std::find(numbers.begin(), numbers.end(), field) != numbers.end();
}

std::string comments_text(const core::PlanRow& row) {
  std::string all;
  for (const core::PlanComment& comment : row.comments) all += (all.empty() ? "" : "\n") + comment.at + " " + comment.by + ": " + comment.text;
  return all;
}

std::string folded(std::string name) {
  std::string out;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c))) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if ((c == ' ' || c == '_' || c == '-') && !out.empty() && out.back() != '_') out += '_';
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

/// A spreadsheet would run a text that begins so as a formula when it is opened as csv.
std::string without_guard(const std::string& cell) { return cell.size() > 1 && cell[0] == '\'' && std::string("=+-@").find(cell[1]) != std::string::npos ? cell.substr(1) : cell; }

void write_sheet(lxw_workbook* book, const char* name, const core::DataTable& table, lxw_format* bold, lxw_format* wrapped) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, name);
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(c), table.columns()[c].c_str(), bold);
    const bool is_long = table.columns()[c] == "title" || table.columns()[c] == "milestones" || table.columns()[c] == "rating_reason" || table.columns()[c] == "change_reason";
    worksheet_set_column(sheet, static_cast<lxw_col_t>(c), static_cast<lxw_col_t>(c), is_long ? 40 : 16, nullptr);
  }
  for (std::size_t r = 0; r < table.rows().size(); ++r)
    for (std::size_t c = 0; c < table.columns().size(); ++c) {
      const Cell& cell = table.rows()[r][c];
      const auto row = static_cast<lxw_row_t>(r + 1);
      const auto column = static_cast<lxw_col_t>(c);
      if (const double* value = std::get_if<double>(&cell)) worksheet_write_number(sheet, row, column, *value, nullptr);
      else if (const long long* whole = std::get_if<long long>(&cell)) worksheet_write_number(sheet, row, column, static_cast<double>(*whole), nullptr);
      else if (const std::string value = core::exact_text(cell); !value.empty()) worksheet_write_string(sheet, row, column, value.c_str(), wrapped);
    }
  worksheet_freeze_panes(sheet, 1, 0);
  if (!table.rows().empty()) worksheet_autofilter(sheet, 0, 0, static_cast<lxw_row_t>(table.rows().size()), static_cast<lxw_col_t>(table.columns().size() - 1));
}

}  // namespace

core::DataTable table_of(const core::PlanRows& rows) {
  std::vector<std::string> columns = {"id", "version"};
  columns.insert(columns.end(), field_names().begin(), field_names().end());
  columns.emplace_back("comments");
  core::DataTable table(columns);
  for (const core::PlanRow& row : rows) {
    std::vector<Cell> cells = {row.id, static_cast<long long>(row.version)};
    for (const std::string& field : field_names()) {
      const std::string value = field_text(row, field);
      cells.push_back(is_number_field(field) && !value.empty() ? Cell(*core::parse_number(value)) : text(value));
    }
    cells.push_back(text(comments_text(row)));
    table.add(std::move(cells));
  }
  return table;
}

core::DataTable table_of(const core::PlanProgresses& progress) {
  core::DataTable table({"id", "title", "owner", "domain", "area_name", "status", "measure", "unit", "baseline", "baseline_period", "latest", "latest_lower_95", "latest_upper_95", "latest_period",
                         "target", "expected", "direction", "change", "change_reason", "rating", "rating_reason", "overdue", "latest_estimate_id"});
  for (const core::PlanProgress& p : progress)
    table.add({p.id, p.title, text(p.owner), text(p.domain), text(p.area_name), p.status, text(p.measure), text(p.unit), number(p.baseline), text(p.baseline_period), number(p.latest), number(p.latest_lower),
               number(p.latest_upper), text(p.latest_period), number(p.target), number(p.expected), text(p.direction), text(p.change), text(p.change_reason), text(p.rating), text(p.rating_reason),
               text(p.overdue), text(p.latest_estimate_id)});
  return table;
}

core::DataTable table_of(const std::vector<core::PlanChange>& changes) {
  core::DataTable table({"number", "at", "by", "item", "verb", "version", "field", "before", "after", "hash"});
  for (const core::PlanChange& c : changes)
    table.add({c.number, c.at, c.by, c.item, c.verb, static_cast<long long>(c.version), c.field, text(c.before), text(c.after), c.hash});
  return table;
}

std::vector<Plan::Row> rows_of(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& cells) {
  std::vector<std::string> names;
  for (const std::string& name : header) {
    names.push_back(folded(name));
    const std::string& known = names.back();
    const bool is_known = known == "id" || known == "version" || known == "comments" || std::find(field_names().begin(), field_names().end(), known) != field_names().end();
    if (is_known) continue;
    const std::string mend = core::suggestion(known, field_names());
    throw core::UserError(core::ErrorKind::data, "the plan has no column '" + name.substr(0, 60) + "'", "take it out or rename it." + mend);
  }
  if (std::find(names.begin(), names.end(), "title") == names.end()) throw core::UserError(core::ErrorKind::data, "the table has no column 'title'", "export the plan to see its columns: dmp plan export");
  std::vector<Plan::Row> rows;
  for (std::size_t r = 0; r < cells.size(); ++r) {
    if (std::all_of(cells[r].begin(), cells[r].end(), [](const std::string& cell) { return cell.empty(); })) continue;
    Plan::Row row;
    row.where = fmt::format("row {}", r + 2);
    for (std::size_t c = 0; c < names.size() && c < cells[r].size(); ++c) {
      const std::string cell = without_guard(cells[r][c]);
      if (names[c] == "id") row.id = cell;
      else if (names[c] == "version") row.version = static_cast<int>(core::parse_integer(cell).value_or(0));
      else if (names[c] != "comments") row.fields.emplace_back(names[c], cell.empty() && names[c] == "status" ? "not started" : cell);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void write_workbook(const core::PlanRows& rows, const core::PlanProgresses& progress, const std::vector<core::PlanChange>& changes, const std::filesystem::path& file) {
  const std::string fresh = file.string() + ".new";
  lxw_workbook_options options{};
  options.constant_memory = LXW_FALSE;
  lxw_workbook* book = workbook_new_opt(fresh.c_str(), &options);
  if (!book) throw core::UserError(core::ErrorKind::resource, "the workbook cannot be written", core::Place{file.string()}, "check the folder's permissions");
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  lxw_format* wrapped = workbook_add_format(book);
  format_set_text_wrap(wrapped);
  format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
  write_sheet(book, "Plan", table_of(rows), bold, wrapped);
  if (!progress.empty()) write_sheet(book, "Progress", table_of(progress), bold, wrapped);
  write_sheet(book, "Log", table_of(changes), bold, wrapped);
  if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR)
    throw core::UserError(core::ErrorKind::resource, std::string("the workbook cannot be written: ") + lxw_strerror(error), core::Place{file.string()}, "check the disk and the folder's permissions");
  std::error_code failed;
  std::filesystem::rename(fresh, file, failed);
  if (failed) throw core::UserError(core::ErrorKind::resource, "the workbook cannot be put in place: " + failed.message(), core::Place{file.string()}, "check the folder's permissions");
}

}  // namespace dmp::plan
