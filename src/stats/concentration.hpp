#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace dmp::stats {

/// A point of the Lorenz curve: the share of the events that the share of the places with the most events holds.
struct LorenzPoint {
  double places = 0, events = 0;
};
/// From (0, 0) to (1, 1), places with the most events first. Empty where there are no events.
std::vector<LorenzPoint> lorenz_curve(std::span<const double> counts);

/// The share of the events in the share of the places with the most events (a place is cut where the share falls inside it); NaN without events.
double share_in_top(std::span<const double> counts, double places);

/// Gini's coefficient of the counts, 0 where all places have as many; NaN without events.
double gini(std::span<const double> counts);

/// Gini's coefficient for fewer events than places, which then cannot spread evenly: how far the curve is from that of events at as many
/// places as there are events. Equal to gini where there are at least as many events as places. W. Bernasco, W. Steenbeek (2017), More places
/// than crimes, Journal of Quantitative Criminology 33, 451-467.
double generalised_gini(std::span<const double> counts);

struct Concentration {
  double share = 0;         ///< of the events counted
  double lower = 0;         ///< 95% interval of the underlying share
  double upper = 0;
  double middle = 0;        ///< median of the underlying share
};
/// The share in the top places, with an interval of what lies under it: ranking places by their counts takes luck for concentration, so the
/// share counted can lie above the interval. Every place's own rate is drawn from its gamma-Poisson posterior (prior by Marshall's moments, see
/// smoothing.hpp), the places are ranked by it, and the share taken; 999 times. expected: what each place would have at equal rates.
/// D. Clayton, J. Kaldor (1987), Empirical Bayes estimates of age-standardized relative risks, Biometrics 43, 671-681.
Concentration concentration(std::span<const double> counts, std::span<const double> expected, double places, std::uint64_t seed);
/// The same for several shares of the places, from the same draws.
std::vector<Concentration> concentrations(std::span<const double> counts, std::span<const double> expected, std::span<const double> places, std::uint64_t seed);

}  // namespace dmp::stats
