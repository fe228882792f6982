#pragma once

#include "calc/request.hpp"

namespace dmp::calc {

/// The methods of the health statistics family; what each reads and writes stands in health.cpp.
core::DataTable proportion(const Request& request);
core::DataTable rate(const Request& request);
core::DataTable directly_standardised(const Request& request);
core::DataTable indirectly_standardised_rate(const Request& request);
core::DataTable standardised_ratio(const Request& request);
core::DataTable mean(const Request& request);
core::DataTable quantiles(const Request& request);
core::DataTable slope_index(const Request& request);
core::DataTable life_expectancy(const Request& request);
core::DataTable compare(const Request& request);
core::DataTable compare_counts(const Request& request);
core::DataTable funnel(const Request& request);
core::DataTable trend(const Request& request);
core::DataTable smooth(const Request& request);

}  // namespace dmp::calc
