#pragma once

#include <memory>

#include "indicators/compute.hpp"
#include "pipeline/stages.hpp"
#include "places/small_area_map.hpp"
#include "reports/place_map.hpp"

namespace dmp::pipeline {

/// What the stage leaves for the report and the map layers.
struct PlaceResults {
  std::vector<reports::PlaceMap> maps;
  std::shared_ptr<const places::SmallAreaMap> small_areas;  ///< none where no indicator looks at small areas; with what is wrong with the map
};

/// Adds the estimates of the indicators that look at small areas (hotspot, overlap, concentration, unseen ...), which are made from the estimates by small
/// area that are there already and the events behind them. Without boundaries or counts by small area nothing is added but the reason.
PlaceResults add_hotspot_estimates(engine::Session& session, const Project& project, indicators::Computation& computation, const RunSettings& settings);

/// Writes the map layers that the estimates give into a folder, a file each: ID.geojson. Estimates of indicators that are restricted must be left out before.
void write_layers(const places::SmallAreaMap& map, const core::Estimates& estimates, const Project& project, const std::string& attribution, const std::filesystem::path& folder);

}  // namespace dmp::pipeline
