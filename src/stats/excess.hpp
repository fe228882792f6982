#pragma once

#include <span>
#include <vector>

namespace dmp::stats {

/// How counts vary from place to place beyond chance: each place's own rate is drawn around mean_ratio times the expected rate, with a
/// variance of between (of the ratio).
struct UsualVariation {
  double mean_ratio = 1;
  double between = 0;
};

/// The variation of ordinary places, with the extreme ones kept from spoiling it: residuals on the square-root scale, the outer tenth at each
/// end drawn in (winsorised) and put right for that, then the additive random effect by moments. D. J. Spiegelhalter (2005), Handling
/// over-dispersion of performance indicators, Quality and Safety in Health Care 14, 347-351; P. J. Huber (1981), Robust Statistics. Places with
/// no expectation take no part; fewer than ten places give no variation beyond chance.
UsualVariation usual_variation(std::span<const double> counts, std::span<const double> expected);

/// The chance of a count at least as high at a place like the others: upper tail of the negative binomial with mean m E and variance
/// m E + between E^2 (Poisson where there is no variation beyond chance). NaN where nothing is expected; 1 for a count of 0.
double excess_p(double count, double expected, const UsualVariation& usual);
/// The chance of a count at most as high.
double shortfall_p(double count, double expected, const UsualVariation& usual);

}  // namespace dmp::stats
