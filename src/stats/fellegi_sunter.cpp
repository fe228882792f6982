#include "stats/fellegi_sunter.hpp"

#include <algorithm>
#include <cmath>

namespace dmp::stats {
namespace {

/// Odds by products, not by logarithms: a level with m of 0 rules a match out without a -infinity.
double probability(const MatchModel& model, const std::vector<int>& levels) {
  double match = model.lambda, other = 1 - model.lambda;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (levels[k] < 0) continue;
    match *= model.m[k][static_cast<std::size_t>(levels[k])];
    other *= model.u[k][static_cast<std::size_t>(levels[k])];
  }
  return match + other > 0 ? match / (match + other) : 0;
}

double update(double& parameter, double to) {
  const double change = std::fabs(parameter - to);
  parameter = to;
  return change;
}

}  // namespace

MatchModel fit_matches(std::span<const ComparisonPattern> patterns, MatchModel model, const MatchSettings& settings) {
  double pairs = 0;
  for (const ComparisonPattern& pattern : patterns) pairs += pattern.count;
  if (!(pairs > 0)) return model;
  for (model.iterations = 1; model.iterations <= settings.most_iterations; ++model.iterations) {
    auto matched = model.m, unmatched = model.u;
    for (auto* sums : {&matched, &unmatched})
      for (auto& levels : *sums) std::fill(levels.begin(), levels.end(), 0.0);
    double matches = 0;
    for (const ComparisonPattern& pattern : patterns) {
      const double expected = probability(model, pattern.levels) * pattern.count;
      matches += expected;
      for (std::size_t k = 0; k < pattern.levels.size(); ++k) {
        if (pattern.levels[k] < 0) continue;
        matched[k][static_cast<std::size_t>(pattern.levels[k])] += expected;
        unmatched[k][static_cast<std::size_t>(pattern.levels[k])] += pattern.count - expected;
      }
    }
    double change = update(model.lambda, matches / pairs);
    for (std::size_t k = 0; k < model.m.size(); ++k) {
      double all_matched = 0, all_unmatched = 0;
      for (std::size_t level = 0; level < model.m[k].size(); ++level) {
        all_matched += matched[k][level];
        all_unmatched += unmatched[k][level];
      }
      for (std::size_t level = 0; level < model.m[k].size(); ++level) {
        if (all_matched > 0) change = std::max(change, update(model.m[k][level], matched[k][level] / all_matched));
        if (all_unmatched > 0) change = std::max(change, update(model.u[k][level], unmatched[k][level] / all_unmatched));
      }
    }
    if (change <= settings.tolerance) {
      model.settled = true;
      return model;
    }
  }
  model.iterations = settings.most_iterations;
  return model;
}

double level_weight(const MatchModel& model, std::size_t comparison, int level) {
  return std::log2(model.m[comparison][static_cast<std::size_t>(level)] / model.u[comparison][static_cast<std::size_t>(level)]);
}

double match_weight(const MatchModel& model, const std::vector<int>& levels) {
  double weight = std::log2(model.lambda / (1 - model.lambda));
  for (std::size_t k = 0; k < levels.size(); ++k)
    if (levels[k] >= 0) weight += level_weight(model, k, levels[k]);
  return weight;
}

double match_probability(double weight) { return 1 / (1 + std::exp2(-weight)); }

}  // namespace dmp::stats
