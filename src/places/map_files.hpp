#pragma once

#include <string>
#include <vector>

#include "core/data_table.hpp"
#include "places/map_drawing.hpp"
#include "places/small_area_map.hpp"

namespace dmp::places {

/// A table as GeoJSON (RFC 7946): a feature for each row, in WGS84, geometry null where none is held. The table has the map's areas in
/// its column area_code, in any order.
std::string geojson_text(const core::DataTable& table, const SmallAreaMap& map);

/// Writes GeoJSON text as a GeoPackage with one layer, whole or not at all. day (YYYY-MM-DD) goes into the file's dates, so that the same map gives
/// the same bytes.
void write_geopackage(const std::string& geojson, const std::string& layer, const std::string& day, const std::string& file);

/// What a map of hotspots shows, in words.
std::string hotspots_in_words(const HotspotMap& found, const NamedLayer& layer, bool names_counts);

/// The hotspots as a map of its own: SVG with legend, scale bar, north arrow, source line and text alternative, and no reference to other files.
/// "" where no area has an outline.
std::string hotspot_svg(const SmallAreaMap& map, const NamedLayer& layer, const HotspotMap& found, const MapText& text);

}  // namespace dmp::places
