#pragma once

#include <span>

#include "stats/permutation.hpp"

namespace dmp::stats {

/// How far two sets of areas coincide.
struct Overlap {
  double both;          ///< areas in both sets
  double jaccard;       ///< both over either; P. Jaccard (1912), New Phytologist 11, 37-50
  double dice;          ///< twice both over the sum of the sets; L. R. Dice (1945), Ecology 26, 297-302
  double coefficient;   ///< both over the smaller set; G. G. Simpson (1960), American Journal of Science 258-A, 300-311
  double expected;      ///< areas in both by chance: the product of the sets over all areas
  double kappa;         ///< agreement beyond chance; J. Cohen (1960), Educational and Psychological Measurement 20, 37-46
  double p_simulated;   ///< of both, when the areas of one set are drawn at random
};

/// Overlap of a and b, 0 or 1 (not 0 or 1 is taken for 1) of the same areas. NaN where a set, or all of what is compared, is empty.
Overlap overlap(std::span<const double> a, std::span<const double> b, const Permutations& permutations);

}  // namespace dmp::stats
