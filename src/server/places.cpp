#include "server/places.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"
#include "server/message.hpp"
#include "server/topology.hpp"

namespace dmp::server {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const OpenEdition& edition) {
  std::vector<fs::path> files;
  std::error_code ignored;
  const fs::path own = edition.readable() / "layers", open = edition.folder() / "layers";
  for (const auto& entry : fs::directory_iterator(fs::is_directory(own, ignored) ? own : open, ignored))
    if (entry.path().extension() == ".geojson" && entry.is_regular_file(ignored)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Takes in positions, at any depth of a coordinates member.
void widen(const Json& coordinates, std::vector<double>& bounds) {
  if (!coordinates.is_array() || coordinates.empty()) return;
  if (!coordinates[0].is_number()) {
    for (const Json& inner : coordinates) widen(inner, bounds);
    return;
  }
  if (coordinates.size() < 2 || !coordinates[1].is_number()) return;
  const double x = coordinates[0].get<double>(), y = coordinates[1].get<double>();
  if (bounds.empty()) bounds = {x, y, x, y};
  bounds = {std::min(bounds[0], x), std::min(bounds[1], y), std::max(bounds[2], x), std::max(bounds[3], y)};
}

GridPolygon grid_polygon(const Json& rings) {
  GridPolygon polygon;
  for (const Json& ring : rings) {
    GridRing points;
    points.reserve(ring.size());
    for (const Json& position : ring)
      points.push_back({static_cast<std::int32_t>(std::lround(position.at(0).get<double>() * kGridSteps)), static_cast<std::int32_t>(std::lround(position.at(1).get<double>() * kGridSteps))});
    polygon.push_back(std::move(points));
  }
  return polygon;
}

std::string text_of(const Json& properties, std::initializer_list<const char*> names) {
  if (!properties.is_object()) return {};
  for (const char* name : names)
    if (const auto found = properties.find(name); found != properties.end() && found->is_string()) return found->get<std::string>();
  return {};
}

GridArea grid_area(const Json& feature) {
  static const Json kNone;
  const auto member = [](const Json& of, const char* name) -> const Json& {
    const auto found = of.find(name);
    return found == of.end() ? kNone : *found;
  };
  const Json& properties = member(feature, "properties");
  GridArea area{text_of(properties, {"area_code", "code", "id"}), text_of(properties, {"area_name", "name", "title"}), {}};
  if (area.code.empty() && feature.contains("id")) area.code = feature["id"].is_string() ? feature["id"].get<std::string>() : feature["id"].dump();
  const Json& geometry = member(feature, "geometry");
  if (!geometry.is_object()) return area;
  const std::string type = geometry.value("type", "");
  const Json& coordinates = geometry.at("coordinates");
  if (type == "Polygon") area.polygons.push_back(grid_polygon(coordinates));
  if (type == "MultiPolygon")
    for (const Json& polygon : coordinates) area.polygons.push_back(grid_polygon(polygon));
  return area;
}

/// What names a geometry: codes, names and points.
std::string name_of(const std::vector<GridArea>& areas) {
  core::Sha256 hash;
  for (const GridArea& area : areas) {
    hash.add(area.code + "\n" + area.name + "\n");
    for (const GridPolygon& polygon : area.polygons)
      for (const GridRing& ring : polygon) {
        hash.add({reinterpret_cast<const char*>(ring.data()), ring.size() * sizeof(GridPoint)});
        hash.add(";");
      }
  }
  return hash.hex().substr(0, 24);
}

std::string columns_text(const Json& features, const std::vector<std::string>& names) {
  std::string text = "{";
  for (const std::string& name : names) {
    if (text.size() > 1) text += ",\n";
    text += Json(name).dump() + ":[";
    bool first = true;
    for (const Json& feature : features) {
      if (!first) text += ',';
      first = false;
      const auto properties = feature.find("properties");
      const bool has = properties != feature.end() && properties->is_object() && properties->contains(name);
      text += has ? (*properties)[name].dump(-1, ' ', false, Json::error_handler_t::replace) : "null";
    }
    text += ']';
  }
  return text + "}";
}

PlaceLayer read_layer(const fs::path& file, LayerSet& set) {
  Json json = Json::parse(core::read_file(file), nullptr, false);
  if (!json.is_object() || !json.contains("features") || !json["features"].is_array())
    throw core::UserError(core::ErrorKind::resource, "a map layer of the edition is damaged", core::Place{file.string()}, "build the profile again: dmp build");
  PlaceLayer layer;
  layer.id = file.stem().string();
  layer.file = file;
  const Json& features = json["features"];
  layer.features = features.size();
  layer.geometry_type = "none";
  bool areas_only = !features.empty();
  std::vector<GridArea> areas;
  for (const Json& feature : features) {
    static const Json kNone;
    const Json& geometry = feature.contains("geometry") ? feature["geometry"] : kNone;
    std::string type = geometry.is_object() ? geometry.value("type", "") : "";
    if (type.starts_with("Multi")) type.erase(0, 5);
    if (!type.empty()) layer.geometry_type = type;
    if (!type.empty() && type != "Polygon") areas_only = false;
    if (geometry.is_object()) widen(geometry["coordinates"], layer.bounds);
    if (feature.contains("properties") && feature["properties"].is_object())
      for (const auto& [name, value] : feature["properties"].items())
        if (std::find(layer.properties.begin(), layer.properties.end(), name) == layer.properties.end()) layer.properties.push_back(name);
  }
  if (areas_only && layer.geometry_type == "Polygon") {
    for (const Json& feature : features) areas.push_back(grid_area(feature));
    layer.geometry = name_of(areas);
    auto& shared = set.geometries[layer.geometry];
    if (!shared) shared = std::make_shared<const std::string>(topology_text(areas));
  }
  layer.columns = std::make_shared<const std::string>(columns_text(features, layer.properties));
  json.erase("features");
  json.erase("type");
  layer.about = std::move(json);
  return layer;
}

}  // namespace

std::vector<std::string> PlaceLayers::names(const OpenEdition& edition) const {
  std::vector<std::string> names;
  for (const fs::path& file : files_of(edition)) names.push_back(file.stem().string());
  return names;
}

std::shared_ptr<const LayerSet> PlaceLayers::of(const OpenEdition& edition, bool may_wait) {
  constexpr std::size_t kMost = 3;
  const auto ready = [&]() -> std::shared_ptr<const LayerSet> {
    const std::lock_guard lock(mutex_);
    for (const auto& [generation, set] : sets_)
      if (generation == edition.generation()) return set;
    return nullptr;
  };
  if (auto set = ready()) return set;
  if (!may_wait) throw MustWait{};
  const std::lock_guard one_at_a_time(working_);
  if (auto set = ready()) return set;
  auto set = std::make_shared<LayerSet>();
  for (const fs::path& file : files_of(edition)) set->layers.push_back(read_layer(file, *set));
  const std::lock_guard lock(mutex_);
  sets_.emplace_front(edition.generation(), set);
  if (sets_.size() > kMost) sets_.pop_back();
  return set;
}

}  // namespace dmp::server
