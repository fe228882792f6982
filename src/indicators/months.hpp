#pragma once

#include <string>
#include <vector>

#include "core/period.hpp"

namespace dmp::indicators {

/// A month as a number that can be counted with: year x 12 + month - 1.
using Month = int;

Month month_of(core::Day day);
core::Day first_day(Month month);
/// "2024-05".
std::string month_text(Month month);
core::Period whole_months(Month first, Month last);

/// The periods of an indicator ("month", "quarter", "calendar year", "financial year", "rolling 12 months", "three calendar
/// years", "three financial years", "whole") that lie inside first..last, oldest first.
/// Rolling: twelve months up to the last month, and the twelve before, and so on. Three years: every run of three, one year apart.
std::vector<core::Period> periods_within(const std::string& kind, Month first, Month last);

/// Whether one period of this kind follows the other without an overlap, a year apart: what a trend may be taken over.
bool is_annual(const core::Period& period);

}  // namespace dmp::indicators
