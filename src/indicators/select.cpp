#include "indicators/select.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "catalogue/schema.hpp"
#include "core/nearest.hpp"

namespace dmp::indicators {
namespace {

using core::ErrorKind;
using core::UserError;

std::string trimmed(std::string sql) {
  const auto last = sql.find_last_not_of(" \t\r\n;");
  return last == std::string::npos ? std::string() : sql.substr(0, last + 1);
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string wrapped(const std::string& sql, const std::string& name) {
  return "WITH area AS (SELECT area_code, area_name, area_type FROM model.area),\narea_member AS (SELECT member_code, area_code FROM model.area_member),\n" + name +
         " AS (\n" + sql + "\n)\n";
}

/// Canonical tables among those the statement reads; refuses any other.
std::vector<std::string> tables_of(engine::Session& session, const catalogue::Catalogue& catalogue, const std::string& sql, const core::Place& place) {
  std::set<std::string> tables;
  for (const std::string& read : session.tables_read(sql)) {
    const std::string name = lower(read);
    if (name == "area" || name == "area_member") continue;
    if (!catalogue.tables.contains(name)) {
      std::vector<std::string> known = {"area", "area_member"};
      for (const auto& [id, table] : catalogue.tables) known.push_back(id);
      throw UserError(ErrorKind::usage, "the SQL reads '" + read + "', which is no canonical table", place, "read a table of the catalogue." + core::suggestion(name, known));
    }
    tables.insert(name);
  }
  return {tables.begin(), tables.end()};
}

/// The nearest column of the tables read to the name the engine did not find; empty where the message names none.
std::string column_suggestion(const catalogue::Catalogue& catalogue, const std::vector<std::string>& tables, const std::string& message) {
  const auto from = message.find('"');
  const auto to = from == std::string::npos ? from : message.find('"', from + 1);
  if (to == std::string::npos || message.find("olumn") == std::string::npos) return {};
  std::vector<std::string> columns;
  for (const std::string& table : tables)
    for (const auto& column : catalogue::stored_columns(catalogue.tables.at(table))) columns.push_back(column.name);
  return core::suggestion(message.substr(from + 1, to - from - 1), columns);
}

void check_columns(const Select& select, const core::Place& place, const Contract& contract) {
  for (const std::string& name : contract.required)
    if (!select.has(name))
      throw UserError(ErrorKind::usage, "the SQL gives no column '" + name + "'", place, "name one of its columns so, for example: area_code AS " + name);
  std::set<std::string> seen;
  for (const auto& column : select.columns) {
    if (!seen.insert(column.name).second)
      throw UserError(ErrorKind::usage, "the SQL gives the column '" + column.name + "' twice", place, "leave one of the two out");
    if (std::find(contract.allowed.begin(), contract.allowed.end(), column.name) == contract.allowed.end() &&
        std::find(contract.required.begin(), contract.required.end(), column.name) == contract.required.end()) {
      std::vector<std::string> known = contract.required;
      known.insert(known.end(), contract.allowed.begin(), contract.allowed.end());
      throw UserError(ErrorKind::usage, "the SQL gives a column '" + column.name + "' that means nothing here", place,
                      "leave it out or rename it." + core::suggestion(column.name, known));
    }
  }
}

}  // namespace

bool Select::has(std::string_view column) const {
  return std::any_of(columns.begin(), columns.end(), [&](const engine::Column& given) { return given.name == column; });
}

engine::ColumnType Select::type(std::string_view column) const {
  for (const engine::Column& given : columns)
    if (given.name == column) return given.type;
  throw core::InternalError("the type of a column that is not there was asked for: " + std::string(column));
}

Select check_select(engine::Session& session, const catalogue::Catalogue& catalogue, const std::string& sql, const core::Place& place, const Contract& contract) {
  Select select;
  select.sql = trimmed(sql);
  std::string message;
  const engine::StatementKind kind = session.kind_of(select.sql);
  if (kind.statements == 0) {
    session.describe(select.sql, message);
    throw UserError(ErrorKind::usage, "the SQL cannot be read: " + message, place, "mend the SQL");
  }
  if (kind.statements != 1) throw UserError(ErrorKind::usage, "there is more than one statement", place, "write a single SELECT");
  select.tables = tables_of(session, catalogue, select.sql, place);
  const std::string probe = wrapped(select.sql, "checked") + "SELECT * FROM checked";
  const auto columns = session.describe(probe, message);
  if (!columns)
    throw UserError(ErrorKind::usage, "the engine refuses the SQL: " + message, place, "mend the SQL." + column_suggestion(catalogue, select.tables, message));
  if (!session.kind_of(probe).is_select)
    throw UserError(ErrorKind::usage, "the SQL is no SELECT", place, "write a single SELECT; nothing else may be run from a catalogue");
  select.columns = *columns;
  check_columns(select, place, contract);
  return select;
}

std::string with_select(const Select& select, const std::string& name) { return wrapped(select.sql, name); }

}  // namespace dmp::indicators
