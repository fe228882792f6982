#include "places/shapes.hpp"

#include "places/geos.hpp"

namespace dmp::places {
namespace {

Ring ring_of(const Geos& geos, const GEOSGeometry* line) {
  Ring ring;
  const GEOSCoordSequence* points = GEOSGeom_getCoordSeq_r(geos.get(), line);
  unsigned size = 0;
  if (!points || !GEOSCoordSeq_getSize_r(geos.get(), points, &size)) return ring;
  for (unsigned i = 0; i < size; ++i) {
    Point point;
    GEOSCoordSeq_getXY_r(geos.get(), points, i, &point.longitude, &point.latitude);
    ring.push_back(point);
  }
  return ring;
}

void collect(const Geos& geos, const GEOSGeometry* geometry, std::vector<Polygon>& polygons) {
  const int type = GEOSGeomTypeId_r(geos.get(), geometry);
  if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    for (int i = 0; i < GEOSGetNumGeometries_r(geos.get(), geometry); ++i) collect(geos, GEOSGetGeometryN_r(geos.get(), geometry, i), polygons);
  } else if (type == GEOS_POLYGON && !GEOSisEmpty_r(geos.get(), geometry)) {
    Polygon polygon = {ring_of(geos, GEOSGetExteriorRing_r(geos.get(), geometry))};
    for (int i = 0; i < GEOSGetNumInteriorRings_r(geos.get(), geometry); ++i) polygon.push_back(ring_of(geos, GEOSGetInteriorRingN_r(geos.get(), geometry, i)));
    polygons.push_back(std::move(polygon));
  }
}

GEOSGeometry* ring_geometry(const Geos& geos, const Ring& ring) {
  GEOSCoordSequence* points = GEOSCoordSeq_create_r(geos.get(), static_cast<unsigned>(ring.size()), 2);
  for (unsigned i = 0; i < ring.size(); ++i) GEOSCoordSeq_setXY_r(geos.get(), points, i, ring[i].longitude, ring[i].latitude);
  return GEOSGeom_createLinearRing_r(geos.get(), points);
}

GEOSGeometry* polygon_geometry(const Geos& geos, const Polygon& polygon) {
  std::vector<GEOSGeometry*> holes;
  for (std::size_t i = 1; i < polygon.size(); ++i) holes.push_back(ring_geometry(geos, polygon[i]));
  return GEOSGeom_createPolygon_r(geos.get(), ring_geometry(geos, polygon[0]), holes.data(), static_cast<unsigned>(holes.size()));
}

}  // namespace

std::vector<Polygon> polygons_of(const std::string& well_known_text) {
  const Geos geos;
  const Geometry geometry = owned(geos, GEOSGeomFromWKT_r(geos.get(), well_known_text.c_str()));
  std::vector<Polygon> polygons;
  if (geometry) collect(geos, geometry.get(), polygons);
  return polygons;
}

std::vector<Shape> shapes_of(engine::Session& session, const std::vector<std::string>& codes) {
  if (codes.empty()) return {};
  std::string list;
  for (const std::string& code : codes) list += (list.empty() ? "" : ", ") + engine::quoted_text(code);
  const auto result = session.query(
      "SELECT area_code, any_value(area_name), arg_max(geometry, coalesce(vintage, '')) FROM boundary WHERE geometry IS NOT NULL AND area_code IN (" + list +
      ") GROUP BY area_code ORDER BY area_code");
  std::vector<Shape> shapes;
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t row = 0; row < chunk->rows; ++row) {
      Shape shape;
      shape.code = chunk->columns[0].text(row);
      if (!chunk->columns[1].is_null(row)) shape.name = chunk->columns[1].text(row);
      shape.polygons = polygons_of(std::string(chunk->columns[2].text(row)));
      if (!shape.polygons.empty()) shapes.push_back(std::move(shape));
    }
  return shapes;
}

Shape outline(const std::string& code, const std::string& name, const std::vector<const Shape*>& parts) {
  const Geos geos;
  std::vector<GEOSGeometry*> geometries;
  for (const Shape* part : parts)
    for (const Polygon& polygon : part->polygons)
      if (GEOSGeometry* geometry = polygon_geometry(geos, polygon)) geometries.push_back(geometry);
  const Geometry all = owned(geos, GEOSGeom_createCollection_r(geos.get(), GEOS_GEOMETRYCOLLECTION, geometries.data(), static_cast<unsigned>(geometries.size())));
  const Geometry whole = owned(geos, GEOSUnaryUnion_r(geos.get(), all.get()));
  Shape shape{code, name, {}};
  if (whole) collect(geos, whole.get(), shape.polygons);
  return shape;
}

}  // namespace dmp::places
