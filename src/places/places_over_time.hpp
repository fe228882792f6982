#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "places/emerging.hpp"
#include "places/layer_events.hpp"
#include "stats/change_point.hpp"
#include "stats/cyclic_pattern.hpp"
#include "stats/knox.hpp"

namespace dmp::places {

/// What comes again in time: months of the year (blocks: years), weekdays and hours (blocks: quarters; only events whose time is known). Missing months
/// are left out. area_is_in says which areas count; empty: all.
struct TimePatterns {
  stats::CyclicPattern months, weekdays, hours;
  std::size_t events = 0, timed = 0;
};
TimePatterns time_patterns(const LayerEvents& events, const MonthlyCounts& monthly, const std::vector<char>& area_is_in);
/// "January" ..., "Monday" ..., "00:00" ...
const std::string& month_name(std::size_t month);
const std::string& weekday_name(std::size_t weekday);

/// A layer cut into steps of so many months, the last step ending with the last month; a step with a missing month is left out and told.
struct LayerSteps {
  std::vector<Layer> steps;
  std::vector<std::string> names;      ///< "2024-01 to 2024-03"
  std::vector<std::string> left_out;
};
LayerSteps layer_steps(const Layer& layer, const MonthlyCounts& monthly, int months);

/// Distances and times of the near-repeat table, in metres and days.
struct NearRepeatBands {
  std::vector<double> metres = {1, 200, 400}, days = {7, 14, 28};
};
struct NearRepeats {
  std::vector<stats::KnoxCell> cells;
  std::size_t events = 0;              ///< with day and point, in the span
  std::size_t points = 0;              ///< distinct ones
  std::string reason;
};
/// The near-repeat table of the events from one month to another. The first band is "the same point": data.police.uk moves events to the nearest of its map points, so that
/// many share one. Needs the day of events, which public data do not give.
NearRepeats near_repeats(const LayerEvents& events, int first_month, int last_month, const NearRepeatBands& bands, const stats::Permutations& permutations);

/// What happened to the monthly counts of some areas around an operation, against the others.
struct OperationChange {
  stats::ChangePoint alone, against_control;
  int first_month = 0, start = 0, last_month = 0;   ///< months compared: from, first of the operation, to
  std::size_t months_missing = 0;
};
/// Compares up to `months` months before the operation's first month with its months and up to `after` months after its last.
struct OperationSpan {
  int start = 0, end = 0;              ///< months
  int before = 12, after = 6;
};
OperationChange operation_change(const MonthlyCounts& monthly, const std::vector<char>& treated, const std::vector<char>& control, const OperationSpan& span);

}  // namespace dmp::places
