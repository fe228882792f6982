#include "markets/balance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"

namespace dmp::markets {
namespace {

using catalogue::MarketDefinition;
using Draws = std::vector<double>;

void add_to(Draws& sum, const Draws& x, double factor) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += factor * x[i];
}

/// The draws of each term, kilograms a month at street weight.
struct Terms {
  Draws production, consumption, seizures;
  explicit Terms(std::size_t n) : production(n), consumption(n), seizures(n) {}
};

void add_drug(Terms& terms, Balance& balance, const MarketDefinition& drug, std::size_t area, Evidence& evidence) {
  add_to(terms.consumption, evidence.demand(drug).kilograms(area, false), 1.0 / 12);
  const SeizedDrug found = seized(drug, area, evidence);
  const Draws purity = evidence.demand(drug).purity();
  // What is seized pure is brought to the street's purity: one basis for all terms.
  for (std::size_t i = 0; i < purity.size(); ++i) terms.seizures[i] += purity[i] > 0 ? found.pure_kilograms[i] / purity[i] / 12 : 0;
  for (std::size_t month = 0; month < 12; ++month) balance.seizures_by_month[month] += found.by_month[month];
  const Draws &yield = evidence.of_role(drug, "plant_yield"), &share_found = evidence.of_role(drug, "cultivation_found");
  if (found.plants == 0 || yield.empty() || share_found.empty()) return;
  // For each plant found there are (1 - f) / f that were not.
  for (std::size_t i = 0; i < yield.size(); ++i) terms.production[i] += found.plants * (1 - share_found[i]) / share_found[i] * yield[i] / 1000 / 12;
}

double share_above(const Draws& x, double limit) {
  std::size_t above = 0;
  for (const double value : x) above += value > limit;
  return static_cast<double>(above) / static_cast<double>(x.size());
}

/// The country's kilograms a year and people, over the drugs that have a published figure of it.
std::pair<double, double> national(const std::vector<const MarketDefinition*>& drugs) {
  double kilograms = 0, people = 0;
  for (const MarketDefinition* drug : drugs)
    for (const catalogue::MarketBenchmark& figure : drug->benchmarks)
      if (figure.measure == "quantity" && !std::isnan(figure.population)) {
        kilograms += figure.value, people = std::max(people, figure.population);
        break;
      }
  return {kilograms, people};
}

std::string words(const Summary& s) { return fmt::format("{} kg ({} to {})", core::rounded_text(s.median), core::rounded_text(s.lower_95), core::rounded_text(s.upper_95)); }

void judge(Balance& balance, const std::string& area_name) {
  const std::string said = balance.throughput.low == balance.throughput.high ? core::rounded_text(balance.throughput.low)
                                                                            : fmt::format("{} to {}", core::rounded_text(balance.throughput.low), core::rounded_text(balance.throughput.high));
  const bool beyond_country = balance.national_share_low >= 100;
  balance.verdict = beyond_country || balance.probability_passed_on < 0.05 ? "not possible" : balance.probability_passed_on > 0.95 && balance.national_share_high < 50 ? "possible" : "in doubt";
  std::string text = fmt::format("{} kg a month is {}: {} uses {} a month and {}", said, balance.verdict, area_name, words(balance.consumption),
                                 balance.seizures.median > 0 ? words(balance.seizures) + " are seized" : std::string("no seizures are held of it"));
  if (balance.probability_passed_on >= 0.05)
    text += fmt::format(", so {:.0f} to {:.0f}% would pass on (probability that anything does: {:.0f}%)", std::min(balance.passed_on_at_low, balance.passed_on_at_high),
                        std::max(balance.passed_on_at_low, balance.passed_on_at_high), 100 * balance.probability_passed_on);
  if (balance.national_share_high > 0)
    text += fmt::format("; it would be {:.1f} to {:.1f}% of the country's published tonnage, with {:.2f}% of its residents", balance.national_share_low, balance.national_share_high, balance.share_of_residents);
  balance.sentence = text + ".";
}

}  // namespace

std::vector<const MarketDefinition*> drugs_of(const catalogue::Catalogue& catalogue, const std::string& drug_or_class) {
  std::vector<const MarketDefinition*> drugs;
  std::vector<std::string> known = {"class_a", "class_b", "class_c"};
  for (const auto& [id, market] : catalogue.markets) {
    if (market.kind != "drug") continue;
    known.push_back(id);
    const bool in_class = drug_or_class.size() == 7 && drug_or_class.starts_with("class_") && market.drug_class.size() == 1 && std::tolower(market.drug_class[0]) == drug_or_class[6];
    if (id == drug_or_class || market.code == drug_or_class || in_class) drugs.push_back(&market);
  }
  if (drugs.empty()) throw core::UserError(core::ErrorKind::usage, "there is no drug or class '" + drug_or_class + "'", "name a drug of catalogue/4-markets, or class_a." + core::suggestion(drug_or_class, known));
  return drugs;
}

Balance balance_of(const std::string& drug_or_class, std::size_t area, const Throughput& throughput, Evidence& evidence) {
  const auto drugs = drugs_of(evidence.catalogue(), drug_or_class);
  const AreaInputs& place = evidence.inputs().areas[area];
  Balance balance;
  balance.area = place.code, balance.drug = drug_or_class, balance.throughput = throughput;
  Terms terms(evidence.draws());
  for (const MarketDefinition* drug : drugs) {
    balance.drugs.push_back(drug->id);
    add_drug(terms, balance, *drug, area, evidence);
  }
  Draws needed = terms.consumption;
  add_to(needed, terms.seizures, 1);
  add_to(needed, terms.production, -1);
  balance.production = summarise(terms.production), balance.consumption = summarise(terms.consumption), balance.seizures = summarise(terms.seizures), balance.net_import = summarise(needed);
  balance.probability_of_export = 1 - share_above(needed, 0);
  if (!throughput.is_stated()) return balance;
  // Anything between the ends is as likely as anything else.
  const Draws& spread = evidence.normals("balance.throughput." + place.code);
  Draws left(needed.size()), passed(needed.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double stated = throughput.low + (throughput.high - throughput.low) * 0.5 * std::erfc(-spread[i] / std::sqrt(2.0));
    left[i] = stated - needed[i];
    passed[i] = 100 * left[i] / stated;
  }
  balance.net_export = summarise(left), balance.share_passed_on = summarise(passed);
  balance.probability_passed_on = share_above(left, 0);
  balance.passed_on_at_low = 100 * (1 - balance.net_import.median / throughput.low), balance.passed_on_at_high = 100 * (1 - balance.net_import.median / throughput.high);
  const auto [kilograms, people] = national(drugs);
  if (kilograms > 0) {
    balance.national_share_low = 1200 * throughput.low / kilograms, balance.national_share_high = 1200 * throughput.high / kilograms;
    balance.share_of_residents = 100 * place.residents.aged_16_59() / people;
  }
  judge(balance, place.name);
  return balance;
}

std::vector<StatedThroughput> stated_throughputs(const catalogue::MarketSettings& settings) {
  std::vector<StatedThroughput> stated;
  for (const catalogue::MarketClaim& claim : settings.claims) {
    if (claim.measure != "throughput") continue;
    const auto same = std::find_if(stated.begin(), stated.end(), [&](const StatedThroughput& other) { return other.name == claim.name && other.area == claim.area && other.drug == claim.drug; });
    if (same == stated.end()) {
      stated.push_back({claim.drug, claim.area, claim.name, claim.citation, {claim.value, claim.value}});
    } else {
      same->kilograms_a_month.low = std::min(same->kilograms_a_month.low, claim.value);
      same->kilograms_a_month.high = std::max(same->kilograms_a_month.high, claim.value);
    }
  }
  return stated;
}

std::vector<Balance> add_balances(Market& market, Evidence& evidence) {
  std::vector<Balance> balances;
  const auto& areas = evidence.inputs().areas;
  for (std::size_t a = 0; a < areas.size(); ++a)
    for (DrugMarket& drug : market.drugs) {
      if (evidence.catalogue().market(drug.id).kind != "drug") continue;
      balances.push_back(balance_of(drug.id, a, {}, evidence));
      drug.areas[a].results["net_import"] = balances.back().net_import;
    }
  for (const StatedThroughput& stated : stated_throughputs(evidence.settings())) {
    const std::size_t a = place_of_area(evidence.inputs(), stated.area);
    if (a == areas.size()) continue;
    balances.push_back(balance_of(stated.drug, a, stated.kilograms_a_month, evidence));
    if (a < market.totals.size()) market.totals[a].results["net_export"] = balances.back().net_export;
  }
  return balances;
}

}  // namespace dmp::markets
