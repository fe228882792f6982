#pragma once

#include <string>
#include <unordered_map>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/comparison.hpp"
#include "core/estimate.hpp"
#include "indicators/comparability.hpp"
#include "indicators/comparators.hpp"

namespace dmp::indicators {

/// What figures rest on that they do not say, by estimate id.
using Bases = std::unordered_map<std::string, Basis>;

/// What the estimates of the profile's areas are compared with, besides each other.
struct Comparables {
  core::Estimates others;                        ///< of areas that are only compared with; with ids
  std::unordered_map<core::Text, Bases> bases;   ///< by indicator
};

/// Puts every estimate of an area of the profile (small areas are left to maps) that has a value beside each of its comparators: rows in
/// the order of the estimates, then of the groups. A pure function of what it is given, so that what was made of released estimates
/// tells no more than they do. Of profiles with more than kManyAreas areas only the latest period of each indicator.
core::Comparisons compare_with_groups(const core::Estimates& estimates, const Comparables& comparables, const ComparatorGroups& groups, const catalogue::Catalogue& catalogue,
                                      const catalogue::Profile& profile);

constexpr std::size_t kManyAreas = 50;

}  // namespace dmp::indicators
