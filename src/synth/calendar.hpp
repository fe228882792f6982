#pragma once

#include <string>
#include <string_view>

#include "core/period.hpp"

/// The five financial years of the synthetic county, 2020-04-01 to 2025-03-31.
namespace dmp::synth {

constexpr int kFirstYear = 2020;
constexpr int kYears = 5;
constexpr int kMonths = 12 * kYears;

/// 1 April of a financial year; year 0 begins in 2020. Year 5 gives the day after the end.
core::Day year_start(int year);
/// First day of a month counted from April 2020; month 60 gives the day after the end.
core::Day month_start(int month);
inline core::Day first_day() { return year_start(0); }
inline core::Day last_day() { return {year_start(kYears).since_epoch - 1}; }
/// Month counted from April 2020 in which a day of the five years lies.
int month_of(core::Day day);
/// Financial year (0 to 4) in which a day of the five years lies.
int year_of(core::Day day);
/// 0 = Monday.
int weekday(core::Day day);
/// Completed years between birth and a day.
int age_on(core::Day born, core::Day day);
/// "2020-21", for file names.
std::string year_label(int year);
/// "2020/21", as the field writes it.
std::string year_text(int year);
/// "YYYY-MM-DD" for a day between 1900 and 2040, from a table.
std::string_view day_text(core::Day day);
inline core::Day operator+(core::Day day, int days) { return {day.since_epoch + days}; }
inline int operator-(core::Day a, core::Day b) { return a.since_epoch - b.since_epoch; }

}  // namespace dmp::synth
