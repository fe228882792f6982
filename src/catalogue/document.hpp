#pragma once

#include <map>
#include <string>

#include "catalogue/definitions.hpp"
#include "catalogue/section.hpp"

namespace dmp::catalogue {

/// One parsed file of the catalogue.
struct Document {
  std::string file;  ///< as errors name it
  std::string id;    ///< the file's name without .toml: the id it must hold
  std::string text;
  toml::table root;
};

using Tables = std::map<std::string, TableDefinition>;

TableDefinition read_table(const Document& document);
SourceDefinition read_source(const Document& document, const Tables& tables);
IndicatorDefinition read_indicator(const Document& document, const Tables& tables);

/// The id, checked: small letters, digits and underscores, and the file's name.
std::string read_id(const Section& section, const Document& document);

/// Where the first line of a text value stands: for a multi-line text the line below its opening quotes.
core::Place text_place(const Section& section, std::string_view key, const Document& document);

/// Rows under a key, each a table of column names known to the table; values must be of the column's kind.
std::vector<ExampleRow> read_rows(const Section& section, std::string_view key, const TableDefinition& table);

/// [[not_comparable]] of an indicator or, where it must name its indicators, of a profile.
std::vector<NotComparable> read_not_comparable(const Section& section, bool names_indicator);

/// Names of a table's columns.
Names column_names(const TableDefinition& table);
const ColumnDefinition* find_column(const TableDefinition& table, std::string_view name);

/// Whether a text may be a name in SQL without quotes: small letters, digits, underscores, a letter first.
bool is_name(std::string_view text);

/// Names of the column kinds in the order of ColumnKind.
const Names& kind_names();

}  // namespace dmp::catalogue
