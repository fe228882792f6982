#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "calc/method.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"

namespace dmp::calc {
namespace {

using core::ErrorKind;
using core::UserError;

std::vector<Method> all_methods() {
  std::vector<Method> all;
  for (auto family : {health_methods, place_methods, market_methods, people_methods, network_methods, disclosure_methods}) {
    std::vector<Method> list = family();
    std::move(list.begin(), list.end(), std::back_inserter(all));
  }
  return all;
}

Request request_of(Table table, const Call& call, const Method& method) {
  Request request;
  request.table = std::move(table);
  request.by = call.by;
  request.confidences = confidences_named(call.confidence);
  request.renamed = call.renamed;
  request.seed = call.seed;
  request.threads = call.threads;
  for (const OptionUse& option : method.options) request.options.emplace(option.name, option.fallback);
  for (const auto& [name, value] : call.options) {
    if (!request.options.contains(name)) throw core::InternalError(fmt::format("method {} has no option {}", method.name, name));
    request.options[name] = value;
  }
  if (!call.multiplier.empty()) {
    request.multiplier = core::parse_number(call.multiplier);
    if (!request.multiplier || *request.multiplier == 0)
      throw UserError(ErrorKind::usage, fmt::format("--multiplier '{}' is no number other than 0", call.multiplier), "give a number such as 100000");
  }
  return request;
}

/// Every column that is asked for must be there before the work begins, and be named once.
void check_columns(const Request& request, const Method& method) {
  for (const ColumnUse& column : method.columns) {
    const auto renamed = request.renamed.find(column.name);
    if (renamed == request.renamed.end() && (!column.required || request.table.find(column.name))) continue;
    const std::string name = renamed == request.renamed.end() ? std::string(column.name) : renamed->second;
    if (request.table.find(name) || (renamed != request.renamed.end() && (column.word || core::parse_number(name)))) continue;
    throw UserError(ErrorKind::usage, fmt::format("no column '{}' in the table.{}", name, core::suggestion(name, request.table.header)),
                    {request.table.file, 0, 0},
                    fmt::format("name the column for {} with --{} COLUMN", column.help, column.name));
  }
  for (const std::string& name : request.by)
    if (!request.table.find(name))
      throw UserError(ErrorKind::usage, fmt::format("no column '{}' in the table.{}", name, core::suggestion(name, request.table.header)),
                      {request.table.file, 0, 0}, "name columns of the file with --by");
}

/// Some rows of a table. Its texts stay in the whole table, which must outlive it.
Table rows_of(const Table& whole, std::span<const std::uint32_t> rows) {
  Table part;
  part.file = whole.file;
  part.rows = rows.size();
  part.header = whole.header;
  for (const std::uint32_t row : rows) part.lines.push_back(static_cast<std::uint32_t>(whole.place(row, "").line));
  for (const Column& column : whole.columns) {
    Column& own = part.columns.emplace_back(Column{.name = column.name, .kind = column.kind, .texts = {}, .codes = {}, .words = column.words,
                                                   .numbers = {}});
    for (const std::uint32_t row : rows) {
      if (column.kind == Column::Kind::text) own.texts.push_back(column.texts[row]);
      else if (column.kind == Column::Kind::coded) own.codes.push_back(column.codes[row]);
      else own.numbers.push_back(column.numbers[row]);
    }
  }
  return part;
}

/// Runs a method that sees one table at a time on every group, with the group's values before each row of its answer.
core::DataTable run_on_groups(const Request& request, const Method& method) {
  const Groups groups = request.groups();
  std::vector<std::string> columns;
  std::vector<std::vector<core::Cell>> rows(request.table.rows);
  const bool in_order = method.grouping == Method::Grouping::row_by_row;
  if (!in_order) rows.clear();
  for (std::size_t group = 0; group < std::max<std::size_t>(1, groups.rows.size()); ++group) {
    const RowLists::Rows members = groups.rows.empty() ? RowLists::Rows() : groups.rows[group];
    Request own{.table = rows_of(request.table, members), .by = {}, .confidences = request.confidences, .multiplier = request.multiplier,
                .renamed = request.renamed, .options = request.options, .seed = request.seed, .threads = request.threads};
    const core::DataTable found = method.run(own);
    columns = found.columns();
    if (members.empty()) break;
    for (std::size_t k = 0; k < found.rows().size(); ++k) {
      std::vector<core::Cell> row = request.group_cells(members.front());
      row.insert(row.end(), found.rows()[k].begin(), found.rows()[k].end());
      if (in_order) rows[members[k]] = std::move(row);
      else rows.push_back(std::move(row));
    }
  }
  columns.insert(columns.begin(), request.by.begin(), request.by.end());
  core::DataTable result(columns);
  for (auto& row : rows) result.add(std::move(row));
  return result;
}

}  // namespace

const std::vector<Method>& methods() {
  static const std::vector<Method> kAll = all_methods();
  return kAll;
}

const Method& method_named(std::string_view name) {
  std::vector<std::string> names;
  for (const Method& method : methods()) {
    if (method.name == name) return method;
    names.emplace_back(method.name);
  }
  throw UserError(ErrorKind::usage, fmt::format("unknown method '{}'.{}", name, core::suggestion(name, names)), "see dmp calc --list");
}

namespace {

bool is_endless(const core::Cell& cell) {
  const auto* number = std::get_if<double>(&cell);
  return number && !std::isfinite(*number);
}

/// A result that is no number (a weight of a comparison that always agrees, the 0 % point of a normal distribution) is left empty, and the
/// note says so.
core::DataTable without_endless(core::DataTable found) {
  const auto& rows = found.rows();
  if (std::none_of(rows.begin(), rows.end(), [](const auto& row) { return std::any_of(row.begin(), row.end(), is_endless); })) return found;
  const bool noted = found.columns().back() == "note";
  core::DataTable result(found.columns());
  for (std::vector<core::Cell> row : rows) {
    std::string endless;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!is_endless(row[i])) continue;
      endless += (endless.empty() ? "" : ", ") + found.columns()[i] + (std::isnan(std::get<double>(row[i])) ? " cannot be calculated" : " is infinite");
      row[i] = {};
    }
    if (noted && !endless.empty()) {
      const std::string before = core::exact_text(row.back());
      row.back() = before.empty() ? endless : before + "; " + endless;
    }
    result.add(std::move(row));
  }
  return result;
}

}  // namespace

core::DataTable run_on(Table table, const Call& call) {
  const Method& method = method_named(call.method);
  const Request request = request_of(std::move(table), call, method);
  check_columns(request, method);
  if (method.grouping != Method::Grouping::own && !request.by.empty()) return without_endless(run_on_groups(request, method));
  return without_endless(method.run(request));
}

core::DataTable run(const Call& call) {
  const Method& method = method_named(call.method);
  ReadSettings settings;
  settings.delimiter = call.delimiter;
  if (!method.every_column) {
    settings.wanted = call.by;
    for (const ColumnUse& column : method.columns) {
      const auto renamed = call.renamed.find(column.name);
      settings.wanted.push_back(renamed == call.renamed.end() ? std::string(column.name) : renamed->second);
    }
  }
  return run_on(read_table(call.file, settings), call);
}

}  // namespace dmp::calc
