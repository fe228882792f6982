#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/period.hpp"

namespace dmp::intake {

struct Moment {
  core::Day day;
  std::int64_t seconds = 0;   ///< of the day
};

/// Reads text by one format: %Y %m %d %H %M %S, %y (two digits, 1970 to 2069), %B or %b (month's name), %f (fraction,
/// passed over); other letters must stand as they are, a blank matches any number of blanks. The calendar decides:
/// 31/02/2021 is nothing. Without %d the day is the month's first. A zone behind the time ("Z", "+00:00") is passed over.
std::optional<Moment> parse_moment(std::string_view text, std::string_view format);

/// As above by the first format that fits; without formats by the usual ones (ISO, dd/mm/yyyy, dd-mm-yyyy, dd Month yyyy),
/// each also with a time behind.
std::optional<Moment> parse_moment(std::string_view text, std::span<const std::string> formats);

/// A number as people type it: a leading pound, dollar or euro sign, thousands separators where they stand between groups of
/// three, a per cent sign behind. Nothing for anything else.
std::optional<double> parse_loose_number(std::string_view text);

}  // namespace dmp::intake
