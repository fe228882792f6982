#pragma once

#include <limits>
#include <string>

#include "catalogue/definitions.hpp"
#include "core/estimate.hpp"
#include "stats/contrast.hpp"

namespace dmp::indicators {

/// How many people or things it takes for an area to match its comparator.
struct Gap {
  stats::Uncertain number{std::numeric_limits<double>::quiet_NaN(), {}};  ///< above 0: so many to go; below 0: it is so many beyond
  std::string sentence;
  std::string withheld;  ///< why there is none
};

/// (value - comparator) x denominator / multiplier in the direction that is better, with both uncertainties. Of unmet need: the
/// people who would have to be in treatment, need x (1 - comparator) - treated, the need's own uncertainty included. Of a standardised
/// rate the count is scaled. Withheld where no direction is better, nothing is counted, or there is no denominator.
Gap gap_to(const core::Estimate& estimate, const stats::Uncertain& comparator, const std::string& comparator_name, const catalogue::IndicatorDefinition& indicator);

}  // namespace dmp::indicators
