#pragma once

#include <string>
#include <string_view>

namespace dmp::intake::containers {

/// What a spreadsheet's number format makes people see.
struct NumberFormat {
  enum class Kind { number, percent, date, year, time, elapsed, date_time, padded };
  Kind kind = Kind::number;
  int digits = 0;  ///< for padded: the least number of digits
};

/// Reads a format code such as "dd/mm/yyyy", "0.0%", "[h]:mm", "00000"; only its first section counts.
NumberFormat read_number_format(std::string_view code);

/// The built-in format of a number below 164 (ECMA-376 part 1, 18.8.30).
NumberFormat built_in_format(int number);

/// A stored number as text: dates as YYYY-MM-DD, times as HH:MM:SS, both with a blank between, elapsed times as H:MM:SS,
/// percentages as "12.5%", everything else at full precision. Dates that the calendar of the workbook (from 1900, with its
/// day that never was, or from 1904) does not have come as the number.
std::string formatted_text(double value, const NumberFormat& format, bool from_1904);

}  // namespace dmp::intake::containers
