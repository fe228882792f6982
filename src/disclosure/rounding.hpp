#pragma once

#include "core/estimate.hpp"
#include "disclosure/release.hpp"

namespace dmp::disclosure {

/// Shows released figures of the policy's indicators as multiples of `base`: counts, counted denominators, and what is made of them
/// anew from the rounded ones: values, intervals of proportions, rates, ratios and counts, shares that are left, comparators, numbers in
/// notes. Figures that cannot be made anew from counts (standardised rates, means) keep two significant digits. A share of a base that
/// rounds to 0 has no value. Measured sums and what is suppressed stay as they are.
/// What is rounded is made of released rows alone, so nothing can be deduced from it that could not be deduced from them.
void round_estimates(core::Estimates& released, const Policy& policy, int base);

/// Shows released directly standardised rates of the policy's indicators, their intervals and what is compared with them to one decimal
/// (below 1 to two digits), as statistical offices print them. With all digits, and the populations and the standard that everybody knows,
/// they tell how many events each age band holds: one sum of whole numbers fits them. To one decimal millions do.
/// Rates of indicators whose every count is published stay as they are.
void shorten_standardised_rates(core::Estimates& released, const Policy& policy);

/// What the note of every rounded row says.
inline constexpr const char* kRoundedNote = "counts are rounded to ";

/// The nearest multiple; halves go up.
double to_multiple(double count, int base);

}  // namespace dmp::disclosure
