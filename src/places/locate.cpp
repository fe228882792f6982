#include "places/locate.hpp"

#include <string>
#include <vector>

#include "places/geos.hpp"

namespace dmp::places {
namespace {

/// The small areas' polygons behind a spatial index.
class Boundaries {
 public:
  explicit Boundaries(engine::Session& session) : tree_(GEOSSTRtree_create_r(geos_.get(), 10)) {
    const auto result = session.query(
        "SELECT area_code, geometry FROM boundary WHERE geometry IS NOT NULL AND area_code IN (SELECT area_code FROM area WHERE area_type = 'small area') "
        "AND coalesce(vintage, '') = (SELECT max(coalesce(vintage, '')) FROM boundary WHERE area_code IN (SELECT area_code FROM area WHERE area_type = 'small area')) "
        "ORDER BY area_code");
    while (const engine::Chunk* chunk = result->next())
      for (std::size_t row = 0; row < chunk->rows; ++row) {
        Geometry geometry = owned(geos_, GEOSGeomFromWKT_r(geos_.get(), std::string(chunk->columns[1].text(row)).c_str()));
        if (!geometry || GEOSisEmpty_r(geos_.get(), geometry.get())) continue;
        areas_.push_back({std::string(chunk->columns[0].text(row)), std::move(geometry), nullptr});
      }
    for (Area& area : areas_) {
      area.prepared = GEOSPrepare_r(geos_.get(), area.geometry.get());
      GEOSSTRtree_insert_r(geos_.get(), tree_, area.geometry.get(), &area);
    }
  }
  ~Boundaries() {
    GEOSSTRtree_destroy_r(geos_.get(), tree_);
    for (Area& area : areas_) GEOSPreparedGeom_destroy_r(geos_.get(), area.prepared);
  }
  Boundaries(const Boundaries&) = delete;
  Boundaries& operator=(const Boundaries&) = delete;

  [[nodiscard]] bool empty() const { return areas_.empty(); }

  /// The code of the area that holds the point; empty where none does.
  [[nodiscard]] std::string area_at(double longitude, double latitude) {
    const Geometry point = owned(geos_, GEOSGeom_createPointFromXY_r(geos_.get(), longitude, latitude));
    Search search{this, point.get(), nullptr};
    GEOSSTRtree_query_r(
        geos_.get(), tree_, point.get(),
        [](void* item, void* data) {
          auto* found = static_cast<Search*>(data);
          const auto* area = static_cast<const Area*>(item);
          const bool first = !found->area || area->code < found->area->code;
          if (first && GEOSPreparedIntersects_r(found->self->geos_.get(), area->prepared, found->point)) found->area = area;
        },
        &search);
    return search.area ? search.area->code : std::string();
  }

 private:
  struct Area {
    std::string code;
    Geometry geometry;
    const GEOSPreparedGeometry* prepared;
  };
  struct Search {
    const Boundaries* self;
    const GEOSGeometry* point;
    const Area* area;
  };
  Geos geos_;
  GEOSSTRtree* tree_;
  std::vector<Area> areas_;
};

}  // namespace

Located locate_points(engine::Session& session, const std::string& table) {
  const std::string name = engine::quoted_name(table);
  const std::string unplaced = " FROM " + name + " WHERE lsoa_code IS NULL AND longitude IS NOT NULL AND latitude IS NOT NULL";
  Located located;
  if (engine::fetch_number(session, "SELECT count(*)" + unplaced) == 0) return located;
  Boundaries boundaries(session);
  if (boundaries.empty()) return located;
  session.execute("CREATE OR REPLACE TEMP TABLE located(longitude DOUBLE, latitude DOUBLE, code VARCHAR)");
  {
    const auto points = session.query("SELECT longitude, latitude, count(*)" + unplaced + " GROUP BY longitude, latitude ORDER BY ALL");
    std::vector<std::vector<engine::Value>> rows;
    while (const engine::Chunk* chunk = points->next())
      for (std::size_t row = 0; row < chunk->rows; ++row) {
        const double longitude = chunk->columns[0].number(row), latitude = chunk->columns[1].number(row);
        const auto count = static_cast<std::uint64_t>(chunk->columns[2].integer(row));
        std::string code = boundaries.area_at(longitude, latitude);
        (code.empty() ? located.outside : located.rows) += count;
        if (!code.empty()) rows.push_back({longitude, latitude, std::move(code)});
      }
    const auto appender = session.append_to("located");
    for (const auto& row : rows) appender->add(row);
    appender->flush();
  }
  session.execute("UPDATE " + name + " AS t SET lsoa_code = l.code FROM located l WHERE t.lsoa_code IS NULL AND t.longitude = l.longitude AND t.latitude = l.latitude");
  session.execute("DROP TABLE located");
  return located;
}

}  // namespace dmp::places
