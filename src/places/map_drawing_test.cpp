#include "places/map_drawing.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmp::places {
namespace {

/// A square of one kilometre.
MeasuredArea square(const std::string& id, double easting, double northing) {
  MeasuredArea area;
  area.id = id;
  area.rings = {{{easting, northing}, {easting + 1000, northing}, {easting + 1000, northing + 1000}, {easting, northing + 1000}, {easting, northing}}};
  area.square_metres = 1e6;
  area.centre = {easting + 500, northing + 500};
  area.is_nowhere = false;
  return area;
}

/// Forty by forty squares, the two in a corner pointed out.
struct Drawing {
  SmallAreaMap map;
  DrawnMap drawn;
  Drawing() {
    for (int x = 0; x < 40; ++x)
      for (int y = 0; y < 40; ++y) {
        map.codes.push_back("E" + std::to_string(x * 40 + y));
        map.names.push_back("Area " + std::to_string(x * 40 + y));
        map.authorities.emplace_back("A");
        map.measured.push_back(square(map.codes.back(), 500000 + 1000.0 * x, 200000 + 1000.0 * y));
        drawn.classes.push_back(x == 3 && y < 2 ? 0 : 1);
        drawn.told.emplace_back("as it is");
      }
    map.outlines = {{"A", "Osterton", {}}};
    drawn.legend = {{"#d7301f", "Hot"}, {"#f0f0f0", "As other places"}};
    drawn.words = "Two are hot.";
  }
};

TEST(MapDrawing, HasLegendScaleNorthSourceAndWords) {
  const Drawing made;
  const std::string svg = map_svg(made.map, made.drawn, {"Hotspots", "By small area", "One source; another source", "", "m", true});
  for (const char* part : {"<title id=\"m-title\">Hotspots</title>", "<desc id=\"m-desc\">Two are hot.</desc>", "Hot (2)", "As other places (1598)", " km</text>", ">N</text>", "Source: One source; another source"})
    EXPECT_NE(svg.find(part), std::string::npos) << part;
  EXPECT_EQ(svg.find("http://", svg.find("2000/svg") + 1), std::string::npos) << "nothing from elsewhere";
}

TEST(MapDrawing, EnlargesPlacesThatAreSmallOnTheMap) {
  Drawing made;
  EXPECT_EQ(map_svg(made.map, made.drawn, {"T", "", "S", "", "m", true}).find("enlarged"), std::string::npos) << "nothing is pointed out";
  made.drawn.enlarged = 1;
  const std::string svg = map_svg(made.map, made.drawn, {"T", "", "S", "", "m", true});
  EXPECT_NE(svg.find("Osterton enlarged, 4.0 km across"), std::string::npos);
  EXPECT_NE(svg.find("<use href=\"#m-areas\"/>"), std::string::npos) << "the same shapes, not drawn twice";
}

TEST(MapDrawing, PathsAreAsShortAsTheyCanBe) {
  const Drawing made;
  const std::string svg = map_svg(made.map, made.drawn, {"T", "", "S", "", "m", true});
  const std::size_t begin = svg.find("d=\"M", svg.find("m-areas"));
  ASSERT_NE(begin, std::string::npos);
  const std::string path = svg.substr(begin, svg.find("/>", begin) - begin);
  EXPECT_EQ(path.find(".0"), std::string::npos) << path.substr(0, 200);
  EXPECT_EQ(path.find(" -"), std::string::npos) << path.substr(0, 200);
}

TEST(MapDrawing, ALongSourceLineGoesOnBelow) {
  const Drawing made;
  std::string source;
  for (int i = 0; i < 30; ++i) source += "A long name of a source; ";
  const std::string svg = map_svg(made.map, made.drawn, {"T", "", source, "", "m", true});
  std::size_t from = svg.find("Source: "), longest = 0;
  for (std::size_t at = from; at < svg.size();) {
    const std::size_t end = svg.find("</text>", at);
    if (end == std::string::npos) break;
    longest = std::max(longest, end - at);
    at = svg.find('>', end + 8);
    if (at == std::string::npos) break;
    ++at;
  }
  EXPECT_LT(longest, 220U);
}

}  // namespace
}  // namespace dmp::places
