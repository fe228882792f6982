#pragma once

#include <vector>

#include "catalogue/definitions.hpp"
#include "core/estimate.hpp"
#include "core/period.hpp"
#include "indicators/areas.hpp"

namespace dmp::indicators {

/// An estimate on its way, with what it is compared and followed by.
struct Draft {
  core::Estimate estimate;
  std::size_t area = 0;
  core::Period period;
  bool shown = true;  ///< false: made only to be compared with
};

/// Sets comparator, its value and the significance: the interval against the comparator's value. The default comparator
/// of the indicator is England where it has a value for the same period and breakdown, else, for areas inside one, the county.
/// Counts and sums are never compared: a bigger place has more of everything.
void compare(std::vector<Draft>& drafts, const catalogue::IndicatorDefinition& indicator, const Areas& areas);

/// Sets the trend from five years that follow one another, the estimate's own being the last.
void follow(std::vector<Draft>& drafts, const catalogue::IndicatorDefinition& indicator);

}  // namespace dmp::indicators
