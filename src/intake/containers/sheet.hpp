#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/issue.hpp"
#include "intake/containers/allowance.hpp"

namespace dmp::intake::containers {

inline constexpr std::uint64_t kMaxRows = 1'048'576;  ///< of a sheet, in every spreadsheet program of today
inline constexpr std::uint64_t kMaxColumns = 16'384;

/// What a sheet of a workbook is called and whether people see it.
struct SheetEntry {
  std::string name;
  bool hidden = false;
};

/// A sheet turned into text.
struct SheetText {
  std::filesystem::path path;
  std::string sheet;
  core::Issues notes;
};

/// Which sheet is meant: `wanted` is a name (blanks and letter case aside, if need be) or a number from 1; empty takes the
/// first that is not hidden. A UserError (usage) names the sheets there are. Adds a note where the choice was ours.
std::size_t choose_sheet(const std::vector<SheetEntry>& sheets, const std::string& wanted, const std::string& name, core::Issues& notes);

/// Gathers the cells of a sheet and writes them as csv: one record a row of the sheet, from row 1 on, all records that
/// hold text equally wide, blank rows as empty lines; blank rows and columns at the end are left out.
class SheetWriter {
 public:
  explicit SheetWriter(std::string name) : name_(std::move(name)) {}

  /// Sets a cell of the current row (column from 0); blank text is nothing.
  void set(std::uint64_t column, std::string text);
  /// Ends the current row, which is the sheet's row `row` (from 1) and `repeat` - 1 more. Rows come in rising order.
  void end_row(std::uint64_t row, std::uint64_t repeat = 1);

  std::filesystem::path write(const std::filesystem::path& scratch, Allowance& allowance);

 private:
  struct Row {
    std::size_t end;        ///< of its text in body_
    std::uint64_t row;
    std::uint32_t columns;
  };

  std::string name_;
  std::vector<std::string> cells_;
  std::string body_;
  std::vector<Row> rows_;
  std::uint64_t last_row_ = 0;
  std::uint32_t width_ = 0;
};

/// A number as people see it in a cell of general format: no decimal point where it is whole, else the shortest text
/// that is exactly this number.
std::string number_text(double value);

/// A share as a percentage: 0.125 as "12.5%", without the noise of binary arithmetic.
std::string percent_text(double value);

}  // namespace dmp::intake::containers
