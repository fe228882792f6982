#pragma once

#include "quality/survey.hpp"

namespace dmp::quality {

/// Takes over what the intake met; what one rule and column met in many files of a source becomes one finding.
/// Of sources about people, what a rejected cell holds is left out of the text.
void intake_issues(Survey& survey);

/// Files of which nothing could be read, then errors, then by number of rows; equal ones keep their order.
void order_by_weight(std::vector<Finding>& findings);

}  // namespace dmp::quality
