#pragma once

#include <string>

#include "reports/evidence.hpp"

namespace dmp::reports {

/// The indicators that get a map, at most three: those with figures for small areas that have shapes, police-recorded
/// drug offences first, then in the catalogue's order.
std::vector<const IndicatorEvidence*> mapped_indicators(const ReportInput& input, const Evidence& evidence);

}  // namespace dmp::reports
