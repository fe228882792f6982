#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "catalogue/market_reader.hpp"
#include "catalogue/market_roles.hpp"
#include "core/number.hpp"
#include "core/period.hpp"

namespace dmp::catalogue {
namespace {

const Names kParameterKeys = {"role", "user_type", "age", "sex", "purchase", "share", "period", "place", "unit", "value", "distribution",
                              "citation", "note", "default", "spread_default"};

/// Numbers each kind must have, and may have besides. lognormal and normal have two ways, told apart below.
struct Kind {
  std::string name;
  Names required, optional;
};
const std::vector<Kind> kKinds = {
    {"fixed", {"value"}, {}},
    {"uniform", {"min", "max"}, {}},
    {"triangular", {"min", "mode", "max"}, {}},
    {"pert", {"min", "mode", "max"}, {"shape"}},
    {"normal", {}, {"mean", "sd", "lower", "upper", "coverage", "min", "max"}},
    {"lognormal", {}, {"meanlog", "sdlog", "median", "lower", "upper", "coverage", "min", "max"}},
    {"beta", {"alpha", "beta"}, {}},
    {"gamma", {"shape", "scale"}, {}},
    {"proportion", {"value", "sample"}, {"design_effect"}},
    {"interval", {"value", "lower", "upper"}, {"coverage", "min", "max"}},
    {"empirical", {}, {}},
};

Names kind_names_of_distributions() {
  Names names;
  for (const Kind& kind : kKinds) names.push_back(kind.name);
  return names;
}

std::vector<double> numbers_of(const Section& section, std::string_view key) {
  const toml::node* node = section.table().get(key);
  std::vector<double> numbers;
  if (!node) return numbers;
  if (!node->is_array()) section.refuse_type(key, "an array of numbers");
  for (const toml::node& element : *node->as_array()) {
    const auto value = element.value<double>();
    if (!element.is_number() || !std::isfinite(*value)) refuse(fmt::format("'{}' must hold numbers only", key), place_of(section.file(), element.source()), "write numbers");
    numbers.push_back(*value);
  }
  return numbers;
}

/// Two ways to say a normal or log-normal distribution: by its own parameters, or by a central interval.
void check_two_ways(const Section& section, const DistributionDefinition& d) {
  const bool log = d.kind == "lognormal";
  const std::string first = log ? "meanlog" : "mean", second = log ? "sdlog" : "sd";
  const bool own = d.numbers.contains(first) || d.numbers.contains(second), ends = d.numbers.contains("lower") || d.numbers.contains("upper");
  if (own == ends) refuse("a " + d.kind + " needs '" + first + "' and '" + second + "', or 'lower' and 'upper'", section.place(), "write one of the two pairs");
  for (const std::string& key : own ? Names{first, second} : Names{"lower", "upper"})
    if (!d.numbers.contains(key)) section.refuse_missing(key);
  if (own && d.numbers.at(second) <= 0) refuse("'" + second + "' is not above 0", section.place(second), "write the standard deviation, above 0");
  if (log && ends && d.numbers.at("lower") <= 0) refuse("'lower' of a lognormal is not above 0", section.place("lower"), "write a number above 0 or another kind");
}

void check_order(const Section& section, const DistributionDefinition& d, const Names& keys) {
  for (std::size_t i = 0; i + 1 < keys.size(); ++i)
    for (std::size_t j = i + 1; j < keys.size(); ++j) {
      if (!d.numbers.contains(keys[i]) || !d.numbers.contains(keys[j]) || d.numbers.at(keys[i]) <= d.numbers.at(keys[j])) continue;
      refuse(fmt::format("'{}' ({}) is above '{}' ({})", keys[i], core::exact_text(d.numbers.at(keys[i])), keys[j], core::exact_text(d.numbers.at(keys[j]))),
             section.place(keys[i]), "swap them or mend the number");
    }
}

void check_empirical(const Section& section, DistributionDefinition& d) {
  d.values = numbers_of(section, "values");
  d.weights = numbers_of(section, "weights");
  if (d.values.empty()) section.refuse_missing("values", "list the values: values = [1.0, 2.0]");
  if (!d.weights.empty() && d.weights.size() != d.values.size()) refuse("'weights' is not as long as 'values'", section.place("weights"), "write one weight for each value");
  if (std::any_of(d.weights.begin(), d.weights.end(), [](double w) { return w < 0; }) || (!d.weights.empty() && std::accumulate(d.weights.begin(), d.weights.end(), 0.0) <= 0))
    refuse("'weights' must not be below 0 nor all 0", section.place("weights"), "write weights from 0 on");
}

void check_numbers(const Section& section, const DistributionDefinition& d) {
  check_order(section, d, {"min", "mode", "max"});
  check_order(section, d, {"lower", "value", "upper"});
  check_order(section, d, {"lower", "median", "upper"});
  const auto above = [&](const char* key, double limit) {
    if (d.numbers.contains(key) && d.numbers.at(key) <= limit) refuse(fmt::format("'{}' is not above {}", key, limit), section.place(key), "mend the number");
  };
  for (const char* key : {"shape", "scale", "alpha", "beta", "sample", "design_effect"}) above(key, 0);
  if (d.numbers.contains("coverage") && !(d.numbers.at("coverage") > 0 && d.numbers.at("coverage") < 1))
    refuse("'coverage' is not between 0 and 1", section.place("coverage"), "write 0.95 for a 95% interval");
  const bool spread = d.kind == "normal" || d.kind == "lognormal" || d.kind == "interval";
  if (spread && d.numbers.contains("lower") && d.numbers.at("lower") == d.numbers.at("upper")) refuse("the interval has no width", section.place("lower"), "write kind = \"fixed\"");
}

DistributionDefinition read_distribution(const toml::table& table, const std::string& file) {
  static const Names kKeys = {"kind", "value", "min", "mode", "max", "shape", "mean", "sd", "meanlog", "sdlog", "median", "lower", "upper", "coverage",
                              "alpha", "beta", "scale", "sample", "design_effect", "values", "weights"};
  const Section section(table, file, "a distribution", kKeys);
  DistributionDefinition d;
  d.place = section.place();
  d.kind = section.choice("kind", kind_names_of_distributions());
  const Kind& kind = *std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.name == d.kind; });
  for (const auto& [key, where] : keys_in_order(table, file)) {
    if (key == "kind" || (d.kind == "empirical" && (key == "values" || key == "weights"))) continue;
    const bool known = std::find(kind.required.begin(), kind.required.end(), key) != kind.required.end() || std::find(kind.optional.begin(), kind.optional.end(), key) != kind.optional.end();
    if (!known) refuse("a " + d.kind + " has no '" + key + "'", where, "take it out or choose another kind");
    d.numbers[key] = *section.number(key);
  }
  for (const std::string& key : kind.required)
    if (!d.numbers.contains(key)) section.refuse_missing(key);
  if (d.kind == "empirical") check_empirical(section, d);
  if (d.kind == "normal" || d.kind == "lognormal") check_two_ways(section, d);
  check_numbers(section, d);
  return d;
}

/// The lowest and highest value a bounded distribution can give; a best value alone of an unbounded one.
std::pair<double, double> reach(const DistributionDefinition& d) {
  const double best = best_value(d);
  if (d.kind == "empirical") return {*std::min_element(d.values.begin(), d.values.end()), *std::max_element(d.values.begin(), d.values.end())};
  if (d.kind == "beta") return {0, 1};
  const auto end = [&](const char* key) { return d.numbers.contains(key) ? d.numbers.at(key) : best; };
  return {std::min(best, end("min")), std::max(best, end("max"))};
}

double factor_of(const Section& section, const MarketRole& role, const std::string& unit) {
  Names known;
  for (const MarketUnit& candidate : role.units) {
    if (candidate.name == unit) return candidate.factor;
    known.emplace_back(candidate.name);
  }
  std::string list;
  for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
  refuse(fmt::format("the unit '{}' does not fit '{}'", unit.substr(0, 40), role.name), section.place("unit"), "write one of: " + list);
}

void check_role(const Section& section, const MarketRole& role, MarketParameter& parameter) {
  if (!role.needs.empty() && !section.has(role.needs)) section.refuse_missing(role.needs, fmt::format("a {} needs it", role.name));
  parameter.factor = factor_of(section, role, parameter.unit);
  if (parameter.distribution.kind == "beta" && parameter.factor != 1) refuse("a beta gives shares, not percent", section.place("unit"), "write unit = \"share\"");
  const auto [low, high] = reach(parameter.distribution);
  if (low * parameter.factor < role.lowest || high * parameter.factor > role.highest)
    refuse(fmt::format("'{}' reaches {}, which a {} cannot be", role.name, core::exact_text(low * parameter.factor < role.lowest ? low : high), role.name), parameter.distribution.place,
           "mend the number or the unit");
  if (parameter.role == "prevalence" && !core::parse_period(parameter.period)) refuse("'" + parameter.period.substr(0, 40) + "' is no period", section.place("period"), "write for example \"2018/19\"");
}

MarketParameter read_parameter(const Section& section) {
  MarketParameter parameter;
  parameter.place = section.place("role");
  if (!section.has("role")) section.refuse_missing("role");
  parameter.role = section.text("role");
  const MarketRole* role = find_market_role(parameter.role);
  if (!role) refuse_name("there is no parameter role", parameter.role, market_role_names(), section.place("role"));
  if (section.has("user_type")) parameter.user_type = section.choice("user_type", market_user_types());
  if (section.has("sex")) parameter.sex = section.choice("sex", {"Male", "Female"});
  parameter.age = section.text("age");
  parameter.purchase = section.number("purchase").value_or(MarketParameter::kNone);
  if (parameter.purchase <= 0) refuse("'purchase' is not above 0", section.place("purchase"), "write the size of the purchase");
  parameter.share = section.number("share").value_or(MarketParameter::kNone);
  if (parameter.share < 0 || parameter.share > 1) refuse("'share' is not between 0 and 1", section.place("share"), "write a share such as 0.4");
  parameter.period = section.text("period");
  parameter.place_name = section.text("place");
  parameter.unit = section.required_text("unit");
  parameter.note = section.text("note");
  parameter.is_default = section.flag("default", false);
  parameter.spread_is_default = section.flag("spread_default", false);
  parameter.citation = section.text("citation");
  if (parameter.citation.empty() && !parameter.is_default)
    section.refuse_missing("citation", "say where the value comes from: citation = \"...\", or mark it default = true where no source is at hand");
  if (section.has("value") == section.has("distribution"))
    refuse("a parameter needs 'value' or 'distribution', one of the two", section.place(), "write value = 1.2 or distribution = { kind = \"pert\", min = 1, mode = 2, max = 3 }");
  if (section.has("value")) parameter.distribution = {"fixed", {{"value", *section.number("value")}}, {}, {}, section.place("value")};
  else parameter.distribution = read_distribution(*section.child("distribution"), section.file());
  check_role(section, *role, parameter);
  return parameter;
}

MarketBenchmark read_benchmark(const toml::table& table, const std::string& file) {
  const Section section(table, file, "a benchmark", {"measure", "name", "value", "lower", "upper", "unit", "period", "place", "population", "relative_error", "citation", "note", "default"});
  MarketBenchmark benchmark;
  benchmark.place = section.place();
  benchmark.measure = section.choice("measure", {"users", "prevalence", "spend", "spend_per_user", "quantity", "quantity_pure", "quantity_per_user", "price", "purity", "price_per_pure_gram", "wastewater_load", "plant_yield"});
  benchmark.name = section.required_text("name");
  if (!section.has("value")) section.refuse_missing("value");
  benchmark.value = *section.number("value");
  benchmark.lower = section.number("lower").value_or(MarketParameter::kNone);
  benchmark.upper = section.number("upper").value_or(MarketParameter::kNone);
  if (benchmark.lower > benchmark.value || benchmark.upper < benchmark.value) refuse("the value lies outside its interval", section.place("value"), "mend the numbers");
  benchmark.unit = section.required_text("unit");
  benchmark.period = section.text("period");
  benchmark.place_name = section.text("place");
  benchmark.population = section.number("population").value_or(MarketParameter::kNone);
  benchmark.relative_error = section.number("relative_error").value_or(MarketParameter::kNone);
  benchmark.citation = section.text("citation");
  benchmark.note = section.text("note");
  benchmark.is_default = section.flag("default", false);
  if (benchmark.citation.empty() && !benchmark.is_default) section.refuse_missing("citation", "say where the value comes from, or mark it default = true");
  return benchmark;
}

MarketCorrelation read_correlation(const toml::table& table, const std::string& file) {
  const Section section(table, file, "a correlation", {"parameters", "matrix", "citation", "default"});
  MarketCorrelation correlation;
  correlation.place = section.place();
  correlation.parameters = section.texts("parameters");
  refuse_repeats(section, "parameters", correlation.parameters);
  if (correlation.parameters.size() < 2) refuse("a correlation needs two or more parameters", section.place("parameters"), "name them: parameters = [\"days.frequent\", \"quantity.frequent\"]");
  correlation.citation = section.text("citation");
  correlation.is_default = section.flag("default", false);
  if (correlation.citation.empty() && !correlation.is_default) section.refuse_missing("citation", "say where it comes from, or mark it default = true");
  const toml::node* matrix = table.get("matrix");
  if (!matrix) section.refuse_missing("matrix");
  if (!matrix->is_array()) section.refuse_type("matrix", "rows of numbers: [[1, 0.3], [0.3, 1]]");
  for (const toml::node& row : *matrix->as_array()) {
    std::vector<double> numbers;
    if (row.is_array())
      for (const toml::node& cell : *row.as_array()) numbers.push_back(cell.value<double>().value_or(std::nan("")));
    correlation.matrix.push_back(std::move(numbers));
  }
  const std::size_t n = correlation.parameters.size();
  if (correlation.matrix.size() != n) refuse("the matrix has not as many rows as there are parameters", section.place("matrix"), "write one row for each");
  for (std::size_t i = 0; i < n; ++i) {
    if (correlation.matrix[i].size() != n) refuse("a row of the matrix has not as many numbers as there are parameters", section.place("matrix"), "write one number for each");
    for (std::size_t j = 0; j <= i; ++j) {
      const double a = correlation.matrix[i][j], b = correlation.matrix[j][i];
      if (!(std::fabs(a) <= 1) || a != b || (i == j && a != 1)) refuse("the matrix is no correlation matrix: 1 on the diagonal, symmetric, between -1 and 1", section.place("matrix"), "mend the numbers");
    }
  }
  return correlation;
}

MarketDataset read_dataset(const toml::table& table, const std::string& file) {
  const Section section(table, file, "a dataset", {"id", "name", "roles", "user_types", "measures", "relative_error"});
  MarketDataset dataset;
  dataset.place = section.place();
  dataset.id = section.required_text("id");
  dataset.name = section.required_text("name");
  dataset.roles = section.texts("roles");
  for (const std::string& role : dataset.roles)
    if (!find_market_role(role)) refuse_name("there is no parameter role", role, market_role_names(), section.place("roles"));
  dataset.user_types = section.texts("user_types");
  if (section.has("measures")) dataset.measures = section.choice("measures", market_outputs());
  dataset.relative_error = section.number("relative_error").value_or(0);
  if (dataset.roles.empty() == dataset.measures.empty()) refuse("a dataset needs 'roles' or 'measures', one of the two", section.place(), "say which parameters it would tell, or what it measures");
  if (!dataset.measures.empty() && dataset.relative_error <= 0) section.refuse_missing("relative_error", "say how far the measurement may be off: relative_error = 0.3");
  return dataset;
}

std::map<std::string, double> numbers_in(const Section& section, std::string_view key) {
  std::map<std::string, double> numbers;
  const toml::table* table = section.child(key);
  if (!table) return numbers;
  for (const auto& [name, node] : *table) {
    if (!node.is_number()) refuse(fmt::format("'{}' must be a number", std::string_view(name.str())), place_of(section.file(), node.source()), "write a number");
    numbers.emplace(std::string(name.str()), *node.value<double>());
  }
  return numbers;
}

MarketExample read_example(const toml::table& table, const std::string& file) {
  const Section section(table, file, "a worked check", {"name", "citation", "period", "population", "set", "corrections", "expect", "tolerance"});
  MarketExample example;
  example.place = section.place();
  example.name = section.required_text("name");
  example.citation = section.text("citation");
  example.period = section.text("period");
  example.population = section.number("population").value_or(0);
  example.set = numbers_in(section, "set");
  example.corrections = section.texts("corrections");
  for (const std::string& correction : example.corrections)
    if (std::find(market_corrections().begin(), market_corrections().end(), correction) == market_corrections().end())
      refuse_name("there is no correction", correction, market_corrections(), section.place("corrections"));
  example.expect = numbers_in(section, "expect");
  if (example.expect.empty()) section.refuse_missing("expect", "say what comes out: expect = { users = 9959 }");
  for (const auto& [output, value] : example.expect)
    if (std::find(market_outputs().begin(), market_outputs().end(), output) == market_outputs().end()) refuse_name("there is no result", output, market_outputs(), section.place("expect"));
  example.tolerance = section.number("tolerance").value_or(1e-9);
  return example;
}

void refuse_sum(const std::string& what, double sum, const core::Place& place) {
  if (std::fabs(sum - 1) > 0.005) refuse(fmt::format("{} add to {:.4g}, not to 1", what, sum), place, "mend the shares");
}

void check_shares(const MarketDefinition& market) {
  double types = 0, purchases = 0;
  const MarketParameter *type = nullptr, *purchase = nullptr;
  for (const MarketParameter& parameter : market.parameters) {
    if (parameter.role == "share") types += best_value(parameter.distribution) * parameter.factor, type = type ? type : &parameter;
    if (parameter.role != "price") continue;
    if (std::isnan(parameter.share)) refuse("a price has no 'share'", parameter.place, "say which share of the quantity is bought at this size; with one price: share = 1");
    purchases += parameter.share, purchase = purchase ? purchase : &parameter;
  }
  if (type) refuse_sum("the shares of the user types", types, type->place);
  if (purchase) refuse_sum("the shares of the purchases", purchases, purchase->place);
}

void check_parameters(const MarketDefinition& market) {
  Names seen, ids;
  for (const MarketParameter& parameter : market.parameters) {
    const std::string key = parameter.id() + "@" + parameter.period;
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) refuse("the parameter '" + parameter.id() + "' stands twice", parameter.place, "take one out");
    seen.push_back(key);
    ids.push_back(parameter.id());
  }
  for (const MarketCorrelation& correlation : market.correlations)
    for (const std::string& id : correlation.parameters)
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) refuse_name("the file has no parameter", id, ids, correlation.place);
  check_shares(market);
}

}  // namespace

std::string MarketParameter::id() const {
  std::string text = role;
  for (const std::string* part : {&user_type, &age, &sex})
    if (!part->empty()) text += "." + *part;
  if (!std::isnan(purchase)) text += "." + core::exact_text(purchase);
  return text;
}

double best_value(const DistributionDefinition& d) {
  const auto number = [&](const char* key) { return d.numbers.at(key); };
  if (d.kind == "fixed" || d.kind == "proportion" || d.kind == "interval") return number("value");
  if (d.kind == "uniform") return (number("min") + number("max")) / 2;
  if (d.kind == "triangular" || d.kind == "pert") return number("mode");
  if (d.kind == "normal") return d.numbers.contains("mean") ? number("mean") : (number("lower") + number("upper")) / 2;
  if (d.kind == "lognormal") return d.numbers.contains("median") ? number("median") : d.numbers.contains("meanlog") ? std::exp(number("meanlog")) : std::sqrt(number("lower") * number("upper"));
  if (d.kind == "beta") return number("alpha") / (number("alpha") + number("beta"));
  if (d.kind == "gamma") return number("shape") * number("scale");
  double sum = 0, weights = 0;
  for (std::size_t i = 0; i < d.values.size(); ++i) {
    const double weight = d.weights.empty() ? 1 : d.weights[i];
    sum += weight * d.values[i], weights += weight;
  }
  return sum / weights;
}

MarketDefinition read_market(const Document& document) {
  const Section section(document.root, document.file, "a market",
                        {"id", "name", "kind", "code", "class", "unit", "users", "survey_drugs", "caveats", "parameter", "benchmark", "correlation", "dataset", "example"});
  MarketDefinition market;
  market.place = {document.file, 1, 1};
  market.id = read_id(section, document);
  market.name = section.required_text("name");
  market.kind = section.choice("kind", {"drug", "people", "shared", "costs"}, "drug");
  market.code = section.text("code");
  if (market.code.empty() && (market.kind == "drug" || market.kind == "people")) section.refuse_missing("code", "write the drug's code in the canonical tables");
  market.drug_class = section.text("class");
  market.unit = section.choice("unit", {"g", "tablets", "canisters"}, "g");
  market.users = section.choice("users", {"survey", "opiate", "crack", "opiate and crack"}, "survey");
  market.survey_drugs = section.texts("survey_drugs");
  market.caveats = section.texts("caveats");
  for (const toml::table* child : section.children("parameter")) market.parameters.push_back(read_parameter(Section(*child, document.file, "a parameter", kParameterKeys)));
  for (const toml::table* child : section.children("benchmark")) market.benchmarks.push_back(read_benchmark(*child, document.file));
  for (const toml::table* child : section.children("correlation")) market.correlations.push_back(read_correlation(*child, document.file));
  for (const toml::table* child : section.children("dataset")) market.datasets.push_back(read_dataset(*child, document.file));
  for (const toml::table* child : section.children("example")) market.examples.push_back(read_example(*child, document.file));
  if (market.parameters.empty()) section.refuse_missing("parameter", "add [[parameter]] entries");
  if (market.examples.empty() && (market.kind == "drug" || market.kind == "people")) section.refuse_missing("example", "add an [[example]]: residents given, results expected; it runs as a test");
  check_parameters(market);
  return market;
}

MarketSettings read_market_settings(const toml::table& table, const std::string& file) {
  const Section section(table, file, "[market]", {"period", "draws", "seed", "without", "drugs", "parameter", "claim"});
  MarketSettings settings;
  settings.place = section.place();
  settings.period = section.text("period");
  if (!settings.period.empty() && !core::parse_period(settings.period)) refuse("'" + settings.period.substr(0, 40) + "' is no period", section.place("period"), "write for example \"2023/24\"");
  settings.draws = static_cast<std::uint64_t>(section.integer("draws", 1000, 10'000'000).value_or(100'000));
  settings.seed = static_cast<std::uint64_t>(section.integer("seed", 0, std::numeric_limits<long long>::max()).value_or(20240401));
  settings.without = section.texts("without");
  for (const std::string& correction : settings.without)
    if (std::find(market_corrections().begin(), market_corrections().end(), correction) == market_corrections().end())
      refuse_name("there is no correction", correction, market_corrections(), section.place("without"));
  settings.drugs = section.texts("drugs");
  for (const toml::table* child : section.children("parameter")) {
    Names keys = kParameterKeys;
    keys.push_back("drug");
    const Section parameter(*child, file, "a parameter", keys);
    settings.overrides.push_back({parameter.required_text("drug"), read_parameter(parameter)});
  }
  for (const toml::table* child : section.children("claim")) {
    const Section claim(*child, file, "a claim", {"drug", "area", "period", "name", "measure", "value", "citation"});
    MarketClaim made{claim.required_text("drug"), claim.required_text("area"), claim.text("period"), claim.required_text("name"), claim.required_text("citation"),
                     claim.choice("measure", {"users", "spend", "quantity", "spend_per_user", "throughput", "seized_kg", "seized_value", "plants", "plants_kg", "plants_value"}), 0, claim.place()};
    if (!claim.has("value")) claim.refuse_missing("value");
    made.value = *claim.number("value");
    settings.claims.push_back(std::move(made));
  }
  return settings;
}

void check_market_names(const MarketSettings& settings, const std::map<std::string, MarketDefinition>& markets) {
  Names known;
  for (const auto& [id, market] : markets) known.push_back(id);
  const auto check = [&](const std::string& drug, const core::Place& place) {
    if (!markets.contains(drug)) refuse_name("the catalogue has no market", drug, known, place);
  };
  for (const std::string& drug : settings.drugs) check(drug, settings.place);
  for (const MarketClaim& claim : settings.claims)
    if (claim.measure != "throughput" || (claim.drug != "class_a" && claim.drug != "class_b" && claim.drug != "class_c")) check(claim.drug, claim.place);
  for (const MarketOverride& change : settings.overrides) check(change.drug, change.parameter.place);
}

}  // namespace dmp::catalogue
