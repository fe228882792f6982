#include "indicators/select.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "catalogue/schema.hpp"
#include "core/nearest.hpp"
#include "engine/table_functions.hpp"

namespace dmp::indicators {
namespace {

using core::ErrorKind;
using core::UserError;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string wrapped(const std::string& sql, const std::string& name) {
  return "WITH area AS (SELECT area_code, area_name, area_type FROM model.area),\narea_member AS (SELECT member_code, area_code FROM model.area_member),\n" + name +
         " AS (\n" + sql + "\n)\n";
}

/// Names in the SQL, lower case: identifiers, quoted or not; texts and comments left out.
std::set<std::string> names_in(const std::string& sql) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < sql.size();) {
    const char c = sql[i];
    const auto upto = [&](std::string_view end, std::size_t from) {
      const std::size_t at = sql.find(end, from);
      return at == std::string::npos ? sql.size() : at;
    };
    if (c == '\'') {
      i = upto("'", i + 1) + 1;
    } else if (c == '"') {
      const std::size_t end = upto("\"", i + 1);
      names.insert(lower(sql.substr(i + 1, end - i - 1)));
      i = end + 1;
    } else if (sql.compare(i, 2, "--") == 0) {
      i = upto("\n", i);
    } else if (sql.compare(i, 2, "/*") == 0) {
      i = upto("*/", i + 2) + 2;
    } else if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') {
      const std::size_t begin = i;
      while (i < sql.size() && (std::isalnum(static_cast<unsigned char>(sql[i])) || sql[i] == '_')) ++i;
      names.insert(lower(sql.substr(begin, i - begin)));
    } else {
      ++i;
    }
  }
  return names;
}

/// Refuses what reaches beyond the tables, and what gives another answer tomorrow.
void check_names(engine::Session& session, const std::string& sql, const core::Place& place) {
  static const std::set<std::string> kChanging = {"random", "uuid", "gen_random_uuid", "setseed", "now", "today", "current_date", "current_timestamp", "current_time",
                                                  "get_current_timestamp", "transaction_timestamp", "localtime", "localtimestamp"};
  const std::set<std::string>& reaching = engine::reaching_table_functions(session);
  // Words that are harmless as names of columns and dangerous only as functions.
  const auto is_called = [&](const std::string& name) {
    const std::string text = lower(sql);
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
      const bool begins = at == 0 || !(std::isalnum(static_cast<unsigned char>(text[at - 1])) || text[at - 1] == '_');
      const std::size_t after = text.find_first_not_of(" \t\r\n\"", at + name.size());
      if (begins && after != std::string::npos && text[after] == '(') return true;
    }
    return false;
  };
  for (const std::string& name : names_in(sql)) {
    if (reaching.contains(name) && is_called(name))
      throw UserError(ErrorKind::usage, "the SQL calls '" + name + "', which reaches beyond the canonical tables", place, "read only tables of the catalogue");
    if (kChanging.contains(name))
      throw UserError(ErrorKind::usage, "the SQL uses '" + name + "': the same data would give another figure tomorrow", place,
                      "take the day from the data, for example (SELECT max(month) FROM crime)");
  }
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
    if (contract.any_other) continue;
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

std::string trimmed_sql(std::string sql) {
  const auto last = sql.find_last_not_of(" \t\r\n;");
  return last == std::string::npos ? std::string() : sql.substr(0, last + 1);
}

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
  select.sql = trimmed_sql(sql);
  std::string message;
  const engine::StatementKind kind = session.kind_of(select.sql);
  if (kind.statements == 0) {
    session.describe(select.sql, message);
    throw UserError(ErrorKind::usage, "the SQL cannot be read: " + message, place, "mend the SQL");
  }
  if (kind.statements != 1) throw UserError(ErrorKind::usage, "there is more than one statement", place, "write a single SELECT");
  check_names(session, select.sql, place);
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
