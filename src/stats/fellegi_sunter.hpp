#pragma once

#include <span>
#include <vector>

namespace dmp::stats {

/// How pairs of records compare: levels[k] is the level of comparison k, -1 where it cannot be made; count pairs look so.
struct ComparisonPattern {
  std::vector<int> levels;
  double count;
};

/// The model of Fellegi and Sunter with independent comparisons: m[k][level] among matches, u[k][level] among the others.
struct MatchModel {
  double lambda;                       ///< share of pairs that are matches
  std::vector<std::vector<double>> m;
  std::vector<std::vector<double>> u;
  int iterations = 0;
  bool settled = false;
};

struct MatchSettings {
  int most_iterations = 5000;
  double tolerance = 1e-13;  ///< of the greatest change of a parameter
};

/// Expectation maximisation from start values. A comparison that cannot be made says nothing of its pair and takes no part in
/// its own m and u. I. P. Fellegi and A. B. Sunter (1969), Journal of the American Statistical Association 64, 1183-1210;
/// W. E. Winkler (1988), Proceedings of the Section on Survey Research Methods, 667-671.
MatchModel fit_matches(std::span<const ComparisonPattern> patterns, MatchModel start, const MatchSettings& settings);

/// log2 of m / u of one level.
double level_weight(const MatchModel& model, std::size_t comparison, int level);
/// log2 of the odds that a pair of this pattern is a match.
double match_weight(const MatchModel& model, const std::vector<int>& levels);
/// 1 / (1 + 2^-weight).
double match_probability(double weight);

}  // namespace dmp::stats
