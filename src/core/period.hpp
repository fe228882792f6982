#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace dmp::core {

/// A calendar day as days since 1970-01-01 (proleptic Gregorian).
struct Day {
  int since_epoch = 0;
  auto operator<=>(const Day&) const = default;
};

/// The day y-m-d, or nothing where the calendar has no such day (31 February).
std::optional<Day> make_day(int year, unsigned month, unsigned day);
/// Exactly "YYYY-MM-DD".
std::optional<Day> parse_day(std::string_view text);
std::string text(Day day);
/// The same day of month n months later (n may be negative), cut to the month's last day.
Day add_months(Day day, int months);

/// A span of whole days, both ends inside, as the field names it: "2023/24" (financial year, 1 April to 31 March),
/// "2023" (calendar year), "2023-05" (month), "2021-23" (calendar years pooled), "2021/22-2023/24" (financial years
/// pooled), "2023 Q2" (calendar quarter), "2023-05 to 2024-04" (any other run of whole months), otherwise
/// "2023-05-03 to 2023-06-01".
struct Period {
  Day start;
  Day end;
  auto operator<=>(const Period&) const = default;

  [[nodiscard]] std::string text() const;
  /// Whole months the span holds; 0 where it does not begin and end with a month.
  [[nodiscard]] int months() const;
};

/// Reads the ways publishers write periods: everything Period::text writes and "2023-24" or "2023 - 24" where
/// two_digit_is_financial, "2016 - 18", "2019/20", "April 2023", "Apr-23", "Year ending March 2023", "2023 Q1", "2022/23 Q4" (January to March 2023),
/// "01/04/2009 to 31/03/2010". Nothing where it is not understood.
/// "2023-24" alone is ambiguous: a financial year unless it cannot be one or two_digit_is_financial is false.
std::optional<Period> parse_period(std::string_view text, bool two_digit_is_financial = true);

/// The financial year that begins on 1 April of the year.
Period financial_year(int starting);
Period calendar_year(int year);
Period month(int year, unsigned month);

}  // namespace dmp::core
