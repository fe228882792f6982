#pragma once

#include <filesystem>
#include <string>

#include "core/issue.hpp"
#include "intake/containers/allowance.hpp"

namespace dmp::intake::containers {

/// The features of a geojson, topojson, gpkg or shapefile as csv in the scratch folder: attributes, then `geometry` as
/// WKT in WGS84. `layer` is a name or a number from 1, empty for the first. The library dmp_gdal.so is loaded from beside
/// the executable; a resource UserError where it is not there.
std::filesystem::path read_features(const std::filesystem::path& file, const std::string& name, const std::string& layer,
                                    const std::filesystem::path& scratch, Allowance& allowance, core::Issues& notes);

}  // namespace dmp::intake::containers
