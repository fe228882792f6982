#pragma once

#include <string>

#include "catalogue/definitions.hpp"
#include "core/estimate.hpp"
#include "stats/directly_standardised_rate.hpp"

namespace dmp::indicators {

/// Each fills value, intervals (95 and 99.8 %), count, denominator and method of the estimate, or says why there is none.

/// A number of things; the interval is Byar's (exact below 10) where they are whole things that were counted.
void measure_count(core::Estimate& estimate, double count, bool whole_things);
/// hits of total, times the multiplier (100 for percent); Wilson's interval. Nothing to count among: not applicable.
void measure_proportion(core::Estimate& estimate, double hits, double total, double multiplier);
/// count / denominator x multiplier; Byar's interval of the count. No denominator: missing.
void measure_rate(core::Estimate& estimate, double count, double denominator, double multiplier);
/// As a rate, with an interval only where whole things were counted: the denominator is taken as known.
void measure_ratio(core::Estimate& estimate, double numerator, double denominator, double multiplier, bool whole_things);
/// Directly standardised to the European Standard Population 2013. Below 10 events: missing, the count still shown.
void measure_standardised(core::Estimate& estimate, const stats::StandardisationSums& sums, double multiplier);
/// The mean of n values with the given sum and sum of squares; Student's t.
void measure_mean(core::Estimate& estimate, double n, double sum, double squares);
/// Need that is not met: 100 x (1 - treated / need), with the interval of the estimated need carried over.
/// The ends at 99.8 % come from the 95 % ends on the log scale.
struct Need {
  double value = core::Estimate::kMissing, lower = core::Estimate::kMissing, upper = core::Estimate::kMissing;
};
void measure_unmet_need(core::Estimate& estimate, double treated, const Need& need);

/// Adds to the note, parts separated by "; ".
void add_note(core::Estimate& estimate, const std::string& note);
/// Marks an estimate as without a value.
void withhold(core::Estimate& estimate, const std::string& state, const std::string& note);

}  // namespace dmp::indicators
