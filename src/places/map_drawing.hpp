#pragma once

#include <string>
#include <vector>

#include "places/small_area_map.hpp"

namespace dmp::places {

/// What stands around a map.
struct MapText {
  std::string title, subtitle, source, boundaries;
  std::string id = "map";    ///< prefix of the ids inside, for pages with several maps
  bool names_counts = true;  ///< false: neither counts nor quotients are told, only which places are hot
};

/// One class of areas and its colour.
struct DrawnClass {
  std::string colour, label;
};

/// Areas by class, to be drawn.
struct DrawnMap {
  static constexpr int kNoFigure = -1;
  std::vector<int> classes;        ///< of every area of the map: place in the legend, or kNoFigure
  std::vector<std::string> told;   ///< of every area: what is said of it beside its name
  std::vector<DrawnClass> legend;
  std::string words;               ///< the whole map in words: its text alternative
  int enlarged = 0;                ///< so many of the first classes are what the map is for: where they crowd, insets enlarge them
};

/// A map of its own: SVG with legend (and how many areas each class has), up to two insets that enlarge small places, scale bar, north arrow, source line and text alternative, and no reference to
/// other files. "" where no area has an outline.
std::string map_svg(const SmallAreaMap& map, const DrawnMap& drawn, const MapText& text);

}  // namespace dmp::places
