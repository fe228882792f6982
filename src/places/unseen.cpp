#include "places/unseen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "stats/count_regression.hpp"
#include "stats/false_discovery.hpp"
#include "stats/local_association.hpp"
#include "stats/normal.hpp"

namespace dmp::places {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewestPlaces = 30, kFewestOfGroup = 5;

/// A column of the model, over the places that take part.
struct Term {
  std::string name;
  std::vector<double> values;
};

/// The places that take part, in the layer's order.
struct Part {
  std::vector<std::size_t> places;
  std::vector<double> counts, population;
  stats::SpatialWeights links;
};

bool is_known(const CovariateValues& covariate, std::size_t area) { return covariate.is_category ? !covariate.words[area].empty() : std::isfinite(covariate.numbers[area]); }

Part part_of(const Layer& layer, const std::vector<const CovariateValues*>& covariates) {
  Part part;
  std::vector<std::size_t> number(layer.areas.size(), SIZE_MAX);
  for (std::size_t i = 0; i < layer.areas.size(); ++i) {
    const LayerArea& area = layer.areas[i];
    if (std::isnan(area.count) || !(area.population > 0)) continue;
    if (!std::all_of(covariates.begin(), covariates.end(), [&](const CovariateValues* covariate) { return is_known(*covariate, i); })) continue;
    number[i] = part.places.size();
    part.places.push_back(i);
    part.counts.push_back(std::round(area.count));
    part.population.push_back(area.population);
  }
  for (const std::size_t i : part.places) {
    auto& own = part.links.emplace_back();
    for (const stats::SpatialLink& link : layer.links[i])
      if (link.to != i && number[link.to] != SIZE_MAX) own.push_back({number[link.to], link.weight});
  }
  return part;
}

/// Mean 0, spread 1; nothing where the values do not vary.
bool standardise(std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double spread = std::sqrt(squares / n);
  if (!(spread > 1e-9 * std::max(1.0, std::abs(mean)))) return false;
  for (double& value : values) value = (value - mean) / spread;
  return true;
}

void add_category(std::vector<Term>& terms, const CovariateValues& covariate, const Part& part) {
  std::map<std::string, std::size_t> sizes;
  for (const std::size_t i : part.places) ++sizes[covariate.words[i]];
  std::string largest;
  for (const auto& [word, size] : sizes)
    if (largest.empty() || size > sizes[largest]) largest = word;
  for (const auto& [word, size] : sizes) {
    if (word == largest || size < kFewestOfGroup) continue;
    Term term{fmt::format("{}: {} against {}", covariate.name, word, largest), {}};
    for (const std::size_t i : part.places) term.values.push_back(covariate.words[i] == word ? 1 : 0);
    terms.push_back(std::move(term));
  }
}

std::vector<Term> terms_of(const std::vector<const CovariateValues*>& covariates, const Part& part, std::vector<std::string>& notes) {
  std::vector<Term> terms;
  for (const CovariateValues* covariate : covariates) {
    if (covariate->is_category) {
      add_category(terms, *covariate, part);
      continue;
    }
    Term term{covariate->name, {}};
    for (const std::size_t i : part.places) term.values.push_back(covariate->is_log ? std::log1p(std::max(0.0, covariate->numbers[i])) : covariate->numbers[i]);
    if (standardise(term.values)) terms.push_back(std::move(term));
    else notes.push_back(covariate->name + ": the same everywhere, left out");
  }
  return terms;
}

stats::CountData data_of(const Part& part, const std::vector<Term>& terms) {
  stats::CountData data;
  data.terms = terms.size() + 1;
  data.count = part.counts;
  for (std::size_t k = 0; k < part.places.size(); ++k) {
    data.offset.push_back(std::log(part.population[k]));
    data.design.push_back(1);
    for (const Term& term : terms) data.design.push_back(term.values[k]);
  }
  return data;
}

/// Pearson's chi-square, zeros, influence and what is left clustered.
UnseenModel model_of(const Part& part, const std::vector<Term>& terms, const stats::OutlierSearch& search, const std::vector<double>& residuals, const HotspotSettings& settings) {
  UnseenModel model;
  const stats::CountFit& fit = search.fit;
  model.places = part.places.size();
  model.alpha = fit.alpha;
  model.dispersion = fit.dispersion;
  model.outliers = static_cast<std::size_t>(std::count(search.found.begin(), search.found.end(), 1));
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const double coefficient = fit.coefficients[t + 1], error = stats::two_sided_z(0.95) * fit.standard_errors[t + 1];
    model.effects.push_back({terms[t].name, std::exp(coefficient), std::exp(coefficient - error), std::exp(coefficient + error)});
  }
  for (std::size_t k = 0; k < part.places.size(); ++k) {
    model.zeros += part.counts[k] == 0;
    model.zeros_expected += fit.alpha > 0 ? std::pow(1 + fit.alpha * fit.expected[k], -1 / fit.alpha) : std::exp(-fit.expected[k]);
    if (fit.cooks_distance[k] > model.greatest_cook) model.greatest_cook = fit.cooks_distance[k], model.most_influential = part.places[k];
  }
  const auto moran = stats::global_association(stats::GlobalMeasure::moran, residuals, stats::row_standardised(part.links), {.count = 999, .seed = settings.seed, .threads = settings.threads});
  model.moran = moran.statistic;
  model.moran_p = moran.p_simulated;
  stats::CountData plain = data_of(part, {});
  const stats::CountFit without = stats::fit_counts(plain, stats::CountFamily::negative_binomial);
  model.alpha_without = without.withheld.empty() ? without.alpha : kNaN;
  return model;
}

/// A search, and the residuals that come of it.
struct Fitted {
  stats::OutlierSearch search;
  std::vector<Term> terms;
  std::vector<double> residuals;
  std::string withheld;
};

Fitted fit(const Part& part, const std::vector<const CovariateValues*>& covariates, double alpha, std::vector<std::string>& notes) {
  Fitted fitted;
  fitted.terms = terms_of(covariates, part, notes);
  const stats::CountData data = data_of(part, fitted.terms);
  fitted.search = stats::find_outliers(data, stats::CountFamily::negative_binomial, alpha);
  fitted.withheld = std::string(fitted.search.withheld);
  if (!fitted.withheld.empty()) return fitted;
  for (std::size_t k = 0; k < part.places.size(); ++k) fitted.residuals.push_back(stats::quantile_residual(part.counts[k], fitted.search.predictions[k], 0.5));
  return fitted;
}

UnseenPlace nothing() {
  UnseenPlace place;
  for (double* number : {&place.expected, &place.ratio, &place.lower, &place.upper, &place.p, &place.p_adjusted, &place.neighbourhood_z, &place.neighbourhood_p, &place.neighbourhood_p_adjusted,
                         &place.expected_with_activity, &place.p_with_activity})
    *number = kNaN;
  return place;
}

void judge_places(UnseenMap& map, const Part& part, const Fitted& fitted, const HotspotSettings& settings) {
  std::vector<double> p, around;
  for (std::size_t k = 0; k < part.places.size(); ++k) p.push_back(stats::predictive_probability(part.counts[k], fitted.search.predictions[k]));
  const std::vector<double> adjusted = stats::benjamini_hochberg(p);
  const stats::Permutations permutations{.count = settings.permutations, .seed = settings.seed, .alternative = stats::Alternative::less, .threads = settings.threads};
  const auto gi = stats::local_association(fitted.residuals, {}, part.links, {.measure = stats::LocalMeasure::getis_ord_star, .row_standard = false, .permutations = permutations});
  for (const stats::LocalStatistic& local : gi) around.push_back(local.p_simulated);
  const std::vector<double> around_adjusted = stats::benjamini_hochberg(around);
  for (std::size_t k = 0; k < part.places.size(); ++k) {
    UnseenPlace& place = map.places[part.places[k]];
    const stats::CountPrediction& prediction = fitted.search.predictions[k];
    place.takes_part = true;
    place.expected = prediction.expected;
    place.ratio = part.counts[k] / prediction.expected;
    const stats::Interval interval = stats::observed_ratio_interval(part.counts[k], prediction, 0.95);
    place.lower = interval.lower, place.upper = interval.upper;
    place.p = p[k], place.p_adjusted = adjusted[k];
    place.neighbourhood_z = gi[k].z, place.neighbourhood_p = around[k], place.neighbourhood_p_adjusted = around_adjusted[k];
    const bool own = adjusted[k] <= settings.alpha, neighbourhood = around_adjusted[k] <= settings.alpha && place.ratio < 1;
    place.shortfall = own && neighbourhood ? Shortfall::both : own ? Shortfall::own : neighbourhood ? Shortfall::neighbourhood : Shortfall::none;
    map.unseen += place.shortfall != Shortfall::none;
  }
}

void add_activity(UnseenMap& map, const Part& part, const std::vector<const CovariateValues*>& covariates, const HotspotSettings& settings) {
  const Fitted fitted = fit(part, covariates, settings.alpha, map.notes);
  if (!fitted.withheld.empty()) {
    map.notes.push_back("the model with what the authorities do cannot be had: " + fitted.withheld);
    return;
  }
  map.with_activity = model_of(part, fitted.terms, fitted.search, fitted.residuals, settings);
  for (std::size_t k = 0; k < part.places.size(); ++k) {
    UnseenPlace& place = map.places[part.places[k]];
    place.expected_with_activity = fitted.search.predictions[k].expected;
    place.p_with_activity = stats::predictive_probability(part.counts[k], fitted.search.predictions[k]);
    place.explained_by_activity = (place.shortfall == Shortfall::own || place.shortfall == Shortfall::both) && place.p_with_activity > settings.alpha;
  }
}

}  // namespace

const char* shortfall_name(Shortfall shortfall) {
  switch (shortfall) {
    case Shortfall::none: return "";
    case Shortfall::own: return "own count";
    case Shortfall::neighbourhood: return "neighbourhood";
    case Shortfall::both: return "both";
  }
  return "";
}

UnseenMap find_unseen(const Layer& layer, const std::vector<CovariateValues>& covariates, const HotspotSettings& settings) {
  UnseenMap map;
  map.places.assign(layer.areas.size(), nothing());
  std::vector<const CovariateValues*> needs, all;
  for (const CovariateValues& covariate : covariates) {
    if (!covariate.reason.empty()) {
      map.notes.push_back(covariate.name + " is not taken into account: " + covariate.reason);
      continue;
    }
    all.push_back(&covariate);
    if (!covariate.is_activity) needs.push_back(&covariate);
  }
  const Part part = part_of(layer, all);
  if (const std::size_t without = layer.areas.size() - part.places.size(); without > 0) map.notes.push_back(fmt::format("{} areas without count, residents or covariates take no part", without));
  if (part.places.size() < kFewestPlaces) {
    map.note = fmt::format("only {} areas have a count, residents and covariates", part.places.size());
    return map;
  }
  const Fitted fitted = fit(part, needs, settings.alpha, map.notes);
  if (!fitted.withheld.empty()) {
    map.note = fitted.withheld;
    return map;
  }
  map.needs = model_of(part, fitted.terms, fitted.search, fitted.residuals, settings);
  judge_places(map, part, fitted, settings);
  if (all.size() > needs.size()) add_activity(map, part, all, settings);
  return map;
}

}  // namespace dmp::places
