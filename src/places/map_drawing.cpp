#include "places/map_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/markup.hpp"

namespace dmp::places {
namespace {

constexpr double kMapWidth = 760, kMapLeft = 20, kMapTop = 90, kLegendWidth = 300;

using core::escaped;

/// Cut at spaces into lines of at most so many letters.
std::vector<std::string> lines_of(const std::string& text, std::size_t most) {
  std::vector<std::string> lines(1);
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find(' ', from), text.size());
    if (!lines.back().empty() && lines.back().size() + 1 + to - from > most) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + text.substr(from, to - from);
    from = to + 1;
  }
  return lines;
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

/// A length in tenths, as short as SVG allows: no ".0", no blank before a minus.
void append_tenths(std::string& path, long tenths, bool after_number) {
  if (after_number && tenths >= 0) path += ' ';
  if (tenths < 0) path += '-';
  const long size = std::labs(tenths);
  path += size % 10 == 0 ? fmt::format("{}", size / 10) : size < 10 ? fmt::format(".{}", size) : fmt::format("{}.{}", size / 10, size % 10);
}

std::string path_of(const std::vector<std::vector<GridPoint>>& rings, const Frame& frame) {
  std::string path;
  for (const auto& ring : rings) {
    long last_x = 0, last_y = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      // Tenths of a unit are finer than a screen shows.
      const long x = std::lround(frame.x(ring[i]) * 10), y = std::lround(frame.y(ring[i]) * 10);
      if (i > 0 && x == last_x && y == last_y) continue;
      path += i == 0 ? 'M' : 'l';
      append_tenths(path, x - last_x, false), append_tenths(path, y - last_y, true);
      last_x = x, last_y = y;
    }
    path += "z";
  }
  return path;
}

void draw_areas(std::string& svg, const SmallAreaMap& map, const DrawnMap& drawn, const Frame& frame, const std::string& id) {
  for (std::size_t i = 0; i < map.measured.size(); ++i) {
    if (map.measured[i].rings.empty()) continue;
    const int of = drawn.classes[i];
    svg += fmt::format("<path fill=\"{}\" d=\"{}\"><title>{}: {}</title></path>\n", of == DrawnMap::kNoFigure ? fmt::format("url(#{}-none)", id) : drawn.legend[static_cast<std::size_t>(of)].colour,
                       path_of(map.measured[i].rings, frame), escaped(map.names[i]), escaped(drawn.told[i]));
  }
}

void draw_outlines(std::string& svg, const SmallAreaMap& map, const Frame& frame, const std::string& id) {
  std::string names;
  svg += fmt::format("<g stroke-width=\"1.6\"><g id=\"{}-outlines\" fill=\"none\" stroke=\"#222\">\n", id);
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
    svg += fmt::format("<path d=\"{}\"/>\n", path_of(rings, frame));
    if (!(points > 0)) continue;
    middle = {middle.easting / points, middle.northing / points};
    names += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\" font-size=\"15\" font-weight=\"bold\" fill=\"#111\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">{}</text>\n", frame.x(middle),
                       frame.y(middle), escaped(outline.name));
  }
  svg += "</g></g>\n" + names;
}

/// Gives the height at which it ends.
double draw_legend(std::string& svg, const DrawnMap& drawn, double left, const std::string& id) {
  double y = kMapTop + 10;
  const auto entry = [&](const std::string& fill, const std::string& label, std::ptrdiff_t areas) {
    svg += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"22\" height=\"16\" fill=\"{}\" stroke=\"#666\" stroke-width=\".5\"/><text x=\"{:.0f}\" y=\"{:.0f}\">{} ({})</text>\n", left, y, fill, left + 30, y + 13, escaped(label), areas);
    y += 24;
  };
  for (std::size_t c = 0; c < drawn.legend.size(); ++c) entry(drawn.legend[c].colour, drawn.legend[c].label, std::count(drawn.classes.begin(), drawn.classes.end(), static_cast<int>(c)));
  if (const auto without = std::count(drawn.classes.begin(), drawn.classes.end(), DrawnMap::kNoFigure); without > 0) entry(fmt::format("url(#{}-none)", id), "No figure", without);
  return y;
}

void draw_scale_and_north(std::string& svg, const Frame& frame, double left, double top) {
  double kilometres = 1;
  for (const double step : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0})
    if (step * 1000 * frame.scale() < 200) kilometres = step;
  const double length = kilometres * 1000 * frame.scale(), y = top + 20;
  svg += fmt::format("<path d=\"M{0:.1f} {1:.0f}v8h{2:.1f}v-8\" fill=\"none\" stroke=\"#222\" stroke-width=\"1.5\"/><text x=\"{3:.1f}\" y=\"{4:.0f}\">{5:.0f} km</text>\n", left, y, length, left + length + 8, y + 8, kilometres);
  svg += fmt::format("<path d=\"M{0:.0f} {1:.0f}l8 24l-8 -6l-8 6z\" fill=\"#222\"/><text x=\"{0:.0f}\" y=\"{2:.0f}\" text-anchor=\"middle\">N</text>\n", left + 10, y + 36, y + 32);
}

/// A square of the ground that is worth enlarging.
struct Inset {
  GridPoint middle;
  double metres = 0;
  std::string name;   ///< of the authority in it
};

constexpr double kInsetWidth = 250;
constexpr std::size_t kMostInsets = 2;

/// Around the areas the map is for, the most crowded first and apart from each other. None where they would be hardly larger than on the map.
std::vector<Inset> insets_of(const SmallAreaMap& map, const DrawnMap& drawn, const Frame& frame) {
  const double metres = std::max(3000.0, std::max(frame.width(), frame.height()) / frame.scale() / 10);
  std::vector<Inset> insets;
  if (kInsetWidth / metres < 2 * frame.scale()) return insets;
  struct Place {
    GridPoint at;
    std::string authority;
  };
  std::vector<Place> points;
  for (std::size_t i = 0; i < map.measured.size(); ++i)
    if (drawn.classes[i] >= 0 && drawn.classes[i] < drawn.enlarged && map.measured[i].has_place()) points.push_back({map.measured[i].centre, map.authorities[i]});
  const auto within = [](const GridPoint& a, const GridPoint& b, double reach) { return std::abs(a.easting - b.easting) < reach && std::abs(a.northing - b.northing) < reach; };
  while (insets.size() < kMostInsets && !points.empty()) {
    Inset best;
    std::size_t most = 0;
    for (const Place& centre : points) {
      std::size_t held = 0;
      GridPoint sum;
      for (const Place& other : points)
        if (within(centre.at, other.at, metres / 2)) ++held, sum.easting += other.at.easting, sum.northing += other.at.northing;
      if (held > most) most = held, best = {{sum.easting / static_cast<double>(held), sum.northing / static_cast<double>(held)}, metres, centre.authority};
    }
    for (const Shape& outline : map.outlines)
      if (outline.code == best.name) best.name = outline.name;
    insets.push_back(best);
    std::erase_if(points, [&](const Place& point) { return within(best.middle, point.at, metres); });
  }
  return insets;
}

/// The same shapes again, larger, and where they lie on the map. Gives the height at which the last one ends.
double draw_insets(std::string& svg, const std::vector<Inset>& insets, const Frame& frame, double left, double top, const std::string& id) {
  char letter = 'A';
  for (const Inset& inset : insets) {
    const double side = inset.metres * frame.scale(), x = frame.x(inset.middle) - side / 2, y = frame.y(inset.middle) - side / 2;
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"none\" stroke=\"#222\" stroke-dasharray=\"4 3\"/><text x=\"{:.1f}\" y=\"{:.1f}\" font-weight=\"bold\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>\n",
                       x, y, side, side, x + side + 3, y + 11, letter);
    svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\"><tspan font-weight=\"bold\">{}</tspan> {} enlarged, {:.1f} km across</text>\n", left, top + 14, letter, escaped(inset.name), inset.metres / 1000);
    svg += fmt::format("<svg x=\"{0:.0f}\" y=\"{1:.0f}\" width=\"{2:.0f}\" height=\"{2:.0f}\" viewBox=\"{3:.1f} {4:.1f} {5:.1f} {5:.1f}\" aria-hidden=\"true\"><use href=\"#{6}-areas\"/><g stroke-width=\".8\"><use href=\"#{6}-outlines\"/></g></svg>\n", left, top + 22, kInsetWidth, x, y, side, id);
    svg += fmt::format("<rect x=\"{0:.0f}\" y=\"{1:.0f}\" width=\"{2:.0f}\" height=\"{2:.0f}\" fill=\"none\" stroke=\"#222\"/>\n", left, top + 22, kInsetWidth);
    top += kInsetWidth + 40;
    ++letter;
  }
  return top;
}

}  // namespace

std::string map_svg(const SmallAreaMap& map, const DrawnMap& drawn, const MapText& text) {
  if (!map.has_outlines()) return {};
  const Frame frame(map.measured);
  const double left = kMapLeft + std::max(frame.width(), 320.0) + 30, width = left + kLegendWidth + 20;
  std::string svg, keys;
  const double keys_end = draw_legend(keys, drawn, left, text.id);
  const double insets_end = draw_insets(keys, insets_of(map, drawn, frame), frame, left, keys_end + 90, text.id);
  const double bottom = std::max(kMapTop + frame.height(), insets_end) + 30;
  // A letter of this size is five to six units wide.
  std::vector<std::string> sources = lines_of("Source: " + text.source, static_cast<std::size_t>((width - 2 * kMapLeft) / 5.6));
  if (!text.boundaries.empty()) sources.push_back("Boundaries: " + text.boundaries);
  svg = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-labelledby=\"{}-title {}-desc\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"13\" fill=\"#111\">\n",
                    width, bottom + 20 + 15 * static_cast<double>(sources.size()), text.id, text.id);
  svg += fmt::format("<title id=\"{}-title\">{}</title>\n<desc id=\"{}-desc\">{}</desc>\n", text.id, escaped(text.title), text.id, escaped(drawn.words));
  svg += fmt::format("<defs><pattern id=\"{}-none\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/><circle cx=\"3\" cy=\"3\" r=\"1\" fill=\"#888\"/></pattern></defs>\n", text.id);
  svg += fmt::format("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"{:.0f}\" y=\"34\" font-size=\"22\" font-weight=\"bold\">{}</text>\n<text x=\"{:.0f}\" y=\"60\" font-size=\"14\">{}</text>\n", kMapLeft,
                     escaped(text.title), kMapLeft, escaped(text.subtitle));
  svg += fmt::format("<g id=\"{}-areas\" stroke=\"#999\" stroke-width=\".4\" stroke-linejoin=\"round\">\n", text.id);
  draw_areas(svg, map, drawn, frame, text.id);
  svg += "</g>\n";
  draw_outlines(svg, map, frame, text.id);
  svg += keys;
  draw_scale_and_north(svg, frame, left, keys_end);
  double line = bottom - 3;
  for (const std::string& source : sources) svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"11\" fill=\"#444\">{}</text>\n", kMapLeft, line += 15, escaped(source));
  return svg + "</svg>\n";
}

}  // namespace dmp::places
