#include <fmt/format.h>
#include <freexl.h>

#include "core/errors.hpp"
#include "intake/containers/workbook.hpp"

namespace dmp::intake::containers {
namespace {

[[noreturn]] void unreadable(const std::string& what, const std::string& name) {
  throw core::UserError(core::ErrorKind::data, what, core::Place{name}, "open it in a spreadsheet program and save it as xlsx, without a password");
}

class Workbook {
 public:
  Workbook(const std::filesystem::path& file, const std::string& name) {
    const int result = freexl_open(file.c_str(), &handle);
    if (result == FREEXL_BIFF_WORKBOOK_NOT_FOUND) unreadable("the file is no workbook, or one protected with a password", name);
    if (result != FREEXL_OK) unreadable(fmt::format("the workbook cannot be read (code {})", result), name);
    if (info(FREEXL_BIFF_PASSWORD) == FREEXL_BIFF_OBFUSCATED) {
      freexl_close(handle);
      unreadable("the workbook is protected with a password", name);
    }
  }
  ~Workbook() { freexl_close(handle); }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  [[nodiscard]] unsigned info(unsigned short what) const {
    unsigned value = 0;
    return freexl_get_info(handle, what, &value) == FREEXL_OK ? value : 0;
  }

  const void* handle = nullptr;
};

std::string cell_text(const FreeXL_CellValue& cell) {
  switch (cell.type) {
    case FREEXL_CELL_INT: return std::to_string(cell.value.int_value);
    case FREEXL_CELL_DOUBLE: return number_text(cell.value.double_value);
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
    case FREEXL_CELL_TIME: return cell.value.text_value ? cell.value.text_value : "";
    default: return {};
  }
}

}  // namespace

SheetText read_xls(const std::filesystem::path& file, const std::string& name, const std::string& wanted, const std::filesystem::path& scratch,
                   Allowance& allowance) {
  const Workbook workbook(file, name);
  std::vector<SheetEntry> sheets;
  for (unsigned i = 0; i < workbook.info(FREEXL_BIFF_SHEET_COUNT); ++i) {
    const char* title = nullptr;
    freexl_get_worksheet_name(workbook.handle, static_cast<unsigned short>(i), &title);
    sheets.push_back({title ? title : "", false});
  }
  SheetText result;
  const std::size_t index = choose_sheet(sheets, wanted, name, result.notes);
  result.sheet = sheets[index].name;
  SheetWriter writer(name + "#" + result.sheet);
  unsigned rows = 0;
  unsigned short columns = 0;
  if (freexl_select_active_worksheet(workbook.handle, static_cast<unsigned short>(index)) != FREEXL_OK ||
      freexl_worksheet_dimensions(workbook.handle, &rows, &columns) != FREEXL_OK)
    unreadable(fmt::format("the sheet '{}' cannot be read", result.sheet), name);
  for (unsigned row = 0; row < rows; ++row) {
    for (unsigned short column = 0; column < columns; ++column) {
      FreeXL_CellValue cell{};
      if (freexl_get_cell_value(workbook.handle, row, column, &cell) == FREEXL_OK) writer.set(column, cell_text(cell));
    }
    writer.end_row(row + 1);
  }
  result.path = writer.write(scratch, allowance);
  return result;
}

}  // namespace dmp::intake::containers
