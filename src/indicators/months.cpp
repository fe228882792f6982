#include "indicators/months.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/errors.hpp"

namespace dmp::indicators {

Month month_of(core::Day day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day.since_epoch}}};
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

core::Day first_day(Month month) { return *core::make_day(month / 12, static_cast<unsigned>(month % 12) + 1, 1); }

std::string month_text(Month month) { return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1); }

core::Period whole_months(Month first, Month last) { return {first_day(first), core::Day{first_day(last + 1).since_epoch - 1}}; }

std::vector<core::Period> periods_within(const std::string& kind, Month first, Month last) {
  std::vector<core::Period> periods;
  if (last < first) return periods;
  // Periods of `length` months that begin in months = `begin` modulo `step`.
  const auto regular = [&](int length, int step, int begin) {
    for (Month m = first; m + length - 1 <= last; ++m)
      if (m % step == begin) periods.push_back(whole_months(m, m + length - 1));
  };
  if (kind == "month") regular(1, 1, 0);
  else if (kind == "quarter") regular(3, 3, 0);
  else if (kind == "calendar year") regular(12, 12, 0);
  else if (kind == "financial year") regular(12, 12, 3);
  else if (kind == "three calendar years") regular(36, 12, 0);
  else if (kind == "three financial years") regular(36, 12, 3);
  else if (kind == "rolling 12 months") {
    for (Month end = last; end - 11 >= first; end -= 12) periods.push_back(whole_months(end - 11, end));
    std::reverse(periods.begin(), periods.end());
  } else if (kind == "whole") {
    periods.push_back(whole_months(first, last));
  } else {
    throw core::InternalError("a period of an unknown kind: " + kind);
  }
  return periods;
}

bool is_annual(const core::Period& period) { return period.months() == 12; }

}  // namespace dmp::indicators
