#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/open_edition.hpp"

namespace dmp::server {

/// A map layer of an edition (layers/ID.geojson).
struct PlaceLayer {
  std::string id, geometry;          ///< geometry: the id of the shared geometry; empty where the layer is no areas
  std::filesystem::path file;
  Json about;                        ///< title, kind, period ... as the file says
  std::string geometry_type;         ///< Polygon, Point, LineString or none
  std::size_t features = 0;
  std::vector<double> bounds;        ///< west, south, east, north; empty where nothing has a place
  std::vector<std::string> properties;
  std::shared_ptr<const std::string> columns;   ///< {"name": [...], ...}
};

struct LayerSet {
  std::vector<PlaceLayer> layers;
  std::map<std::string, std::shared_ptr<const std::string>> geometries;   ///< TopoJSON by id
};

/// The layers of editions, read once. For several threads.
class PlaceLayers {
 public:
  /// Ids of the layers in the edition's folder, in order.
  [[nodiscard]] std::vector<std::string> names(const OpenEdition& edition) const;
  /// Throws MustWait where they are not read yet and nobody may wait.
  std::shared_ptr<const LayerSet> of(const OpenEdition& edition, bool may_wait);

 private:
  std::mutex mutex_, working_;
  std::list<std::pair<std::string, std::shared_ptr<const LayerSet>>> sets_;
};

}  // namespace dmp::server
