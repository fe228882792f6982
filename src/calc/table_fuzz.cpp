#include <cstddef>
#include <cstdint>
#include <string>

#include "calc/table.hpp"
#include "core/errors.hpp"

/// Any bytes as a table for dmp calc: a table as wide as its header and as long as its rows, or a UserError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  try {
    const dmp::calc::Table table = dmp::calc::read_csv(std::string(reinterpret_cast<const char*>(bytes), size), "input", {});
    std::size_t letters = 0;
    for (const dmp::calc::Column& column : table.columns)
      for (std::size_t row = 0; row < table.rows; ++row) letters += column.is_text() ? column.text(row).size() : 1;
    if (letters == static_cast<std::size_t>(-1)) return 1;  // the texts are read, so that a place outside the memory shows
  } catch (const dmp::core::UserError&) {
  }
  return 0;
}
