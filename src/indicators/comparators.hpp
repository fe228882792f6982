#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "engine/engine.hpp"

namespace dmp::indicators {

/// What an area of the profile is put beside: an area with figures of its own, or a group of areas.
struct ComparatorGroup {
  std::string kind;                  ///< england | region | county | force | neighbours | list
  std::string name;                  ///< "England", "15 nearest neighbours (open statistical model)"
  std::string whole;                 ///< the area whose own figure is taken; empty for a group
  std::vector<std::string> members;  ///< of a group what it is made of, else the areas to rank among; never the area itself
  std::string withheld;              ///< why there is no such comparator although the profile asks for it
};

/// By the code of the profile's area, in the order: England, region, county, force, neighbours, lists.
using ComparatorGroups = std::map<std::string, std::vector<ComparatorGroup>>;

/// Chooses them as [comparators] of the profile says. Needs prepare_lookups. What the look-ups do not hold (no region, one
/// authority in the force) gives no group; nearest neighbours that cannot be had give one with a reason.
ComparatorGroups choose_comparators(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile);

/// Every area that a group needs, without those of the profile and England, sorted.
std::vector<std::string> compared_areas(const ComparatorGroups& groups, const catalogue::Profile& profile);

}  // namespace dmp::indicators
