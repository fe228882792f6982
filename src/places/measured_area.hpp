#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/issue.hpp"
#include "places/national_grid.hpp"

namespace dmp::places {

/// An outline as it was read: well-known text in WGS84 degrees.
struct OutlineText {
  std::string id;
  std::string text;
};

/// An area on the British National Grid.
struct MeasuredArea {
  std::string id;
  std::vector<std::vector<GridPoint>> rings;  ///< closed; of every part, outer rings and holes alike. None: no outline
  double square_metres = 0;
  GridPoint centre;                           ///< centroid; of a point the point itself
  [[nodiscard]] bool has_place() const { return !is_nowhere; }
  bool is_nowhere = true;                     ///< neither outline nor point
};

struct MeasuredAreas {
  std::vector<MeasuredArea> areas;  ///< in the order given
  core::Issues notes;               ///< what was repaired, is empty, is no geometry, or lies outside Great Britain
};

/// Repairs outlines that cross themselves (GEOS), lays them on the British National Grid and measures them. A text that is no geometry, an empty
/// one and one with coordinates that are no degrees give an area that is nowhere, and a note. Points are taken as they are.
MeasuredAreas measure_areas(const std::vector<OutlineText>& outlines, unsigned threads = 0);

}  // namespace dmp::places
