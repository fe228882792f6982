#pragma once

#include <string>

#include "core/estimate.hpp"
#include "core/plan_row.hpp"

namespace dmp::plan {

/// Judges every item against released estimates. A change from the baseline is real where the 95% interval of the difference (from the
/// intervals of both figures, as of two independent ones) leaves nothing out on one side of zero; figures whose periods overlap are not
/// judged. Where the measure should be by now is read off the trajectory, else off the line from the baseline to the target.
///   green  the target is reached, or the measure is where it should be by now and the change is real (to maintain: no real change)
///   amber  neither green nor red: on the way but not beyond chance, or behind by no more than chance; and no better than amber where a
///          milestone is past its day or an item it waits for is late
///   red    a real change the wrong way, or behind where it should be by more than chance
///   grey   nothing to judge by: no measure, no baseline, no newer figure, or the item is stopped or paused
/// today decides what is late (YYYY-MM-DD).
core::PlanProgresses judge(const core::PlanRows& rows, const core::Estimates& estimates, const std::string& today);

}  // namespace dmp::plan
