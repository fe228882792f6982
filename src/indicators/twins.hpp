#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "core/estimate.hpp"

namespace dmp::indicators {

/// An indicator counted from records and the published one of the same thing, which say different things.
struct Disagreement {
  std::string indicator, published;  ///< ids
  std::size_t figures = 0;           ///< how many of their figures disagree
  std::size_t compared = 0;          ///< of how many that both give
  std::string first;                 ///< the first of them, in words; holds no figure that was counted from records, which may be withheld
};

/// Puts beside every estimate of an indicator with a `published_twin` what the published table says for the same area,
/// period, sex, age and category, as a note that names both sources. A published figure for a single age stands beside the
/// total of an indicator that is not given by age. Gives the indicators whose figures disagree: the 95% interval of their
/// difference, made from their two intervals (Zou and Donner 2008), leaves out 0; where only one of the two has an interval,
/// the other's value lies outside it. Two figures without intervals are
/// put side by side and not judged, nor are two of different units. An indicator or twin without estimates gives nothing.
std::vector<Disagreement> compare_with_twins(core::Estimates& estimates, const catalogue::Catalogue& catalogue);

}  // namespace dmp::indicators
