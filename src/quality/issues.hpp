#pragma once

#include "quality/survey.hpp"

namespace dmp::quality {

/// Takes over what the intake met: errors one by one, notes and warnings of one rule over many files of a source as one.
/// Of sources about people, what a rejected cell holds is left out of the text.
void intake_issues(Survey& survey);

/// Errors first, then by number of rows; equal ones keep their order.
void order_by_weight(std::vector<Finding>& findings);

}  // namespace dmp::quality
