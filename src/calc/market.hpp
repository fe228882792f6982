#pragma once

#include "calc/request.hpp"

namespace dmp::calc {

/// The methods of the hidden populations and market family; what each reads and writes stands in market.cpp.
core::DataTable distribution(const Request& request);
core::DataTable multiplier(const Request& request);
core::DataTable pool(const Request& request);
core::DataTable repeat_counts(const Request& request);
core::DataTable capture_recapture(const Request& request);
core::DataTable multiple_indicator(const Request& request);
core::DataTable wastewater(const Request& request);
core::DataTable seizure_value(const Request& request);

}  // namespace dmp::calc
