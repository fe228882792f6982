#pragma once

#include <span>
#include <vector>

namespace dmp::stats {

/// P values adjusted so that a cut at q holds the expected share of false discoveries at q. Missing (NaN) stays missing
/// and does not count. Y. Benjamini and Y. Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
std::vector<double> benjamini_hochberg(std::span<const double> p);

/// P values times their number, at most 1. Missing (NaN) stays missing and does not count.
std::vector<double> bonferroni(std::span<const double> p);

}  // namespace dmp::stats
