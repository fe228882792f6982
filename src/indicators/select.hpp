#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/definitions.hpp"
#include "engine/engine.hpp"

namespace dmp::indicators {

/// A SELECT of the catalogue after its check.
struct Select {
  std::string sql;                      ///< without a closing semicolon
  std::vector<engine::Column> columns;  ///< what it gives
  std::vector<std::string> tables;      ///< canonical tables it reads, sorted; `area` and `area_member` left out

  [[nodiscard]] bool has(std::string_view column) const;
  /// Of a column it gives.
  [[nodiscard]] engine::ColumnType type(std::string_view column) const;
};

/// Columns a SELECT may give and must give.
struct Contract {
  std::vector<std::string> required, allowed;
  bool any_other = false;  ///< columns that are not named may stand too
};

/// Proves that a text is one SELECT over canonical tables that gives the columns of the contract, and prepares it
/// (model.* must be there). Anything else is a usage UserError with the place of the SQL and the nearest right name.
Select check_select(engine::Session& session, const catalogue::Catalogue& catalogue, const std::string& sql, const core::Place& place, const Contract& contract);

/// A SELECT without the blanks and semicolons after it, as Select::sql holds it.
std::string trimmed_sql(std::string sql);

/// "WITH area AS (...), area_member AS (...), NAME AS (the select)": what every statement over it begins with.
std::string with_select(const Select& select, const std::string& name);

}  // namespace dmp::indicators
