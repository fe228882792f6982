#pragma once

#include <vector>

#include "places/shapes.hpp"

namespace dmp::places {

/// Outlines with fewer points, for screens: borders are cut where three areas meet and every stretch is simplified once (Douglas and Peucker), so that
/// neighbours that share their vertices still fit together. A ring that would collapse stays as it is. tolerance in degrees of latitude (0.0001 is eleven metres).
/// D. H. Douglas and T. K. Peucker (1973), Cartographica 10, 112-122.
std::vector<Shape> simplified(const std::vector<Shape>& shapes, double tolerance);

}  // namespace dmp::places
