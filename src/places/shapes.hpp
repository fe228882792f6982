#pragma once

#include <string>
#include <vector>

#include "engine/engine.hpp"

namespace dmp::places {

/// Longitude and latitude in degrees, WGS84.
struct Point {
  double longitude = 0, latitude = 0;
};
using Ring = std::vector<Point>;
/// The outer ring first, then the holes.
using Polygon = std::vector<Ring>;

struct Shape {
  std::string code, name;
  std::vector<Polygon> polygons;
};

/// The polygons of a well-known text (POLYGON or MULTIPOLYGON, other parts of a collection are left out); empty for a text
/// that is no geometry.
std::vector<Polygon> polygons_of(const std::string& well_known_text);

/// Shapes of the areas with these codes, sorted by code. Where several vintages of one area are held, the newest by name of
/// vintage. Codes without a boundary are left out.
std::vector<Shape> shapes_of(engine::Session& session, const std::vector<std::string>& codes);

/// One shape that covers all of the shapes (their union).
Shape outline(const std::string& code, const std::string& name, const std::vector<const Shape*>& parts);

}  // namespace dmp::places
