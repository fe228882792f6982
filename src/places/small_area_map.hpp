#pragma once

#include <string>
#include <vector>

#include "core/estimate.hpp"
#include "engine/engine.hpp"
#include "places/hotspots.hpp"
#include "places/measured_area.hpp"
#include "places/neighbours.hpp"
#include "places/shapes.hpp"

namespace dmp::places {

/// The small areas of a profile with outlines, authorities and neighbours, sorted by code.
struct SmallAreaMap {
  std::vector<std::string> codes, names, authorities;  ///< of each: the authority's code
  std::vector<Shape> shapes;                           ///< of each; without polygons where none is held
  std::vector<MeasuredArea> measured;
  stats::SpatialWeights touching;                      ///< queen contiguity
  std::vector<Shape> outlines;                         ///< of the authorities
  core::Issues notes;                                  ///< what is wrong with outlines and links, with file and line of the first where they are known
  [[nodiscard]] bool has_outlines() const;
};

/// Reads the map of the small areas that estimates are given for (area_type "small area"). Reads boundary, model.area, model.area_member.
SmallAreaMap read_small_area_map(engine::Session& session, const core::Estimates& estimates);

/// A layer as estimates give it: one indicator's counts by small area in one period.
struct LayerChoice {
  std::string indicator;
  std::string period;       ///< empty: the latest that small areas have
  std::string denominator;  ///< indicator whose counts are the people (or premises) at risk; empty: the layer's own denominator, else residents
};

/// Where a layer's numbers come from, for the reader.
struct NamedLayer {
  Layer layer;
  std::string indicator, name, period, period_start, period_end, denominator_name, sources;
};

/// The layer on the map. A data UserError where the indicator has no counts by small area, with the indicators that have some; areas whose count
/// is not known take no part.
NamedLayer read_layer(const SmallAreaMap& map, const core::Estimates& estimates, const LayerChoice& choice);

/// The layer over up to `most` of its last periods, where each begins the day after the one before has ended: counts and people at risk (years lived) added
/// up. Of periods that overlap, and of those behind a gap, only the last counts. choice.period is the last of them.
NamedLayer pooled_layer(const SmallAreaMap& map, const core::Estimates& estimates, const LayerChoice& choice, std::size_t most);

/// Indicators with counts by small area, sorted.
std::vector<std::string> layers_in(const core::Estimates& estimates);
/// Indicators whose counts by small area are people or premises at risk: population, dwellings and other indicators of the domain CTX, sorted.
std::vector<std::string> denominators_in(const core::Estimates& estimates);
/// The periods in which the indicator has counts by small area, oldest first.
std::vector<std::string> layer_periods(const core::Estimates& estimates, const std::string& indicator);

}  // namespace dmp::places
