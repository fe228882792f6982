#pragma once

#include <string_view>
#include <vector>

/// What is known about the columns of the canonical tables, as lists. A rule whose table or columns a profile's own
/// catalogue does not have is left out.
namespace dmp::quality {

/// Columns of one row that contradict each other. `broken` is an SQL condition; NULL is no contradiction.
struct ColumnRule {
  std::string_view table;
  std::string_view rule;                   ///< short permanent name
  std::vector<std::string_view> columns;   ///< all that `broken` names
  std::string_view broken;
  std::string_view mend;                   ///< what it means and how to mend it
  bool grave = true;                       ///< a warning; else a note
};
const std::vector<ColumnRule>& column_rules();

/// A column that can have a value only in some rows. An empty condition: a blank is an answer too, so its share says nothing.
struct ConditionalColumn {
  std::string_view table, column, applies;
};
const std::vector<ConditionalColumn>& conditional_columns();

/// Flags that officers or practitioners have to fill by hand; `applies`: rows that should have them.
struct MarkerColumn {
  std::string_view table, column, applies;
};
const std::vector<MarkerColumn>& marker_columns();

/// Identifiers that should be found in another table.
struct Reference {
  std::string_view table, column, parent, parent_column;
};
const std::vector<Reference>& references();

}  // namespace dmp::quality
