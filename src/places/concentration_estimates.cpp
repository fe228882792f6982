#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "places/hotspot_estimates.hpp"
#include "places/layer_overlap.hpp"
#include "stats/concentration.hpp"

namespace dmp::places {
namespace {

using catalogue::IndicatorDefinition;
using core::Estimate;

constexpr std::array<double, 3> kTops = {0.05, 0.01, 0.10};
constexpr std::array<double, 8> kCurve = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75};

struct Counts {
  std::vector<double> counts, expected;
  double total = 0;
};

Counts counts_of(const NamedLayer& layer) {
  Counts found;
  double people = 0;
  for (const LayerArea& area : layer.layer.areas) {
    if (std::isnan(area.count) || !(area.population > 0)) continue;
    found.counts.push_back(area.count);
    found.expected.push_back(area.population);
    found.total += area.count;
    people += area.population;
  }
  for (double& expected : found.expected) expected *= found.total / people;
  return found;
}

bool is_hot(const Hotspot& spot) { return spot.heat != Heat::none && spot.heat != Heat::cold; }

/// How well the hotspots of the period before foretell this one, and whether places keep their ranks.
void add_stability(core::Estimates& estimates, const Estimate& total, PlaceMaterial& material, const std::string& indicator, const std::string& before, const std::string& period) {
  const HotspotMap &earlier = material.hotspots(indicator, before), &later = material.hotspots(indicator, period);
  if (!earlier.note.empty() || !later.note.empty()) return;
  const NamedLayer& layer = material.layer(indicator, period);
  std::vector<double> first, second;
  double hits = 0, events = 0, hot_area = 0, all_area = 0, hot = 0;
  for (std::size_t i = 0; i < later.areas.size(); ++i) {
    if (!earlier.areas[i].takes_part || !later.areas[i].takes_part) continue;
    first.push_back(earlier.areas[i].smoothed_rate);
    second.push_back(later.areas[i].smoothed_rate);
    events += layer.layer.areas[i].count;
    all_area += material.map.measured[i].square_metres;
    if (!is_hot(earlier.areas[i])) continue;
    ++hot;
    hits += layer.layer.areas[i].count;
    hot_area += material.map.measured[i].square_metres;
  }
  add_measure(estimates, total, Measure{.name = "rank correlation with the period before", .unit = "correlation", .value = rank_correlation(first, second), .note = "Spearman's, of the smoothed rates; against " + before});
  if (!(hot > 0) || !(events > 0) || !(hot_area > 0)) return;
  const std::string note = fmt::format("{:.0f} hotspots of {} on {:.1f}% of the land", hot, before, 100 * hot_area / all_area);
  add_measure(estimates, total, Measure{.name = "hit rate of the hotspots of the period before", .unit = "% of events", .value = 100 * hits / events, .note = note});
  add_measure(estimates, total, Measure{.name = "predictive accuracy index of the hotspots of the period before", .unit = "index", .value = hits / events / (hot_area / all_area), .note = note});
}

void add_shares(core::Estimates& estimates, Estimate total, const Counts& counts, std::uint64_t seed) {
  const auto found = stats::concentrations(counts.counts, counts.expected, kTops, seed);
  const auto note = [&](const stats::Concentration& one) { return fmt::format("{:.1f}% of those counted; ranking by counts takes luck for concentration", 100 * one.share); };
  total.value = 100 * found[0].middle;
  total.lower_95 = 100 * found[0].lower;
  total.upper_95 = 100 * found[0].upper;
  total.note = note(found[0]);
  add_row(estimates, total);
  for (std::size_t k = 1; k < kTops.size(); ++k)
    add_measure(estimates, total, Measure{.name = fmt::format("share in the top {:.0f}% of places", 100 * kTops[k]), .unit = total.unit, .value = 100 * found[k].middle, .lower = 100 * found[k].lower, .upper = 100 * found[k].upper, .note = note(found[k])});
  add_measure(estimates, total, Measure{.name = "Gini coefficient", .unit = "coefficient", .value = stats::gini(counts.counts), .note = "of the counts by place"});
  add_measure(estimates, total, Measure{.name = "generalised Gini coefficient", .unit = "coefficient", .value = stats::generalised_gini(counts.counts), .note = "allows for fewer events than places"});
  for (const stats::LorenzPoint& point : stats::lorenz_curve(counts.counts)) {
    if (point.events < 0.5) continue;
    add_measure(estimates, total, Measure{.name = "places that hold half", .unit = "% of places", .value = 100 * point.places, .note = "the fewest"});
    break;
  }
  for (const double places : kCurve)
    add_measure(estimates, total, Measure{.type = "Lorenz curve", .name = fmt::format("top {:.0f}% of places", 100 * places), .unit = "% of events", .value = 100 * stats::share_in_top(counts.counts, places), .note = "as counted"});
}

}  // namespace

PlaceEstimates concentration_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  PlaceEstimates made;
  const catalogue::ProfileArea* county = county_of(material.profile);
  const std::string& id = indicator.layers.front();
  std::string before;
  for (const std::string& period : material.periods(id)) {
    const NamedLayer& layer = material.layer(id, period);
    const Counts counts = counts_of(layer);
    if (!county || counts.counts.size() < 20 || !(counts.total > 0)) {
      made.reason = fmt::format("{}: {} areas with a count, {:.0f} events", period, counts.counts.size(), counts.total);
      continue;
    }
    Estimate total = begin_row(indicator, layer, "share of the places with the most events, gamma-Poisson posterior");
    set_area(total, *county);
    add_shares(made.estimates, total, counts, material.settings().seed);
    if (!before.empty()) add_stability(made.estimates, total, material, id, before, period);
    before = period;
  }
  if (made.estimates.empty() && made.reason.empty()) made.reason = "there are no counts by small area of " + id;
  return made;
}

}  // namespace dmp::places
