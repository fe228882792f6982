#pragma once

#include <string>

namespace dmp::reports {

/// A map that was drawn elsewhere: hotspots, unseen places or patterns over time of one indicator in its latest period.
struct PlaceMap {
  std::string indicator;  ///< id
  std::string kind;       ///< hotspots, unseen or emerging
  std::string svg;        ///< with title and description inside; its ids begin with the indicator's
  std::string words;      ///< what it shows
};

}  // namespace dmp::reports
