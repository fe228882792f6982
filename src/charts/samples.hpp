#pragma once

#include <vector>

#include "charts/chart.hpp"

namespace dmp::charts {

/// One chart of every kind, of invented figures; for tests only.
std::vector<Chart> samples();

}  // namespace dmp::charts
