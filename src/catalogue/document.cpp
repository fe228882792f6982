#include "catalogue/document.hpp"

#include <algorithm>

#include "core/number.hpp"
#include "core/period.hpp"

namespace dmp::catalogue {
namespace {

constexpr std::string_view kStateSuffix = "_state";
const Names kStates = {"value", "suppressed", "missing", "not applicable"};

bool is_numeric(const core::Cell& cell) { return std::holds_alternative<double>(cell) || std::holds_alternative<long long>(cell); }

bool is_day(const core::Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text && core::parse_day(std::string_view(*text).substr(0, std::min<std::size_t>(10, text->size())));
}

/// Whether the cell may stand in the column; wanted says what would.
bool fits(const core::Cell& cell, ColumnKind kind, std::string& wanted) {
  switch (kind) {
    case ColumnKind::integer:
      wanted = "a whole number";
      return std::holds_alternative<long long>(cell);
    case ColumnKind::number:
    case ColumnKind::money:
    case ColumnKind::measure:
      wanted = "a number";
      return is_numeric(cell);
    case ColumnKind::boolean:
      wanted = "true or false";
      return std::holds_alternative<bool>(cell);
    case ColumnKind::date:
    case ColumnKind::month:
    case ColumnKind::timestamp:
      wanted = "a date such as 2024-05-01";
      return is_day(cell);
    default:
      wanted = "text";
      return std::holds_alternative<std::string>(cell);
  }
}

void check_cell(const core::Cell& cell, const ColumnDefinition& column, const core::Place& place) {
  const auto* text = std::get_if<std::string>(&cell);
  if (text && text->empty()) return;  // an empty cell
  std::string wanted;
  if (!fits(cell, column.kind, wanted)) refuse("'" + column.name + "' must be " + wanted, place, "write " + wanted + ", or \"\" for an empty cell");
  if (column.kind == ColumnKind::code && std::find(column.values.begin(), column.values.end(), *text) == column.values.end())
    refuse_name("'" + column.name + "' cannot be", *text, column.values, place);
}

/// What may be named beside the table's own columns: where a row comes from, and the states of measures.
bool is_companion(const TableDefinition& table, const std::string& name, Names& states) {
  states.clear();
  if (name == "_source" || name == "_file" || name == "_line") return true;
  if (!name.ends_with(kStateSuffix)) return false;
  const auto* measure = find_column(table, std::string_view(name).substr(0, name.size() - kStateSuffix.size()));
  if (!measure || measure->kind != ColumnKind::measure) return false;
  states = kStates;
  return true;
}

ExampleRow read_row(const toml::table& row, const TableDefinition& table, const std::string& file) {
  ExampleRow cells;
  for (const auto& [name, key_place] : keys_in_order(row, file)) {
    const toml::node& node = *row.get(name);
    const core::Place place = place_of(file, node.source());
    core::Cell cell = cell_of(node, file);
    Names states;
    if (const auto* column = find_column(table, name)) {
      check_cell(cell, *column, place);
    } else if (!is_companion(table, name, states)) {
      refuse_name("table " + table.id + " has no column", name, column_names(table), key_place);
    } else if (!states.empty() && std::find(states.begin(), states.end(), text_of(cell)) == states.end()) {
      refuse_name("'" + name + "' cannot be", text_of(cell), states, place);
    }
    cells.emplace(name, std::move(cell));
  }
  return cells;
}

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > 60 || text.front() < 'a' || text.front() > 'z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string read_id(const Section& section, const Document& document) {
  std::string id = section.required_text("id");
  if (!is_name(id))
    refuse("the id '" + id.substr(0, 80) + "' is no name", section.place("id"), "use small letters, digits and underscores, a letter first");
  if (id != document.id)
    refuse("the id '" + id + "' is not the file's name", section.place("id"), "write id = \"" + document.id + "\" or rename the file to " + id + ".toml");
  return id;
}

core::Place text_place(const Section& section, std::string_view key, const Document& document) {
  core::Place place = section.place(key);
  std::string_view rest = document.text;
  for (std::uint64_t line = 1; line < place.line; ++line) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return place;
    rest.remove_prefix(end + 1);
  }
  if (place.column == 0 || place.column > rest.size()) return place;
  rest.remove_prefix(place.column - 1);
  const bool multi_line = rest.starts_with("\"\"\"") || rest.starts_with("'''");
  place.column += multi_line ? 3 : 1;
  if (multi_line) rest.remove_prefix(3);
  if (multi_line && (rest.starts_with("\n") || rest.starts_with("\r\n"))) {
    ++place.line;
    place.column = 1;
  }
  return place;
}

std::vector<ExampleRow> read_rows(const Section& section, std::string_view key, const TableDefinition& table) {
  std::vector<ExampleRow> rows;
  for (const toml::table* row : section.children(key)) rows.push_back(read_row(*row, table, section.file()));
  return rows;
}

Names column_names(const TableDefinition& table) {
  Names names;
  for (const auto& column : table.columns) names.push_back(column.name);
  return names;
}

const ColumnDefinition* find_column(const TableDefinition& table, std::string_view name) {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(), [&](const auto& column) { return column.name == name; });
  return found == table.columns.end() ? nullptr : &*found;
}

const Names& kind_names() {
  static const Names names = {"text", "code", "integer", "number", "money", "boolean", "date", "month", "timestamp", "area", "pseudonym", "measure"};
  return names;
}

}  // namespace dmp::catalogue
