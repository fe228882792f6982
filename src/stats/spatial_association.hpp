#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dmp::stats {

/// A link from one area to another.
struct SpatialLink {
  std::size_t to;
  double weight;
};

/// The links of every area, as they were given or standardised to rows that sum to 1 (an area without links has none).
using SpatialWeights = std::vector<std::vector<SpatialLink>>;
SpatialWeights row_standardised(SpatialWeights weights);

/// Which tail a p value counts: both, values above, or values below what chance would give.
enum class Alternative { two_sided, greater, less };

/// Random relabellings: how many (0: none) and from which seed.
struct Permutations {
  std::uint64_t count = 999;
  std::uint64_t seed = 0;
  Alternative alternative = Alternative::two_sided;
};

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
SpatialStatistic global_association(GlobalMeasure measure, std::span<const double> values, const SpatialWeights& weights, const Permutations& permutations);

/// Bivariate Moran's I (second lagged, sample standard deviations) and Lee's L; only p_simulated beside the statistic.
/// S.-I. Lee (2001), Journal of Geographical Systems 3, 369-385.
SpatialStatistic bivariate_moran(std::span<const double> first, std::span<const double> second, const SpatialWeights& weights, const Permutations& permutations);
SpatialStatistic lee(std::span<const double> first, std::span<const double> second, const SpatialWeights& weights, const Permutations& permutations);

/// Event counts as standardised deviations from the rate of all areas, for Moran's I of rates.
/// R. M. Assuncao and E. A. Reis (1999), Statistics in Medicine 18, 2147-2162.
std::vector<double> standardised_rates(std::span<const double> events, std::span<const double> population);

/// Joins between two colours (equal or not), each counted once for links that go both ways; colours are numbers from 0.
/// Moments under nonfree sampling, Cliff and Ord (1981), page 20.
SpatialStatistic join_count(std::span<const std::size_t> colours, std::size_t a, std::size_t b, const SpatialWeights& weights, const Permutations& permutations);

/// Which local measure of association.
enum class LocalMeasure { moran, geary, getis_ord, getis_ord_star, bivariate_moran };

/// A local statistic of one area; lag is the weighted sum of the deviations around it.
struct LocalStatistic {
  double statistic;
  double expectation;
  double variance;
  double z;
  double p;
  double p_simulated;
  double deviation;  ///< of the area's own value from the mean
  double lag;
};

/// A local measure at every area, with its moments given the area's own value (the other values are shuffled among the other
/// places): L. Anselin (1995), Geographical Analysis 27, 93-115; R. R. Sokal, N. L. Oden, B. A. Thomson (1998), Geographical Analysis 30,
/// 331-354. second: the lagged values of the bivariate measure, else empty. Getis and Ord's G with the area itself gives it a weight of 1 before
/// any standardising: pass weights as given and row_standard.
struct LocalSettings {
  LocalMeasure measure = LocalMeasure::moran;
  bool row_standard = true;
  Permutations permutations;
};
std::vector<LocalStatistic> local_association(std::span<const double> values, std::span<const double> second, const SpatialWeights& weights, const LocalSettings& settings);

/// The p value of z for an alternative.
double p_of(double z, Alternative alternative);

}  // namespace dmp::stats
