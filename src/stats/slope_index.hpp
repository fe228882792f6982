#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// The scale on which the line is fitted.
enum class Transform { none, log, logit };

double transformed(double value, Transform transform);
double transformed_back(double value, Transform transform);

struct SlopeIndexSettings {
  Transform transform = Transform::none;
  double multiplier = 1;  ///< of sii and intercept; negative turns the direction, and rii into 1 / rii
  std::uint64_t seed = 0;
  std::uint64_t repetitions = 100000;
};

/// Slope and relative index of inequality over groups in order of deprivation, or why they are withheld.
struct SlopeIndex {
  double sii;
  double rii;
  double intercept;                     ///< f(0), the value at the most deprived end, times |multiplier|
  std::vector<Interval> sii_intervals;  ///< one a level of confidence
  std::vector<Interval> rii_intervals;
  std::string_view withheld;
};

/// Fits the (transformed) values on the midpoint of the cumulative population share by least squares weighted with
/// the population shares; sii = f(1) - f(0), rii = f(1) / f(0) after transforming back. standard_error is on the
/// transformed scale, one a group; where any is missing the intervals are. f(0) and f(1) are linear in the values and
/// so jointly normal: the interval of the sii without a transform and of the rii on the log scale are exact, the others
/// are percentiles of a simulation from that joint distribution.
/// Withheld below two groups, with population <= 0, with values missing or outside the transform's range.
/// A. Low and A. Low (2004), Journal of Public Health 26, 397-403.
SlopeIndex slope_index(std::span<const double> population, std::span<const double> value, std::span<const double> standard_error,
                       std::span<const double> confidences, const SlopeIndexSettings& settings);

}  // namespace dmp::stats
