#pragma once

#include <string_view>
#include <vector>

namespace dmp::stats {

/// One month of the year, weekday or hour against the mean of all.
struct CyclicPhase {
  double count = 0;
  double index = 0;                ///< 1: as the mean
  double lower = 0, upper = 0;     ///< 95%, widened by the scatter beyond chance
};

struct CyclicPattern {
  std::vector<CyclicPhase> phases;
  double dispersion = 0;           ///< Pearson's chi-square over its degrees of freedom, at least 1
  double chi_square = 0;           ///< of the phases, over the dispersion
  double degrees_of_freedom = 0;
  double p = 0;                    ///< that all phases are alike
  std::string_view withheld;       ///< empty, or why there is none
};

/// A pattern that comes again (months of a year, weekdays of a quarter, hours of a day), apart from how much there is in each block of time: counts by block and phase
/// are Poisson with scatter, mean = exposure x block x phase (fitted by iterative proportional fitting, which is maximum likelihood). exposure: days or
/// hours observed; 0 where the phase was not observed in the block. The index is the phase's factor over the exposure-weighted mean of all. Withheld with
/// fewer than two blocks or phases, and where nothing was counted. P. McCullagh and J. A. Nelder (1989), Generalized Linear Models, second edition, sections 6.2
/// and 4.5.2 (dispersion).
CyclicPattern cyclic_pattern(const std::vector<std::vector<double>>& counts, const std::vector<std::vector<double>>& exposure);

}  // namespace dmp::stats
