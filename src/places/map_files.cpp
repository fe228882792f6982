#include "places/map_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <unordered_map>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/plug_in.hpp"
#include "gdal_reader/gdal_reader.hpp"

namespace dmp::places {
namespace {

std::string coordinates(const Ring& ring) {
  std::string text = "[";
  for (std::size_t i = 0; i < ring.size(); ++i) text += fmt::format("{}[{:.6f},{:.6f}]", i ? "," : "", ring[i].longitude, ring[i].latitude);
  return text + "]";
}

std::string geometry_of(const Shape& shape) {
  if (shape.polygons.empty()) return "null";
  std::string parts;
  for (const Polygon& polygon : shape.polygons) {
    std::string rings;
    for (const Ring& ring : polygon) rings += (rings.empty() ? "" : ",") + coordinates(ring);
    parts += (parts.empty() ? "[" : ",[") + rings + "]";
  }
  return R"({"type":"MultiPolygon","coordinates":[)" + parts + "]}";
}

std::string json_value(const core::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return core::json_string(*text);
  const std::string exact = core::exact_text(cell);
  return exact.empty() ? "null" : exact;
}

struct Paint {
  Heat heat;
  const char* colour;
  const char* label;
};
/// Apart in lightness too, so that they stay apart in grey and in every kind of colour vision.
constexpr std::array<Paint, 5> kPaints = {{{Heat::both, "#7f0000", "Hot: its own count and its neighbourhood"}, {Heat::own, "#d7301f", "Hot: its own count"},
                                           {Heat::neighbourhood, "#fdbb84", "Hot: its neighbourhood"}, {Heat::none, "#f0f0f0", "As other places"}, {Heat::cold, "#4575b4", "Cold neighbourhood"}}};

std::vector<std::size_t> hottest(const HotspotMap& found, const NamedLayer& layer) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < found.areas.size(); ++i)
    if (found.areas[i].heat == Heat::own || found.areas[i].heat == Heat::both) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return layer.layer.areas[a].count > layer.layer.areas[b].count; });
  return order;
}

}  // namespace

std::string hotspots_in_words(const HotspotMap& found, const NamedLayer& layer, bool names_counts) {
  if (!found.note.empty()) return "No hotspots can be found: " + found.note + ".";
  const auto order = hottest(found, layer);
  std::string text = fmt::format("{} of {} small areas are hot, {} of them by their own count; {} are cold.", found.hot, found.areas.size() - found.without_part, order.size(), found.cold);
  for (std::size_t k = 0; k < std::min<std::size_t>(10, order.size()); ++k)
    text += fmt::format("{} {}", k ? ";" : " The highest:", layer.layer.areas[order[k]].name) +
            (names_counts && !std::isnan(layer.layer.areas[order[k]].count)
                 ? fmt::format(" ({:.0f}, {:.1f} times as many as expected)", layer.layer.areas[order[k]].count, found.areas[order[k]].location_quotient) : std::string());
  return order.empty() ? text : text + ".";
}

std::string geojson_text(const core::DataTable& table, const SmallAreaMap& map) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < map.codes.size(); ++i) places.emplace(map.codes[i], i);
  const auto column = static_cast<std::size_t>(std::find(table.columns().begin(), table.columns().end(), "area_code") - table.columns().begin());
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
  for (std::size_t r = 0; r < table.rows().size(); ++r) {
    const auto& row = table.rows()[r];
    std::string properties;
    for (std::size_t c = 0; c < row.size(); ++c) properties += (c ? "," : "") + core::json_string(table.columns()[c]) + ":" + json_value(row[c]);
    const auto place = places.find(std::get<std::string>(row[column]));
    text += fmt::format("{}\n{{\"type\":\"Feature\",\"properties\":{{{}}},\"geometry\":{}}}", r ? "," : "", properties, place == places.end() ? "null" : geometry_of(map.shapes[place->second]));
  }
  return text + "\n]}\n";
}

void write_geopackage(const std::string& geojson, const std::string& layer, const std::string& day, const std::string& file) {
  const auto write = reinterpret_cast<DmpGdalWrite>(core::plug_in_function("dmp_gdal.so", "dmp_gdal_write_geopackage", "writes GeoPackages", "build all targets and install the package libgdal32, or write GeoJSON"));
  const auto target = std::filesystem::absolute(file);
  core::TemporaryFolder scratch(target.parent_path(), ".dmp-map-");
  const std::string from = (scratch.path() / "map.geojson").string(), to = (scratch.path() / "map.gpkg").string();
  core::write_file_whole(from, geojson);
  struct Failure {
    std::string what;
  } failure;
  const DmpGdalWriteRequest request{from.c_str(), to.c_str(), layer.c_str(), day.c_str(), &failure, [](void* context, const char* what) { static_cast<Failure*>(context)->what = what; }};
  if (write(&request) != 0) throw core::UserError(core::ErrorKind::resource, "the GeoPackage cannot be written: " + failure.what, core::Place{file}, "check the folder and the disk");
  std::filesystem::rename(to, target);
}

std::string hotspot_svg(const SmallAreaMap& map, const NamedLayer& layer, const HotspotMap& found, const MapText& text) {
  DrawnMap drawn;
  drawn.enlarged = 3;
  for (const Paint& paint : kPaints) drawn.legend.push_back({paint.colour, paint.label});
  for (std::size_t i = 0; i < found.areas.size(); ++i) {
    const Hotspot& spot = found.areas[i];
    const auto paint = std::find_if(kPaints.begin(), kPaints.end(), [&](const Paint& one) { return one.heat == spot.heat; });
    const bool counted = text.names_counts && !std::isnan(layer.layer.areas[i].count);
    const std::string count = counted ? fmt::format("{:.0f}; {:.1f} times the mean; ", layer.layer.areas[i].count, spot.location_quotient) : "";
    drawn.classes.push_back(spot.takes_part ? static_cast<int>(paint - kPaints.begin()) : DrawnMap::kNoFigure);
    drawn.told.push_back(spot.takes_part ? count + paint->label : "no figure");
  }
  drawn.words = hotspots_in_words(found, layer, text.names_counts);
  return map_svg(map, drawn, text);
}

}  // namespace dmp::places
