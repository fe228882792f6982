#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/interval.hpp"
#include "stats/comparison.hpp"

namespace dmp::stats {

/// The chi-square above which a trend is significant: the 99.8 % point of one degree of freedom.
constexpr double kTrendThreshold = 9.54953570608324;

enum class Direction { none, increasing, decreasing, cannot_be_calculated };

/// A trend over the most recent points, or why it cannot be calculated.
struct Trend {
  double slope;        ///< change of the value a point; NaN where it cannot be calculated
  double chi_square;
  bool significant = false;  ///< chi_square above kTrendThreshold
  Direction direction = Direction::cannot_be_calculated;  ///< none unless significant and the slope's sign survives leaving out each point
  std::string_view withheld;
};

/// Weighted regression of the values, oldest first, on 1..n, with weights 1 / se^2, se = (upper - lower) / 3.92; chi-square =
/// slope^2 / variance of the slope. Uses the last `points` values; cannot be calculated with fewer or with an interval
/// missing or of no width. A slope of 0 counts as positive.
/// Public Health England (2018), Fingertips: recent trends; the weighted least squares slope test.
Trend trend_of_values(std::span<const double> value, std::span<const double> lower, std::span<const double> upper, std::size_t points);

/// Chi-square for trend in proportions x / n, oldest first. Cannot be calculated where any x equals n, or a value is missing.
/// P. Armitage (1955), Tests for linear trends in proportions and frequencies, Biometrics 11, 375-386.
Trend trend_of_proportions(std::span<const double> x, std::span<const double> n, std::size_t points);

/// From one value to the next by their intervals: a change only where they neither overlap nor touch.
Direction trend_between(double previous, Interval previous_interval, double recent, Interval recent_interval);

/// "increasing", "decreasing", "no significant change", "cannot be calculated"; with "and getting better" or "and
/// getting worse" where polarity is known.
std::string trend_name(Direction direction, Polarity polarity);

}  // namespace dmp::stats
