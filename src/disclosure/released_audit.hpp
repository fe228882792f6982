#pragma once

#include <string>
#include <vector>

#include "disclosure/release.hpp"

namespace dmp::disclosure {

/// A figure that was held back and can be worked out.
struct PinnedDown {
  std::string estimate_id;
  std::string what;      ///< "count", "denominator", or "rest": what the one leaves of the other
  double value = 0;
};

/// Attacks what was released. Of the estimates as computed it takes only which cells there are, how they add up and which are
/// small by the rule; every number it reckons with comes from the released rows: counts, denominators, percentages with their
/// denominators (which tell the count), comparators, and counts bounded by their denominators. Small cells that can be pinned
/// down, or that are shown outright, are listed; nothing listed is the condition for writing a public edition.
std::vector<PinnedDown> attack(const core::Estimates& estimates, const core::Estimates& released, const Policy& policy);

}  // namespace dmp::disclosure
