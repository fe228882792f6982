#include "stats/representation.hpp"

#include <cmath>
#include <limits>

#include "stats/normal.hpp"
#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Moves the ends of an interval away from the value by a further standard error on the log scale.
Interval widened(const Interval& interval, double value, double log_standard_error, double confidence) {
  const double reach = two_sided_z(confidence) * log_standard_error;
  if (!(reach > 0)) return interval;
  const double lower = interval.lower > 0 ? value * std::exp(-std::hypot(std::log(value / interval.lower), reach)) : 0;
  const double upper = value > 0 ? value * std::exp(std::hypot(std::log(interval.upper / value), reach)) : interval.upper * std::exp(reach);
  return {lower, upper};
}

GroupRatio without(std::string_view reason) { return {kNaN, {}, {}, reason}; }

}  // namespace

GroupRatio representation_index(std::span<const RepresentedGroup> groups, std::size_t which) {
  double count = 0, population = 0;
  for (const RepresentedGroup& group : groups) count += group.count, population += group.population;
  const RepresentedGroup& own = groups[which];
  if (!(own.population > 0)) return without("nobody of the group is known to live here");
  if (!(count > 0)) return without("nothing was counted");
  const double share = own.population / population;
  double variance = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double weight = i == which ? 1 - share : groups[i].population / population;
    variance += weight * weight * groups[i].log_standard_error * groups[i].log_standard_error;
  }
  GroupRatio ratio{own.count / count / share, {}, {}, {}};
  const auto at = [&](double confidence) {
    const Interval wilson = wilson_interval(own.count, count, confidence);
    return widened({wilson.lower / share, wilson.upper / share}, ratio.value, std::sqrt(variance), confidence);
  };
  ratio.at_95 = at(0.95);
  ratio.at_99_8 = at(0.998);
  return ratio;
}

GroupRatio disproportionality(const RepresentedGroup& group, const RepresentedGroup& reference) {
  if (!(group.population > 0) || !(reference.population > 0)) return without("nobody of the group is known to live here");
  if (!(reference.count > 0)) return without("the group it is compared with has none");
  GroupRatio ratio{group.count / group.population / (reference.count / reference.population), {}, {}, {}};
  const double error = std::hypot(group.log_standard_error, reference.log_standard_error);
  const auto at = [&](double confidence) {
    return widened(rate_ratio_interval(group.count, group.population, reference.count, reference.population, confidence), ratio.value, error, confidence);
  };
  ratio.at_95 = at(0.95);
  ratio.at_99_8 = at(0.998);
  return ratio;
}

double log_standard_error_from(double lower, double upper) {
  if (!(lower > 0) || !(upper > lower)) return 0;
  return std::log(upper / lower) / (2 * two_sided_z(0.95));
}

}  // namespace dmp::stats
