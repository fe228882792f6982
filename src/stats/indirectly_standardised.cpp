#include "stats/indirectly_standardised.hpp"

#include <cmath>
#include <limits>

#include "stats/rate.hpp"

namespace dmp::stats {

IndirectlyStandardised indirectly_standardised(const IndirectSums& sums, double multiplier) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  IndirectlyStandardised result{.observed = sums.observed, .expected = sums.expected, .reference_rate = kNaN, .ratio = kNaN, .withheld = {}};
  if (sums.reference_population > 0) result.reference_rate = sums.reference_events / sums.reference_population * multiplier;
  if (sums.empty_reference)
    result.withheld = "a reference band has no population";
  else if (std::isnan(sums.expected) || std::isnan(sums.observed))
    result.withheld = "a value is missing";
  else if (!(sums.expected > 0))
    result.withheld = "no expected events";
  else
    result.ratio = sums.observed / sums.expected;
  return result;
}

Interval indirect_ratio_interval(const IndirectlyStandardised& result, double confidence) {
  if (!result.withheld.empty()) return {};
  const Interval count = byar_interval(result.observed, confidence);
  return {.lower = count.lower / result.expected, .upper = count.upper / result.expected};
}

}  // namespace dmp::stats
