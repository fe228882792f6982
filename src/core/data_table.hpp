#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dmp::core {

/// One cell of a result for people or programs: nothing, text, a number, a whole number or a truth.
using Cell = std::variant<std::monostate, std::string, double, long long, bool>;

/// A cell in full precision: the text itself, the exact number, true or false; empty for nothing and NaN.
std::string exact_text(const Cell& cell);

/// A rectangular result with named columns, as every verb prints it.
class DataTable {
 public:
  explicit DataTable(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  /// Adds a row; throws InternalError when its width is not the table's.
  void add(std::vector<Cell> row);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<std::vector<Cell>>& rows() const { return rows_; }

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<Cell>> rows_;
};

enum class Format { csv, json, table };

/// "csv", "json" or "table"; throws a usage UserError for anything else.
Format format_named(std::string_view name);

/// Writes the table. csv: RFC 4180 with LF line ends, full precision, empty for nothing and NaN. json: an array of
/// objects, null for nothing and NaN. table: aligned columns with rounded numbers, for a terminal.
void write(std::ostream& out, const DataTable& table, Format format);

/// A text as one csv field: quoted only where it must be.
std::string csv_field(std::string_view text);

/// A text as a JSON string with its quotes.
std::string json_string(std::string_view text);

}  // namespace dmp::core
