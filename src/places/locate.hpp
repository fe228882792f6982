#pragma once

#include <cstdint>

#include "engine/engine.hpp"

namespace dmp::places {

struct Located {
  std::uint64_t rows = 0;     ///< rows that had a point and no small area, and have one now
  std::uint64_t outside = 0;  ///< rows whose point lies in none of the boundaries held
};

/// Gives rows of a table that have a point (longitude, latitude in WGS84) and no lsoa_code the small area whose boundary
/// holds the point (on a border: the first by code). Where boundaries of several vintages are held, those of the newest
/// vintage decide. Rows outside stay as they are. The table has the columns longitude, latitude and lsoa_code.
Located locate_points(engine::Session& session, const std::string& table);

}  // namespace dmp::places
