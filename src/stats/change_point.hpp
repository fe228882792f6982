#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "stats/permutation.hpp"

namespace dmp::stats {

/// A series cut in two.
struct ChangePoint {
  std::size_t first_after = 0;   ///< place in the series where the second part begins
  double before = 0, after = 0;  ///< mean count of a step; with a control the mean ratio to the control
  double ratio = 0;              ///< after over before
  double lower = 0, upper = 0;   ///< 95%, widened by the scatter of the steps beyond chance
  double dispersion = 0;         ///< Pearson's, at least 1
  double llr = 0;                ///< log of the likelihood ratio against no change
  double p = 0;
  std::string_view withheld;     ///< empty, or why there is none
};

/// The change at a known step: counts before and after, Poisson with scatter; with a control (counts of the same steps where nothing was changed) the ratio
/// of the ratios, so that what befell both (season, recording) falls out. p is two-sided by the normal deviate of the log ratio. Steps with a missing number
/// (NaN) are passed over. Withheld where a part has fewer than three steps or no events. Dispersion is that inside the two parts (of the odds, with a control).
/// P. McCullagh and J. A. Nelder (1989), Generalized Linear Models, sections 6.2 and 4.5.2; D. Card and A. B. Krueger (1994), American Economic Review 84, 772-793
/// (the difference of the differences).
ChangePoint change_at(std::span<const double> counts, std::span<const double> control, std::size_t first_after);

/// The most likely step at which the level changed once: the split with the greatest likelihood ratio (Poisson; with a control binomial of both). Each part
/// keeps at least three steps. p by permutation of the steps, which takes them as exchangeable: a slow trend is a change to it, too. D. V. Hinkley (1970), Biometrika 57,
/// 1-17; K. J. Worsley (1983), Biometrika 70, 455-464 (binomial). ratio, lower and upper as if the step had been known.
ChangePoint find_change(std::span<const double> counts, std::span<const double> control, const Permutations& permutations);

}  // namespace dmp::stats
