#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dmp::core {

/// The shortest text that reads back as exactly this double; empty for NaN, "Inf" and "-Inf" for the infinities.
std::string exact_text(double value);
/// Appends it.
void append_exact(std::string& out, double value);

/// For people: thousands separated, about four significant digits, no exponent; empty for NaN.
std::string rounded_text(double value);

/// The whole of text (blanks at the ends aside) as a number, or nothing. Takes a decimal point and an exponent;
/// no thousands separators, no currency signs, no "nan" or "inf": a reader that wants those says so itself.
std::optional<double> parse_number(std::string_view text);

/// As parse_number, for whole numbers within 64 bits ("12.0" is no whole number).
std::optional<long long> parse_integer(std::string_view text);

}  // namespace dmp::core
