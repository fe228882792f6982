#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "reports/report.hpp"

/// A spreadsheet after the government's guidance for accessible ones: a cover, contents, notes, one table a sheet that begins in the
/// first column, no merged cells, no frozen panes, tables marked as such.
namespace dmp::reports {

struct Number {
  double value = 0;
  int decimals = 0;
};
struct Date {
  std::string text;  ///< YYYY-MM-DD
};
using Cell = std::variant<std::string, Number, Date>;
using Cells = std::vector<Cell>;

/// One table on one sheet; rows are made one at a time, as there may be very many.
struct Table {
  std::string sheet, title, description;
  std::vector<std::string> headers;
  std::size_t rows = 0;
  std::function<Cells(std::size_t)> row;
};

/// Writes sheets in the order of the calls, in one format.
class Workbook {
 public:
  virtual ~Workbook() = default;
  virtual void set_properties(const Edition& edition) = 0;
  /// A sheet of text: a title, then lines in one wide column; a line that begins with '#' is a heading.
  virtual void add_text(const char* name, const std::string& title, const std::vector<std::string>& lines) = 0;
  /// The list of the sheets, each linked.
  virtual void add_contents(const std::vector<Table>& tables) = 0;
  virtual void add_table(const Table& table) = 0;
  /// Completes the file; errors name `shown`. A resource UserError where it cannot be written.
  virtual void close(const std::filesystem::path& shown) = 0;
};

std::unique_ptr<Workbook> excel_workbook(const std::filesystem::path& file);
std::unique_ptr<Workbook> open_document_workbook(const std::filesystem::path& file);

/// What stands above every table, and the names in the list of contents.
inline constexpr const char* kMarksLine = "This worksheet contains one table. Some cells hold a mark in place of a number: [c] suppressed, [x] missing, [z] not applicable.";
std::vector<std::pair<std::string, std::string>> contents_entries(const std::vector<Table>& tables);

/// Length in characters, near enough for a column's width.
std::size_t width_of(std::string_view text);

}  // namespace dmp::reports
