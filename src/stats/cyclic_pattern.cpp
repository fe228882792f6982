#include "stats/cyclic_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

using Table = std::vector<std::vector<double>>;

struct Fit {
  std::vector<double> block, phase;
};

double sum_over(const Table& table, std::size_t phase) {
  double sum = 0;
  for (const auto& row : table) sum += row[phase];
  return sum;
}

/// Iterative proportional fitting; without phases every phase's factor stays 1.
Fit fit(const Table& counts, const Table& exposure, bool with_phases) {
  const std::size_t blocks = counts.size(), phases = counts.front().size();
  Fit fit{std::vector<double>(blocks, 1), std::vector<double>(phases, 1)};
  for (int round = 0; round < 500; ++round) {
    double moved = 0;
    for (std::size_t b = 0; b < blocks; ++b) {
      double observed = 0, expected = 0;
      for (std::size_t p = 0; p < phases; ++p)
        if (exposure[b][p] > 0) observed += counts[b][p], expected += exposure[b][p] * fit.phase[p];
      const double factor = expected > 0 ? observed / expected : 0;
      moved = std::max(moved, std::abs(factor - fit.block[b]) / std::max(factor, 1e-300));
      fit.block[b] = factor;
    }
    if (!with_phases) break;
    for (std::size_t p = 0; p < phases; ++p) {
      double observed = 0, expected = 0;
      for (std::size_t b = 0; b < blocks; ++b)
        if (exposure[b][p] > 0) observed += counts[b][p], expected += exposure[b][p] * fit.block[b];
      fit.phase[p] = expected > 0 ? observed / expected : 0;
    }
    if (moved < 1e-13) break;
  }
  return fit;
}

struct Scatter {
  double deviance = 0, pearson = 0;
  std::size_t cells = 0;
};

Scatter scatter(const Table& counts, const Table& exposure, const Fit& fit) {
  Scatter found;
  for (std::size_t b = 0; b < counts.size(); ++b)
    for (std::size_t p = 0; p < counts[b].size(); ++p) {
      const double expected = exposure[b][p] * fit.block[b] * fit.phase[p];
      if (!(expected > 0)) continue;
      ++found.cells;
      found.pearson += (counts[b][p] - expected) * (counts[b][p] - expected) / expected;
      found.deviance += 2 * ((counts[b][p] > 0 ? counts[b][p] * std::log(counts[b][p] / expected) : 0) - (counts[b][p] - expected));
    }
  return found;
}

}  // namespace

CyclicPattern cyclic_pattern(const Table& counts, const Table& exposure) {
  CyclicPattern pattern;
  double total = 0;
  for (const auto& row : counts)
    for (const double count : row) total += count;
  if (counts.size() < 2 || counts.front().size() < 2) pattern.withheld = "fewer than two rounds of time";
  else if (!(total > 0)) pattern.withheld = "nothing was counted";
  if (!pattern.withheld.empty()) return pattern;
  Fit with = fit(counts, exposure, true);
  const Scatter full = scatter(counts, exposure, with), flat = scatter(counts, exposure, fit(counts, exposure, false));
  // A phase without events fits its cells for nothing.
  const auto phases = static_cast<double>(with.phase.size()), used = static_cast<double>(std::count_if(with.phase.begin(), with.phase.end(), [](double factor) { return factor > 0; }));
  const double freedom = static_cast<double>(full.cells) - static_cast<double>(counts.size()) - used + 1;
  if (!(freedom > 0)) {
    pattern.withheld = "too few rounds of time";
    return pattern;
  }
  pattern.dispersion = std::max(1.0, full.pearson / freedom);
  pattern.degrees_of_freedom = phases - 1;
  pattern.chi_square = std::max(0.0, flat.deviance - full.deviance) / pattern.dispersion;
  pattern.p = chi_square_upper_tail(pattern.chi_square, pattern.degrees_of_freedom);
  double weighted = 0, weight = 0;
  for (std::size_t p = 0; p < with.phase.size(); ++p) weighted += with.phase[p] * sum_over(exposure, p), weight += sum_over(exposure, p);
  for (std::size_t p = 0; p < with.phase.size(); ++p) {
    const double count = sum_over(counts, p), index = with.phase[p] * weight / weighted;
    const double error = count > 0 ? two_sided_z(0.95) * std::sqrt(pattern.dispersion * std::max(0.0, 1 / count - 1 / total)) : std::numeric_limits<double>::quiet_NaN();
    pattern.phases.push_back({count, index, index * std::exp(-error), index * std::exp(error)});
  }
  return pattern;
}

}  // namespace dmp::stats
