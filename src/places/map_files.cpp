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

constexpr double kMapWidth = 760, kMapLeft = 20, kMapTop = 90, kLegendWidth = 280;

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

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) safe += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
  return safe;
}

/// Metres of the grid to the drawing.
class Frame {
 public:
  explicit Frame(const std::vector<MeasuredArea>& areas) {
    for (const MeasuredArea& area : areas)
      for (const auto& ring : area.rings)
        for (const GridPoint& p : ring) {
          west_ = std::min(west_, p.easting), east_ = std::max(east_, p.easting);
          south_ = std::min(south_, p.northing), north_ = std::max(north_, p.northing);
        }
    scale_ = std::min(kMapWidth / std::max(east_ - west_, 1.0), 900 / std::max(north_ - south_, 1.0));
  }
  [[nodiscard]] double x(const GridPoint& p) const { return kMapLeft + (p.easting - west_) * scale_; }
  [[nodiscard]] double y(const GridPoint& p) const { return kMapTop + (north_ - p.northing) * scale_; }
  [[nodiscard]] double width() const { return (east_ - west_) * scale_; }
  [[nodiscard]] double height() const { return (north_ - south_) * scale_; }
  [[nodiscard]] double scale() const { return scale_; }

 private:
  double west_ = INFINITY, east_ = -INFINITY, south_ = INFINITY, north_ = -INFINITY, scale_ = 1;
};

std::string path_of(const std::vector<std::vector<GridPoint>>& rings, const Frame& frame) {
  std::string path;
  for (const auto& ring : rings) {
    long last_x = 0, last_y = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      // Tenths of a unit are finer than a screen shows.
      const long x = std::lround(frame.x(ring[i]) * 10), y = std::lround(frame.y(ring[i]) * 10);
      if (i > 0 && x == last_x && y == last_y) continue;
      path += i == 0 ? fmt::format("M{:.1f} {:.1f}", static_cast<double>(x) / 10, static_cast<double>(y) / 10)
                     : fmt::format("l{:.1f} {:.1f}", static_cast<double>(x - last_x) / 10, static_cast<double>(y - last_y) / 10);
      last_x = x, last_y = y;
    }
    path += "z";
  }
  return path;
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

void draw_areas(std::string& svg, const SmallAreaMap& map, const NamedLayer& layer, const HotspotMap& found, const Frame& frame, const MapText& text) {
  for (std::size_t i = 0; i < map.measured.size(); ++i) {
    if (map.measured[i].rings.empty()) continue;
    const Hotspot& spot = found.areas[i];
    const auto paint = std::find_if(kPaints.begin(), kPaints.end(), [&](const Paint& one) { return one.heat == spot.heat; });
    const bool counted = text.names_counts && !std::isnan(layer.layer.areas[i].count);
    const std::string count = counted ? fmt::format("{:.0f}; {:.1f} times the mean; ", layer.layer.areas[i].count, spot.location_quotient) : "";
    const std::string told = spot.takes_part ? count + paint->label : "no figure";
    svg += fmt::format("<path fill=\"{}\" d=\"{}\"><title>{}: {}</title></path>\n", spot.takes_part ? std::string(paint->colour) : fmt::format("url(#{}-none)", text.id),
                       path_of(map.measured[i].rings, frame), escaped(map.names[i]), told);
  }
}

void draw_outlines(std::string& svg, const SmallAreaMap& map, const Frame& frame) {
  for (const Shape& outline : map.outlines) {
    std::vector<std::vector<GridPoint>> rings;
    GridPoint middle;
    double points = 0;
    for (const Polygon& polygon : outline.polygons)
      for (const Ring& ring : polygon) {
        auto& grid = rings.emplace_back();
        for (const Point& p : ring) grid.push_back(national_grid(p.longitude, p.latitude));
      }
    for (std::size_t i = 0; i < map.codes.size(); ++i) {
      if (map.authorities[i] != outline.code || !map.measured[i].has_place()) continue;
      middle.easting += map.measured[i].centre.easting * map.measured[i].square_metres;
      middle.northing += map.measured[i].centre.northing * map.measured[i].square_metres;
      points += map.measured[i].square_metres;
    }
    svg += fmt::format("<path fill=\"none\" stroke=\"#222\" stroke-width=\"1.6\" d=\"{}\"/>\n", path_of(rings, frame));
    if (!(points > 0)) continue;
    middle = {middle.easting / points, middle.northing / points};
    svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\" font-size=\"15\" font-weight=\"bold\" fill=\"#111\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">{}</text>\n", frame.x(middle),
                       frame.y(middle), escaped(outline.name));
  }
}

void draw_legend(std::string& svg, const HotspotMap& found, double left, const std::string& id) {
  double y = kMapTop + 10;
  const auto entry = [&](const std::string& fill, const std::string& label, std::size_t areas) {
    svg += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"22\" height=\"16\" fill=\"{}\" stroke=\"#666\" stroke-width=\".5\"/><text x=\"{:.0f}\" y=\"{:.0f}\">{} ({})</text>\n", left, y, fill, left + 30, y + 13, label, areas);
    y += 24;
  };
  for (const Paint& paint : kPaints)
    entry(paint.colour, paint.label, static_cast<std::size_t>(std::count_if(found.areas.begin(), found.areas.end(), [&](const Hotspot& spot) { return spot.takes_part && spot.heat == paint.heat; })));
  if (found.without_part > 0) entry(fmt::format("url(#{}-none)", id), "No figure", found.without_part);
}

void draw_scale_and_north(std::string& svg, const Frame& frame, double left) {
  double kilometres = 1;
  for (const double step : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0})
    if (step * 1000 * frame.scale() < 200) kilometres = step;
  const double length = kilometres * 1000 * frame.scale(), y = kMapTop + 230;
  svg += fmt::format("<path d=\"M{0:.1f} {1:.0f}v8h{2:.1f}v-8\" fill=\"none\" stroke=\"#222\" stroke-width=\"1.5\"/><text x=\"{3:.1f}\" y=\"{4:.0f}\">{5:.0f} km</text>\n", left, y, length, left + length + 8, y + 8, kilometres);
  svg += fmt::format("<path d=\"M{0:.0f} {1:.0f}l8 24l-8 -6l-8 6z\" fill=\"#222\"/><text x=\"{0:.0f}\" y=\"{2:.0f}\" text-anchor=\"middle\">N</text>\n", left + 10, y + 36, y + 32);
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
  if (!map.has_outlines()) return {};
  const Frame frame(map.measured);
  const double left = kMapLeft + std::max(frame.width(), 320.0) + 30, width = left + kLegendWidth + 20, bottom = kMapTop + std::max(frame.height(), 340.0) + 30;
  const std::string told = hotspots_in_words(found, layer, text.names_counts);
  std::string svg = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-labelledby=\"{}-title {}-desc\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"13\" fill=\"#111\">\n",
                                width, bottom + 50, text.id, text.id);
  svg += fmt::format("<title id=\"{}-title\">{}</title>\n<desc id=\"{}-desc\">{}</desc>\n", text.id, escaped(text.title), text.id, escaped(told));
  svg += fmt::format("<defs><pattern id=\"{}-none\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/><circle cx=\"3\" cy=\"3\" r=\"1\" fill=\"#888\"/></pattern></defs>\n", text.id);
  svg += fmt::format("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"{:.0f}\" y=\"34\" font-size=\"22\" font-weight=\"bold\">{}</text>\n<text x=\"{:.0f}\" y=\"60\" font-size=\"14\">{}</text>\n", kMapLeft,
                     escaped(text.title), kMapLeft, escaped(text.subtitle));
  svg += "<g stroke=\"#999\" stroke-width=\".4\" stroke-linejoin=\"round\">\n";
  draw_areas(svg, map, layer, found, frame, text);
  svg += "</g>\n";
  draw_outlines(svg, map, frame);
  draw_legend(svg, found, left, text.id);
  draw_scale_and_north(svg, frame, left);
  svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"11\" fill=\"#444\">Source: {}</text>\n", kMapLeft, bottom + 12, escaped(text.source));
  if (!text.boundaries.empty()) svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"11\" fill=\"#444\">Boundaries: {}</text>\n", kMapLeft, bottom + 30, escaped(text.boundaries));
  return svg + "</svg>\n";
}

}  // namespace dmp::places
