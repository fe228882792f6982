#pragma once

#include <span>
#include <vector>

namespace dmp::stats {

/// What the values differ from their mean by. Values that are all alike, but for the rounding they were computed with (1e-14 of the greatest), differ by
/// exactly 0: what is left of their rounding would else be taken for a pattern.
std::vector<double> deviations(std::span<const double> values);

}  // namespace dmp::stats
