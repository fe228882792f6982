#pragma once

#include <string>
#include <vector>

#include "charts/chart.hpp"

namespace dmp::charts {

/// The descriptions as a JSON array; missing members are left out.
std::string json_of(const std::vector<Chart>& charts);
std::string json_of(const Chart& chart);

/// Reads them back; a data UserError where the text is no such array.
std::vector<Chart> charts_in(const std::string& json);

}  // namespace dmp::charts
