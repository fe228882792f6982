#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dmp::stats {

/// Empirical Bayes rates by Marshall's moments: every raw rate x / n is drawn towards the mean of all areas, the more the
/// smaller its population. NaN where x is missing or n is not above 0 (such areas take no part in the moments).
/// R. J. Marshall (1991), Mapping disease and mortality rates using empirical Bayes estimators, Applied Statistics 40,
/// 283-294. A negative estimate of the variance between areas counts as 0.
std::vector<double> empirical_bayes(std::span<const double> x, std::span<const double> n);

/// As above, but every area is drawn towards the mean of itself and its neighbours, with their moments.
std::vector<double> local_empirical_bayes(std::span<const double> x, std::span<const double> n, std::span<const std::vector<std::size_t>> neighbours);

}  // namespace dmp::stats
