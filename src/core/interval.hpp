#pragma once

#include <limits>

namespace dmp::core {

/// A confidence interval. NaN marks an end that cannot be given; it is written as an empty cell.
struct Interval {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace dmp::core
