#include "markets/methods.hpp"

#include <cmath>

#include "markets/market.hpp"
#include "stats/normal.hpp"

namespace dmp::markets {
namespace {

using catalogue::MarketBenchmark;

const AreaInputs* area_of(const MarketInputs& inputs, const std::string& code) {
  for (const AreaInputs& area : inputs.areas)
    if (area.code == code) return &area;
  return nullptr;
}

/// The interval of a published figure: its own ends, or what its relative error makes.
Summary summary_of(const MarketBenchmark& figure, double factor, double relative_error) {
  double low = figure.lower, high = figure.upper;
  const double z = stats::two_sided_z(0.95), own = std::isnan(figure.relative_error) ? 0 : figure.relative_error;
  // The scaling adds its own doubt on the logarithm.
  const double given = std::isnan(low) || std::isnan(high) || low <= 0 ? own : std::log(high / low) / (2 * z);
  const double sd = std::sqrt(given * given + relative_error * relative_error);
  low = figure.value * std::exp(-z * sd), high = figure.value * std::exp(z * sd);
  if (sd == 0) low = high = Summary::kMissing;
  return summary_of_interval(figure.value * factor, low * factor, high * factor);
}

double log_spread(const Summary& summary) {
  if (!(summary.lower_95 > 0)) return 0;
  return std::log(summary.upper_95 / summary.lower_95) / (2 * stats::two_sided_z(0.95));
}

void add_demand(std::vector<MethodEstimate>& methods, const Market& market) {
  for (const DrugMarket& drug : market.drugs)
    for (const AreaMarket& area : drug.areas)
      for (const char* measure : {"users", "quantity", "quantity_pure", "spend", "spend_per_user"}) {
        const auto found = area.results.find(measure);
        if (found != area.results.end()) methods.push_back({drug.id, area.area, market.period, "demand", "Users x days x quantity x price", measure, found->second, "", "docs/methods/market-size.md", false});
      }
}

/// Half the areas of a country differ from its mean by more than their age, sex and deprivation say: the same doubt as the demand side's.
constexpr double kLocalSpread = 0.15;

void add_scaled(std::vector<MethodEstimate>& methods, const DrugMarket& drug, const MarketBenchmark& figure, const MarketInputs& inputs, const Market& market) {
  for (const AreaMarket& own : drug.areas) {
    const AreaInputs* area = area_of(inputs, own.area);
    if (!area) continue;
    if (figure.measure == "spend_per_user") {
      const auto users = own.results.find("users");
      const auto steps = drug.waterfall.find(own.area);
      if (users == own.results.end() || steps == drug.waterfall.end() || steps->second.empty()) continue;
      // The published spend is that of a user the survey finds: the users before what the survey misses.
      const double found = steps->second.front().users;
      methods.push_back({drug.id, own.area, market.period, "spend per user", figure.name, "spend", summary_of(figure, found, log_spread(users->second)),
                         "users that the national survey would find x the published spend of a user", figure.citation, figure.is_default});
    } else if (!std::isnan(figure.population) && (figure.measure == "spend" || figure.measure == "quantity" || figure.measure == "quantity_pure")) {
      const double share = area->residents.aged_16_59() / figure.population;
      methods.push_back({drug.id, own.area, market.period, "scaled national figure", figure.name, figure.measure, summary_of(figure, share, kLocalSpread),
                         "the national figure x the area's share of the residents aged 16 to 59", figure.citation, figure.is_default});
    }
  }
}

}  // namespace

std::vector<MethodEstimate> other_methods(const Market& market, const catalogue::Catalogue& catalogue, const catalogue::MarketSettings& settings, const MarketInputs& inputs) {
  std::vector<MethodEstimate> methods;
  add_demand(methods, market);
  for (const DrugMarket& drug : market.drugs) {
    for (const MarketBenchmark& figure : catalogue.market(drug.id).benchmarks) {
      // What dependent users spend is on all their drugs: no measure of one market.
      if (figure.measure == "spend_per_user" && catalogue.market(drug.id).users != "survey") continue;
      add_scaled(methods, drug, figure, inputs, market);
    }
    for (const catalogue::MarketClaim& claim : settings.claims) {
      // Throughputs, seizures and plants are judged elsewhere (assessment.hpp).
      const bool of_market = claim.measure == "users" || claim.measure == "quantity" || claim.measure.starts_with("spend");
      if (!of_market || claim.drug != drug.id || !area_of(inputs, claim.area)) continue;
      Summary summary;
      summary.median = summary.mean = claim.value;
      methods.push_back({drug.id, claim.area, claim.period.empty() ? market.period : claim.period, "published figure", claim.name, claim.measure, summary, "as published, without an interval", claim.citation, false});
    }
  }
  return methods;
}

}  // namespace dmp::markets
