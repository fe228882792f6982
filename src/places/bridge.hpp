#pragma once

#include <string>
#include <vector>

namespace dmp::places {

/// A line of an official look-up of old areas to new ones.
struct BridgeLink {
  std::string from, to;
};

/// Residents of an area of the new boundaries (or of the old, when going back).
struct BridgePopulation {
  std::string code;
  double people = 0;
};

enum class BridgeRule {
  shares,    ///< what an area that was divided had is dealt to its parts by their residents
  best_fit,  ///< all of it goes to the part with the most residents (the first by code where they are equal)
};

/// How much of each old area goes to each new one. Shares of an old area add up to 1.
struct BridgeShare {
  std::string from, to;
  double share = 1;
  bool is_estimate = false;   ///< the old area was divided: the share is by residents, or equal parts where they are not known
};
/// The shares of a look-up, in the order of its old areas. Without any resident in the parts of an area they share alike, which is told by `without_people`.
struct Bridge {
  std::vector<BridgeShare> shares;
  std::vector<std::string> without_people;
};
Bridge bridge(const std::vector<BridgeLink>& links, const std::vector<BridgePopulation>& population, BridgeRule rule);

}  // namespace dmp::places
