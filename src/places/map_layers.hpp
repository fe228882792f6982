#pragma once

#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "core/estimate.hpp"
#include "places/small_area_map.hpp"

namespace dmp::places {

/// A map layer of an edition.
struct MapLayer {
  std::string id;       ///< file name without .geojson
  std::string geojson;  ///< RFC 7946; beside the features: title, kind, description, period, unit, attribution
};

/// The layers of an edition, from its estimates alone (those released for the public, all of them for the restricted twin), each in its latest period:
/// choropleth: every indicator that is given for small areas, value, lower, upper, suppressed;
/// hotspots: heat (both, own, neighbourhood, none) of every indicator with the method hotspot;
/// overlap: which of two layers' hotspots an area is in, of every indicator with the method overlap whose layers both have hotspots;
/// unseen, emerging: class in words.
/// Outlines are simplified to some ten metres and rounded to five decimals; every layer has the same features in the same order.
std::vector<MapLayer> map_layers(const SmallAreaMap& map, const core::Estimates& estimates, const catalogue::Catalogue& catalogue, const std::string& attribution);

}  // namespace dmp::places
