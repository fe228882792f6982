#include "reports/map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <unordered_map>

#include "core/period_words.hpp"
#include "reports/exhibits.hpp"
#include "reports/html.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

constexpr std::size_t kMostMaps = 3;
constexpr std::size_t kMostShapes = 4000;  // more would make the report too heavy to read; the dashboard has them all
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

/// Outlines and small areas as a chart's regions; the levels are filled in by the caller.
std::vector<charts::Region> regions_of(const Shapes& shapes, const Projection& projection) {
  std::vector<charts::Region> regions;
  for (const auto& [area, row] : shapes.areas) {
    charts::Region region;
    region.code = area->code, region.name = row ? row->area_name.str() : area->name, region.path = path_of(*area, projection);
    const Point middle = label_point(*area);
    region.x = static_cast<double>(projection.x(middle)), region.y = static_cast<double>(projection.y(middle));
    regions.push_back(std::move(region));
  }
  for (const MapArea* outline : shapes.outlines) {
    charts::Region region;
    const Point middle = label_point(*outline);
    region.code = outline->code, region.name = outline->name, region.path = path_of(*outline, projection), region.outline = true;
    region.x = static_cast<double>(projection.x(middle)), region.y = static_cast<double>(projection.y(middle));
    regions.push_back(std::move(region));
  }
  return regions;
}

void set_plane(charts::Chart& chart, const Projection& projection) {
  chart.map_width = projection.width(), chart.map_height = projection.height(), chart.map_units_per_km = projection.units_per_kilometre();
}

std::string figure_or_mark(const Estimate* row, const NumberStyle& style) { return !row ? "[x]" : shown(*row) ? style.figure(row->value) : std::string(mark(*row)); }

/// 1 to 3 by thirds of the shown rows; 0 where there is none.
std::unordered_map<std::string, int> thirds(const std::vector<const Estimate*>& rows) {
  std::vector<double> values;
  for (const Estimate* row : rows)
    if (shown(*row)) values.push_back(row->value);
  std::sort(values.begin(), values.end());
  std::unordered_map<std::string, int> level;
  if (values.size() < 3) return level;
  const double low = values[values.size() / 3], high = values[2 * values.size() / 3];
  for (const Estimate* row : rows)
    if (shown(*row)) level[row->area_code] = row->value < low ? 1 : row->value < high ? 2 : 3;
  return level;
}

std::string attribution(const ReportInput& input) { return input.map_attribution.empty() ? "" : " Boundaries: " + input.map_attribution; }

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

std::optional<charts::Chart> choropleth_chart(const ReportInput& input, const Evidence& evidence, const IndicatorEvidence& own) {
  const Shapes shapes = shapes_of(input, own);
  if (shapes.areas.size() > kMostShapes) return {};
  std::vector<double> values;
  for (const auto& [area, row] : shapes.areas)
    if (row && shown(*row)) values.push_back(row->value);
  if (values.empty()) return {};
  const std::vector<ColourClass> classes = classes_of(std::move(values));
  const Projection projection(input.map_areas);
  const auto level_of = [&](double value) {
    const std::size_t which = class_of(classes, value);
    return static_cast<int>(classes.size() < 2 ? 3 : 1 + which * (kClasses - 1) / (classes.size() - 1));
  };
  charts::Table table{{"Small area", own.style.unit.empty() ? "Figure" : unit_title(own.style)}, {}};
  std::unordered_map<std::string, int> levels;
  for (const auto& [area, row] : shapes.areas) levels[area->code] = row && shown(*row) ? level_of(row->value) : row && row->suppressed == "suppressed" ? -1 : 0;
  for (const Estimate* row : own.small_areas)
    if (levels.count(row->area_code)) table.rows.push_back({row->area_name, figure_or_mark(row, own.style)});
  charts::Chart chart(charts::Kind::map, {"map-" + own.note->id, fmt::format("{} by small area, {}", own.note->name, core::period_label(own.small_area_period)), top_places(own), table, provenance_of(evidence, own, own.small_area_period)});
  chart.subtitle = "Classes hold about equally many areas, as far as equal figures allow." + attribution(input);
  chart.message = top_places(own);
  chart.x.title = unit_title(own.style);
  // With fewer than five classes the palette is spread; the levels between have no areas and no line in the legend.
  for (const ColourClass& one : classes) {
    const std::string low = own.style.figure(one.lowest), high = own.style.figure(one.highest);
    const auto level = static_cast<std::size_t>(level_of(one.highest));
    if (chart.legend.size() < level) chart.legend.resize(level);
    chart.legend[level - 1] = fmt::format("{} ({} {})", low == high ? low : low + " to " + high, one.areas, one.areas == 1 ? "area" : "areas");
  }
  chart.regions = regions_of(shapes, projection);
  for (charts::Region& region : chart.regions)
    if (!region.outline) region.level = levels[region.code];
  set_plane(chart, projection);
  return chart;
}

std::optional<charts::Chart> overlap_chart(const ReportInput& input, const Evidence& evidence, const IndicatorEvidence& first, const IndicatorEvidence& second) {
  const Shapes shapes = shapes_of(input, first);
  const auto one = thirds(first.small_areas), other = thirds(second.small_areas);
  if (shapes.areas.empty() || shapes.areas.size() > kMostShapes || one.empty() || other.empty() || first.small_area_period != second.small_area_period) return {};
  static const std::vector<std::string> kWords = {"no figure", "lowest third", "middle third", "highest third"};
  const Projection projection(input.map_areas);
  charts::Table table{{"Small area", first.note->name, second.note->name}, {}};
  std::size_t both = 0, judged = 0;
  std::vector<charts::Region> regions = regions_of(shapes, projection);
  for (charts::Region& region : regions) {
    if (region.outline) continue;
    const auto a = one.find(region.code), b = other.find(region.code);
    if (a != one.end() && b != other.end()) region.level = a->second, region.second_level = b->second, ++judged;
    else region.level = -1;
    both += region.level == 3 && region.second_level == 3;
    table.rows.push_back({region.name, kWords[static_cast<std::size_t>(a == one.end() ? 0 : a->second)], kWords[static_cast<std::size_t>(b == other.end() ? 0 : b->second)]});
  }
  // Thirds are of the areas that have a figure: those without belong to no ninth.
  std::string words = fmt::format("{} of the {} small areas with both figures are in the highest third of both; were the two unrelated, about a ninth would be ({:.0f}).", both, judged, static_cast<double>(judged) / 9);
  if (judged < shapes.areas.size()) words += fmt::format(" Of the other {} a figure is missing or held back.", shapes.areas.size() - judged);
  charts::Chart chart(charts::Kind::map, {"overlap-" + first.note->id, fmt::format("{} and {} by small area, {}", first.note->name, uncapitalised(second.note->name), core::period_label(first.small_area_period)), words, table, provenance_of(evidence, first, first.small_area_period)});
  chart.message = words;
  chart.subtitle = "Each in thirds of the small areas." + attribution(input);
  chart.x.title = "Thirds of small areas";
  chart.legend = {first.note->name}, chart.second_legend = {second.note->name};
  chart.regions = std::move(regions);
  set_plane(chart, projection);
  return chart;
}

std::optional<charts::Chart> journeys_chart(const ReportInput& input, const Evidence& evidence, const IndicatorEvidence& own) {
  Shapes shapes;
  std::set<std::string> areas;
  for (const Area& area : input.areas) areas.insert(area.code);
  for (const MapArea& area : input.map_areas)
    if (areas.count(area.code)) shapes.outlines.push_back(&area);
  if (shapes.outlines.empty() || own.breakdowns.empty()) return {};
  const Projection projection(input.map_areas);
  const Breakdown& breakdown = own.breakdowns.front();
  charts::Table table{{"From", "To", own.note->name}, {}};
  std::vector<charts::Region> regions = regions_of(shapes, projection);
  // Places beyond the map stand in a row at its foot, by their names.
  const auto code_of = [&](const std::string& name) {
    for (const charts::Region& region : regions)
      if (region.name == name) return region.code;
    charts::Region outside;
    outside.code = "outside " + name, outside.name = name, outside.outline = true;
    regions.push_back(outside);
    return outside.code;
  };
  std::vector<charts::Link> links;
  std::string words;
  for (std::size_t group = 0; group < breakdown.groups.size(); ++group) {
    const std::size_t arrow = breakdown.groups[group].find(" > ");
    const Estimate* cell = breakdown.cells[group].front();
    if (arrow == std::string::npos || !cell) continue;
    const std::string from = capitalised(breakdown.groups[group].substr(0, arrow)), to = capitalised(breakdown.groups[group].substr(arrow + 3));
    table.rows.push_back({from, to, figure_or_mark(cell, own.style)});
    if (!shown(*cell) || cell->value <= 0) continue;
    words += fmt::format("{}from {} to {} {}", words.empty() ? "" : "; ", from, to, own.style.figure(cell->value));
    links.push_back({code_of(from), code_of(to), cell->value});
  }
  if (links.empty()) return {};
  std::vector<charts::Region*> outside;
  for (charts::Region& region : regions)
    if (region.path.empty()) outside.push_back(&region);
  for (std::size_t i = 0; i < outside.size(); ++i) outside[i]->x = projection.width() * (static_cast<double>(i) + 0.5) / static_cast<double>(outside.size()), outside[i]->y = projection.height() + 90;
  charts::Chart chart(charts::Kind::map, {"journeys-" + own.note->id, fmt::format("{}, {}", own.note->name, core::period_label(breakdown.period)), capitalised(words) + ".", table, provenance_of(evidence, own, breakdown.period)});
  chart.subtitle = "The dot is where a line ends. Lines within one area are in the table." + attribution(input);
  chart.x.title = capitalised(own.style.unit);
  chart.regions = std::move(regions), chart.links = std::move(links);
  set_plane(chart, projection);
  if (!outside.empty()) chart.map_height += 130;
  return chart;
}

}  // namespace dmp::reports
