#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "claims/lexicon.hpp"
#include "claims/tokens.hpp"
#include "core/period.hpp"

namespace dmp::claims {

enum class MarkKind { date, period, age, code };

/// Numbers of a text that count nothing: dates, periods, ages, labels, telephone numbers.
struct Mark {
  MarkKind kind = MarkKind::code;
  std::size_t first = 0, last = 0;      ///< tokens, last included
  std::optional<core::Period> period;   ///< of a period, and of a date that has a year
  int weekday = -1;                     ///< of a date that names one: 0 Monday ... 6 Sunday
  int day = 0, month = 0, year = 0;     ///< of a date; year 0 where it names none
  int age_low = -1, age_high = -1;      ///< of an age; high 120 where it is open
};

/// The marks in order; they do not overlap.
std::vector<Mark> find_marks(const std::vector<Token>& tokens, const Lexicon& lexicon);

/// The day a text is of: its first date with day, month and year; nothing where there is none.
std::optional<core::Day> day_of(const std::vector<Mark>& marks);

/// 0 Monday ... 6 Sunday.
int weekday_of(core::Day day);
std::string_view weekday_name(int weekday);
std::string_view month_name(int month);

/// A month named in full or by three letters: 1 to 12; 0 for any other word.
int month_named(std::string_view word);

}  // namespace dmp::claims
