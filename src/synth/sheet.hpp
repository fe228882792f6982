#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/period.hpp"
#include "synth/chance.hpp"
#include "synth/extract.hpp"

namespace dmp::synth {

/// A cell spoilt on purpose, or a row given twice. The line counts from the first row of the part, beginning at 1.
struct PlantedFault {
  std::string kind, column, value;
  std::uint64_t line = 0;
};

/// One county's share of a file: rows without the header, UTF-8, LF.
struct Part {
  const ExtractDefinition* definition = nullptr;
  std::string file, bytes;
  std::uint64_t rows = 0, rejected = 0, duplicates = 0;
  std::vector<PlantedFault> faults;
};

/// Writes the rows of a part cell by cell and plants the faults of its extract. A fault is an additional row, a copy of
/// the row before with one bad cell (or none: a duplicate), so that what is loaded is exactly what was generated.
class Sheet {
 public:
  /// county and year make the places of the faults differ from part to part.
  Sheet(const ExtractDefinition& definition, ChanceKey key, std::string_view year = "");

  Sheet& text(std::string_view value);
  Sheet& number(long long value);
  Sheet& fixed(double value, int digits);
  Sheet& date(core::Day day);
  Sheet& month(core::Day day);
  /// Day and second of the day as YYYY-MM-DD HH:MM:SS.
  Sheet& moment(core::Day day, int second);
  Sheet& truth(bool value);
  Sheet& empty();
  /// Ends the row; its width must be the extract's.
  void end_row();
  /// The part with the faults that found no place yet at its end. The sheet is spent.
  Part finish();

 private:
  void begin_cell();
  void plant_next();

  Part part_;
  std::vector<std::pair<std::uint64_t, const FaultKind*>> planned_;  ///< after which row, in descending order
  std::vector<std::size_t> cells_;                                   ///< where the cells of the open or last row begin
  std::size_t row_end_ = 0;
  bool row_ended_ = false;
  std::uint64_t good_rows_ = 0;
  std::uint64_t spoilt_ = 0;
};

/// Number with a fixed count of decimals, rounded half away from zero: the same text on every platform.
std::string fixed_text(double value, int digits);

}  // namespace dmp::synth
