#include "pipeline/drawn_rows.hpp"

#include <cmath>
#include <tuple>

#include "indicators/survival_point.hpp"

namespace dmp::pipeline {
namespace {

using catalogue::Method;

/// Whether a figure of a survival curve tells of a point of it: later points hold the events of those before, and the whole's figure those of
/// all groups up to its day.
bool tells_of(const core::Estimate& figure, const core::Estimate& point, const catalogue::FollowUp& follow_up) {
  const auto other = indicators::survival_point_of(point.category);
  if (!other) return false;
  if (figure.category.empty()) return other->days <= follow_up.headline;
  const auto own = indicators::survival_point_of(figure.category);
  return own && own->group == other->group && other->days < own->days;
}

}  // namespace

std::map<std::string, std::vector<std::string>> drawn_rows(const catalogue::Catalogue& catalogue, const core::Estimates& estimates) {
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<const core::Estimate*>> together;
  for (const core::Estimate& row : estimates) {
    const Method method = catalogue.indicator(row.indicator_id).method;
    if (method == Method::representation || method == Method::slope_index || method == Method::survival) together[{row.indicator_id, row.area_code, row.period}].push_back(&row);
  }
  std::map<std::string, std::vector<std::string>> drawn;
  for (const auto& [key, rows] : together) {
    const catalogue::IndicatorDefinition& indicator = catalogue.indicator(std::get<0>(key));
    // "inequality over wards" is drawn from "deprivation fifth of wards".
    const auto kind = [](const std::string& type) { return type.substr(type.rfind("small areas") != std::string::npos ? type.rfind("small areas") : type.rfind(' ') + 1); };
    for (const core::Estimate* row : rows)
      for (const core::Estimate* other : rows) {
        if (other == row) continue;
        if (indicator.method == Method::survival) {
          if (tells_of(*row, *other, indicator.follow_up)) drawn[row->estimate_id].push_back(other->estimate_id);
          continue;
        }
        const bool of_group = indicator.method == Method::representation && (other->suppressed == "not applicable" || (!indicator.inequality.reference.empty() && other->category == indicator.inequality.reference));
        if (of_group || (indicator.method == Method::slope_index && std::isnan(row->count) && !std::isnan(other->count) && kind(row->category_type) == kind(other->category_type))) drawn[row->estimate_id].push_back(other->estimate_id);
      }
  }
  return drawn;
}

}  // namespace dmp::pipeline
