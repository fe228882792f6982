#pragma once

#include <array>
#include <span>
#include <string_view>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// The European Standard Population 2013 in its 19 bands 0-4, 5-9 ... 85-89, 90 and over (Eurostat 2013, Revision of
/// the European Standard Population, table 1); the sum is 100,000.
constexpr std::array<double, 19> kEsp2013 = {5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
                                             7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000};

/// What the bands of one area add up to; fed band by band, so that no copy of the rows is needed.
struct StandardisationSums {
  double events = 0;              ///< sum of x
  double population = 0;          ///< sum of n
  double standard = 0;            ///< sum of w
  double weighted_rate = 0;       ///< sum of w x / n
  double weighted_variance = 0;   ///< sum of w^2 v / n^2, v the variance of x
  bool empty_band = false;        ///< a band with standard population has no population

  /// One age band: events (missing counts as 0), population, standard population, and the variance of the events
  /// (their own number where they are independent of each other; else the sum over people of their events squared).
  void add(double x, double n, double w, double variance_of_x) {
    events += x;
    population += n;
    standard += w;
    if (n > 0) {
      const double share = w / n;
      weighted_rate += share * x;
      weighted_variance += share * share * variance_of_x;
    } else if (w > 0) {
      empty_band = true;
    }
  }
  void add(double x, double n, double w) { add(x, n, w, x); }
};

/// A directly standardised rate, or the reason it is withheld.
struct StandardisedRate {
  double events = 0;
  double population = 0;
  double value;                 ///< per `multiplier` people of the standard population; NaN where withheld
  double standard_error;        ///< on the same scale
  Interval interval;            ///< NaN at both ends where withheld
  std::string_view withheld;    ///< empty, or why there is no value
};

/// The directly standardised rate with the interval of Dobson's method over Byar's limits of the total count.
/// Withheld below 10 events, without standard population and where a band has no population.
/// A. J. Dobson, K. Kuulasmaa, E. Eberle, J. Scherer (1991), Statistics in Medicine 10, 457-462.
StandardisedRate directly_standardised_rate(const StandardisationSums& sums, double multiplier, double confidence);

/// As above from one value an age band. Spans of different lengths are a mistake of the caller (InternalError).
StandardisedRate directly_standardised_rate(std::span<const double> events, std::span<const double> population,
                                            std::span<const double> standard, double multiplier, double confidence);

/// The interval of the same rate at another level of confidence.
Interval standardised_interval(const StandardisedRate& rate, double confidence);

}  // namespace dmp::stats
