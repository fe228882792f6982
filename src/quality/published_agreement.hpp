#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace dmp::quality {

/// A published figure with what it was made of. NaN where the table holds none.
struct PublishedFigure {
  double value, lower, upper, count, denominator;
  int decimals = 0;  ///< of the most exact value printed beside it
};

/// Classes of what a figure made again shows. The first two agree.
enum class Agreement {
  same,                 ///< to the printed precision, or to one in a million where more digits are printed
  count_rounded,        ///< within what rounding of the printed count and denominator to whole numbers can do
  z_rounded,            ///< an interval by the same method with z = 1.96
  exact_interval,       ///< an exact Poisson interval, where Byar's approximation is given from ten events on
  byar_below_ten,       ///< Byar's approximation, where the exact interval is given below ten events
  other_method,         ///< the interval is known to be made from something else
  unexplained
};
std::string text(Agreement agreement);

/// Of the value: multiplier x count / denominator.
Agreement value_agreement(const PublishedFigure& figure, double multiplier);
/// Of both ends of the 95% interval; method "wilson" or "byar" (of the count).
Agreement interval_agreement(const PublishedFigure& figure, double multiplier, const std::string& method);

}  // namespace dmp::quality
