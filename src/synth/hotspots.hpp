#pragma once

#include <vector>

#include "synth/geography.hpp"

namespace dmp::synth {

/// The planted geography of drug crime and of violence. Risks are multiples of the county's mean rate per resident.
struct Hotspots {
  std::vector<double> drug_risk, violence_risk;   ///< by small area
  std::vector<int> drugs, violence;               ///< the planted small areas
  std::vector<int> both;                          ///< in both lists
};

/// Plants hotspots in the town (clustered, one far above all) and in the borough; none in the rural authority.
Hotspots plant_hotspots(const County& county, std::uint64_t seed);

}  // namespace dmp::synth
