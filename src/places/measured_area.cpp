#include "places/measured_area.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "places/geos.hpp"
#include "stats/parallel.hpp"

namespace dmp::places {
namespace {

enum class Fate { whole, repaired, empty, no_geometry, no_degrees, far_away };

struct Made {
  MeasuredArea area;
  Fate fate = Fate::whole;
};

std::vector<GridPoint> ring_of(const Geos& geos, const GEOSGeometry* line) {
  std::vector<GridPoint> ring;
  const GEOSCoordSequence* points = GEOSGeom_getCoordSeq_r(geos.get(), line);
  unsigned size = 0;
  if (!points || !GEOSCoordSeq_getSize_r(geos.get(), points, &size)) return ring;
  for (unsigned i = 0; i < size; ++i) {
    double longitude = 0, latitude = 0;
    GEOSCoordSeq_getXY_r(geos.get(), points, i, &longitude, &latitude);
    ring.push_back(national_grid(longitude, latitude));
  }
  return ring;
}

void collect(const Geos& geos, const GEOSGeometry* geometry, MeasuredArea& area) {
  const int type = GEOSGeomTypeId_r(geos.get(), geometry);
  if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    for (int i = 0; i < GEOSGetNumGeometries_r(geos.get(), geometry); ++i) collect(geos, GEOSGetGeometryN_r(geos.get(), geometry, i), area);
  } else if (type == GEOS_POLYGON && !GEOSisEmpty_r(geos.get(), geometry)) {
    area.rings.push_back(ring_of(geos, GEOSGetExteriorRing_r(geos.get(), geometry)));
    for (int i = 0; i < GEOSGetNumInteriorRings_r(geos.get(), geometry); ++i) area.rings.push_back(ring_of(geos, GEOSGetInteriorRingN_r(geos.get(), geometry, i)));
  }
}

/// Area and centroid by the shoelace over all rings: after repair holes turn the other way or are taken away by hand.
void measure(MeasuredArea& area, const std::vector<bool>& hole) {
  double total = 0, x = 0, y = 0;
  for (std::size_t r = 0; r < area.rings.size(); ++r) {
    const auto& ring = area.rings[r];
    const GridPoint origin = area.rings.front().front();
    double twice = 0, own_x = 0, own_y = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const double ax = ring[i].easting - origin.easting, ay = ring[i].northing - origin.northing;
      const double bx = ring[i + 1].easting - origin.easting, by = ring[i + 1].northing - origin.northing;
      const double cross = ax * by - bx * ay;
      twice += cross;
      own_x += (ax + bx) * cross;
      own_y += (ay + by) * cross;
    }
    const double sign = (twice < 0 ? -1.0 : 1.0) * (hole[r] ? -1 : 1);
    total += sign * twice / 2;
    x += sign * own_x / 6;
    y += sign * own_y / 6;
  }
  area.square_metres = total;
  if (total > 0) area.centre = {area.rings.front().front().easting + x / total, area.rings.front().front().northing + y / total};
}

std::vector<bool> holes_of(const Geos& geos, const GEOSGeometry* geometry) {
  std::vector<bool> holes;
  const int type = GEOSGeomTypeId_r(geos.get(), geometry);
  if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    for (int i = 0; i < GEOSGetNumGeometries_r(geos.get(), geometry); ++i) {
      const auto parts = holes_of(geos, GEOSGetGeometryN_r(geos.get(), geometry, i));
      holes.insert(holes.end(), parts.begin(), parts.end());
    }
  } else if (type == GEOS_POLYGON && !GEOSisEmpty_r(geos.get(), geometry)) {
    holes.push_back(false);
    holes.insert(holes.end(), static_cast<std::size_t>(GEOSGetNumInteriorRings_r(geos.get(), geometry)), true);
  }
  return holes;
}

bool in_degrees(const Geos& geos, const GEOSGeometry* geometry) {
  double west = 0, east = 0, south = 0, north = 0;
  return GEOSGeom_getXMin_r(geos.get(), geometry, &west) && GEOSGeom_getXMax_r(geos.get(), geometry, &east) &&
         GEOSGeom_getYMin_r(geos.get(), geometry, &south) && GEOSGeom_getYMax_r(geos.get(), geometry, &north) && west >= -180 && east <= 180 &&
         south >= -90 && north <= 90;
}

bool in_great_britain(const GridPoint& point) {
  return point.easting > -200'000 && point.easting < 900'000 && point.northing > -200'000 && point.northing < 1'400'000;
}

Made make(const Geos& geos, const OutlineText& outline) {
  Made made;
  made.area.id = outline.id;
  Geometry geometry = owned(geos, outline.text.empty() ? nullptr : GEOSGeomFromWKT_r(geos.get(), outline.text.c_str()));
  if (!geometry) return made.fate = outline.text.empty() ? Fate::empty : Fate::no_geometry, made;
  if (GEOSisEmpty_r(geos.get(), geometry.get())) return made.fate = Fate::empty, made;
  if (!in_degrees(geos, geometry.get())) return made.fate = Fate::no_degrees, made;
  if (GEOSGeomTypeId_r(geos.get(), geometry.get()) == GEOS_POINT) {
    double longitude = 0, latitude = 0;
    GEOSGeomGetX_r(geos.get(), geometry.get(), &longitude);
    GEOSGeomGetY_r(geos.get(), geometry.get(), &latitude);
    made.area.centre = national_grid(longitude, latitude);
    made.area.is_nowhere = false;
    if (!in_great_britain(made.area.centre)) made.fate = Fate::far_away;
    return made;
  }
  if (!GEOSisValid_r(geos.get(), geometry.get())) {
    geometry = owned(geos, GEOSMakeValid_r(geos.get(), geometry.get()));
    made.fate = Fate::repaired;
  }
  if (geometry) collect(geos, geometry.get(), made.area);
  if (made.area.rings.empty()) return made.fate = Fate::empty, made;
  measure(made.area, holes_of(geos, geometry.get()));
  made.area.is_nowhere = !(made.area.square_metres > 0);
  if (made.area.is_nowhere) return made.area.rings.clear(), made.fate = Fate::empty, made;
  if (!in_great_britain(made.area.centre)) made.fate = Fate::far_away;
  return made;
}

void tell(core::Issues& notes, const std::vector<Made>& made, Fate fate, const char* rule, const char* text) {
  std::vector<std::string> ids;
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (made[i].fate != fate) continue;
    if (ids.empty()) first = i + 1;
    ids.push_back(made[i].area.id);
  }
  if (ids.empty()) return;
  core::Issue issue;
  issue.line = first;
  issue.rows = ids.size();
  issue.rule = rule;
  issue.severity = fate == Fate::repaired ? core::Severity::note : core::Severity::warning;
  std::string named;
  for (std::size_t i = 0; i < std::min<std::size_t>(5, ids.size()); ++i) named += (i ? ", " : "") + ids[i];
  issue.text = fmt::format("{} {}: {}{}", ids.size(), text, named, ids.size() > 5 ? " ..." : "");
  notes.push_back(std::move(issue));
}

}  // namespace

MeasuredAreas measure_areas(const std::vector<OutlineText>& outlines, unsigned threads) {
  std::vector<Made> made(outlines.size());
  constexpr std::size_t kTogether = 256;
  stats::for_each_index((outlines.size() + kTogether - 1) / kTogether, threads, [&](std::size_t part) {
    const Geos geos;
    for (std::size_t i = part * kTogether; i < std::min(outlines.size(), (part + 1) * kTogether); ++i) made[i] = make(geos, outlines[i]);
  });
  MeasuredAreas result;
  tell(result.notes, made, Fate::repaired, "geometry repaired", "outlines that cross or touch themselves were repaired");
  tell(result.notes, made, Fate::empty, "no geometry", "areas have no outline, or one without any surface; they have no neighbours until the boundary file holds them");
  tell(result.notes, made, Fate::no_geometry, "not a geometry", "texts are no well-known text of a geometry; these areas have no neighbours; fetch the boundary file again");
  tell(result.notes, made, Fate::no_degrees, "not in degrees",
       "outlines are not in degrees of longitude and latitude, as if coordinate systems were mixed; these areas have no neighbours; save the file in one coordinate system");
  tell(result.notes, made, Fate::far_away, "not in Great Britain",
       "outlines lie outside Great Britain, as if longitude and latitude were swapped or coordinate systems mixed; their distances are not exact; save the file in one coordinate system");
  for (Made& one : made) {
    if (one.fate == Fate::no_degrees || one.fate == Fate::no_geometry) one.area.is_nowhere = true;
    result.areas.push_back(std::move(one.area));
  }
  return result;
}

}  // namespace dmp::places
