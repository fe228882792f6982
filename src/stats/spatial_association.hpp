#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "stats/permutation.hpp"

namespace dmp::stats {

/// A link from one area to another.
struct SpatialLink {
  std::size_t to;
  double weight;
};

/// The links of every area, as they were given or standardised to rows that sum to 1 (an area without links has none).
using SpatialWeights = std::vector<std::vector<SpatialLink>>;
SpatialWeights row_standardised(SpatialWeights weights);

/// A statistic with its moments; NaN where there is no formula. z and p are under randomisation.
struct SpatialStatistic {
  double statistic;
  double expectation;
  double variance_randomisation;
  double variance_normality;
  double z;
  double p;
  double p_simulated;
};

/// Which global measure of association.
enum class GlobalMeasure { moran, geary, getis_ord };

/// Moran's I, Geary's C or Getis and Ord's G of complete values. Moments: A. D. Cliff and J. K. Ord (1981), Spatial Processes, pages
/// 42-54; A. Getis and J. K. Ord (1992), Geographical Analysis 24, 189-206. Fewer than four areas, values that do not vary and no
/// links give NaN.
SpatialStatistic global_association(GlobalMeasure measure, std::span<const double> values, const SpatialWeights& weights,
                                    const Permutations& permutations);

/// Bivariate Moran's I (second lagged, sample standard deviations) and Lee's L; only p_simulated beside the statistic.
/// S.-I. Lee (2001), Journal of Geographical Systems 3, 369-385.
SpatialStatistic bivariate_moran(std::span<const double> first, std::span<const double> second, const SpatialWeights& weights,
                                 const Permutations& permutations);
SpatialStatistic lee(std::span<const double> first, std::span<const double> second, const SpatialWeights& weights, const Permutations& permutations);

/// Event counts as standardised deviations from the rate of all areas, for Moran's I of rates.
/// R. M. Assuncao and E. A. Reis (1999), Statistics in Medicine 18, 2147-2162.
std::vector<double> standardised_rates(std::span<const double> events, std::span<const double> population);

/// Joins between two colours (equal or not), each counted once for links that go both ways; colours are numbers from 0.
/// Moments under nonfree sampling, Cliff and Ord (1981), page 20.
SpatialStatistic join_count(std::span<const std::size_t> colours, std::size_t a, std::size_t b, const SpatialWeights& weights,
                            const Permutations& permutations);

/// The p value of z for an alternative.
double p_of(double z, Alternative alternative);

}  // namespace dmp::stats
