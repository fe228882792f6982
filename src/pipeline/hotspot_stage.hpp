#pragma once

#include "indicators/compute.hpp"
#include "pipeline/stages.hpp"
#include "reports/place_map.hpp"

namespace dmp::pipeline {

/// Adds the estimates of the indicators with the methods hotspot and overlap, which are made from the estimates by small area that are there already.
/// Without boundaries or counts by small area nothing is added but the reason.
/// Gives the maps for the report.
std::vector<reports::PlaceMap> add_hotspot_estimates(engine::Session& session, const Project& project, indicators::Computation& computation, const RunSettings& settings);

}  // namespace dmp::pipeline
