#include "core/period_words.hpp"

#include <fmt/format.h>

#include <array>

#include "core/period.hpp"

namespace dmp::core {
namespace {

/// "August 2024" of a day in it.
std::string month_of(const std::string& day) {
  static constexpr std::array<const char*, 12> kMonths = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
  return fmt::format("{} {}", kMonths.at(static_cast<std::size_t>(std::stoi(day.substr(5, 2)) - 1)), day.substr(0, 4));
}

std::string day_words(const std::string& day) { return fmt::format("{} {}", std::stoi(day.substr(8, 2)), month_of(day)); }

std::string number_words(int number) {
  static constexpr std::array<const char*, 8> kWords = {"two", "three", "four", "five", "six", "seven", "eight", "nine"};
  return number >= 2 && number <= 9 ? kWords.at(static_cast<std::size_t>(number - 2)) : fmt::format("{}", number);
}

}  // namespace

// The estimates' own "2022-23" is two calendar years: a financial year is "2022/23" there.
std::string period_in_prose(const std::string& period) {
  const auto parsed = parse_period(period, false);
  if (!parsed) return period;
  const int months = parsed->months();
  const std::string start = text(parsed->start), end = text(parsed->end), name = parsed->text();
  if (months == 1) return month_of(end);
  if (months == 12) return name.find(" to ") == std::string::npos ? name : "the year to " + month_of(end);
  if (months > 12 && months % 12 == 0) {
    const std::string years = "the " + number_words(months / 12) + " years ";
    return start.substr(5) == "01-01" ? years + start.substr(0, 4) + " to " + end.substr(0, 4) : years + "to " + month_of(end);
  }
  if (months == 3 && name.find('Q') != std::string::npos) return "the quarter to " + month_of(end);
  return period_label(period);
}

std::string period_label(const std::string& period) {
  const auto parsed = parse_period(period, false);
  if (!parsed) return period;
  const int months = parsed->months();
  const std::string start = text(parsed->start), end = text(parsed->end);
  if (months == 0) return day_words(start) + (start == end ? "" : " to " + day_words(end));
  if (months == 1) return month_of(end);
  std::string name = parsed->text();
  if (name.find(" to ") != std::string::npos) return month_of(start) + " to " + month_of(end);
  if (months > 12 && start.substr(5) == "01-01") return start.substr(0, 4) + " to " + end.substr(0, 4);
  if (const std::size_t dash = name.find('-'); dash != std::string::npos) name.replace(dash, 1, " to ");
  return name;
}

}  // namespace dmp::core
