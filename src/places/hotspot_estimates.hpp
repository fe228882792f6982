#pragma once

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/estimate.hpp"
#include "places/small_area_map.hpp"

namespace dmp::places {

/// Below this many events an area is not called hot by its own count: the test would rest on a handful, and a p value would give the count away.
inline constexpr double kFewestEvents = 10;

/// An indicator's estimates, or why it has none.
struct PlaceEstimates {
  core::Estimates estimates;
  std::string reason;  ///< empty where there are estimates
  std::string map;     ///< the latest period's hotspots as SVG without counts; empty for an overlap
  std::string map_in_words;
};

/// Estimates of an indicator with the method hotspot: the number of hot small areas of the county and each authority, and for every hot small area
/// a row with value 1 and its p values, raw and adjusted, as categories. Every period of the layer.
PlaceEstimates hotspot_estimates(const SmallAreaMap& map, const core::Estimates& estimates, const catalogue::IndicatorDefinition& indicator, const catalogue::Profile& profile, unsigned threads);

/// Estimates of an indicator with the method overlap: how far the hotspots of two layers coincide, over all small areas: the overlap coefficient,
/// and as categories Jaccard's index, correlation and Lee's L of the rates, each with p against maps as clustered. Periods that both layers have.
PlaceEstimates overlap_estimates(const SmallAreaMap& map, const core::Estimates& estimates, const catalogue::IndicatorDefinition& indicator, const catalogue::Profile& profile, unsigned threads);

}  // namespace dmp::places
