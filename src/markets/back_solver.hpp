#pragma once

#include <limits>
#include <string>
#include <vector>

#include "markets/sensitivity.hpp"

namespace dmp::markets {

/// What one parameter (or result on the way) would have to be for a claim to hold.
struct NeededValue {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::string parameter, unit;
  double now = kNone;            ///< its median
  double alone = kNone;          ///< with all others at their medians; NaN where no value of it is enough
  double together = kNone;       ///< where all move as their doubts allow
  double probability = kNone;    ///< that the parameter is at least as far out as alone
  std::string benchmark, benchmark_citation;   ///< the nearest published figure of the same measure
  double benchmark_value = kNone;
  std::string note;
};

struct BackSolution {
  std::string drug, area, output;
  double claim = 0;              ///< what is claimed
  double median = 0, lower_95 = 0, upper_95 = 0;
  double factor = 0;             ///< claim / median
  double probability = 0;        ///< that the model's result is at least the claim (at most, where the claim is below the median)
  std::vector<NeededValue> results;      ///< derived: spend per user, grams per user, users, price ...
  std::vector<NeededValue> parameters;   ///< widest leverage first
  std::string sentence;          ///< for a director
};

/// What would have to be true for a result (spend, quantity, users ...) to be as claimed.
/// alone: solved for each parameter by bisection. together: every parameter moves along the direction in which the result rises fastest for a given
/// improbability (in standard normal units), as far as the claim asks.
BackSolution solve_back(const Question& question, double claim, const catalogue::MarketDefinition& drug, const Settings& settings);

}  // namespace dmp::markets
