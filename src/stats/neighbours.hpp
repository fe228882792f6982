#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dmp::stats {

/// Values less their mean over their sample standard deviation; 0 for every value where they do not differ. NaN stays NaN
/// and is left out of mean and deviation.
std::vector<double> standardised(std::span<const double> values);

/// Scores of several things: one vector a variable, each with a value for every thing.
using Scores = std::vector<std::vector<double>>;

struct NearThing {
  std::size_t thing = 0;  ///< position in the scores
  double distance = 0;    ///< Euclidean
};

/// The other things by their distance from one, the nearest first; of equal distances the earlier thing. Things that lack a
/// score are left out.
std::vector<NearThing> by_distance(const Scores& scores, std::size_t from);

/// For each of the k nearest things the share of the runs without one of the variables in which it is among the k nearest too:
/// 1 means that no single variable decides. NaN with fewer than two variables.
std::vector<double> leave_one_out_stability(const Scores& scores, std::size_t from, std::span<const NearThing> nearest);

}  // namespace dmp::stats
