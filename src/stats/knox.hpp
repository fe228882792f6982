#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace dmp::stats {

/// An event at a place and a time.
struct PointEvent {
  double x = 0, y = 0, time = 0;
};

/// Pairs of events that are near in space and time, in one band of each.
struct KnoxCell {
  double from_distance = 0, to_distance = 0;  ///< above and up to; the first band takes in 0
  double from_time = 0, to_time = 0;
  double observed = 0;                        ///< pairs
  double expected = 0;                        ///< median of the shuffled tables
  double ratio = 0;                           ///< observed over expected; NaN where none are expected
  double p = 0;                               ///< upper tail, (r + 1) / (replicates + 1)
};

/// The near-repeat table: pairs of events by distance and time, against tables with the times shuffled among the places. Bands are bounds in rising
/// order; the first reaches from 0. The same result whatever the threads. E. G. Knox (1964), Applied Statistics 13, 25-29; S. D. Johnson et al.
/// (2007), Space-time patterns of risk, Journal of Quantitative Criminology 23, 201-219.
std::vector<KnoxCell> knox(std::span<const PointEvent> events, std::span<const double> distances, std::span<const double> times, std::uint64_t replicates, std::uint64_t seed, unsigned threads);

}  // namespace dmp::stats
