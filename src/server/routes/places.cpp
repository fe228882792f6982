#include "server/places.hpp"

#include <algorithm>
#include <sstream>

#include "core/file.hpp"
#include "core/nearest.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

Json text_or_null(const Json& about, const char* name) {
  const auto found = about.find(name);
  return found != about.end() && found->is_string() ? *found : Json(nullptr);
}

Json summary_of(const PlaceLayer& layer, const std::string& edition) {
  Json title = text_or_null(layer.about, "title");
  if (title.is_null()) title = text_or_null(layer.about, "name");
  const std::string path = "/api/places/layers/" + percent_encoded(layer.id), of = "?edition=" + edition;
  Json json = {{"id", layer.id}, {"title", title.is_null() ? Json(layer.id) : title}, {"kind", text_or_null(layer.about, "kind")}, {"description", text_or_null(layer.about, "description")},
               {"attribution", text_or_null(layer.about, "attribution")}, {"period", text_or_null(layer.about, "period")}, {"features", layer.features}, {"geometry_type", layer.geometry_type},
               {"bbox", layer.bounds}, {"properties", layer.properties}, {"geojson", path + ".geojson" + of}, {"values", path + "/values" + of},
               {"geometry", layer.geometry.empty() ? Json(nullptr) : Json("/api/places/geometry/" + layer.geometry + ".json" + of)}};
  // What else the file says of itself.
  for (const auto& [name, value] : layer.about.items())
    if (!json.contains(name) && name != "crs") json[name] = value;
  return json;
}

Response layers(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const auto set = service.layers().of(*edition, request.may_wait);
  Json items = Json::array();
  for (const PlaceLayer& layer : set->layers) items.push_back(summary_of(layer, edition->id()));
  if (wants_csv(request)) return csv_of(items, "layers-" + edition->id());
  return json_response({{"edition", edition->id()}, {"items", items}});
}

const PlaceLayer& layer_of(const LayerSet& set, const std::string& id) {
  std::vector<std::string> known;
  for (const PlaceLayer& layer : set.layers) {
    if (layer.id == id) return layer;
    known.push_back(layer.id);
  }
  if (known.empty()) throw Problem(404, "the edition has no map layers", "give the profile boundaries and build again with this version of dmp: dmp build");
  throw Problem(404, "the edition has no map layer '" + id + "'", "GET /api/places/layers lists them." + core::suggestion(id, known), core::nearest_name(id, known).value_or(""));
}

Response geojson(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const auto set = service.layers().of(*edition, request.may_wait);
  const PlaceLayer& layer = layer_of(*set, request.in_path.at("layer"));
  request.must_wait();
  Response response;
  response.caching = Caching::edition;
  response.content_type = "application/geo+json";
  response.set_body(core::read_file(layer.file));
  return response;
}

/// Rows of {"name": [...]} as CSV.
std::string columns_as_csv(const Json& columns, std::size_t rows) {
  Json items = Json::array();
  for (std::size_t i = 0; i < rows; ++i) {
    Json item = Json::object();
    for (const auto& [name, values] : columns.items()) item[name] = values[i];
    items.push_back(std::move(item));
  }
  std::ostringstream text;
  core::write(text, table_of(items), core::Format::csv);
  return text.str();
}

Response values(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const auto set = service.layers().of(*edition, request.may_wait);
  const PlaceLayer& layer = layer_of(*set, request.in_path.at("layer"));
  if (wants_csv(request)) {
    request.must_wait();
    return csv_response(columns_as_csv(Json::parse(*layer.columns), layer.features), layer.id);
  }
  Response response;
  response.caching = Caching::edition;
  response.set_body("{\"edition\":\"" + edition->id() + "\",\"layer\":" + Json(layer.id).dump() + ",\"features\":" + std::to_string(layer.features) + ",\"columns\":" + *layer.columns + "}\n");
  return response;
}

Response geometry(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const auto set = service.layers().of(*edition, request.may_wait);
  const auto found = set->geometries.find(request.in_path.at("geometry"));
  if (found == set->geometries.end()) throw Problem(404, "the edition has no such geometry", "take the path that GET /api/places/layers gives");
  Response response;
  response.caching = Caching::edition;
  response.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
  response.body = found->second;
  return response;
}

}  // namespace

void add_place_routes(Router& router) {
  router.add({"GET", "/api/places/layers", about_edition({"format"}), layers});
  router.add({"GET", "/api/places/layers/{layer}.geojson", about_edition({}), geojson});
  router.add({"GET", "/api/places/layers/{layer}/values", about_edition({"format"}), values});
  router.add({"GET", "/api/places/geometry/{geometry}.json", about_edition({}), geometry});
}

}  // namespace dmp::server
