#include "markets/assessment.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "core/number.hpp"

namespace dmp::markets {
namespace {

using Numbers = std::map<std::string, double>;

/// The conventions of plants a statement rests on, and what others make of the same plants.
std::string crop_sentence(const catalogue::MarketDefinition& drug, const Numbers& said, Evidence& evidence, bool& fits) {
  const double plants = said.at("plants");
  const Crop crop = crop_of(drug, plants, evidence);
  std::string text = fmt::format("{} plants give {} kg ({} to {}) in one harvest", core::rounded_text(plants), core::rounded_text(crop.once.median), core::rounded_text(crop.once.lower_95), core::rounded_text(crop.once.upper_95));
  for (const catalogue::MarketBenchmark& convention : drug.benchmarks)
    if (convention.measure == "plant_yield") text += fmt::format("; {} by {} g ({})", core::rounded_text(plants * convention.value / 1000), core::rounded_text(convention.value), convention.name);
  if (const auto kg = said.find("plants_kg"); kg != said.end()) {
    text += fmt::format("; the {} kg stated are {} g a plant", core::rounded_text(kg->second), core::rounded_text(1000 * kg->second / plants));
    fits = kg->second >= crop.once.lower_99_8 && kg->second <= crop.once.upper_99_8;
    if (const auto value = said.find("plants_value"); value != said.end()) text += fmt::format(" and GBP {:.2f} a gram, GBP {} a plant", value->second / kg->second / 1000, core::rounded_text(value->second / plants));
  }
  return text + ".";
}

/// The survey's share of the residents as it stands: what most published numbers of users are.
void add_uncorrected(Market& market) {
  for (const DrugMarket& drug : market.drugs)
    for (const AreaMarket& area : drug.areas)
      if (const auto users = area.results.find("users_survey"); users != area.results.end())
        market.methods.push_back({drug.id, area.area, market.period, "survey", "Survey's share x residents, no corrections", "users", users->second, "interval: the survey's sampling error alone", "docs/methods/market-size.md", false});
}

/// What all methods together say, among the results of the area.
void add_to_results(Market& market, const std::vector<MarketSynthesis>& syntheses) {
  for (const MarketSynthesis& one : syntheses) {
    if (one.measure != "spend" && one.measure != "quantity") continue;
    for (DrugMarket& drug : market.drugs)
      for (AreaMarket& area : drug.areas)
        if (drug.id == one.drug && area.area == one.area) area.results[one.measure + "_all_methods"] = one.summary;
  }
}

}  // namespace

std::vector<JudgedStatement> judge_statements(Evidence& evidence) {
  std::map<std::tuple<std::string, std::string, std::string>, std::pair<Numbers, std::string>> groups;
  for (const catalogue::MarketClaim& claim : evidence.settings().claims)
    if (claim.measure.starts_with("seized_") || claim.measure.starts_with("plants")) {
      auto& [numbers, citation] = groups[{claim.drug, claim.area, claim.name}];
      numbers[claim.measure] = claim.value, citation = claim.citation;
    }
  std::vector<JudgedStatement> statements;
  for (const auto& [key, group] : groups) {
    const auto& [drug_id, area, name] = key;
    const catalogue::MarketDefinition& drug = evidence.catalogue().market(drug_id);
    JudgedStatement statement{drug_id, area, name, group.second, {}, true};
    const Numbers& said = group.first;
    if (said.contains("seized_kg") && said.contains("seized_value")) {
      const Valuation value = value_of(drug, {said.at("seized_kg") * 1000, said.at("seized_value"), "street", std::nan("")}, evidence);
      statement.sentence = value.sentence, statement.fits = value.fits;
    } else if (said.contains("plants")) {
      statement.sentence = crop_sentence(drug, said, evidence, statement.fits);
    }
    if (!statement.sentence.empty()) statements.push_back(std::move(statement));
  }
  return statements;
}

Assessment assess(Market& market, const std::vector<DemandModel>& models, Evidence& evidence) {
  evidence.prepare(models);
  Assessment assessment;
  add_uncorrected(market);
  assessment.wastewater = add_wastewater(market.methods, market, evidence);
  assessment.supply = add_supply(market, evidence);
  assessment.balances = add_balances(market, evidence);
  assessment.statements = judge_statements(evidence);
  assessment.syntheses = add_synthesis(market.methods, evidence, market.settings);
  add_to_results(market, assessment.syntheses);
  return assessment;
}

}  // namespace dmp::markets
