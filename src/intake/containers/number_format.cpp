#include "intake/containers/number_format.hpp"

#include <fmt/format.h>

#include <cctype>
#include <chrono>
#include <cmath>

#include "intake/containers/sheet.hpp"

namespace dmp::intake::containers {
namespace {

using Kind = NumberFormat::Kind;

// What counts in a section of a format code: its letters and signs without quoted texts, colours and conditions.
struct Signs {
  bool day = false, month = false, year = false, clock = false, elapsed = false, percent = false, other = false;
  int zeros = 0;
};

bool is_elapsed(std::string_view inside) {
  if (inside.empty()) return false;
  for (const char c : inside)
    if (std::tolower(c) != 'h' && std::tolower(c) != 'm' && std::tolower(c) != 's') return false;
  return true;
}

Signs signs_of(std::string_view code) {
  Signs signs;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(code[i])));
    if (c == ';') break;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '"') {
      const std::size_t end = code.find('"', i + 1);
      i = end == std::string_view::npos ? code.size() : end;
    } else if (c == '[') {
      const std::size_t end = code.find(']', i);
      if (end == std::string_view::npos) break;
      if (is_elapsed(code.substr(i + 1, end - i - 1))) signs.elapsed = true;
      i = end;
    } else if (c == 'd') {
      signs.day = true;
    } else if (c == 'm') {
      signs.month = true;
    } else if (c == 'y') {
      signs.year = true;
    } else if (c == 'h' || c == 's') {
      signs.clock = true;
    } else if (c == '%') {
      signs.percent = true;
    } else if (c == '0') {
      ++signs.zeros;
    } else if (c == 'g' && code.substr(i, 7) == "General") {
      i += 6;
      signs.other = true;
    } else if (c == '#' || c == '?' || c == '.' || c == ',' || c == 'e' || c == '/' || c == '@') {
      signs.other = true;
    }
  }
  return signs;
}

std::string clock_text(long long seconds) { return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60); }

// Days of a serial number; nothing but the caller's fallback for those that are no day.
std::string date_text(long long serial, bool from_1904) {
  using namespace std::chrono;
  // The 1900 calendar counts a 29 February 1900 (serial 60) that never was.
  const sys_days origin = from_1904 ? sys_days{year{1904} / 1 / 1} : serial < 60 ? sys_days{year{1899} / 12 / 31} : sys_days{year{1899} / 12 / 30};
  const year_month_day day{origin + days{serial}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

bool is_day(long long serial, bool from_1904) {
  return serial <= (from_1904 ? 2957003 : 2958465) && (from_1904 ? serial >= 0 : serial >= 1 && serial != 60);
}

std::string time_text(double value, Kind kind, bool from_1904) {
  if (!(value >= 0) || value > 3e6) return number_text(value);
  const auto seconds = static_cast<long long>(std::llround(value * 86400));
  const long long day = seconds / 86400, clock = seconds % 86400;
  if (kind == Kind::elapsed) return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (kind == Kind::time || (kind == Kind::date_time && value < 1 && !from_1904)) return clock_text(clock);
  const long long shown = kind == Kind::date_time ? day : static_cast<long long>(std::floor(value));
  if (!is_day(shown, from_1904)) return number_text(value);
  const std::string date = date_text(shown, from_1904);
  if (kind == Kind::year) return date.substr(0, 4);
  return kind == Kind::date ? date : date + " " + clock_text(clock);
}

}  // namespace

NumberFormat read_number_format(std::string_view code) {
  const Signs signs = signs_of(code);
  if (signs.elapsed) return {Kind::elapsed};
  if (signs.day || signs.year) {
    if (signs.clock) return {Kind::date_time};
    return {signs.day || signs.month ? Kind::date : Kind::year};
  }
  if (signs.clock) return {Kind::time};
  if (signs.month) return {Kind::date};
  if (signs.percent) return {Kind::percent};
  if (signs.zeros > 1 && !signs.other) return {Kind::padded, signs.zeros};
  return {Kind::number};
}

NumberFormat built_in_format(int number) {
  if (number == 9 || number == 10) return {Kind::percent};
  if ((number >= 14 && number <= 17) || (number >= 27 && number <= 31) || number == 36 || (number >= 50 && number <= 58)) return {Kind::date};
  if ((number >= 18 && number <= 21) || number == 45 || number == 47 || (number >= 32 && number <= 35)) return {Kind::time};
  if (number == 22) return {Kind::date_time};
  if (number == 46) return {Kind::elapsed};
  return {Kind::number};
}

std::string formatted_text(double value, const NumberFormat& format, bool from_1904) {
  if (!std::isfinite(value)) return {};
  switch (format.kind) {
    case Kind::number: return number_text(value);
    case Kind::percent: return percent_text(value);
    case Kind::padded:
      if (value < 0 || value >= 1e15 || value != std::trunc(value)) return number_text(value);
      return fmt::format("{:0{}}", static_cast<long long>(value), std::min(format.digits, 15));
    default: return time_text(value, format.kind, from_1904);
  }
}

}  // namespace dmp::intake::containers
