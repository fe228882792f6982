#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "places/hotspots.hpp"
#include "places/measured_area.hpp"
#include "places/neighbours.hpp"
#include "synth/chance.hpp"
#include "synth/geography.hpp"
#include "synth/hotspots.hpp"

/// Whether the hotspots planted in synthetic counties are found: one year's counts drawn as dmp synth draws them, the map and the tests of dmp hotspots.
namespace dmp::planted {

struct Recovery {
  int counties = 0;
  int planted = 0, found = 0;               ///< planted small areas, and those that are called hot
  int planted_strong = 0, found_strong = 0; ///< of those with at least six times the mean risk
  int own = 0, own_false = 0;               ///< hot by their own count, and those that were not planted
  int around = 0, around_false = 0;         ///< hot by their neighbourhood, and those with no planted area in it or next to it
  int rural = 0;                            ///< hot small areas by their own count in the authority where none is planted
  double false_share = 0;                   ///< mean over counties of the share of false ones among those hot by their own count
  int clean_counties = 0;                   ///< counties where exactly the planted areas are hot by their own count
};

inline std::string outline_text(const synth::Ring& ring) {
  std::string text = "POLYGON((";
  for (std::size_t i = 0; i <= ring.size(); ++i) {
    const synth::Vertex v = ring[i % ring.size()];
    text += (i ? "," : "") + std::to_string(v.longitude / 1e6) + " " + std::to_string(v.latitude / 1e6);
  }
  return text + "))";
}

/// Adds one county's drug offences (3 a year for 1,000 residents) or violence (24).
inline void add_county(Recovery& recovery, std::uint64_t seed, bool violence) {
  const synth::County county = synth::make_county(seed, 0, synth::layout_for(1));
  const synth::Hotspots planted = synth::plant_hotspots(county, seed);
  const std::vector<double>& risk = violence ? planted.violence_risk : planted.drug_risk;
  const std::vector<int>& places = violence ? planted.violence : planted.drugs;
  synth::Chance chance({seed, 0, synth::Theme::crime}, violence ? 9001 : 9000);
  std::vector<places::OutlineText> outlines;
  places::Layer layer;
  for (std::size_t i = 0; i < county.small_areas.size(); ++i) {
    const synth::SmallArea& area = county.small_areas[i];
    outlines.push_back({area.code, outline_text(area.outline)});
    layer.areas.push_back({area.code, area.name, county.authority_of(i).code, static_cast<double>(chance.poisson(area.residents * (violence ? 24.0 : 3.0) / 1000 * risk[i])), area.residents, 0, 0, false});
  }
  layer.links = places::contiguity(places::measure_areas(outlines).areas, places::Contiguity::queen);
  const places::HotspotMap map = places::find_hotspots(layer, {.permutations = 9999, .replicates = 0, .local_moran = false, .seed = seed});
  const std::set<int> is_planted(places.begin(), places.end());
  std::set<std::size_t> near;
  for (const int place : places) {
    near.insert(static_cast<std::size_t>(place));
    for (const auto& link : layer.links[static_cast<std::size_t>(place)]) near.insert(link.to);
  }
  int own = 0, own_false = 0;
  for (std::size_t i = 0; i < map.areas.size(); ++i) {
    const bool by_own = map.areas[i].heat == places::Heat::own || map.areas[i].heat == places::Heat::both, by_around = map.areas[i].heat == places::Heat::neighbourhood || map.areas[i].heat == places::Heat::both;
    const bool here = is_planted.contains(static_cast<int>(i));
    recovery.planted += here;
    recovery.found += here && (by_own || by_around);
    const bool strong = here && risk[i] >= 6;
    recovery.planted_strong += strong;
    recovery.found_strong += strong && by_own;
    own += by_own;
    own_false += by_own && !here;
    recovery.around += by_around;
    recovery.around_false += by_around && !near.contains(i);
    recovery.rural += by_own && county.setting_of(i) == synth::Setting::rural;
  }
  ++recovery.counties;
  recovery.own += own;
  recovery.own_false += own_false;
  recovery.false_share += own > 0 ? static_cast<double>(own_false) / own : 0;
  recovery.clean_counties += own_false == 0 && own == static_cast<int>(places.size());
}

}  // namespace dmp::planted
