#include "markets/supply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/errors.hpp"
#include "core/number.hpp"
#include "markets/resolve.hpp"

namespace dmp::markets {
namespace {

using catalogue::MarketDefinition;

/// Kilograms of a seizure; 0 for plants, NaN for what cannot be weighed.
double kilograms_of(const Seizure& seizure, double unit_weight) {
  if (seizure.unit == "kg") return seizure.quantity;
  if (seizure.unit == "g") return seizure.quantity / 1000;
  if (seizure.unit == "tablets" && unit_weight > 0) return seizure.quantity * unit_weight / 1000;
  return seizure.unit == "plants" ? 0 : std::nan("");
}

bool is_of(const Seizure& seizure, const MarketDefinition& drug, const std::vector<std::string>& names) {
  // Plants belong to the drug that has a yield for them: its code begins as theirs does ("cannabis plants").
  if (seizure.unit == "plants") return seizure.drug.starts_with(names[0].substr(0, names[0].find(' '))) && std::any_of(drug.parameters.begin(), drug.parameters.end(), [](const auto& p) { return p.role == "plant_yield"; });
  // "cannabis" alone may be plant, herb or resin: only the code and the name say which.
  return seizure.drug == names[0] || seizure.drug == names[1] || (seizure.drug != "cannabis" && std::find(names.begin(), names.end(), seizure.drug) != names.end());
}


std::vector<double> times(std::vector<double> draws, double factor) {
  for (double& value : draws) value *= factor;
  return draws;
}

std::vector<double> product(std::vector<double> a, const std::vector<double>& b, double factor = 1) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] *= b[i] * factor;
  return a;
}

std::vector<double> share(const std::vector<double>& part, const std::vector<double>& rest) {
  std::vector<double> x(part.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = part[i] + rest[i] > 0 ? 100 * part[i] / (part[i] + rest[i]) : 0;
  return x;
}

Summary exactly(double value) {
  Summary summary;
  summary.median = summary.mean = value;
  return summary;
}

AreaMarket* results_of(Market& market, const std::string& drug, const std::string& area) {
  for (DrugMarket& one : market.drugs)
    for (AreaMarket& place : one.areas)
      if (one.id == drug && place.area == area) return &place;
  return nullptr;
}

std::string seizures_note(const SeizedDrug& found, const Observations& observations) {
  std::string note = observations.seizures_published ? "the force's yearly sum, " + observations.seizure_period
                                                     : fmt::format("{} seizures in {}, {} tested", found.seizures, observations.seizure_period, found.tested);
  if (found.largest_share > 0.2 && found.seizures > 1 && !observations.seizures_published) note += fmt::format("; the largest is {:.0f}% of the weight", 100 * found.largest_share);
  if (found.other_units) note += "; what was not weighed is left out";
  return note;
}

class Supply {
 public:
  Supply(Market& market, Evidence& evidence) : market_(market), evidence_(evidence) {}

  std::vector<SupplyFigure> run() {
    for (std::size_t a = 0; a < evidence_.inputs().areas.size(); ++a) {
      for (const DrugMarket& drug : market_.drugs)
        if (evidence_.catalogue().market(drug.id).kind == "drug") seizures(evidence_.catalogue().market(drug.id), a);
      if (!evidence_.catalogue().markets.contains("heroin") || !evidence_.catalogue().markets.contains("crack")) continue;
      county_lines(a);
    }
    return std::move(figures_);
  }

 private:
  void add(const std::string& topic, const std::string& drug, std::size_t area, SupplyFigure figure) {
    figure.topic = topic, figure.drug = drug, figure.area = evidence_.inputs().areas[area].code;
    figures_.push_back(std::move(figure));
  }

  void seizures(const MarketDefinition& drug, std::size_t area) {
    const SeizedDrug found = seized(drug, area, evidence_);
    if (found.seizures == 0) return;
    const std::string note = seizures_note(found, evidence_.inputs().observations);
    if (found.kilograms > 0) {
      add("seizures", drug.id, area, {{}, {}, {}, "seized, as found", "kg a year", "gross weight", exactly(found.kilograms), note});
      const Summary pure = summarise(found.pure_kilograms);
      add("seizures", drug.id, area, {{}, {}, {}, "seized, pure", "kg a year", found.tested > 0 ? "purity of each where tested" : "street purity", pure, note});
      const std::vector<double> used = evidence_.demand(drug).kilograms(area, true);
      const Summary intercepted = summarise(share(found.pure_kilograms, used));
      add("seizures", drug.id, area, {{}, {}, {}, "interception: seized / (seized + used)", "%", "pure weight, demand side", intercepted, note});
      if (AreaMarket* place = results_of(market_, drug.id, evidence_.inputs().areas[area].code)) place->results["seized_pure"] = pure, place->results["interception_share"] = intercepted;
      values(drug, area, found);
    }
    if (found.plants > 0) plants(drug, area, found.plants, note);
  }

  /// The year's seizures at every price, so that no figure stands without its basis; and the records that cannot be on the basis they state.
  void values(const MarketDefinition& drug, std::size_t area, const SeizedDrug& found) {
    const GramPrices prices = gram_prices(drug, evidence_);
    const Valuation all = value_at(prices, {found.kilograms * 1000, 1, "", std::nan("")});
    add("valuation", drug.id, area, {{}, {}, {}, "value of what was seized", "GBP", "street price", all.street, "gross weight x price of a street gram"});
    if (!std::isnan(all.wholesale.median)) add("valuation", drug.id, area, {{}, {}, {}, "value of what was seized", "GBP", "wholesale price", all.wholesale, "gross weight x price by the kilogram"});
    add("valuation", drug.id, area, {{}, {}, {}, "value of what was seized", "GBP", "purity-adjusted", summarise(product(found.pure_kilograms, evidence_.demand(drug).one.price_per_pure_gram, 1000)), "pure grams x price of a pure gram"});
    std::map<std::string, std::pair<double, std::size_t>> stated;
    const auto names = names_of(drug);
    const double weight = evidence_.middle_of_role(drug, "unit_weight", 0);
    std::size_t doubtful = 0;
    double pounds = 0;
    for (const Seizure& seizure : evidence_.inputs().observations.seizures) {
      const double kg = kilograms_of(seizure, weight);
      if (seizure.area != evidence_.inputs().areas[area].code || !is_of(seizure, drug, names) || std::isnan(seizure.value_gbp) || !(kg > 0)) continue;
      auto& [sum, count] = stated[seizure.basis.empty() ? "not stated" : seizure.basis];
      sum += seizure.value_gbp, ++count;
      if (seizure.basis.empty() || !(seizure.value_gbp > 0)) continue;
      const Valuation check = value_at(prices, {kg * 1000, seizure.value_gbp, seizure.basis, seizure.purity});
      if (!check.fits) ++doubtful, pounds += seizure.value_gbp;
    }
    for (const auto& [basis, sum] : stated) add("valuation", drug.id, area, {{}, {}, {}, "value the force put on it", "GBP", basis, exactly(sum.first), fmt::format("{} seizures", sum.second)});
    if (doubtful > 0)
      add("valuation", drug.id, area, {{}, {}, {}, "values that cannot be on the basis they state", "GBP", "as stated", exactly(pounds), fmt::format("{} seizures lie outside the 95% interval of that price", doubtful), true});
  }

  void plants(const MarketDefinition& drug, std::size_t area, double number, const std::string& note) {
    add("cultivation", drug.id, area, {{}, {}, {}, "plants seized", "plants a year", "counted", exactly(number), note});
    const Crop crop = crop_of(drug, number, evidence_);
    add("cultivation", drug.id, area, {{}, {}, {}, "one harvest of the plants seized", "kg", "yield a plant, all conventions", crop.once, "what would have been sold, had it not been found"});
    add("cultivation", drug.id, area, {{}, {}, {}, "a year of the places they grew in", "kg a year", "yield x harvests a year", crop.year, "potential, not actual"});
    add("cultivation", drug.id, area, {{}, {}, {}, "one harvest of the plants seized", "GBP", "street price", crop.street_gbp, "kilograms x price of a street gram"});
    for (const catalogue::MarketBenchmark& convention : drug.benchmarks)
      if (convention.measure == "plant_yield")
        add("cultivation", drug.id, area, {{}, {}, {}, "one harvest of the plants seized", "kg", convention.name, exactly(number * convention.value / 1000), convention.citation});
  }

  /// Do the lines known, their revenue and what local users spend on heroin and crack fit each other?
  void county_lines(std::size_t area) {
    const MarketDefinition &heroin = evidence_.catalogue().market("heroin"), &crack = evidence_.catalogue().market("crack");
    const std::vector<double>& revenue = evidence_.of_role(heroin, "line_revenue");
    double imported = 0, all = 0;
    for (const LineCount& line : evidence_.inputs().observations.lines)
      if (line.area == evidence_.inputs().areas[area].code) all += line.lines, imported += line.direction == "imported" || line.direction == "internal" ? line.lines : 0;
    if (revenue.empty() || all == 0) return;
    std::vector<double> spend = evidence_.demand(heroin).spend(area), users(spend.size()), lines(spend.size()), customers(spend.size());
    const std::vector<double> more = evidence_.demand(crack).spend(area);
    for (std::size_t i = 0; i < spend.size(); ++i) {
      spend[i] += more[i];
      // Most crack users use opiates besides: the greater of the two numbers is the least there can be of both.
      users[i] = std::max(evidence_.demand(heroin).users[area][i], evidence_.demand(crack).users[area][i]);
      lines[i] = spend[i] / revenue[i];
      customers[i] = revenue[i] / (spend[i] / users[i]);
    }
    const std::string basis = "revenue of one line, county lines' published range";
    add("county lines", "", area, {{}, {}, {}, "lines known that sell here", "lines", "table county_line", exactly(imported), fmt::format("{} in all directions", core::rounded_text(all))});
    add("county lines", "", area, {{}, {}, {}, "revenue of those lines", "GBP a year", basis, summarise(times(revenue, imported)), "lines x revenue of one"});
    add("county lines", "", area, {{}, {}, {}, "local spend on heroin and crack", "GBP a year", "demand side", summarise(spend), ""});
    add("county lines", "", area, {{}, {}, {}, "lines that the local spend could feed", "lines", basis, summarise(lines), "local spend / revenue of one line: a ceiling, as not all is sold by lines"});
    add("county lines", "", area, {{}, {}, {}, "customers one line needs", "people", basis, summarise(customers), "revenue of one line / spend of one user"});
    std::size_t beyond = 0;
    for (const double ceiling : lines) beyond += imported > ceiling;
    const double probability = static_cast<double>(beyond) / static_cast<double>(lines.size());
    add("county lines", "", area, {{}, {}, {}, "probability that the lines known earn more than is spent here", "share", basis, exactly(probability),
                                   probability > 0.5 ? "the lines known at that revenue do not fit the local spend: smaller lines, or they sell elsewhere" : "fits", probability > 0.9});
  }

  Market& market_;
  Evidence& evidence_;
  std::vector<SupplyFigure> figures_;
};

}  // namespace

SeizedDrug seized(const MarketDefinition& drug, std::size_t area, Evidence& evidence) {
  SeizedDrug found;
  const auto names = names_of(drug);
  const double weight = evidence.middle_of_role(drug, "unit_weight", 0);
  double tested_weight = 0, tested_pure = 0, untested = 0, largest = 0;
  for (const Seizure& seizure : evidence.inputs().observations.seizures) {
    if (seizure.area != evidence.inputs().areas[area].code || !is_of(seizure, drug, names)) continue;
    ++found.seizures;
    if (seizure.unit == "plants") {
      found.plants += seizure.quantity;
      continue;
    }
    const double kg = kilograms_of(seizure, weight);
    if (std::isnan(kg)) {
      found.other_units = true;
      continue;
    }
    found.kilograms += kg, largest = std::max(largest, kg), found.unvalued += std::isnan(seizure.value_gbp);
    if (seizure.month >= 1 && seizure.month <= 12) found.by_month[seizure.month - 1] += kg;
    if (std::isnan(seizure.purity)) untested += kg;
    else ++found.tested, tested_weight += kg, tested_pure += kg * seizure.purity;
  }
  found.largest_share = found.kilograms > 0 ? largest / found.kilograms : 0;
  // Five tests tell more about what was seized than the street's purity does.
  found.pure_kilograms = found.tested >= 5 && tested_weight > 0 ? std::vector<double>(evidence.draws(), tested_pure / tested_weight) : evidence.demand(drug).purity();
  for (double& value : found.pure_kilograms) value = tested_pure + untested * value;
  return found;
}

std::vector<SupplyFigure> add_supply(Market& market, Evidence& evidence) { return Supply(market, evidence).run(); }

GramPrices gram_prices(const MarketDefinition& drug, Evidence& evidence) {
  const DrugDraws& demand = evidence.demand(drug);
  if (demand.one.price_per_gram.empty() || !(demand.one.price_per_gram.front() > 0)) throw core::UserError(core::ErrorKind::usage, "the drug '" + drug.id + "' has no price", drug.place, "add [[parameter]] entries with role = \"price\"");
  const std::vector<double> place = evidence.errors("valuation." + drug.id, evidence.middle_of_role(drug, "valuation_spread", 0.25));
  GramPrices prices;
  prices.street = summarise(product(place, demand.one.price_per_gram));
  prices.pure = summarise(product(place, demand.one.price_per_pure_gram));
  if (const auto& wholesale = evidence.of_role(drug, "wholesale_price"); !wholesale.empty()) prices.wholesale = summarise(product(place, wholesale));
  return prices;
}

Valuation value_at(const GramPrices& prices, const StatedValue& stated) {
  if (!(stated.grams > 0) || !(stated.value_gbp > 0) || !std::isfinite(stated.grams) || !std::isfinite(stated.value_gbp))
    throw core::UserError(core::ErrorKind::usage, "quantity and value must be numbers above 0", "write for example --quantity 90 (kg) --value 3e6");
  Valuation valuation;
  valuation.gbp_per_gram = stated.value_gbp / stated.grams;
  valuation.street = scaled(prices.street, stated.grams);
  valuation.wholesale = scaled(prices.wholesale, stated.grams);
  valuation.purity_adjusted = std::isnan(stated.purity) ? valuation.street : scaled(prices.pure, stated.grams * stated.purity);
  const std::vector<std::pair<std::string, const Summary*>> bases = {{"street", &valuation.street}, {"wholesale", &valuation.wholesale}, {"purity-adjusted", &valuation.purity_adjusted}};
  double least = std::numeric_limits<double>::infinity();
  bool fits_any = false;
  for (const auto& [name, summary] : bases) {
    if (std::isnan(summary->median)) continue;
    const double distance = std::fabs(std::log(stated.value_gbp / summary->median));
    const bool inside = stated.value_gbp >= summary->lower_95 && stated.value_gbp <= summary->upper_95;
    fits_any = fits_any || inside;
    if (name == stated.basis) valuation.fits = inside;
    if (distance < least) least = distance, valuation.nearest = name;
  }
  if (stated.basis.empty()) valuation.fits = fits_any;
  return valuation;
}

Valuation value_of(const MarketDefinition& drug, const StatedValue& stated, Evidence& evidence) {
  Valuation valuation = value_at(gram_prices(drug, evidence), stated);
  const auto pounds = [](double x) { return "GBP " + core::rounded_text(x); };
  valuation.sentence = fmt::format("{} for {} kg is GBP {:.2f} a gram. At street prices it would be {}{}: the figure is nearest the {} price{}.", pounds(stated.value_gbp), core::rounded_text(stated.grams / 1000),
                                   valuation.gbp_per_gram, pounds(valuation.street.median), std::isnan(valuation.wholesale.median) ? "" : ", by the kilogram " + pounds(valuation.wholesale.median), valuation.nearest,
                                   valuation.fits ? "" : stated.basis.empty() ? " but fits none" : ", not the " + stated.basis + " price it is stated to be");
  return valuation;
}

Crop crop_of(const MarketDefinition& drug, double plants, Evidence& evidence) {
  const std::vector<double>&yield = evidence.of_role(drug, "plant_yield"), &cycles = evidence.of_role(drug, "plant_cycles");
  if (yield.empty()) throw core::UserError(core::ErrorKind::usage, "the drug '" + drug.id + "' has no plant_yield", drug.place, "add a [[parameter]] with role = \"plant_yield\"");
  Crop crop;
  const std::vector<double> once = times(yield, plants / 1000);
  crop.once = summarise(once);
  if (!cycles.empty()) crop.year = summarise(product(once, cycles));
  crop.street_gbp = summarise(product(once, evidence.demand(drug).one.price_per_gram, 1000));
  return crop;
}

}  // namespace dmp::markets
