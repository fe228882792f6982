#pragma once

#include <string>

#include "core/estimate.hpp"

namespace dmp::disclosure::testing {

/// So many people of one indicator in area A in 2023/24.
inline core::Estimate figure(const std::string& indicator, const std::string& label, double count) {
  core::Estimate row;
  row.indicator_id = indicator;
  row.area_code = row.area_name = "A";
  row.area_type = "authority";
  row.period = "2023/24";
  row.period_start = "2023-04-01";
  row.period_end = "2024-03-31";
  row.unit = "people";
  row.count = row.value = count;
  row.estimate_id = indicator + ":A:" + label;
  return row;
}

}  // namespace dmp::disclosure::testing
