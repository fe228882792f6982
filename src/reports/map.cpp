#include "reports/map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <unordered_map>

#include "reports/html.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

constexpr std::size_t kMostMaps = 3;
constexpr std::size_t kClasses = 5;
constexpr std::size_t kNamedPlaces = 10;
constexpr double kLongSide = 1400;  // units of the drawing; whole-number coordinates are finer than a screen's pixels
constexpr double kMargin = 30;
constexpr double kKilometresPerDegree = 111.32;

/// Degrees to the drawing: plane, with degrees of longitude shortened as at the middle latitude. For a county the error
/// against a true projection is under one part in a thousand.
class Projection {
 public:
  explicit Projection(const std::vector<MapArea>& areas) {
    double south = 90, north = -90, west = 180, east = -180;
    for (const MapArea& area : areas) {
      for (const Polygon& polygon : area.polygons) {
        if (polygon.empty()) continue;
        for (const Point& point : polygon.front()) {
          south = std::min(south, point.latitude), north = std::max(north, point.latitude);
          west = std::min(west, point.longitude), east = std::max(east, point.longitude);
        }
      }
    }
    west_ = west, north_ = north;
    shrink_ = std::cos((south + north) / 2 * std::numbers::pi / 180);
    const double across = std::max((east - west) * shrink_, 1e-9), down = std::max(north - south, 1e-9);
    units_per_degree_ = (kLongSide - 2 * kMargin) / std::max(across, down);
    width_ = std::ceil(across * units_per_degree_ + 2 * kMargin);
    height_ = std::ceil(down * units_per_degree_ + 2 * kMargin);
  }

  [[nodiscard]] long x(const Point& point) const { return std::lround(kMargin + (point.longitude - west_) * shrink_ * units_per_degree_); }
  [[nodiscard]] long y(const Point& point) const { return std::lround(kMargin + (north_ - point.latitude) * units_per_degree_); }
  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }
  [[nodiscard]] double units_per_kilometre() const { return units_per_degree_ / kKilometresPerDegree; }

 private:
  double west_, north_, shrink_, units_per_degree_, width_, height_;
};

/// Points that fall on the same unit are drawn once; as neighbours round alike, no gap opens between them.
void append_ring(std::string& path, const Ring& ring, const Projection& projection) {
  long last_x = 0, last_y = 0;
  bool begun = false;
  for (const Point& point : ring) {
    const long x = projection.x(point), y = projection.y(point);
    if (begun && x == last_x && y == last_y) continue;
    path += begun ? fmt::format("l{} {}", x - last_x, y - last_y) : fmt::format("M{} {}", x, y);
    last_x = x, last_y = y;
    begun = true;
  }
  if (begun) path += 'z';
}

std::string path_of(const MapArea& area, const Projection& projection) {
  std::string path;
  for (const Polygon& polygon : area.polygons) {
    for (const Ring& ring : polygon) append_ring(path, ring, projection);
  }
  return path;
}

struct ColourClass {
  double lowest = 0, highest = 0;
  std::size_t areas = 0;
};

/// Classes of about equally many areas; equal figures never fall into different classes, so there may be fewer than five.
std::vector<ColourClass> classes_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::vector<ColourClass> classes;
  std::size_t begin = 0;
  for (std::size_t k = 1; k <= kClasses && begin < values.size(); ++k) {
    std::size_t end = std::max(begin + 1, values.size() * k / kClasses);
    while (end < values.size() && values[end] == values[end - 1]) ++end;
    if (end <= begin) continue;
    classes.push_back({values[begin], values[end - 1], end - begin});
    begin = end;
  }
  return classes;
}

std::size_t class_of(const std::vector<ColourClass>& classes, double value) {
  for (std::size_t k = 0; k + 1 < classes.size(); ++k) {
    if (value <= classes[k].highest) return k;
  }
  return classes.size() - 1;
}

/// With fewer than five classes the palette is spread, so that the highest is always the darkest.
std::string colour_of(std::size_t which, std::size_t classes) {
  const std::size_t shade = classes < 2 ? 2 : which * (kClasses - 1) / (classes - 1);
  return fmt::format("map-{}", shade + 1);
}

/// The rows that have a shape, and the areas of the profile that are drawn as outlines.
struct Shapes {
  std::vector<std::pair<const MapArea*, const Estimate*>> areas;  ///< row nullptr: a small area without any row
  std::vector<const MapArea*> outlines;
};

Shapes shapes_of(const ReportInput& input, const IndicatorEvidence& evidence) {
  std::unordered_map<std::string, const Estimate*> rows;
  for (const Estimate* row : evidence.small_areas) rows.emplace(row->area_code, row);
  std::set<std::string> own;
  for (const Area& area : input.areas) own.insert(area.code);
  Shapes shapes;
  for (const MapArea& area : input.map_areas) {
    if (own.count(area.code)) {
      shapes.outlines.push_back(&area);
      continue;
    }
    const auto found = rows.find(area.code);
    shapes.areas.emplace_back(&area, found == rows.end() ? nullptr : found->second);
  }
  return shapes;
}

std::string top_places(const IndicatorEvidence& evidence) {
  std::vector<std::string> places;
  for (const Estimate* row : evidence.small_areas) {
    if (!shown(*row) || places.size() == kNamedPlaces) break;
    places.push_back(fmt::format("{} ({})", row->area_name, evidence.style.figure(row->value)));
  }
  if (places.empty()) return {};
  const std::string unit = evidence.style.unit.empty() || evidence.style.unit == "%" ? "" : ", " + evidence.style.unit;
  return fmt::format("The {} highest small areas{}: {}.", places.size(), unit, listed(places));
}

void draw_patterns(Html& svg, const std::string& id) {
  svg.open("defs");
  svg.open("pattern",
           {{"id", id + "-hatch"}, {"width", "12"}, {"height", "12"}, {"patternUnits", "userSpaceOnUse"}, {"patternTransform", "rotate(45)"}});
  svg.shape("rect", {{"width", "12"}, {"height", "12"}, {"class", "map-none"}})
      .shape("line", {{"x1", "0"}, {"y1", "0"}, {"x2", "0"}, {"y2", "12"}, {"class", "map-hatch"}})
      .close();
  svg.open("pattern", {{"id", id + "-dots"}, {"width", "12"}, {"height", "12"}, {"patternUnits", "userSpaceOnUse"}});
  svg.shape("rect", {{"width", "12"}, {"height", "12"}, {"class", "map-none"}})
      .shape("circle", {{"cx", "6"}, {"cy", "6"}, {"r", "2.2"}, {"class", "map-dot"}})
      .close();
  svg.close();
}

/// The middle of the outline's largest ring: where its name is written.
Point label_point(const MapArea& area) {
  const Ring* largest = nullptr;
  for (const Polygon& polygon : area.polygons) {
    if (!polygon.empty() && (!largest || polygon.front().size() > largest->size())) largest = &polygon.front();
  }
  if (!largest || largest->empty()) return {};
  double twice_area = 0, x = 0, y = 0;
  for (std::size_t i = 0; i < largest->size(); ++i) {
    const Point &a = (*largest)[i], &b = (*largest)[(i + 1) % largest->size()];
    const double cross = a.longitude * b.latitude - b.longitude * a.latitude;
    twice_area += cross, x += (a.longitude + b.longitude) * cross, y += (a.latitude + b.latitude) * cross;
  }
  if (twice_area == 0) return largest->front();
  return {x / (3 * twice_area), y / (3 * twice_area)};
}

void draw_scale_and_north(Html& svg, const Projection& projection) {
  double kilometres = 1;
  for (const double candidate : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0}) {
    if (candidate * projection.units_per_kilometre() < 0.28 * projection.width()) kilometres = candidate;
  }
  const double length = kilometres * projection.units_per_kilometre(), y = projection.height() + 40;
  svg.shape("path", {{"class", "map-scale"}, {"d", fmt::format("M30 {0:.0f}v14h{1:.0f}v-14", y, length)}});
  svg.element("text", fmt::format("{:.0f} km", kilometres), {{"x", fmt::format("{:.0f}", 44 + length)}, {"y", fmt::format("{:.0f}", y + 14)}});
  const double x = projection.width() - 50;
  svg.shape("path", {{"class", "map-north"}, {"d", fmt::format("M{:.0f} {:.0f}l18 48l-18 -12l-18 12z", x, y - 22)}});
  svg.element("text", "N", {{"x", fmt::format("{:.0f}", x - 34)}, {"y", fmt::format("{:.0f}", y + 14)}, {"text-anchor", "end"}});
}

std::string fill_of(const Estimate* row, const std::vector<ColourClass>& classes) {
  if (row && shown(*row)) return colour_of(class_of(classes, row->value), classes.size());
  return row && row->suppressed == "suppressed" ? "map-c" : "map-x";
}

void draw_areas(Html& svg, const Shapes& shapes, const std::vector<ColourClass>& classes, const Projection& projection,
                const IndicatorEvidence& evidence) {
  const std::string id = anchor("map-" + evidence.note->id);
  for (const auto& [area, row] : shapes.areas) {
    const std::string fill = fill_of(row, classes);
    // A pattern has an id of its own in each map, so it is named on the shape; colours come from the style sheet.
    const std::string pattern = fill == "map-c" ? fmt::format("url(#{}-hatch)", id) : fill == "map-x" ? fmt::format("url(#{}-dots)", id) : "";
    svg.open("path", {{"class", pattern.empty() ? fill : ""}, {"fill", pattern}, {"d", path_of(*area, projection)}});
    const std::string value = row && shown(*row) ? evidence.style.figure(row->value) : row ? std::string(mark_word(*row)) : "missing";
    svg.element("title", fmt::format("{}: {}", row ? row->area_name : area->name, value)).close();
  }
  for (const MapArea* outline : shapes.outlines) svg.shape("path", {{"class", "map-outline"}, {"d", path_of(*outline, projection)}});
  for (const MapArea* outline : shapes.outlines) {
    const Point middle = label_point(*outline);
    svg.element("text", outline->name,
                {{"class", "map-label"},
                 {"x", fmt::format("{}", projection.x(middle))},
                 {"y", fmt::format("{}", projection.y(middle))},
                 {"text-anchor", "middle"}});
  }
}

void legend_entry(Html& html, const std::string& css_class, const std::string& pattern, const std::string& label, std::size_t areas) {
  html.open("li").open("svg", {{"class", "swatch"}, {"viewBox", "0 0 30 20"}, {"aria-hidden", "true"}, {"focusable", "false"}});
  html.shape("rect", {{"class", css_class}, {"fill", pattern}, {"width", "30"}, {"height", "20"}}).close();
  html.text(label + " ")
      .element("span", fmt::format("({} {})", count_text(static_cast<std::uint64_t>(areas)), areas == 1 ? "area" : "areas"), {{"class", "quiet"}})
      .close();
}

void draw_legend(Html& html, const Shapes& shapes, const std::vector<ColourClass>& classes, const IndicatorEvidence& evidence) {
  const std::string id = anchor("map-" + evidence.note->id);
  std::size_t suppressed = 0, missing = 0;
  for (const auto& [area, row] : shapes.areas) {
    if (row && shown(*row)) continue;
    ++(row && row->suppressed == "suppressed" ? suppressed : missing);
  }
  html.open("ul", {{"class", "legend"}});
  for (std::size_t k = classes.size(); k-- > 0;) {
    const std::string low = evidence.style.figure(classes[k].lowest), high = evidence.style.figure(classes[k].highest);
    legend_entry(html, colour_of(k, classes.size()), "", low == high ? low : low + " to " + high, classes[k].areas);
  }
  if (suppressed > 0) legend_entry(html, "", fmt::format("url(#{}-hatch)", id), "Suppressed [c]", suppressed);
  if (missing > 0) legend_entry(html, "", fmt::format("url(#{}-dots)", id), "Missing [x]", missing);
  html.close();
}

}  // namespace

std::vector<const IndicatorEvidence*> mapped_indicators(const ReportInput& input, const Evidence& evidence) {
  std::set<std::string> drawn;
  for (const MapArea& area : input.map_areas) drawn.insert(area.code);
  std::vector<const IndicatorEvidence*> mapped;
  for (const IndicatorEvidence& indicator : evidence.indicators) {
    // Hotspots have a map of their own.
    if (std::any_of(input.place_maps.begin(), input.place_maps.end(), [&](const PlaceMap& map) { return map.indicator == indicator.note->id; })) continue;
    const bool drawable = std::any_of(indicator.small_areas.begin(), indicator.small_areas.end(),
                                      [&](const Estimate* row) { return shown(*row) && drawn.count(row->area_code); });
    if (drawable) mapped.push_back(&indicator);
  }
  std::stable_partition(mapped.begin(), mapped.end(), [](const IndicatorEvidence* indicator) { return indicator->note->id == "drug_offence_rate"; });
  mapped.resize(std::min(mapped.size(), kMostMaps));
  return mapped;
}

std::string choropleth(const ReportInput& input, const IndicatorEvidence& evidence) {
  const Shapes shapes = shapes_of(input, evidence);
  std::vector<double> values;
  for (const auto& [area, row] : shapes.areas) {
    if (row && shown(*row)) values.push_back(row->value);
  }
  if (values.empty()) return {};
  const std::vector<ColourClass> classes = classes_of(std::move(values));
  const Projection projection(input.map_areas);
  const std::string id = anchor("map-" + evidence.note->id);
  const std::string title = fmt::format("{} by small area, {}", evidence.note->name, evidence.small_area_period);
  Html html;
  html.open("figure", {{"class", "chart map"}}).open("figcaption").element("strong", title);
  if (!evidence.style.unit.empty()) html.text(" (" + evidence.style.unit + ")");
  html.close().open("div", {{"class", "map-body"}});
  html.open("svg", {{"viewBox", fmt::format("0 0 {:.0f} {:.0f}", projection.width(), projection.height() + 70)},
                    {"role", "img"},
                    {"aria-labelledby", id + "-title " + id + "-desc"}});
  html.element("title", "Map: " + title, {{"id", id + "-title"}}).element("desc", top_places(evidence), {{"id", id + "-desc"}});
  draw_patterns(html, id);
  draw_areas(html, shapes, classes, projection, evidence);
  draw_scale_and_north(html, projection);
  html.close();
  draw_legend(html, shapes, classes, evidence);
  html.close().element("p", top_places(evidence));
  html.element("p",
               "Classes hold about equally many areas, as far as equal figures allow. " +
                   (input.map_attribution.empty() ? std::string() : "Boundaries: " + input.map_attribution),
               {{"class", "quiet"}});
  html.close();
  return html.take();
}

}  // namespace dmp::reports
