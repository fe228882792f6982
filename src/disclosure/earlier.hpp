#pragma once

#include <vector>

#include "core/estimate.hpp"
#include "disclosure/estimate_cells.hpp"
#include "disclosure/release.hpp"

namespace dmp::disclosure {

/// What the editions before told of one row.
struct Told {
  double count = core::Estimate::kMissing;        ///< the count as it is today, where an edition showed just that
  double denominator = core::Estimate::kMissing;  ///< likewise
  bool was_suppressed = false;                    ///< an edition held the row back
  bool denominator_was_hidden = false;
  bool moved_little = false;                      ///< an edition showed a count that differs by a small number
  bool denominator_moved_little = false;
};

/// Today's rows, and behind them those that only editions before have, as they were computed last.
struct Joint {
  core::Estimates estimates;
  std::size_t today = 0;     ///< how many rows are today's
  std::vector<Told> told;    ///< of each row
};

/// Sets today's estimates beside the policy's earlier editions. Rows of indicators that are not held back are left out of what is added.
Joint joint_with_earlier(const core::Estimates& estimates, const Policy& policy);

/// Makes the cells heed what is known: what was held back stays hidden, what moved by a small number is sensitive, what was shown as it is
/// today is fixed.
void heed_earlier(EstimateCells& cells, const Joint& joint);

}  // namespace dmp::disclosure
