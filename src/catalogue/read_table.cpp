#include <algorithm>

#include "catalogue/document.hpp"

namespace dmp::catalogue {
namespace {

bool has_range(ColumnKind kind) { return kind == ColumnKind::integer || kind == ColumnKind::number || kind == ColumnKind::money || kind == ColumnKind::measure; }

void read_limits(const Section& section, ColumnDefinition& column) {
  column.minimum = section.number("min");
  column.maximum = section.number("max");
  if ((column.minimum || column.maximum) && !has_range(column.kind))
    refuse("only numbers have 'min' and 'max'", section.place(column.minimum ? "min" : "max"), "take it out or change the type");
  if (column.minimum && column.maximum && *column.minimum > *column.maximum)
    refuse("'min' is above 'max'", section.place("min"), "swap them");
}

void refuse_clash(const TableDefinition& table, const ColumnDefinition& column, const core::Place& place) {
  if (find_column(table, column.name)) refuse("column '" + column.name + "' stands twice", place, "rename one of them");
  for (const auto& other : table.columns) {
    const bool clash = (other.kind == ColumnKind::measure && other.name + "_state" == column.name) ||
                       (column.kind == ColumnKind::measure && column.name + "_state" == other.name);
    if (clash) refuse("column '" + column.name + "' clashes with '" + other.name + "'", place, "a measure has a companion NAME_state; rename one of them");
  }
}

/// Reads a [[column]] of a table whose earlier columns are known.
ColumnDefinition read_column(const toml::table& node, const TableDefinition& table, const std::string& file) {
  const Section section(node, file, "a column", {"name", "type", "required", "values", "min", "max", "description"});
  ColumnDefinition column;
  column.name = section.required_text("name");
  if (!is_name(column.name))
    refuse("'" + column.name.substr(0, 80) + "' is no name of a column", section.place("name"), "use small letters, digits and underscores, a letter first");
  const std::string type = section.choice("type", kind_names(), "");
  column.kind = static_cast<ColumnKind>(std::find(kind_names().begin(), kind_names().end(), type) - kind_names().begin());
  column.required = section.flag("required", false);
  column.description = section.required_text("description");
  column.values = section.texts("values");
  refuse_repeats(section, "values", column.values);
  if (column.kind == ColumnKind::code && column.values.empty())
    section.refuse_missing("values", "list the codes: values = [\"...\"], or make the type text");
  if (column.kind != ColumnKind::code && section.has("values")) refuse("only a code has 'values'", section.place("values"), "write type = \"code\"");
  read_limits(section, column);
  refuse_clash(table, column, section.place("name"));
  return column;
}

/// A column named by another key; empty is allowed.
std::string column_named(const Section& section, std::string_view key, const TableDefinition& table) {
  std::string name = section.text(key);
  if (!name.empty() && !find_column(table, name)) refuse_name("the table has no column", name, column_names(table), section.place(key));
  return name;
}

}  // namespace

TableDefinition read_table(const Document& document) {
  const Section section(document.root, document.file, "a table",
                        {"id", "name", "description", "key", "subject", "period_column", "place_column", "column"});
  TableDefinition table;
  table.place = {document.file, 1, 1};
  table.id = read_id(section, document);
  table.name = section.required_text("name");
  table.description = section.required_text("description");
  table.subject = section.choice("subject", {"crime", "treatment", "harm", "use", "supply", "context"}, "");
  for (const toml::table* child : section.children("column"))
    table.columns.push_back(read_column(*child, table, document.file));
  if (table.columns.empty()) section.refuse_missing("column", "add at least one [[column]]");
  if (!section.has("key")) section.refuse_missing("key", "name the columns of the natural key; key = [] where only the whole row is one");
  table.key = section.texts("key");
  refuse_repeats(section, "key", table.key);
  for (std::size_t i = 0; i < table.key.size(); ++i)
    if (!find_column(table, table.key[i]))
      refuse_name("the table has no column", table.key[i], column_names(table), place_of(document.file, (*document.root.get("key")->as_array())[i].source()));
  table.period_column = column_named(section, "period_column", table);
  table.place_column = column_named(section, "place_column", table);
  const auto* period = find_column(table, table.period_column);
  if (period && period->kind != ColumnKind::date && period->kind != ColumnKind::month && period->kind != ColumnKind::timestamp && period->kind != ColumnKind::integer)
    refuse("'period_column' must be a date, a month, a timestamp or a year", section.place("period_column"), "name another column, or \"\" where the table is timeless");
  const auto* place = find_column(table, table.place_column);
  if (place && place->kind != ColumnKind::area) refuse("'place_column' must be an area", section.place("place_column"), "name another column, or \"\" where there is none");
  return table;
}

}  // namespace dmp::catalogue
