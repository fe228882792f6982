#pragma once

#include <string>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/estimate.hpp"
#include "places/small_area_map.hpp"

namespace dmp::places {

/// Below this many events nothing that rests on an area's own count is told of it: a p value would give the count away.
inline constexpr double kFewestEvents = 10;

/// An indicator's estimates, or why it has none.
struct PlaceEstimates {
  core::Estimates estimates;
  std::string reason;  ///< empty where there are estimates
  std::string map;     ///< the latest period's map as SVG without counts; empty where there is none
  std::string map_in_words;
};

/// An estimate of the indicator over the layer's period, without area.
core::Estimate begin_row(const catalogue::IndicatorDefinition& indicator, const NamedLayer& layer, const std::string& method);
void set_area(core::Estimate& row, const catalogue::ProfileArea& area);
void set_small_area(core::Estimate& row, const LayerArea& area);
/// Gives it its id and adds it.
void add_row(core::Estimates& estimates, core::Estimate row);
/// A value beside an estimate as a category ("measure" or another type); nothing for NaN.
void add_measure(core::Estimates& estimates, const core::Estimate& total, const std::string& name, const std::string& unit, double value);
/// The same with its interval, under a category type of its own.
struct Measure {
  std::string type = "measure", name, unit;
  double value = core::Estimate::kMissing, lower = core::Estimate::kMissing, upper = core::Estimate::kMissing;
  std::string note;
};
void add_measure(core::Estimates& estimates, const core::Estimate& total, const Measure& measure);

bool is_given_for(const catalogue::IndicatorDefinition& indicator, const std::string& level);
/// The profile's county, else its first area; nullptr without areas.
const catalogue::ProfileArea* county_of(const catalogue::Profile& profile);
/// Whether an area of the profile holds a small area.
bool holds(const catalogue::ProfileArea& area, const LayerArea& small);
/// A p value as far as it says something: two significant digits.
double told_p(double p);

}  // namespace dmp::places
