#pragma once

#include "calc/request.hpp"

namespace dmp::calc {

/// The methods of the places family that stand in files of their own; what each reads and writes stands in places.cpp.
core::DataTable scan(const Request& request);
core::DataTable kde(const Request& request);
core::DataTable knox(const Request& request);
core::DataTable mann_kendall(const Request& request);
core::DataTable change_point(const Request& request);

}  // namespace dmp::calc
