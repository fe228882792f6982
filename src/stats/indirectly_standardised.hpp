#pragma once

#include <string_view>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// What the bands of one area add up to for indirect standardisation.
struct IndirectSums {
  double observed = 0;              ///< sum of x
  double expected = 0;              ///< sum of n x_ref / n_ref
  double reference_events = 0;      ///< sum of x_ref
  double reference_population = 0;  ///< sum of n_ref
  bool empty_reference = false;     ///< a reference band has no population

  /// One band: events and population of the area, events and population of the reference.
  void add(double x, double n, double x_ref, double n_ref) {
    observed += x;
    reference_events += x_ref;
    reference_population += n_ref;
    if (n_ref > 0)
      expected += n * x_ref / n_ref;
    else if (n > 0)
      empty_reference = true;
  }
};

/// An indirectly standardised ratio (observed over expected, times a reference value), or why it is withheld.
struct IndirectlyStandardised {
  double observed = 0;
  double expected = 0;
  double reference_rate;       ///< crude rate of the reference, times the multiplier
  double ratio;                ///< observed / expected; NaN where withheld
  std::string_view withheld;   ///< empty, or why there is no ratio
};

/// Standardised mortality (or any event's) ratio; withheld without expected events.
/// Breslow and Day (1987), Statistical Methods in Cancer Research II, IARC, chapter 2.
IndirectlyStandardised indirectly_standardised(const IndirectSums& sums, double multiplier);

/// Interval of the ratio: exact Poisson below 10 observed events, else Byar's, over the expected number.
Interval indirect_ratio_interval(const IndirectlyStandardised& result, double confidence);

}  // namespace dmp::stats
