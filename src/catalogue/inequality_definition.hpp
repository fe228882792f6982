#pragma once

#include <string>
#include <vector>

#include "core/errors.hpp"

namespace dmp::catalogue {

/// [inequality] of an indicator: how places or groups are set against each other.
struct InequalityDefinition {
  std::string gradient;            ///< of slope_index and deprivation_outlier: one SELECT place, value; a higher value is more deprived
  core::Place gradient_place;
  std::vector<std::string> over;   ///< of slope_index: the areas that are put into groups, "small area", "ward"
  int groups = 5;                  ///< of slope_index: 5 fifths or 10 tenths
  std::string reference;           ///< of representation: the group the others' rates are divided by; empty: shares against shares
};

}  // namespace dmp::catalogue
