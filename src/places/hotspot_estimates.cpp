#include "places/hotspot_estimates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "places/layer_overlap.hpp"
#include "places/map_files.hpp"

namespace dmp::places {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Profile;
using catalogue::ProfileArea;
using core::Estimate;

constexpr const char* kTests = "hotspot tests";

/// An area is hot by its own count only where that is no handful.
Heat told_heat(const Hotspot& spot, double count) {
  if (count >= kFewestEvents || spot.heat == Heat::none || spot.heat == Heat::cold) return spot.heat;
  return spot.heat == Heat::own ? Heat::none : Heat::neighbourhood;
}

/// Areas of the whole map that could not be judged, or by their own count alone.
std::string what_is_missing(const HotspotMap& found) {
  std::string text;
  if (found.without_part > 0) text += fmt::format("; areas without a count or without residents, which take no part: {}", found.without_part);
  if (found.islands > 0) text += fmt::format("; areas without neighbours, judged by their own count alone: {}", found.islands);
  return text;
}

bool is_hot(Heat heat) { return heat == Heat::own || heat == Heat::neighbourhood || heat == Heat::both; }

void add_totals(core::Estimates& estimates, const IndicatorDefinition& indicator, const Profile& profile, const NamedLayer& layer, const std::vector<Heat>& heats, const HotspotMap& found) {
  for (const ProfileArea& area : profile.areas) {
    if (!is_given_for(indicator, area.type)) continue;
    double hot = 0, own = 0, areas = 0;
    for (std::size_t i = 0; i < heats.size(); ++i) {
      if (!holds(area, layer.layer.areas[i]) || !found.areas[i].takes_part) continue;
      ++areas;
      hot += is_hot(heats[i]);
      own += heats[i] == Heat::own || heats[i] == Heat::both;
    }
    if (areas == 0) continue;
    Estimate total = begin_row(indicator, layer, kTests);
    set_area(total, area);
    total.value = total.count = hot;
    total.denominator = areas;
    total.note = fmt::format("of {:.0f} small areas; p adjusted for {} areas, cut at 0.05{}", areas, found.areas.size() - found.without_part, what_is_missing(found));
    add_row(estimates, total);
    add_measure(estimates, total, "by their own count", indicator.unit, own);
  }
}

void add_hot_areas(core::Estimates& estimates, const IndicatorDefinition& indicator, const NamedLayer& layer, const std::vector<Heat>& heats, const HotspotMap& found) {
  if (!is_given_for(indicator, "small area")) return;
  for (std::size_t i = 0; i < heats.size(); ++i) {
    if (!is_hot(heats[i])) continue;
    const Hotspot& spot = found.areas[i];
    Estimate total = begin_row(indicator, layer, kTests);
    set_small_area(total, layer.layer.areas[i]);
    total.value = 1;
    total.note = heats[i] == Heat::both ? "hot by its own count and by its neighbourhood" : heats[i] == Heat::own ? "hot by its own count" : "hot by its neighbourhood";
    add_row(estimates, total);
    if (heats[i] != Heat::neighbourhood) {
      add_measure(estimates, total, "p of the count", "p", told_p(spot.excess_p));
      add_measure(estimates, total, "adjusted p of the count", "p", told_p(spot.excess_p_adjusted));
    }
    add_measure(estimates, total, "z of the neighbourhood", "z", std::round(spot.gi_z * 10) / 10);
    add_measure(estimates, total, "p of the neighbourhood", "p", spot.gi_p_simulated);
    add_measure(estimates, total, "adjusted p of the neighbourhood", "p", spot.gi_p_adjusted);
  }
}

}  // namespace

PlaceEstimates hotspot_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  PlaceEstimates made;
  for (const std::string& period : material.periods(indicator.layers.front())) {
    const NamedLayer& layer = material.layer(indicator.layers.front(), period);
    const HotspotMap& found = material.hotspots(indicator.layers.front(), period);
    if (!found.note.empty()) {
      made.reason = found.note;
      continue;
    }
    std::vector<Heat> heats;
    for (std::size_t i = 0; i < found.areas.size(); ++i) heats.push_back(told_heat(found.areas[i], layer.layer.areas[i].count));
    add_totals(made.estimates, indicator, material.profile, layer, heats, found);
    add_hot_areas(made.estimates, indicator, layer, heats, found);
    if (period != material.periods(indicator.layers.front()).back()) continue;
    HotspotMap told = found;
    for (std::size_t i = 0; i < heats.size(); ++i) told.areas[i].heat = heats[i];
    told.hot = static_cast<std::size_t>(std::count_if(heats.begin(), heats.end(), is_hot));
    const MapText text{indicator.name, fmt::format("By small area, {}, per {}", layer.period, layer.denominator_name), material.source_names(layer.sources), "", indicator.id, false};
    made.map = hotspot_svg(material.map, layer, told, text);
    made.map_in_words = hotspots_in_words(told, layer, false);
  }
  if (made.estimates.empty() && made.reason.empty()) made.reason = "there are no counts by small area of " + indicator.layers.front();
  return made;
}

PlaceEstimates overlap_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  PlaceEstimates made;
  const ProfileArea* county = county_of(material.profile);
  const std::string &first_id = indicator.layers.front(), &second_id = indicator.layers.back();
  const auto others = material.periods(second_id);
  for (const std::string& period : material.periods(first_id)) {
    if (!county || std::find(others.begin(), others.end(), period) == others.end()) continue;
    const NamedLayer &first = material.layer(first_id, period), &second = material.layer(second_id, period);
    const HotspotMap &first_found = material.hotspots(first_id, period), &second_found = material.hotspots(second_id, period);
    if (!first_found.note.empty() || !second_found.note.empty()) {
      made.reason = first_found.note.empty() ? second_found.note : first_found.note;
      continue;
    }
    const LayerOverlap found = layer_overlap(first.layer, first_found, second_found, material.settings(), [&](const stats::SpatialWeights& links) -> const stats::SpectralRandomisation& { return material.spectrum(links); });
    Estimate total = begin_row(indicator, first, kTests);
    if (first.sources != second.sources) total.sources += ";" + second.sources;
    set_area(total, *county);
    total.value = found.hotspots.coefficient;
    if (std::isnan(total.value)) total.suppressed = "not applicable";
    total.note = fmt::format("{} hotspots of the one, {} of the other, {:.0f} of both", found.first_hot, found.second_hot, found.hotspots.both);
    add_row(made.estimates, total);
    total.suppressed.clear();
    add_measure(made.estimates, total, "Jaccard index", "ratio", found.hotspots.jaccard);
    add_measure(made.estimates, total, "p against maps as clustered", "p", found.maps.p_both);
    add_measure(made.estimates, total, "correlation of the rates", "correlation", found.maps.correlation);
    add_measure(made.estimates, total, "p of the correlation", "p", found.maps.p_correlation);
    add_measure(made.estimates, total, "bivariate association (Lee's L)", "L", found.maps.lee);
    add_measure(made.estimates, total, "p of the association", "p", found.maps.p_lee);
    add_measure(made.estimates, total, "rank correlation", "correlation", found.rank_correlation);
  }
  if (made.estimates.empty() && made.reason.empty()) made.reason = "its two layers have no period with counts by small area in common";
  return made;
}

PlaceEstimates place_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  using catalogue::Method;
  switch (indicator.method) {
    case Method::hotspot: return hotspot_estimates(material, indicator);
    case Method::overlap: return overlap_estimates(material, indicator);
    case Method::concentration: return concentration_estimates(material, indicator);
    case Method::unseen: return unseen_estimates(material, indicator);
    case Method::emerging: return emerging_estimates(material, indicator);
    case Method::seasonality: return seasonality_estimates(material, indicator);
    case Method::near_repeat: return near_repeat_estimates(material, indicator);
    case Method::operation_effect: return operation_estimates(material, indicator);
    default: throw core::InternalError(indicator.id + " does not look at small areas");
  }
}

}  // namespace dmp::places
