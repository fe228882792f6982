#pragma once

#include <limits>
#include <span>

namespace dmp::markets {

/// What a cloud of draws says: median, mean, and the central intervals.
struct Summary {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  double median = kMissing, mean = kMissing, sd = kMissing;
  double lower_50 = kMissing, upper_50 = kMissing, lower_80 = kMissing, upper_80 = kMissing;
  double lower_95 = kMissing, upper_95 = kMissing, lower_99_8 = kMissing, upper_99_8 = kMissing;
};

/// Sums are taken in the order of the draws, so that the bytes do not depend on how they were made.
Summary summarise(std::span<const double> draws);

/// The summary of every draw times a factor above 0.
Summary scaled(const Summary& summary, double factor);

/// A published value with its 95% interval (or a relative error) as a summary, log-normal where all are above 0.
Summary summary_of_interval(double value, double lower_95, double upper_95);

}  // namespace dmp::markets
