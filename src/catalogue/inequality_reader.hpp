#pragma once

#include "catalogue/definitions.hpp"
#include "catalogue/document.hpp"
#include "catalogue/section.hpp"

namespace dmp::catalogue {

/// Reads [inequality] of an indicator into it, and refuses what does not fit its method: slope_index and deprivation_outlier need
/// a gradient, deprivation_outlier one level of small areas or wards, representation a breakdown and a denominator; other methods
/// have no such section.
void read_inequality(const Section& indicator_section, const Document& document, IndicatorDefinition& indicator);

}  // namespace dmp::catalogue
