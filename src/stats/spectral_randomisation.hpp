#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stats/spatial_association.hpp"

namespace dmp::stats {

/// Makes random maps that are as clustered as a given one, so that two maps can be held against each other without taking for a link that each
/// of them is clustered by itself. Moran spectral randomisation: the values are written as a sum of the eigenvectors of the doubly centred
/// weights (Moran's eigenvector maps), and the sign of every part is drawn anew, which keeps mean, variance and Moran's I exactly.
/// H. H. Wagner, S. Dray (2015), Generating spatially constrained null models for irregularly spaced data using Moran spectral randomization
/// methods, Methods in Ecology and Evolution 6, 1169-1178 (the singleton procedure).
class SpectralRandomisation {
 public:
  /// Weights are made symmetric. Costs the cube of the number of areas: 400 take a tenth of a second, 2,000 some ten seconds.
  explicit SpectralRandomisation(const SpatialWeights& weights);

  /// One random map of the values; the same for the same seed and number.
  [[nodiscard]] std::vector<double> surrogate(std::span<const double> values, std::uint64_t seed, std::uint64_t number) const;

  /// What the values are made of, for many surrogates of the same ones.
  struct Parts {
    double mean = 0;
    std::vector<double> of;  ///< by eigenvector
  };
  [[nodiscard]] Parts parts_of(std::span<const double> values) const;
  [[nodiscard]] std::vector<double> surrogate(const Parts& parts, std::uint64_t seed, std::uint64_t number) const;

 private:
  std::size_t areas_;
  std::vector<double> vectors_;  ///< column by column
};

/// What two maps have in common, each p against random maps that are as clustered as the second: (r + 1) / (count + 1).
struct MapComparison {
  double correlation = 0;        ///< Pearson's, of the two maps
  double p_correlation = 0;      ///< two-sided, against maps as clustered as the second
  double lee = 0;                ///< Lee's L
  double p_lee = 0;              ///< two-sided
  double both = 0;               ///< areas among the top of both
  double p_both = 0;             ///< upper tail
};

/// Holds two maps against each other: correlation, Lee's L and the areas that are among the `first_top` highest of the one and the `second_top`
/// highest of the other, each against random maps as clustered as the second. spectrum: that of the weights, where it is at hand. Fewer than four areas or values that do not vary give NaN.
MapComparison compare_maps(std::span<const double> first, std::span<const double> second, std::size_t first_top, std::size_t second_top,
                           const SpatialWeights& weights, const Permutations& permutations, const SpectralRandomisation* spectrum = nullptr);

}  // namespace dmp::stats
