#pragma once

#include <vector>

#include "disclosure/released_audit.hpp"

namespace dmp::disclosure {

/// Where the attack finds figures that can be worked out of a release, holds back what stands around them and attacks again, wider
/// each time: rows in a sum with them, whatever indicator's they are, then in sums with those, four sums away at most; then the
/// indicator's other rows of that area and period, its rows (and those that count the same) of that area, all of its rows.
/// Counted denominators go with them, also of rows held back before. What is held back besides is counted in released.besides.
/// Gives what can be worked out still: only figures that editions before tell, which nothing held back today protects.
std::vector<PinnedDown> hold_back_until_safe(const core::Estimates& estimates, Released& released, const Policy& policy);

}  // namespace dmp::disclosure
