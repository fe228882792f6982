#include "places/hotspot_table.hpp"

#include <algorithm>
#include <cmath>

#include "places/layer_overlap.hpp"

namespace dmp::places {
namespace {

using core::Cell;

Cell number(double value) { return std::isnan(value) ? Cell() : Cell(value); }

int order_of(const Hotspot& spot) {
  if (!spot.takes_part) return 3;
  if (spot.heat == Heat::own || spot.heat == Heat::both) return 0;
  return spot.heat == Heat::neighbourhood ? 1 : 2;
}

std::vector<double> counts_of(const NamedLayer& layer, std::vector<double>& expected) {
  std::vector<double> counts, population;
  double all = 0, people = 0;
  for (const LayerArea& area : layer.layer.areas) {
    if (std::isnan(area.count) || !(area.population > 0)) continue;
    counts.push_back(area.count);
    population.push_back(area.population);
    all += area.count;
    people += area.population;
  }
  for (const double one : population) expected.push_back(all * one / people);
  return counts;
}

}  // namespace

core::DataTable hotspot_table(const NamedLayer& layer, const HotspotMap& found, const std::string& authority) {
  core::DataTable table({"rank", "area_code", "area_name", "authority", "period", "count", "population", "rate_per_1000", "smoothed_per_1000", "expected", "share", "location_quotient", "hotspot",
                         "excess_p", "excess_p_fdr", "gi_z", "p", "p_sim", "p_fdr", "p_bonferroni", "moran_z", "moran_p_sim", "moran_p_fdr", "cluster", "scan_cluster", "scan_p", "note"});
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < found.areas.size(); ++i)
    if (authority.empty() || layer.layer.areas[i].authority == authority || layer.layer.areas[i].code == authority) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int first = order_of(found.areas[a]), second = order_of(found.areas[b]);
    return first != second ? first < second : first < 3 && layer.layer.areas[a].count > layer.layer.areas[b].count;
  });
  long long rank = 0;
  for (const std::size_t i : order) {
    const LayerArea& area = layer.layer.areas[i];
    const Hotspot& s = found.areas[i];
    std::vector<Cell> row = {s.takes_part ? Cell(++rank) : Cell(), area.code, area.name, area.authority, layer.period, number(area.count), number(area.population), number(s.rate * 1000),
                             number(s.smoothed_rate * 1000), number(s.expected), number(s.share), number(s.location_quotient), std::string(heat_name(s.heat))};
    for (const double value : {s.excess_p, s.excess_p_adjusted, s.gi_z, s.gi_p, s.gi_p_simulated, s.gi_p_adjusted, s.gi_p_bonferroni, s.moran_z, s.moran_p_simulated, s.moran_p_adjusted})
      row.push_back(number(value));
    row.emplace_back(s.cluster);
    row.push_back(s.scan_cluster > 0 ? Cell(static_cast<long long>(s.scan_cluster)) : Cell());
    row.push_back(s.scan_cluster > 0 ? number(s.scan_p) : Cell());
    row.push_back(!s.takes_part ? Cell("no count or no population") : !found.note.empty() ? Cell(found.note) : std::isnan(s.gi_z) ? Cell("no neighbours, or values that do not vary") : Cell());
    table.add(std::move(row));
  }
  return table;
}

core::DataTable concentration_table(const NamedLayer& layer, std::uint64_t seed) {
  core::DataTable table({"layer", "period", "places", "share", "lower", "upper", "gini", "generalised_gini"});
  std::vector<double> expected;
  const std::vector<double> counts = counts_of(layer, expected);
  const double gini = stats::gini(counts), generalised = stats::generalised_gini(counts);
  for (const double places : {0.01, 0.05, 0.10}) {
    const stats::Concentration found = stats::concentration(counts, expected, places, seed);
    table.add({layer.indicator, layer.period, number(places), number(found.share), number(found.lower), number(found.upper), number(gini), number(generalised)});
  }
  for (const stats::LorenzPoint& point : stats::lorenz_curve(counts)) {
    if (point.events < 0.5) continue;
    table.add({layer.indicator, layer.period, number(point.places), number(point.events), Cell(), Cell(), number(gini), number(generalised)});
    break;
  }
  return table;
}

core::DataTable lorenz_table(const NamedLayer& layer) {
  core::DataTable table({"places", "events"});
  std::vector<double> expected;
  for (const stats::LorenzPoint& point : stats::lorenz_curve(counts_of(layer, expected))) table.add({point.places, point.events});
  return table;
}

core::DataTable overlap_table(const SmallAreaMap& map, const NamedLayer& first, const NamedLayer& second, const HotspotSettings& settings) {
  const HotspotMap first_found = find_hotspots(first.layer, settings), second_found = find_hotspots(second.layer, settings);
  const LayerOverlap found = layer_overlap(first.layer, first_found, second_found, settings);
  core::DataTable table({"first", "second", "areas", "first_hot", "second_hot", "both", "jaccard", "dice", "overlap", "expected", "p_chance", "p_clustered", "correlation", "p_correlation", "lee", "p_lee", "rank_correlation",
                         "note"});
  const bool none = found.first_hot == 0 || found.second_hot == 0;
  table.add({first.indicator + " " + first.period, second.indicator + " " + second.period, static_cast<long long>(map.codes.size()), static_cast<long long>(found.first_hot),
             static_cast<long long>(found.second_hot), number(found.hotspots.both), number(found.hotspots.jaccard), number(found.hotspots.dice), number(found.hotspots.coefficient),
             number(found.hotspots.expected), number(found.hotspots.p_simulated), number(found.maps.p_both), number(found.maps.correlation), number(found.maps.p_correlation), number(found.maps.lee),
             number(found.maps.p_lee), number(found.rank_correlation), none ? Cell("a layer without hotspots overlaps nothing") : Cell()});
  return table;
}

}  // namespace dmp::places
