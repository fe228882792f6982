#include "synth/calendar.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace dmp::synth {
namespace {

constexpr int kTableStart = -25567;  // 1900-01-01
constexpr int kTableEnd = 25933;     // 2041-01-01

struct Table {
  std::vector<std::array<char, 10>> text;
  std::array<core::Day, kMonths + 1> months{};
  std::vector<signed char> month_of_day;

  Table() {
    text.resize(kTableEnd - kTableStart);
    for (int day = kTableStart; day < kTableEnd; ++day) {
      const std::string written = core::text(core::Day{day});
      std::copy_n(written.begin(), 10, text[static_cast<std::size_t>(day - kTableStart)].begin());
    }
    const core::Day first = *core::make_day(kFirstYear, 4, 1);
    for (int month = 0; month <= kMonths; ++month) months[static_cast<std::size_t>(month)] = core::add_months(first, month);
    for (int month = 0; month < kMonths; ++month)
      month_of_day.insert(month_of_day.end(), static_cast<std::size_t>(month_start(month + 1) - month_start(month)),
                          static_cast<signed char>(month));
  }
  [[nodiscard]] core::Day month_start(int month) const { return months[static_cast<std::size_t>(month)]; }
};

const Table& table() {
  static const Table built;
  return built;
}

}  // namespace

core::Day month_start(int month) { return table().month_start(month); }

core::Day year_start(int year) { return month_start(12 * year); }

int month_of(core::Day day) { return table().month_of_day[static_cast<std::size_t>(day - month_start(0))]; }

int year_of(core::Day day) { return month_of(day) / 12; }

int weekday(core::Day day) { return ((day.since_epoch + 3) % 7 + 7) % 7; }

int age_on(core::Day born, core::Day day) {
  const auto birth = day_text(born), now = day_text(day);
  const auto year = [](std::string_view text) { return (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0'); };
  return year(now) - year(birth) - (now.substr(5) < birth.substr(5) ? 1 : 0);
}

std::string year_label(int year) {
  const int start = kFirstYear + year;
  return std::to_string(start) + "-" + std::to_string((start + 1) % 100);
}

std::string year_text(int year) {
  std::string text = year_label(year);
  text[4] = '/';
  return text;
}

std::string_view day_text(core::Day day) {
  const auto& text = table().text[static_cast<std::size_t>(day.since_epoch - kTableStart)];
  return {text.data(), text.size()};
}

}  // namespace dmp::synth
