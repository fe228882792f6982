#include "stats/directly_standardised_rate.hpp"

#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "stats/rate.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string_view reason_to_withhold(const StandardisationSums& sums) {
  if (sums.events < kFewEvents) return "fewer than 10 events";
  if (sums.empty_band) return "a band has no population";
  if (!(sums.standard > 0)) return "no standard population";
  if (std::isnan(sums.weighted_rate)) return "a value is missing";
  return {};
}

}  // namespace

StandardisedRate directly_standardised_rate(const StandardisationSums& sums, double multiplier, double confidence) {
  StandardisedRate rate{.events = sums.events, .population = sums.population, .value = kNaN, .standard_error = kNaN, .interval = {}, .withheld = reason_to_withhold(sums)};
  if (!rate.withheld.empty()) return rate;
  rate.value = sums.weighted_rate / sums.standard * multiplier;
  rate.standard_error = std::sqrt(sums.weighted_variance) / sums.standard * multiplier;
  rate.interval = standardised_interval(rate, confidence);
  return rate;
}

StandardisedRate directly_standardised_rate(std::span<const double> events, std::span<const double> population,
                                            std::span<const double> standard, double multiplier, double confidence) {
  if (events.size() != population.size() || events.size() != standard.size())
    throw core::InternalError("directly_standardised_rate: events, population and standard differ in length");
  StandardisationSums sums;
  for (std::size_t i = 0; i < events.size(); ++i) sums.add(std::isnan(events[i]) ? 0 : events[i], population[i], standard[i]);
  return directly_standardised_rate(sums, multiplier, confidence);
}

Interval standardised_interval(const StandardisedRate& rate, double confidence) {
  const Interval count = byar_interval(rate.events, confidence);
  const double unit = rate.standard_error / std::sqrt(rate.events);
  return {.lower = rate.value + unit * (count.lower - rate.events), .upper = rate.value + unit * (count.upper - rate.events)};
}

}  // namespace dmp::stats
