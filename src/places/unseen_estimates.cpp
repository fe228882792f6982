#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "places/hotspot_estimates.hpp"
#include "places/map_drawing.hpp"
#include "places/unseen.hpp"

namespace dmp::places {
namespace {

using catalogue::IndicatorDefinition;
using core::Estimate;

constexpr std::size_t kMostPeriods = 3;
constexpr const char* kMethod = "negative binomial regression on what the place is like";

std::string words_of(const UnseenPlace& place, const UnseenModel& with_activity) {
  std::string words = "fewer than places like it lead one to expect";
  words += place.shortfall == Shortfall::both ? ", by its own count and with its neighbours" : place.shortfall == Shortfall::own ? ", by its own count" : ", together with its neighbours";
  if (with_activity.places == 0 || place.shortfall == Shortfall::neighbourhood) return words;
  return words + (place.explained_by_activity ? "; as many as expected where the authorities are as little active" : "; also fewer than places where the authorities are as active");
}

/// All places of a larger area together against what is expected of them; the interval holds chance and the scatter between places.
Measure whole_ratio(const std::string& name, double counted, const std::vector<double>& expected, double alpha) {
  double sum = 0, variance = 0;
  for (const double one : expected) sum += one, variance += one + alpha * one * one;
  const double error = 1.96 * std::sqrt(variance) / sum;
  return {.name = name, .unit = "ratio", .value = counted / sum, .lower = std::max(0.0, counted / sum - error), .upper = counted / sum + error, .note = fmt::format("{:.0f} counted, {:.0f} expected of places like these", counted, sum)};
}

void add_totals(core::Estimates& estimates, const IndicatorDefinition& indicator, const catalogue::Profile& profile, const NamedLayer& layer, const UnseenMap& found) {
  for (const catalogue::ProfileArea& area : profile.areas) {
    if (!is_given_for(indicator, area.type)) continue;
    double unseen = 0, explained = 0, areas = 0, counted = 0;
    std::vector<double> expected, with_activity;
    for (std::size_t i = 0; i < found.places.size(); ++i) {
      if (!found.places[i].takes_part || !holds(area, layer.layer.areas[i])) continue;
      ++areas;
      counted += layer.layer.areas[i].count;
      expected.push_back(found.places[i].expected);
      with_activity.push_back(found.places[i].expected_with_activity);
      unseen += found.places[i].shortfall != Shortfall::none;
      explained += found.places[i].explained_by_activity;
    }
    if (areas == 0) continue;
    Estimate total = begin_row(indicator, layer, kMethod);
    set_area(total, area);
    total.value = total.count = unseen;
    total.denominator = areas;
    total.note = fmt::format("of {:.0f} small areas; p adjusted for {} areas, cut at 0.05", areas, found.needs.places);
    add_row(estimates, total);
    add_measure(estimates, total, whole_ratio("all places: counted over expected", counted, expected, found.needs.alpha));
    if (found.with_activity.places == 0) continue;
    add_measure(estimates, total, "explained by little activity", indicator.unit, explained);
    add_measure(estimates, total, whole_ratio("all places: counted over expected given activity", counted, with_activity, found.with_activity.alpha));
  }
}

void add_places(core::Estimates& estimates, const IndicatorDefinition& indicator, const NamedLayer& layer, const UnseenMap& found) {
  if (!is_given_for(indicator, "small area")) return;
  for (std::size_t i = 0; i < found.places.size(); ++i) {
    const UnseenPlace& place = found.places[i];
    if (place.shortfall == Shortfall::none) continue;
    Estimate total = begin_row(indicator, layer, kMethod);
    set_small_area(total, layer.layer.areas[i]);
    total.value = 1;
    total.note = words_of(place, found.with_activity);
    add_row(estimates, total);
    add_measure(estimates, total, "expected", layer.name.empty() ? "events" : "expected count", std::round(place.expected * 10) / 10);
    add_measure(estimates, total, Measure{.name = "counted over expected", .unit = "ratio", .value = std::round(place.ratio * 100) / 100, .lower = std::round(place.lower * 100) / 100, .upper = std::round(place.upper * 100) / 100});
    add_measure(estimates, total, "p of the count", "p", told_p(place.p));
    add_measure(estimates, total, "adjusted p of the count", "p", told_p(place.p_adjusted));
    add_measure(estimates, total, "p of the count given activity", "p", told_p(place.p_with_activity));
    add_measure(estimates, total, "p of the neighbourhood", "p", place.neighbourhood_p);
    add_measure(estimates, total, "adjusted p of the neighbourhood", "p", place.neighbourhood_p_adjusted);
  }
}

void add_model(core::Estimates& estimates, const Estimate& county, const NamedLayer& layer, const UnseenModel& model, const std::string& type) {
  for (const CovariateEffect& effect : model.effects)
    add_measure(estimates, county, Measure{.type = type, .name = effect.name, .unit = "rate ratio", .value = effect.ratio, .lower = effect.lower, .upper = effect.upper,
                                           .note = effect.name.find(" against ") == std::string::npos ? "for one standard deviation more" : "against the largest group"});
  const auto add = [&](const std::string& name, const std::string& unit, double value, const std::string& note) { add_measure(estimates, county, Measure{.type = type, .name = name, .unit = unit, .value = value, .note = note}); };
  add("scatter beyond chance (alpha)", "alpha", model.alpha, fmt::format("{:.2f} with residents only; {} areas off the model left out of the fit", model.alpha_without, model.outliers));
  add("dispersion", "ratio", model.dispersion, "Pearson's chi-square over its degrees of freedom; near 1 where the model fits");
  add("areas without events", "areas", model.zeros, fmt::format("the model expects {:.1f}", model.zeros_expected));
  add("clustering of the residuals (Moran's I)", "Moran's I", model.moran, fmt::format("p {:.3f}", model.moran_p));
  add("greatest Cook's distance", "distance", model.greatest_cook, layer.layer.areas[model.most_influential].name);
}

std::string in_words(const UnseenMap& found, const NamedLayer& layer) {
  std::string text = fmt::format("{} of {} small areas have fewer than places like them lead one to expect.", found.unseen, found.needs.places);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < found.places.size(); ++i)
    if (found.places[i].shortfall != Shortfall::none) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return found.places[a].expected > found.places[b].expected; });
  for (std::size_t k = 0; k < std::min<std::size_t>(10, order.size()); ++k) text += fmt::format("{} {}", k ? ";" : " Where most is expected:", layer.layer.areas[order[k]].name);
  if (!order.empty()) return text + ".";
  // Nobody is found: the lowest are named as what they are.
  for (std::size_t i = 0; i < found.places.size(); ++i)
    if (found.places[i].p <= 0.05) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return found.places[a].p < found.places[b].p; });
  for (std::size_t k = 0; k < std::min<std::size_t>(5, order.size()); ++k) text += fmt::format("{} {}", k ? ";" : " The lowest, none of them beyond chance among so many:", layer.layer.areas[order[k]].name);
  return order.empty() ? text : text + ".";
}

}  // namespace

DrawnMap drawn_unseen(const NamedLayer& layer, const UnseenMap& found) {
  DrawnMap drawn;
  drawn.enlarged = 3;
  drawn.legend = {{"#54278f", "Fewer: its own count and its neighbours"}, {"#807dba", "Fewer: its own count"}, {"#bcbddc", "Fewer: with its neighbours"}, {"#fdd49e", "Fewer, explained by little activity"}, {"#f5f5f5", "As places like it, or more"}};
  for (std::size_t i = 0; i < found.places.size(); ++i) {
    const UnseenPlace& place = found.places[i];
    const int of = place.explained_by_activity ? 3 : place.shortfall == Shortfall::both ? 0 : place.shortfall == Shortfall::own ? 1 : place.shortfall == Shortfall::neighbourhood ? 2 : 4;
    drawn.classes.push_back(place.takes_part ? of : DrawnMap::kNoFigure);
    drawn.told.push_back(place.takes_part ? drawn.legend[static_cast<std::size_t>(of)].label : "no figure");
  }
  drawn.words = in_words(found, layer);
  return drawn;
}

PlaceEstimates unseen_estimates(PlaceMaterial& material, const IndicatorDefinition& indicator) {
  PlaceEstimates made;
  const std::string& id = indicator.layers.front();
  if (material.periods(id).empty()) {
    made.reason = "there are no counts by small area of " + id;
    return made;
  }
  const NamedLayer layer = material.pooled(id, kMostPeriods);
  std::vector<CovariateValues> covariates;
  for (const catalogue::Covariate& covariate : indicator.covariates) covariates.push_back(read_covariate(material.session, material.map, covariate, layer));
  covariates.push_back(residents_per_hectare(material.map, layer));
  const UnseenMap found = find_unseen(layer.layer, covariates, material.settings());
  if (!found.note.empty()) {
    made.reason = found.note;
    return made;
  }
  for (const std::string& note : found.notes) made.reason += (made.reason.empty() ? "" : "; ") + note;
  add_totals(made.estimates, indicator, material.profile, layer, found);
  add_places(made.estimates, indicator, layer, found);
  if (const catalogue::ProfileArea* county = county_of(material.profile)) {
    Estimate row = begin_row(indicator, layer, kMethod);
    set_area(row, *county);
    add_model(made.estimates, row, layer, found.needs, "model");
    if (found.with_activity.places > 0) add_model(made.estimates, row, layer, found.with_activity, "model with activity");
  }
  const DrawnMap drawn = drawn_unseen(layer, found);
  made.map = map_svg(material.map, drawn, {indicator.name, fmt::format("By small area, {}, against places like them", layer.period), material.source_names(layer.sources), "", indicator.id, false});
  made.map_in_words = drawn.words;
  return made;
}

}  // namespace dmp::places
