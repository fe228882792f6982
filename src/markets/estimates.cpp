#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/number.hpp"
#include "markets/assessment.hpp"
#include "markets/market.hpp"

namespace dmp::markets {
namespace {

using catalogue::IndicatorDefinition;
using core::Estimate;

Estimate begin(const IndicatorDefinition& indicator, const AreaInputs& area, const Market& market, const core::Period& period) {
  Estimate estimate;
  estimate.indicator_id = indicator.id, estimate.indicator_name = indicator.name, estimate.domain = indicator.domain;
  estimate.area_code = area.code, estimate.area_name = area.name, estimate.area_type = area.type;
  estimate.period = period.text(), estimate.period_start = core::text(period.start), estimate.period_end = core::text(period.end);
  estimate.unit = indicator.unit, estimate.polarity = indicator.polarity, estimate.quality = indicator.quality;
  estimate.method = fmt::format("market model: median and central intervals of {} draws", core::rounded_text(static_cast<double>(market.settings.draws)));
  estimate.sources = market.sources;
  return estimate;
}

void set(Estimate& estimate, const Summary& summary) {
  estimate.value = summary.median;
  estimate.lower_95 = summary.lower_95, estimate.upper_95 = summary.upper_95;
  estimate.lower_99_8 = summary.lower_99_8, estimate.upper_99_8 = summary.upper_99_8;
}

/// How many of the parameters are defaults: said beside every figure.
std::string note_of(const DrugMarket& drug) {
  std::size_t defaults = 0;
  for (const ParameterUse& use : drug.parameters) defaults += use.is_default;
  std::string note = fmt::format("{} of {} parameters are defaults without a source", defaults, drug.parameters.size());
  for (const std::string& more : drug.notes) note += "; " + more;
  return note;
}

bool is_given_for(const IndicatorDefinition& indicator, const AreaInputs& area) {
  return std::find(indicator.levels.begin(), indicator.levels.end(), area.type) != indicator.levels.end();
}

}  // namespace

core::Estimates estimates_of(const Market& market, const catalogue::Catalogue& catalogue, const MarketInputs& inputs) {
  core::Estimates estimates;
  for (const auto& [id, indicator] : catalogue.indicators) {
    if (indicator.method != catalogue::Method::market) continue;
    for (std::size_t a = 0; a < inputs.areas.size(); ++a) {
      if (!is_given_for(indicator, inputs.areas[a])) continue;
      const auto add = [&](const AreaMarket& area, const std::string& category, const std::string& note) {
        const auto found = area.results.find(indicator.output);
        if (found == area.results.end()) return;
        Estimate estimate = begin(indicator, inputs.areas[a], market, inputs.period);
        set(estimate, found->second);
        estimate.note = note;
        estimate.estimate_id = id + ":" + area.area + ":" + estimate.period;
        if (!category.empty()) {
          estimate.category_type = indicator.category_type, estimate.category = category;
          estimate.estimate_id += ":" + estimate.category_type + "=" + category;
        }
        estimates.push_back(std::move(estimate));
      };
      if (a < market.totals.size()) add(market.totals[a], "", indicator.output == "net_export" ? "the drugs of the stated throughput together" : "the drugs of the catalogue together");
      const bool of_seizures = indicator.output == "interception_share" || indicator.output == "seized_pure" || indicator.output == "net_import";
      const std::string year = of_seizures && !inputs.observations.seizure_period.empty() ? "; seizures of " + inputs.observations.seizure_period : "";
      for (const DrugMarket& drug : market.drugs) add(drug.areas[a], drug.code, note_of(drug) + year);
    }
  }
  return estimates;
}

Settings settings_of(const catalogue::Profile& profile) {
  Settings settings;
  settings.draws = profile.market.draws;
  settings.seed = profile.market.seed;
  settings.corrections = corrections_without(profile.market.without);
  return settings;
}

}  // namespace dmp::markets
