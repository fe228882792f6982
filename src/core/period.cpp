#include "core/period.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <vector>

namespace dmp::core {
namespace {

std::chrono::year_month_day civil(Day day) { return std::chrono::sys_days(std::chrono::days(day.since_epoch)); }

Day day_of(const std::chrono::year_month_day& date) {
  return Day{static_cast<int>(std::chrono::sys_days(date).time_since_epoch().count())};
}

Period months_from(int year, unsigned first_month, int count) {
  const Day start = *make_day(year, first_month, 1);
  return {start, Day{add_months(start, count).since_epoch - 1}};
}

/// A text cut into runs of digits, runs of letters (lower case) and single signs; blanks and long dashes made plain.
struct Token {
  enum Kind { digits, word, sign } kind;
  std::string text;
};

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == ' ' || c == '\t' || c == ',' || c == '\r' || c == '\n') {
      ++i;
    } else if (text.substr(i).starts_with("\xE2\x80\x93") || text.substr(i).starts_with("\xE2\x80\x94")) {
      tokens.push_back({Token::sign, "-"});
      i += 3;
    } else if (std::isalnum(c)) {
      const bool number = std::isdigit(c) != 0;
      Token token{number ? Token::digits : Token::word, {}};
      while (i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) && (std::isdigit(static_cast<unsigned char>(text[i])) != 0) == number)
        token.text += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i++])));
      tokens.push_back(std::move(token));
    } else {
      tokens.push_back({Token::sign, std::string(1, text[i++])});
    }
  }
  return tokens;
}

int number(const std::string& digits) {
  int value = -1;
  if (digits.size() <= 4) std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

unsigned month_named(const std::string& word) {
  static constexpr std::array<std::string_view, 12> kMonths = {"january", "february", "march", "april", "may", "june",
                                                              "july", "august", "september", "october", "november", "december"};
  for (unsigned i = 0; i < 12; ++i)
    if (word == kMonths[i] || word == kMonths[i].substr(0, 3) || (i == 8 && word == "sept")) return i + 1;
  return 0;
}

/// Matches tokens against a pattern: Y year of four digits, y two digits, M month's name, n month 1 to 12 of two
/// digits, D day of two digits, Q quarter 1 to 4; anything else is a word or sign taken literally. Fills numbers in order.
bool matches(const std::vector<Token>& tokens, const std::vector<std::string_view>& pattern, std::vector<int>& numbers) {
  numbers.clear();
  if (tokens.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const std::string_view wanted = pattern[i];
    const int value = token.kind == Token::digits ? number(token.text) : -1;
    bool fits = false;
    if (wanted == "Y") fits = token.text.size() == 4 && value >= 1800 && value <= 2200;
    else if (wanted == "y") fits = token.text.size() == 2 && value >= 0;
    else if (wanted == "n") fits = token.text.size() <= 2 && value >= 1 && value <= 12;
    else if (wanted == "D") fits = token.text.size() <= 2 && value >= 1 && value <= 31;
    else if (wanted == "Q") fits = token.text.size() == 1 && value >= 1 && value <= 4;
    else if (wanted == "M") {
      const unsigned m = token.kind == Token::word ? month_named(token.text) : 0;
      if (m == 0) return false;
      numbers.push_back(static_cast<int>(m));
      continue;
    } else if (token.text == wanted) {
      continue;
    }
    if (!fits) return false;
    numbers.push_back(value);
  }
  return true;
}

int full_year(int two_digits, int near) {
  const int century = near / 100 * 100;
  return two_digits < near % 100 ? century + 100 + two_digits : century + two_digits;
}

}  // namespace

std::optional<Day> make_day(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return day_of(date);
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) return std::nullopt;
  const auto digits = [&](std::size_t from, std::size_t count) { return number(std::string(text.substr(from, count))); };
  return make_day(digits(0, 4), static_cast<unsigned>(digits(5, 2)), static_cast<unsigned>(digits(8, 2)));
}

std::string text(Day day) {
  const auto date = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Day add_months(Day day, int months) {
  const auto date = civil(day);
  const auto moved = std::chrono::year_month(date.year(), date.month()) + std::chrono::months(months);
  const std::chrono::year_month_day_last last{moved.year(), std::chrono::month_day_last(moved.month())};
  return day_of(moved / std::min(date.day(), last.day()));
}

int Period::months() const {
  const auto first = civil(start), after = civil(Day{end.since_epoch + 1});
  if (static_cast<unsigned>(first.day()) != 1 || static_cast<unsigned>(after.day()) != 1) return 0;
  return (static_cast<int>(after.year()) - static_cast<int>(first.year())) * 12 + static_cast<int>(static_cast<unsigned>(after.month())) -
         static_cast<int>(static_cast<unsigned>(first.month()));
}

std::string Period::text() const {
  const int count = months();
  const auto first = civil(start), last = civil(end);
  const int year = static_cast<int>(first.year()), end_year = static_cast<int>(last.year());
  const unsigned month_number = static_cast<unsigned>(first.month());
  if (count == 1) return fmt::format("{:04}-{:02}", year, month_number);
  if (count == 3 && month_number % 3 == 1) return fmt::format("{:04} Q{}", year, (month_number + 2) / 3);
  if (count > 0 && count % 12 == 0 && month_number == 4) {
    const auto financial = [](int y) { return fmt::format("{:04}/{:02}", y, (y + 1) % 100); };
    return count == 12 ? financial(year) : financial(year) + "-" + financial(end_year - 1);
  }
  if (count > 0 && count % 12 == 0 && month_number == 1)
    return count == 12 ? fmt::format("{:04}", year) : fmt::format("{:04}-{:02}", year, end_year % 100);
  if (count > 0)
    return fmt::format("{:04}-{:02} to {:04}-{:02}", year, month_number, end_year, static_cast<unsigned>(last.month()));
  return core::text(start) + " to " + core::text(end);
}

std::optional<Period> parse_period(std::string_view text, bool two_digit_is_financial) {
  const std::vector<Token> tokens = tokens_of(text);
  std::vector<int> n;
  const auto is = [&](std::initializer_list<std::string_view> pattern) { return matches(tokens, pattern, n); };
  const auto pooled = [&](int from, int to) -> std::optional<Period> {
    if (to < from) return std::nullopt;
    return Period{calendar_year(from).start, calendar_year(to).end};
  };
  if (is({"Y"})) return calendar_year(n[0]);
  if (is({"Y", "/", "y"}) && full_year(n[1], n[0]) == n[0] + 1) return financial_year(n[0]);
  if (is({"Y", "/", "Y"}) && n[1] == n[0] + 1) return financial_year(n[0]);
  if (is({"Y", "-", "y"})) {
    const int to = full_year(n[1], n[0]);
    if (to == n[0] + 1 && two_digit_is_financial) return financial_year(n[0]);
    // "2023-05" is a month wherever it cannot be a run of years.
    if (to > n[0] + 10 && n[1] >= 1 && n[1] <= 12) return month(n[0], static_cast<unsigned>(n[1]));
    return pooled(n[0], to);
  }
  if (is({"Y", "-", "Y"})) return n[1] == n[0] + 1 && two_digit_is_financial ? std::optional(financial_year(n[0])) : pooled(n[0], n[1]);
  if (is({"Y", "/", "y", "-", "Y", "/", "y"}) || is({"Y", "/", "y", "-", "y", "/", "y"})) {
    const int to = n[2] < 100 ? full_year(n[2], n[0]) : n[2];
    if (to >= n[0]) return Period{financial_year(n[0]).start, financial_year(to).end};
  }
  if (is({"M", "Y"}) || is({"M", "-", "Y"})) return month(n[1], static_cast<unsigned>(n[0]));
  if (is({"M", "-", "y"}) || is({"M", "y"})) return month(2000 + n[1], static_cast<unsigned>(n[0]));
  if (is({"Y", "/", "y", "q", "Q"}) && full_year(n[1], n[0]) == n[0] + 1) {
    const Day start = add_months(financial_year(n[0]).start, (n[2] - 1) * 3);
    return Period{start, Day{add_months(start, 3).since_epoch - 1}};
  }
  if (is({"Y", "q", "Q"})) return months_from(n[0], static_cast<unsigned>(n[1] * 3 - 2), 3);
  if (is({"year", "ending", "M", "Y"}) || is({"year", "to", "M", "Y"}) || is({"ye", "M", "Y"})) {
    const Period last = month(n[1], static_cast<unsigned>(n[0]));
    return Period{add_months(last.start, -11), last.end};
  }
  if (is({"Y", "-", "n", "to", "Y", "-", "n"})) {
    const Period first = month(n[0], static_cast<unsigned>(n[1])), last = month(n[2], static_cast<unsigned>(n[3]));
    if (last.end >= first.start) return Period{first.start, last.end};
  }
  if (is({"M", "Y", "to", "M", "Y"}) || is({"M", "Y", "-", "M", "Y"})) {
    const Period first = month(n[1], static_cast<unsigned>(n[0])), last = month(n[3], static_cast<unsigned>(n[2]));
    if (last.end >= first.start) return Period{first.start, last.end};
  }
  std::optional<Day> from, to;
  if (is({"D", "/", "n", "/", "Y", "to", "D", "/", "n", "/", "Y"}) || is({"D", "/", "n", "/", "Y", "-", "D", "/", "n", "/", "Y"})) {
    from = make_day(n[2], static_cast<unsigned>(n[1]), static_cast<unsigned>(n[0]));
    to = make_day(n[5], static_cast<unsigned>(n[4]), static_cast<unsigned>(n[3]));
  } else if (is({"Y", "-", "n", "-", "D", "to", "Y", "-", "n", "-", "D"})) {
    from = make_day(n[0], static_cast<unsigned>(n[1]), static_cast<unsigned>(n[2]));
    to = make_day(n[3], static_cast<unsigned>(n[4]), static_cast<unsigned>(n[5]));
  }
  if (from && to && *to >= *from) return Period{*from, *to};
  return std::nullopt;
}

Period financial_year(int starting) { return months_from(starting, 4, 12); }
Period calendar_year(int year) { return months_from(year, 1, 12); }
Period month(int year, unsigned month_number) { return months_from(year, month_number, 1); }

}  // namespace dmp::core
