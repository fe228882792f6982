#pragma once

#include <optional>
#include <string_view>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// Which way is good.
enum class Polarity { none, low_is_good, high_is_good };

/// "low", "high" or "none".
std::optional<Polarity> polarity_named(std::string_view name);

enum class Significance { similar, better, worse, lower, higher, not_compared };

/// "similar", "better", "worse", "lower", "higher" or "not compared".
std::string_view name(Significance significance);

/// Significance of a value that lies below (-1), within (0) or above (1) what it is compared with.
Significance judged(int side, Polarity polarity);

/// A value's interval against a comparator: similar where the interval holds or touches it.
/// "not compared" where value, interval or comparator is missing.
Significance compare_with_value(double value, Interval interval, double comparator, Polarity polarity);

/// Two intervals: similar where they overlap or touch. "not compared" where anything is missing.
Significance compare_intervals(double value, Interval interval, double comparator, Interval comparator_interval, Polarity polarity);

enum class CountKind { rate, proportion };

/// Control limits around a comparator: those of the intervals (Wilson for proportions; exact Poisson below 10, else Byar, for rates),
/// or the normal approximation, z times the standard error that the comparator gives at the denominator.
enum class LimitKind { interval, normal };

/// A value (per unit) with its denominator against control limits around the comparator: for rates the interval of the
/// expected count (exact Poisson below 10, else Byar), for proportions Wilson's interval of the comparator at this
/// denominator; or their normal approximation. "not compared" where the denominator is not above 0 or anything is missing.
struct CountComparison {
  CountKind kind = CountKind::rate;
  double unit = 100000;  ///< of value and comparator
  double confidence = 0.95;
  Polarity polarity = Polarity::none;
  LimitKind limits = LimitKind::interval;
};
Significance compare_counts(double value, double denominator, double comparator, const CountComparison& how);

}  // namespace dmp::stats
