#include "places/hotspot_estimates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "places/layer_overlap.hpp"
#include "places/map_files.hpp"

namespace dmp::places {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Profile;
using catalogue::ProfileArea;
using core::Estimate;

constexpr const char* kMeasure = "measure";

HotspotSettings settings_for(unsigned threads) {
  HotspotSettings settings;
  settings.replicates = 0;
  settings.threads = threads;
  return settings;
}

Estimate begin(const IndicatorDefinition& indicator, const NamedLayer& layer, const std::string& sources) {
  Estimate estimate;
  estimate.indicator_id = indicator.id;
  estimate.indicator_name = indicator.name;
  estimate.domain = indicator.domain;
  estimate.period = layer.period;
  estimate.period_start = layer.period_start;
  estimate.period_end = layer.period_end;
  estimate.unit = indicator.unit;
  estimate.polarity = indicator.polarity;
  estimate.quality = indicator.quality;
  estimate.method = "hotspot tests";
  estimate.sources = sources;
  return estimate;
}

void finish(core::Estimates& estimates, Estimate estimate) {
  estimate.estimate_id = estimate.indicator_id + ":" + estimate.area_code + ":" + estimate.period;
  if (!estimate.category.empty()) {
    estimate.category_type = kMeasure;
    estimate.estimate_id += std::string(":") + kMeasure + "=" + estimate.category;
  }
  estimates.push_back(std::move(estimate));
}

void add_measure(core::Estimates& estimates, const Estimate& total, const std::string& name, const std::string& unit, double value) {
  if (std::isnan(value)) return;
  Estimate estimate = total;
  estimate.category = name;
  estimate.unit = unit;
  estimate.value = value;
  estimate.count = estimate.denominator = Estimate::kMissing;
  finish(estimates, std::move(estimate));
}

bool is_given_for(const IndicatorDefinition& indicator, const std::string& level) { return std::find(indicator.levels.begin(), indicator.levels.end(), level) != indicator.levels.end(); }

/// An area is hot by its own count only where that is no handful.
Heat told_heat(const Hotspot& spot, double count) {
  if (count >= kFewestEvents || spot.heat == Heat::none || spot.heat == Heat::cold) return spot.heat;
  return spot.heat == Heat::own ? Heat::none : Heat::neighbourhood;
}

bool is_hot(Heat heat) { return heat == Heat::own || heat == Heat::neighbourhood || heat == Heat::both; }

void add_totals(core::Estimates& estimates, const IndicatorDefinition& indicator, const Profile& profile, const NamedLayer& layer, const std::vector<Heat>& heats, const HotspotMap& found) {
  for (const ProfileArea& area : profile.areas) {
    if (!is_given_for(indicator, area.type)) continue;
    double hot = 0, own = 0, areas = 0;
    for (std::size_t i = 0; i < heats.size(); ++i) {
      const bool inside = area.type == "county" ? std::find(area.members.begin(), area.members.end(), layer.layer.areas[i].authority) != area.members.end() : layer.layer.areas[i].authority == area.code;
      if (!inside || !found.areas[i].takes_part) continue;
      ++areas;
      hot += is_hot(heats[i]);
      own += heats[i] == Heat::own || heats[i] == Heat::both;
    }
    if (areas == 0) continue;
    Estimate total = begin(indicator, layer, layer.sources);
    total.area_code = area.code;
    total.area_name = area.name;
    total.area_type = area.type;
    total.value = total.count = hot;
    total.denominator = areas;
    total.note = fmt::format("of {:.0f} small areas; p adjusted for {} areas, cut at 0.05", areas, found.areas.size() - found.without_part);
    finish(estimates, total);
    add_measure(estimates, total, "by their own count", indicator.unit, own);
  }
}

void add_hot_areas(core::Estimates& estimates, const IndicatorDefinition& indicator, const NamedLayer& layer, const std::vector<Heat>& heats, const HotspotMap& found) {
  if (!is_given_for(indicator, "small area")) return;
  for (std::size_t i = 0; i < heats.size(); ++i) {
    if (!is_hot(heats[i])) continue;
    const Hotspot& spot = found.areas[i];
    Estimate total = begin(indicator, layer, layer.sources);
    total.area_code = layer.layer.areas[i].code;
    total.area_name = layer.layer.areas[i].name;
    total.area_type = "small area";
    total.value = 1;
    total.note = heats[i] == Heat::both ? "hot by its own count and by its neighbourhood" : heats[i] == Heat::own ? "hot by its own count" : "hot by its neighbourhood";
    finish(estimates, total);
    if (heats[i] != Heat::neighbourhood) {
      add_measure(estimates, total, "p of the count", "p", spot.excess_p);
      add_measure(estimates, total, "adjusted p of the count", "p", spot.excess_p_adjusted);
    }
    add_measure(estimates, total, "z of the neighbourhood", "z", spot.gi_z);
    add_measure(estimates, total, "p of the neighbourhood", "p", spot.gi_p_simulated);
    add_measure(estimates, total, "adjusted p of the neighbourhood", "p", spot.gi_p_adjusted);
  }
}

const ProfileArea* county_of(const Profile& profile) {
  const auto county = std::find_if(profile.areas.begin(), profile.areas.end(), [](const ProfileArea& area) { return area.type == "county"; });
  return county != profile.areas.end() ? &*county : profile.areas.empty() ? nullptr : &profile.areas.front();
}

}  // namespace

PlaceEstimates hotspot_estimates(const SmallAreaMap& map, const core::Estimates& estimates, const IndicatorDefinition& indicator, const Profile& profile, unsigned threads) {
  PlaceEstimates made;
  for (const std::string& period : layer_periods(estimates, indicator.layers.front())) {
    const NamedLayer layer = read_layer(map, estimates, {indicator.layers.front(), period, ""});
    const HotspotMap found = find_hotspots(layer.layer, settings_for(threads));
    if (!found.note.empty()) {
      made.reason = found.note;
      continue;
    }
    std::vector<Heat> heats;
    for (std::size_t i = 0; i < found.areas.size(); ++i) heats.push_back(told_heat(found.areas[i], layer.layer.areas[i].count));
    add_totals(made.estimates, indicator, profile, layer, heats, found);
    add_hot_areas(made.estimates, indicator, layer, heats, found);
    HotspotMap told = found;
    for (std::size_t i = 0; i < heats.size(); ++i) told.areas[i].heat = heats[i];
    told.hot = static_cast<std::size_t>(std::count_if(heats.begin(), heats.end(), is_hot));
    const MapText text{indicator.name, fmt::format("By small area, {}, per {}", layer.period, layer.denominator_name), layer.sources, "", indicator.id, false};
    made.map = hotspot_svg(map, layer, told, text);
    made.map_in_words = hotspots_in_words(told, layer, false);
  }
  if (made.estimates.empty() && made.reason.empty()) made.reason = "there are no counts by small area of " + indicator.layers.front();
  return made;
}

PlaceEstimates overlap_estimates(const SmallAreaMap& map, const core::Estimates& estimates, const IndicatorDefinition& indicator, const Profile& profile, unsigned threads) {
  PlaceEstimates made;
  const ProfileArea* county = county_of(profile);
  const auto others = layer_periods(estimates, indicator.layers.back());
  for (const std::string& period : layer_periods(estimates, indicator.layers.front())) {
    if (!county || std::find(others.begin(), others.end(), period) == others.end()) continue;
    const NamedLayer first = read_layer(map, estimates, {indicator.layers.front(), period, ""}), second = read_layer(map, estimates, {indicator.layers.back(), period, ""});
    const HotspotMap first_found = find_hotspots(first.layer, settings_for(threads)), second_found = find_hotspots(second.layer, settings_for(threads));
    if (!first_found.note.empty() || !second_found.note.empty()) {
      made.reason = first_found.note.empty() ? second_found.note : first_found.note;
      continue;
    }
    const LayerOverlap found = layer_overlap(first.layer, first_found, second_found, settings_for(threads));
    Estimate total = begin(indicator, first, first.sources == second.sources ? first.sources : first.sources + ";" + second.sources);
    total.area_code = county->code;
    total.area_name = county->name;
    total.area_type = county->type;
    total.value = found.hotspots.coefficient;
    if (std::isnan(total.value)) total.suppressed = "not applicable";
    total.note = fmt::format("{} hotspots of the one, {} of the other, {:.0f} of both", found.first_hot, found.second_hot, found.hotspots.both);
    finish(made.estimates, total);
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

}  // namespace dmp::places
