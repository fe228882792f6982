#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "indicators/measure.hpp"
#include "indicators/small_area_counts.hpp"
#include "stats/count_regression.hpp"
#include "stats/normal.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using core::Estimate;

/// Share of false ones among the places that are named.
constexpr double kFalseDiscoveryRate = 0.05;
/// From so many areas on the line may bend.
constexpr std::size_t kEnoughToBend = 30;

/// Deprivation on a scale with mean 0 and spread 1 (coefficients of very different size would cost digits), and its square.
std::vector<double> terms_of(double scaled, std::size_t terms) {
  std::vector<double> row = {1, scaled};
  if (terms == 3) row.push_back(scaled * scaled);
  return row;
}

struct Scale {
  double mean = 0, spread = 1;
  explicit Scale(const std::vector<SmallArea>& areas) {
    const auto n = static_cast<double>(areas.size());
    double squares = 0;
    for (const SmallArea& area : areas) mean += area.deprivation / n;
    for (const SmallArea& area : areas) squares += (area.deprivation - mean) * (area.deprivation - mean) / n;
    if (squares > 0) spread = std::sqrt(squares);
  }
  [[nodiscard]] double of(double deprivation) const { return (deprivation - mean) / spread; }
};

stats::CountData data_of(const std::vector<SmallArea>& areas, const Scale& scale) {
  stats::CountData data;
  data.terms = areas.size() >= kEnoughToBend ? 3 : 2;
  for (const SmallArea& area : areas) {
    data.count.push_back(area.count);
    data.offset.push_back(std::log(area.expected));
    for (const double x : terms_of(scale.of(area.deprivation), data.terms)) data.design.push_back(x);
  }
  return data;
}

/// A model's expected count is given to one decimal: more digits say nothing of it, and much of the counts it was fitted to.
double rounded(double expected) { return std::round(expected * 10) / 10; }

class Outliers {
 public:
  Outliers(Context& context, const IndicatorDefinition& indicator) : context_(context), indicator_(indicator), type_(indicator.levels.at(0)), counts_(context, indicator, indicator.levels) {}

  Result run() {
    result_.run = counts_.run;
    if (!counts_.reason().empty()) result_.reasons.push_back(counts_.reason());
    for (std::size_t period = 0; period < counts_.periods().size() && counts_.reason().empty(); ++period) {
      std::vector<SmallArea> areas = counts_.at(type_, period);
      std::erase_if(areas, [](const SmallArea& area) { return !(area.expected > 0); });
      if (areas.empty()) continue;
      const Scale scale(areas);
      const stats::CountData data = data_of(areas, scale);
      const stats::OutlierSearch search = stats::find_outliers(data, stats::CountFamily::negative_binomial, kFalseDiscoveryRate);
      if (!search.withheld.empty()) {
        result_.reasons.push_back(fmt::format("{}: {} ({} {})", counts_.periods()[period].text(), search.withheld, areas.size(), plural(type_)));
        continue;
      }
      for (std::size_t i = 0; i < areas.size(); ++i) add(areas[i], period, search, i);
      add_model(areas, period, search, scale, data.terms);
    }
    if (const std::size_t number = counts_.without_deprivation(type_); number > 0 && counts_.reason().empty())
      result_.reasons.push_back(fmt::format("{} {} have no deprivation and are left out", number, plural(type_)));
    return std::move(result_);
  }

 private:
  void add(const SmallArea& small, std::size_t period, const stats::OutlierSearch& search, std::size_t i) {
    Draft draft = begin_draft(context_, indicator_, small.area, counts_.periods()[period]);
    Estimate& estimate = draft.estimate;
    stats::CountPrediction prediction = search.predictions[i];
    prediction.expected = rounded(prediction.expected);
    estimate.count = small.count;
    estimate.denominator = prediction.expected;
    estimate.method = "observed over expected, negative binomial regression on deprivation";
    if (prediction.expected > 0) {
      estimate.value = small.count / prediction.expected;
      const stats::Interval at_95 = stats::observed_ratio_interval(small.count, prediction, 0.95), at_998 = stats::observed_ratio_interval(small.count, prediction, 0.998);
      estimate.lower_95 = at_95.lower, estimate.upper_95 = at_95.upper;
      estimate.lower_99_8 = at_998.lower, estimate.upper_99_8 = at_998.upper;
      estimate.comparator = fmt::format("{} as deprived", plural(type_));
      estimate.comparator_value = 1;
      estimate.significance = significance(search.found[i], small.count > search.predictions[i].expected);
      add_note(estimate, fmt::format("p {:.2g}, adjusted for {} {} {:.2g}", search.p[i], search.p.size(), plural(type_), search.adjusted_p[i]));
      if (search.fit.leverage[i] > 0.25) add_note(estimate, "pulls the line towards itself: few areas are as deprived");
    } else {
      withhold(estimate, "missing", "too few expected");
    }
    set_sources(context_, counts_.tables(), draft);
    result_.drafts.push_back(std::move(draft));
  }

  [[nodiscard]] std::string significance(bool found, bool above) const {
    if (!found) return "similar";
    if (indicator_.polarity == "none") return above ? "higher" : "lower";
    return above == (indicator_.polarity == "low") ? "worse" : "better";
  }

  /// The model in one row: what it expects of the most against the least deprived tenth, and how well it stands.
  void add_model(const std::vector<SmallArea>& areas, std::size_t period, const stats::OutlierSearch& search, const Scale& scale, std::size_t terms) {
    const std::optional<std::size_t> whole = area_that_holds(areas);
    if (!whole) return;
    Draft draft = begin_draft(context_, indicator_, *whole, counts_.periods()[period]);
    draft.shown = true;
    Estimate& estimate = draft.estimate;
    estimate.category_type = "model over " + plural(type_);
    estimate.category = "most against least deprived tenth";
    estimate.method = "negative binomial regression on deprivation";
    std::vector<double> deprivation;
    for (const SmallArea& area : areas) deprivation.push_back(area.deprivation);
    std::sort(deprivation.begin(), deprivation.end());
    const std::size_t tenth = deprivation.size() / 10;
    std::vector<double> contrast = terms_of(scale.of(deprivation[deprivation.size() - 1 - tenth]), terms);
    const std::vector<double> least = terms_of(scale.of(deprivation[tenth]), terms);
    double log_ratio = 0, variance = 0;
    for (std::size_t j = 0; j < terms; ++j) contrast[j] -= least[j], log_ratio += contrast[j] * search.fit.coefficients[j];
    for (std::size_t j = 0; j < terms; ++j)
      for (std::size_t k = 0; k < terms; ++k) variance += contrast[j] * contrast[k] * search.fit.covariance[j * terms + k];
    const auto end = [&](double confidence, double sign) { return std::exp(log_ratio + sign * stats::two_sided_z(confidence) * std::sqrt(variance)); };
    estimate.value = std::exp(log_ratio);
    estimate.lower_95 = end(0.95, -1), estimate.upper_95 = end(0.95, 1);
    estimate.lower_99_8 = end(0.998, -1), estimate.upper_99_8 = end(0.998, 1);
    add_diagnostics(estimate, areas, search);
    set_sources(context_, counts_.tables(), draft);
    result_.drafts.push_back(std::move(draft));
  }

  void add_diagnostics(Estimate& estimate, const std::vector<SmallArea>& areas, const stats::OutlierSearch& search) const {
    const auto found = std::count(search.found.begin(), search.found.end(), 1);
    std::size_t most = 0;
    for (std::size_t i = 0; i < areas.size(); ++i)
      if (search.fit.cooks_distance[i] > search.fit.cooks_distance[most]) most = i;
    add_note(estimate, fmt::format("{} {}, {} found at a false-discovery rate of {:.0f}% and left out of the fit", areas.size(), plural(type_), found, 100 * kFalseDiscoveryRate));
    add_note(estimate, fmt::format("scatter beyond chance (alpha) {:.2g}, dispersion {:.2g}", search.fit.alpha, search.fit.dispersion));
    add_note(estimate, fmt::format("greatest Cook's distance {:.2g} ({})", search.fit.cooks_distance[most], context_.areas[areas[most].area].name));
    add_note(estimate, counts_.standardised() ? "standardised for age" : "not standardised for age");
    if (!search.fit.converged) add_note(estimate, "the fit did not settle");
  }

  /// The first of the profile's larger areas that holds all of them.
  [[nodiscard]] std::optional<std::size_t> area_that_holds(const std::vector<SmallArea>& areas) const {
    for (std::size_t i = 0; i < context_.areas.size(); ++i) {
      if (context_.areas[i].is_small() || !context_.areas[i].requested) continue;
      if (std::all_of(areas.begin(), areas.end(), [&](const SmallArea& small) { return holds(context_.areas, i, small.area); })) return i;
    }
    return std::nullopt;
  }

  Context& context_;
  const IndicatorDefinition& indicator_;
  std::string type_;
  SmallAreaCounts counts_;
  Result result_;
};

}  // namespace

Result compute_deprivation_outliers(Context& context, const IndicatorDefinition& indicator) { return Outliers(context, indicator).run(); }

}  // namespace dmp::indicators
