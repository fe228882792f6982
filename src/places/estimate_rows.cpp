#include "places/estimate_rows.hpp"

#include <algorithm>
#include <cmath>

namespace dmp::places {

using catalogue::IndicatorDefinition;
using catalogue::ProfileArea;
using core::Estimate;

Estimate begin_row(const IndicatorDefinition& indicator, const NamedLayer& layer, const std::string& method) {
  Estimate row;
  row.indicator_id = indicator.id;
  row.indicator_name = indicator.name;
  row.domain = indicator.domain;
  row.period = layer.period;
  row.period_start = layer.period_start;
  row.period_end = layer.period_end;
  row.unit = indicator.unit;
  row.polarity = indicator.polarity;
  row.quality = indicator.quality;
  row.method = method;
  row.sources = layer.sources;
  return row;
}

void set_area(Estimate& row, const ProfileArea& area) {
  row.area_code = area.code;
  row.area_name = area.name;
  row.area_type = area.type;
}

void set_small_area(Estimate& row, const LayerArea& area) {
  row.area_code = area.code;
  row.area_name = area.name;
  row.area_type = "small area";
}

void add_row(core::Estimates& estimates, Estimate row) {
  row.estimate_id = row.indicator_id + ":" + row.area_code + ":" + row.period;
  if (!row.category.empty()) row.estimate_id += ":" + row.category_type + "=" + row.category;
  estimates.push_back(std::move(row));
}

void add_measure(core::Estimates& estimates, const Estimate& total, const Measure& measure) {
  if (std::isnan(measure.value)) return;
  Estimate row = total;
  row.category_type = measure.type;
  row.category = measure.name;
  row.unit = measure.unit;
  row.value = measure.value;
  row.lower_95 = measure.lower;
  row.upper_95 = measure.upper;
  row.count = row.denominator = Estimate::kMissing;
  if (!measure.note.empty()) row.note = measure.note;
  add_row(estimates, std::move(row));
}

void add_measure(core::Estimates& estimates, const Estimate& total, const std::string& name, const std::string& unit, double value) {
  add_measure(estimates, total, Measure{.name = name, .unit = unit, .value = value});
}

bool is_given_for(const IndicatorDefinition& indicator, const std::string& level) { return std::find(indicator.levels.begin(), indicator.levels.end(), level) != indicator.levels.end(); }

const ProfileArea* county_of(const catalogue::Profile& profile) {
  const auto county = std::find_if(profile.areas.begin(), profile.areas.end(), [](const ProfileArea& area) { return area.type == "county"; });
  return county != profile.areas.end() ? &*county : profile.areas.empty() ? nullptr : &profile.areas.front();
}

bool holds(const ProfileArea& area, const LayerArea& small) {
  return area.type == "county" ? std::find(area.members.begin(), area.members.end(), small.authority) != area.members.end() : small.authority == area.code;
}

double told_p(double p) {
  if (!(p > 0)) return p;
  const double unit = std::pow(10, std::floor(std::log10(p)) - 1);
  return std::min(1.0, std::round(p / unit) * unit);
}

}  // namespace dmp::places
