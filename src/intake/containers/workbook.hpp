#pragma once

#include <filesystem>
#include <string>

#include "intake/containers/sheet.hpp"
#include "intake/containers/zip.hpp"

namespace dmp::intake::containers {

/// One sheet of an Office Open XML workbook as csv in the scratch folder; `wanted` as in choose_sheet. Cells come as people
/// see them (see formatted_text); formulas as their last result; errors such as #N/A as that text.
SheetText read_xlsx(const Zip& zip, const std::string& name, const std::string& wanted, const std::filesystem::path& scratch, Allowance& allowance);

/// The same for an OpenDocument spreadsheet.
SheetText read_ods(const Zip& zip, const std::string& name, const std::string& wanted, const std::filesystem::path& scratch, Allowance& allowance);

/// The same for a workbook of Excel 97 to 2003. Percentages come as shares, since the file's reader does not tell them apart.
SheetText read_xls(const std::filesystem::path& file, const std::string& name, const std::string& wanted, const std::filesystem::path& scratch,
                   Allowance& allowance);

}  // namespace dmp::intake::containers
