#pragma once

#include "calc/request.hpp"

namespace dmp::calc {

/// The methods of the people family; what each reads and writes stands in people.cpp.
core::DataTable kaplan_meier(const Request& request);
core::DataTable log_rank(const Request& request);
core::DataTable cumulative_incidence(const Request& request);
core::DataTable cox(const Request& request);
core::DataTable similarity(const Request& request);
core::DataTable fellegi_sunter(const Request& request);
core::DataTable neighbours(const Request& request);

}  // namespace dmp::calc
