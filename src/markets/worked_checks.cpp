#include "markets/worked_checks.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "markets/demand.hpp"

namespace dmp::markets {
namespace {

void put(Block& block, const DemandModel& model, const catalogue::MarketExample& example) {
  std::vector<std::string> known;
  for (const Parameter& parameter : model.parameters().all()) known.push_back(parameter.definition.id());
  for (const auto& [id, value] : example.set) {
    bool found = false;
    for (std::size_t k = 0; k < known.size(); ++k)
      if (known[k] == id) block.column(k)[0] = value, found = true;
    if (!found)
      throw core::UserError(core::ErrorKind::usage, "the check sets '" + id + "', which the model does not use", example.place, "name a parameter of the model." + core::suggestion(id, known));
  }
}

}  // namespace

std::map<std::string, double> best_results(const catalogue::Catalogue& catalogue, const catalogue::MarketDefinition& drug, const catalogue::MarketExample& example) {
  const core::Period period = example.period.empty() ? core::financial_year(2023) : *core::parse_period(example.period);
  const MarketInputs inputs = inputs_of_population(example.population, period);
  const catalogue::MarketSettings settings;
  const DemandModel model(catalogue, drug, settings, inputs);
  Block block = model.parameters().best();
  put(block, model, example);
  double users = 0;
  model.users(block, 0, {example.corrections.begin(), example.corrections.end()}, std::span(&users, 1));
  std::map<std::string, double> results = {{"users", users}, {"share_16_59", 100 * users / example.population}};
  if (!model.has_consumption()) return results;
  Consumption one(1);
  model.consumption(block, one);
  results["quantity"] = users * one.grams[0] / 1000;
  results["quantity_pure"] = users * one.pure_grams[0] / 1000;
  results["spend"] = users * one.spend[0];
  results["spend_per_user"] = one.spend[0];
  results["doses"] = users * one.doses[0];
  results["price"] = one.price_per_gram[0];
  results["price_per_pure_gram"] = one.price_per_pure_gram[0];
  return results;
}

std::vector<CheckFault> run_worked_checks(const catalogue::Catalogue& catalogue, const std::string& only) {
  std::vector<CheckFault> faults;
  for (const auto& [id, market] : catalogue.markets) {
    if (!only.empty() && id != only) continue;
    for (const catalogue::MarketExample& example : market.examples) {
      const auto results = best_results(catalogue, market, example);
      for (const auto& [result, expected] : example.expect) {
        const auto found = results.find(result);
        const double value = found == results.end() ? std::nan("") : found->second;
        if (!(std::fabs(value - expected) <= example.tolerance * std::fabs(expected))) faults.push_back({id, example.name, result, expected, value, example.place});
      }
    }
  }
  return faults;
}

}  // namespace dmp::markets
