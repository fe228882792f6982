#pragma once

#include <string>
#include <vector>

#include "core/estimate.hpp"

namespace dmp::reports {

/// Places as dots: across, what is expected of them; upwards, what was counted (both axes by the square root, so that small places are
/// not heaped in the corner). Dots on the dashed line have as many as expected; those that differ significantly are named (the
/// eight furthest off). Rows without a figure are left out. "" where no row has one. `id` must be unique in the page.
std::string expected_scatter(const std::string& id, const std::string& title, const std::vector<const core::Estimate*>& rows);

}  // namespace dmp::reports
