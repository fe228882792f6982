#include "places/hotspots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/false_discovery.hpp"
#include "stats/local_association.hpp"
#include "stats/smoothing.hpp"

namespace dmp::places {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewestAreas = 10;

/// The areas that take part, with the links among them.
struct Part {
  std::vector<std::size_t> places;  ///< in the layer's order
  std::vector<double> counts, population;
  stats::SpatialWeights links;
};

Part part_of(const Layer& layer) {
  Part part;
  std::vector<std::size_t> number(layer.areas.size(), SIZE_MAX);
  for (std::size_t i = 0; i < layer.areas.size(); ++i) {
    const LayerArea& area = layer.areas[i];
    if (std::isnan(area.count) || !(area.population > 0)) continue;
    number[i] = part.places.size();
    part.places.push_back(i);
    part.counts.push_back(area.count);
    part.population.push_back(area.population);
  }
  for (const std::size_t i : part.places) {
    auto& links = part.links.emplace_back();
    for (const stats::SpatialLink& link : layer.links[i])
      if (number[link.to] != SIZE_MAX && link.to != i) links.push_back({number[link.to], link.weight});
  }
  return part;
}

Hotspot nothing() {
  Hotspot spot;
  for (double* number : {&spot.rate, &spot.smoothed_rate, &spot.expected, &spot.share, &spot.location_quotient, &spot.excess_p, &spot.excess_p_adjusted, &spot.gi_z, &spot.gi_p,
                         &spot.gi_p_simulated, &spot.gi_p_adjusted, &spot.gi_p_bonferroni, &spot.moran_z, &spot.moran_p_simulated, &spot.moran_p_adjusted, &spot.scan_p})
    *number = kNaN;
  spot.cluster = "Not significant";
  spot.takes_part = false;
  return spot;
}

/// Rates, shares and what is more than usual variation gives.
void add_counts(HotspotMap& map, const Part& part) {
  const double total = std::accumulate(part.counts.begin(), part.counts.end(), 0.0), people = std::accumulate(part.population.begin(), part.population.end(), 0.0);
  std::vector<double> expected, p;
  for (const double population : part.population) expected.push_back(total * population / people);
  map.usual = stats::usual_variation(part.counts, expected);
  const std::vector<double> smoothed = stats::empirical_bayes(part.counts, part.population);
  for (std::size_t k = 0; k < part.places.size(); ++k) p.push_back(stats::excess_p(part.counts[k], expected[k], map.usual));
  const std::vector<double> adjusted = stats::benjamini_hochberg(p);
  for (std::size_t k = 0; k < part.places.size(); ++k) {
    Hotspot& spot = map.areas[part.places[k]];
    spot.takes_part = true;
    spot.rate = part.counts[k] / part.population[k];
    spot.smoothed_rate = smoothed[k];
    spot.expected = expected[k];
    spot.share = total > 0 ? part.counts[k] / total : kNaN;
    spot.location_quotient = total > 0 ? part.counts[k] / expected[k] : kNaN;
    spot.excess_p = p[k];
    spot.excess_p_adjusted = adjusted[k];
  }
}

const char* cluster_name(const stats::LocalStatistic& local) {
  return local.deviation > 0 ? (local.lag > 0 ? "High-High" : "High-Low") : local.lag > 0 ? "Low-High" : "Low-Low";
}

std::vector<double> simulated(const std::vector<stats::LocalStatistic>& locals) {
  std::vector<double> p;
  for (const auto& local : locals) p.push_back(local.p_simulated);
  return p;
}

void add_moran(HotspotMap& map, const Part& part, const std::vector<double>& rates, const HotspotSettings& settings) {
  const stats::Permutations permutations{.count = settings.permutations, .seed = settings.seed, .threads = settings.threads};
  const auto moran = stats::local_association(rates, {}, part.links, {.measure = stats::LocalMeasure::moran, .row_standard = true, .permutations = permutations});
  const std::vector<double> p = simulated(moran), adjusted = stats::benjamini_hochberg(p);
  for (std::size_t k = 0; k < part.places.size(); ++k) {
    Hotspot& spot = map.areas[part.places[k]];
    spot.moran_z = moran[k].z;
    spot.moran_p_simulated = p[k];
    spot.moran_p_adjusted = adjusted[k];
    spot.cluster = adjusted[k] <= settings.alpha ? cluster_name(moran[k]) : "Not significant";
  }
}

/// Local measures of the smoothed rates.
void add_neighbourhoods(HotspotMap& map, const Part& part, const HotspotSettings& settings) {
  std::vector<double> rates;
  for (const std::size_t i : part.places) rates.push_back(map.areas[i].smoothed_rate);
  const stats::Permutations permutations{.count = settings.permutations, .seed = settings.seed, .threads = settings.threads};
  const auto gi = stats::local_association(rates, {}, part.links, {.measure = stats::LocalMeasure::getis_ord_star, .row_standard = false, .permutations = permutations});
  if (settings.local_moran) add_moran(map, part, rates, settings);
  const std::vector<double> gi_p = simulated(gi), gi_fdr = stats::benjamini_hochberg(gi_p), gi_all = stats::bonferroni(gi_p);
  for (std::size_t k = 0; k < part.places.size(); ++k) {
    Hotspot& spot = map.areas[part.places[k]];
    spot.gi_z = gi[k].z;
    spot.gi_p = gi[k].p;
    spot.gi_p_simulated = gi_p[k];
    spot.gi_p_adjusted = gi_fdr[k];
    spot.gi_p_bonferroni = gi_all[k];
    map.islands += part.links[k].empty();
  }
}

/// Clusters of areas of any number, by their centres.
void add_clusters(HotspotMap& map, const Layer& layer, const Part& part, const HotspotSettings& settings) {
  if (settings.replicates == 0) return;
  stats::ScanCounts counts;
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < part.places.size(); ++k) {
    const LayerArea& area = layer.areas[part.places[k]];
    if (!area.has_place) continue;
    places.push_back(part.places[k]);
    counts.x.push_back(area.easting);
    counts.y.push_back(area.northing);
    counts.cases.push_back(static_cast<std::uint32_t>(std::lround(part.counts[k])));
    counts.population.push_back(part.population[k]);
  }
  if (places.size() < kFewestAreas) return;
  for (stats::ScanCluster& cluster : stats::scan(counts, {.max_share = settings.max_share, .replicates = settings.replicates, .seed = settings.seed, .threads = settings.threads})) {
    if (!(cluster.p <= settings.alpha)) continue;
    for (std::size_t& place : cluster.places) {
      place = places[place];
      map.areas[place].scan_cluster = map.clusters.size() + 1;
      map.areas[place].scan_p = cluster.p;
    }
    cluster.centre = places[cluster.centre];
    map.clusters.push_back(std::move(cluster));
  }
}

Heat heat_of(const Hotspot& spot, double alpha) {
  const bool own = spot.excess_p_adjusted <= alpha, around = spot.gi_p_adjusted <= alpha;
  if (around && spot.gi_z < 0 && !own) return Heat::cold;
  const bool hot_around = around && spot.gi_z > 0;
  return own && hot_around ? Heat::both : own ? Heat::own : hot_around ? Heat::neighbourhood : Heat::none;
}

}  // namespace

const char* heat_name(Heat heat) {
  switch (heat) {
    case Heat::none: return "";
    case Heat::own: return "own count";
    case Heat::neighbourhood: return "neighbourhood";
    case Heat::both: return "both";
    case Heat::cold: return "cold";
  }
  return "";
}

HotspotMap find_hotspots(const Layer& layer, const HotspotSettings& settings) {
  HotspotMap map;
  map.areas.assign(layer.areas.size(), nothing());
  const Part part = part_of(layer);
  map.without_part = layer.areas.size() - part.places.size();
  if (part.places.size() < kFewestAreas) {
    map.note = fmt::format("only {} areas have a count and a population", part.places.size());
    return map;
  }
  add_counts(map, part);
  if (std::accumulate(part.counts.begin(), part.counts.end(), 0.0) == 0) {
    map.note = "nothing was counted in any area";
    return map;
  }
  add_neighbourhoods(map, part, settings);
  add_clusters(map, layer, part, settings);
  for (Hotspot& spot : map.areas) {
    if (!spot.takes_part) continue;
    spot.heat = heat_of(spot, settings.alpha);
    map.hot += spot.heat != Heat::none && spot.heat != Heat::cold;
    map.cold += spot.heat == Heat::cold;
  }
  return map;
}

}  // namespace dmp::places
