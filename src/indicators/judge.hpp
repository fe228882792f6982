#pragma once

#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/estimate.hpp"
#include "core/period.hpp"
#include "indicators/areas.hpp"
#include "indicators/comparability.hpp"

namespace dmp::indicators {

/// An estimate on its way, with what it is compared and followed by.
struct Draft {
  core::Estimate estimate;
  std::size_t area = 0;
  core::Period period;
  bool shown = true;  ///< false: made only to be compared with
  Basis basis{};
};

/// Sets comparator, its value and the significance: the interval against the comparator's value. The default comparator
/// of the indicator is England where it has a value for the same period and breakdown, else, for areas inside one, the county.
/// Counts and sums are never compared: a bigger place has more of everything. Nor are figures that rest on different methods,
/// definitions, boundaries or on denominators years apart: the note then says why.
void compare(std::vector<Draft>& drafts, const catalogue::IndicatorDefinition& indicator, const catalogue::Profile& profile, const Areas& areas);

/// Sets the trend from five years that follow one another, the estimate's own being the last. Where there are five points and yet no
/// trend, as of periods that overlap or of estimates by different methods, the note says why.
void follow(std::vector<Draft>& drafts, const catalogue::IndicatorDefinition& indicator, const catalogue::Profile& profile);

}  // namespace dmp::indicators
