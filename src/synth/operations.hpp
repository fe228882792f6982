#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/period.hpp"
#include "synth/geography.hpp"
#include "synth/hotspots.hpp"

namespace dmp::synth {

/// An enforcement operation with what it truly did to the recorded drug crime of its area.
struct PlantedOperation {
  std::string id, name;
  core::Day start, end;              ///< the start is the first of a month
  std::string area;                  ///< a small area or an authority
  std::vector<int> small_areas;      ///< those of the area
  double ratio = 1;                  ///< recorded drug crime there, times what it would have been, from the month of the start to six after that of the end
};

/// Twelve operations a county, every four months: in hotspots and in the rural authority. One drives recorded drug crime down, one records a good part more
/// itself, the others change nothing; no other operation takes place where one has an effect.
std::vector<PlantedOperation> plant_operations(const County& county, const Hotspots& hotspots, std::uint64_t seed);

/// What the operations do to the recorded drug crime of a small area in a month counted from the first: 1 for nothing.
double operation_effect(const std::vector<PlantedOperation>& operations, std::size_t small_area, int month);

/// Recorded drug crimes that a small area has in a month on average: what the extract of crime is drawn from.
double expected_drug_crimes(const County& county, const Hotspots& hotspots, const std::vector<PlantedOperation>& operations, std::size_t small_area, int month);

}  // namespace dmp::synth
