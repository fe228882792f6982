#pragma once

#include <string>
#include <vector>

#include "catalogue/definitions.hpp"

namespace dmp::catalogue {

/// One column as it is stored: a measure gives two, NAME and NAME_state.
struct StoredColumn {
  std::string name;
  std::string type;  ///< the engine's type, such as VARCHAR or DECIMAL(18,2)
};

/// How values of this kind are stored.
std::string stored_type(ColumnKind kind);

/// The table's columns in order, then _source, _file and _line.
std::vector<StoredColumn> stored_columns(const TableDefinition& table);

/// The statement that makes the empty canonical table; does nothing where it is there already.
/// schema may be empty.
std::string create_table_sql(const TableDefinition& table, const std::string& schema = {});

}  // namespace dmp::catalogue
