#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dmp::server {

/// A point on a grid of 0.00001 degrees: about a metre.
struct GridPoint {
  std::int32_t x = 0, y = 0;
  bool operator==(const GridPoint&) const = default;
};
/// First and last point are the same.
using GridRing = std::vector<GridPoint>;
/// The outer ring, then its holes.
using GridPolygon = std::vector<GridRing>;

struct GridArea {
  std::string code, name;
  std::vector<GridPolygon> polygons;   ///< empty: the area has no outline
};

/// One degree has so many grid steps.
inline constexpr double kGridSteps = 100'000;

/// A TopoJSON topology: borders that two areas share are written once, points as steps from the point before. One object `areas`, geometries in the order
/// given, with id = code and properties.name; geometry type null for an area without outline. Rings that the grid collapses are left out.
std::string topology_text(const std::vector<GridArea>& areas);

}  // namespace dmp::server
