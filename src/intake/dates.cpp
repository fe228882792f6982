#include "intake/dates.hpp"

#include <array>
#include <cctype>

#include "core/number.hpp"

namespace dmp::intake {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Up to most digits from text, at least one; -1 where there is none.
int take_digits(std::string_view& text, int most) {
  int value = -1;
  for (int taken = 0; taken < most && !text.empty() && is_digit(text.front()); ++taken) {
    value = (value < 0 ? 0 : value) * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return value;
}

int take_month_name(std::string_view& text) {
  static constexpr std::array<std::string_view, 12> kNames = {"january", "february", "march", "april", "may", "june",
                                                             "july", "august", "september", "october", "november", "december"};
  std::size_t letters = 0;
  while (letters < text.size() && std::isalpha(static_cast<unsigned char>(text[letters]))) ++letters;
  if (letters < 3) return -1;
  for (std::size_t month = 0; month < kNames.size(); ++month) {
    const std::string_view name = kNames[month];
    if (letters > name.size() || (letters != 3 && letters != name.size() && !(month == 8 && letters == 4))) continue;
    bool same = true;
    for (std::size_t i = 0; i < letters && same; ++i) same = std::tolower(static_cast<unsigned char>(text[i])) == name[i];
    if (!same) continue;
    text.remove_prefix(letters);
    return static_cast<int>(month) + 1;
  }
  return -1;
}

struct Parts {
  int year = -1, month = 1, day = 1, hour = 0, minute = 0, second = 0;
};

bool take_part(std::string_view& text, char what, Parts& parts) {
  switch (what) {
    case 'Y': {
      const std::size_t before = text.size();
      parts.year = take_digits(text, 4);
      return before - text.size() == 4;
    }
    case 'y':
      parts.year = take_digits(text, 2);
      if (parts.year >= 0) parts.year += parts.year < 70 ? 2000 : 1900;
      return parts.year >= 0;
    case 'm': return (parts.month = take_digits(text, 2)) > 0;
    case 'd': return (parts.day = take_digits(text, 2)) > 0;
    case 'H': return (parts.hour = take_digits(text, 2)) >= 0;
    case 'M': return (parts.minute = take_digits(text, 2)) >= 0;
    case 'S': return (parts.second = take_digits(text, 2)) >= 0;
    case 'f': return take_digits(text, 9) >= 0;
    case 'B':
    case 'b': return (parts.month = take_month_name(text)) > 0;
    default: return false;
  }
}

bool only_a_zone(std::string_view text) {
  if (text.empty() || text == "Z") return true;
  if (text.front() == '.') {
    text.remove_prefix(1);
    if (take_digits(text, 9) < 0) return false;
    return only_a_zone(text);
  }
  if (text.front() != '+' && text.front() != '-') return false;
  text.remove_prefix(1);
  if (take_digits(text, 2) < 0) return false;
  if (!text.empty() && text.front() == ':') text.remove_prefix(1);
  return text.empty() || (take_digits(text, 2) >= 0 && text.empty());
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text, std::string_view format) {
  Parts parts;
  bool time = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%' && i + 1 < format.size()) {
      const char what = format[++i];
      time = time || what == 'H';
      if (!take_part(text, what, parts)) return std::nullopt;
    } else if (format[i] == ' ') {
      if (text.empty() || text.front() != ' ') return std::nullopt;
      while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    } else {
      if (text.empty() || text.front() != format[i]) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  if (time ? !only_a_zone(text) : !text.empty()) return std::nullopt;
  if (parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  const auto day = core::make_day(parts.year, static_cast<unsigned>(parts.month), static_cast<unsigned>(parts.day));
  if (!day) return std::nullopt;
  return Moment{*day, parts.hour * 3600 + parts.minute * 60 + std::min(parts.second, 59)};
}

std::optional<Moment> parse_moment(std::string_view text, std::span<const std::string> formats) {
  if (!formats.empty()) {
    for (const std::string& format : formats)
      if (const auto moment = parse_moment(text, std::string_view(format))) return moment;
    return std::nullopt;
  }
  if (text.size() < 8 || text.size() > 40) return std::nullopt;
  static constexpr std::array<std::string_view, 4> kDates = {"%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y"};
  for (const std::string_view date : kDates)
    if (const auto moment = parse_moment(text, date)) return moment;
  static constexpr std::array<std::string_view, 7> kTimes = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M",
                                                            "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d %B %Y %H:%M"};
  for (const std::string_view format : kTimes)
    if (const auto moment = parse_moment(text, format)) return moment;
  return std::nullopt;
}

std::optional<double> parse_loose_number(std::string_view text) {
  bool negative = false;
  if (text.starts_with('-')) {
    negative = true;
    text.remove_prefix(1);
  }
  for (const std::string_view sign : {"\xC2\xA3", "\xE2\x82\xAC", "$"})
    if (text.starts_with(sign)) text.remove_prefix(sign.size());
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.ends_with('%')) text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty() || text.front() == '-' || text.front() == '+') return std::nullopt;
  std::optional<double> value;
  if (text.find(',') == std::string_view::npos) {
    value = core::parse_number(text);
  } else {
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string plain;
    std::size_t group = 0;
    bool separated = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != ',' || i > point) {
        plain += text[i];
        if (i < point) ++group;
        continue;
      }
      if (group == 0 || group > 3 || (separated && group != 3)) return std::nullopt;
      separated = true;
      group = 0;
    }
    if (group != 3) return std::nullopt;
    value = core::parse_number(plain);
  }
  if (value && negative) value = -*value;
  return value;
}

}  // namespace dmp::intake
