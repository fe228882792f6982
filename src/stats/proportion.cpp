#include "stats/proportion.hpp"

#include <algorithm>
#include <cmath>

#include "stats/normal.hpp"

namespace dmp::stats {

Interval wilson_interval(double events, double total, double confidence) {
  const double z = two_sided_z(confidence);
  if (!(total > 0) || !(events >= 0) || !(events <= total) || std::isnan(z)) return {};
  const double z2 = z * z;
  const double centre = 2 * events + z2;
  const double spread = z * std::sqrt(z2 + 4 * events * (1 - events / total));
  const double scale = 2 * (total + z2);
  return {.lower = events == 0 ? 0.0 : std::max(0.0, (centre - spread) / scale),
          .upper = events == total ? 1.0 : std::min(1.0, (centre + spread) / scale)};
}

Interval proportion_control_limits(double proportion, double total, double confidence) {
  const double z = two_sided_z(confidence);
  if (!(proportion >= 0 && proportion <= 1) || !(total > 0) || std::isnan(z)) return {};
  const double spread = z * std::sqrt(proportion * (1 - proportion) / total);
  return {.lower = std::max(0.0, proportion - spread), .upper = std::min(1.0, proportion + spread)};
}

}  // namespace dmp::stats
