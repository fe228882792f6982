#include "catalogue/schema.hpp"

namespace dmp::catalogue {

std::string stored_type(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::integer: return "BIGINT";
    case ColumnKind::number:
    case ColumnKind::measure: return "DOUBLE";
    case ColumnKind::money: return "DECIMAL(18,2)";
    case ColumnKind::boolean: return "BOOLEAN";
    case ColumnKind::date:
    case ColumnKind::month: return "DATE";
    case ColumnKind::timestamp: return "TIMESTAMP";
    case ColumnKind::text:
    case ColumnKind::code:
    case ColumnKind::area:
    case ColumnKind::pseudonym: return "VARCHAR";
  }
  return "VARCHAR";
}

std::vector<StoredColumn> stored_columns(const TableDefinition& table) {
  std::vector<StoredColumn> columns;
  for (const ColumnDefinition& column : table.columns) {
    columns.push_back({column.name, stored_type(column.kind)});
    if (column.kind == ColumnKind::measure) columns.push_back({column.name + "_state", "VARCHAR"});
  }
  columns.push_back({"_source", "VARCHAR"});
  columns.push_back({"_file", "INTEGER"});
  columns.push_back({"_line", "BIGINT"});
  return columns;
}

std::string create_table_sql(const TableDefinition& table, const std::string& schema) {
  std::string sql = "CREATE TABLE IF NOT EXISTS " + (schema.empty() ? "" : '"' + schema + "\".") + '"' + table.id + "\" (";
  bool first = true;
  for (const StoredColumn& column : stored_columns(table)) {
    if (!first) sql += ", ";
    sql += '"' + column.name + "\" " + column.type;
    first = false;
  }
  return sql + ")";
}

}  // namespace dmp::catalogue
