#pragma once

#include "calc/request.hpp"

namespace dmp::calc {

/// The methods of the disclosure family; what each reads and writes stands in disclosure.cpp.
core::DataTable suppress(const Request& request);
core::DataTable audit(const Request& request);

}  // namespace dmp::calc
