#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "cli/market_question.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"
#include "markets/assessment.hpp"
#include "markets/hidden.hpp"

namespace dmp::cli::market {
namespace {

using markets::Summary;

long long whole(std::size_t n) { return static_cast<long long>(n); }

bool is_table(const Context& context) { return context.chosen_format() == core::Format::table; }

/// The market with every method, and what the methods rest on.
struct Assessed {
  markets::Market market;
  markets::Assessment assessment;
};

Assessed assess(const Opened& opened) {
  Assessed assessed;
  const auto& project = opened.project;
  const auto models = markets::demand_models(project.catalogue, project.profile.market, opened.inputs, opened.drugs);
  assessed.market = markets::simulate(models, opened.inputs, opened.settings);
  assessed.market.methods = markets::other_methods(assessed.market, project.catalogue, project.profile.market, opened.inputs);
  markets::Evidence evidence(project.catalogue, project.profile.market, opened.inputs, opened.settings);
  assessed.assessment = markets::assess(assessed.market, models, evidence);
  return assessed;
}

void say_nothing(const Context& context, const std::string& what) {
  if (!context.quiet) std::cerr << "note: " << what << '\n';
}

void wastewater(const Given& given, const Context& context, bool seed_given) {
  const Opened opened = open(given, context, seed_given);
  const Assessed assessed = assess(opened);
  core::DataTable table({"drug", "area_code", "area_name", "site", "year", "substance", "local", "days", "weeks", "load_mg_1000_day", "weekday", "weekend", "day_error", "population"});
  for (const markets::WastewaterFinding& f : assessed.assessment.wastewater)
    if (area_wanted(given, f.area))
      table.add({f.drug, f.area, name_of(opened, f.area), f.site, whole(static_cast<std::size_t>(f.year)), f.substance, f.local, whole(f.pattern.days), whole(f.pattern.weeks), f.pattern.mean, f.pattern.weekday, f.pattern.weekend, f.pattern.day_error, f.population});
  if (assessed.assessment.wastewater.empty()) say_nothing(context, "no wastewater is held of the areas or of a city of the country (table wastewater)");
  context.print(table);
}

void supply(const Given& given, const Context& context, bool seed_given) {
  const Opened opened = open(given, context, seed_given);
  const Assessed assessed = assess(opened);
  const bool narrow = is_table(context);
  core::DataTable table(narrow ? std::vector<std::string>{"drug", "area", "figure", "basis", "unit", "value", "lower_95", "upper_95"}
                               : std::vector<std::string>{"topic", "drug", "area_code", "area_name", "figure", "basis", "unit", "value", "lower_50", "upper_50", "lower_80", "upper_80", "lower_95", "upper_95", "flag", "note"});
  for (const markets::SupplyFigure& f : assessed.assessment.supply) {
    if (!area_wanted(given, f.area)) continue;
    const Summary& s = f.summary;
    if (narrow) table.add({f.drug, name_of(opened, f.area), f.name, f.basis, f.unit, s.median, s.lower_95, s.upper_95});
    else table.add({f.topic, f.drug, f.area, name_of(opened, f.area), f.name, f.basis, f.unit, s.median, s.lower_50, s.upper_50, s.lower_80, s.upper_80, s.lower_95, s.upper_95, f.is_flag, f.note});
  }
  for (const markets::JudgedStatement& statement : assessed.assessment.statements)
    if (area_wanted(given, statement.area) && !context.quiet) std::cerr << statement.name << ": " << statement.sentence << '\n';
  if (assessed.assessment.supply.empty()) say_nothing(context, "no seizures and no county lines are held of the areas (tables seizure, county_line)");
  context.print(table);
}

markets::Throughput throughput_of(const std::string& text) {
  if (text.empty()) return {};
  const std::size_t dash = text.find('-', 1);
  const auto low = core::parse_number(text.substr(0, dash)), high = dash == std::string::npos ? low : core::parse_number(text.substr(dash + 1));
  if (!low || !high || !(*low > 0) || *high < *low) throw core::UserError(core::ErrorKind::usage, "'" + text + "' is no throughput", "write kilograms a month, for example --throughput 200-500");
  return {*low, *high};
}

void add_balance(core::DataTable& table, const markets::Balance& b, const Opened& opened) {
  const auto add = [&](const char* term, const Summary& s, const char* unit, double probability, const std::string& note) {
    table.add({b.drug, b.area, name_of(opened, b.area), term, unit, s.median, s.lower_50, s.upper_50, s.lower_80, s.upper_80, s.lower_95, s.upper_95, probability, note});
  };
  const double none = std::nan("");
  add("local production", b.production, "kg a month", none, "");
  add("consumption", b.consumption, "kg a month", none, "");
  add("seizures", b.seizures, "kg a month", none, "at the street's purity");
  for (int month = 0; month < 12; ++month) {
    Summary seized;
    seized.median = b.seizures_by_month[(month + 3) % 12];
    if (seized.median > 0) add("seizures in one month", seized, "kg", none, fmt::format("month {} of the calendar, as found", (month + 3) % 12 + 1));
  }
  add("net inflow needed", b.net_import, "kg a month", b.probability_of_export, "consumption + seizures - production; probability: that it is an outflow");
  if (!b.throughput.is_stated()) return;
  add("net export", b.net_export, "kg a month", b.probability_passed_on, b.sentence);
  add("share passed on", b.share_passed_on, "% of the throughput", b.probability_passed_on, b.verdict);
}

void balance(const Given& given, const Context& context, bool seed_given) {
  Given all = given;
  const bool of_class = given.drug.starts_with("class_") || (given.drug.empty() && !given.throughput.empty());
  if (of_class) all.drug.clear();
  const Opened opened = open(all, context, seed_given);
  const markets::Throughput stated = throughput_of(given.throughput);
  markets::Evidence evidence(opened.project.catalogue, opened.project.profile.market, opened.inputs, opened.settings);
  std::vector<markets::Balance> balances;
  if (stated.is_stated() || of_class) {
    balances.push_back(markets::balance_of(of_class && given.drug.empty() ? "class_a" : given.drug, area_of(opened, given.area), stated, evidence));
  } else {
    for (markets::Balance& b : assess(opened).assessment.balances)
      if (area_wanted(given, b.area)) balances.push_back(std::move(b));
  }
  core::DataTable table({"drug", "area_code", "area_name", "term", "unit", "value", "lower_50", "upper_50", "lower_80", "upper_80", "lower_95", "upper_95", "probability", "note"});
  for (const markets::Balance& b : balances) {
    add_balance(table, b, opened);
    if (!b.sentence.empty() && is_table(context) && !context.quiet) std::cerr << b.sentence << "\n";
  }
  context.print(table);
}

void value(const Given& given, const Context& context, bool seed_given) {
  if (given.drug.empty()) throw core::UserError(core::ErrorKind::usage, "--drug is missing", "name the drug, for example --drug powder_cocaine");
  if (!given.basis.empty() && given.basis != "street" && given.basis != "wholesale" && given.basis != "purity-adjusted")
    throw core::UserError(core::ErrorKind::usage, "'" + given.basis + "' is no basis of a valuation", "write street, wholesale or purity-adjusted");
  Given asked = given;
  if (asked.population == 0 && asked.folder == ".") asked.population = 100'000;   // prices do not hang on the people
  const Opened opened = open(asked, context, seed_given);
  markets::Evidence evidence(opened.project.catalogue, opened.project.profile.market, opened.inputs, opened.settings);
  const double purity = given.purity_percent > 0 ? given.purity_percent / 100 : std::nan("");
  const markets::Valuation found = markets::value_of(opened.project.catalogue.market(opened.drugs.front()), {given.quantity_kg * 1000, given.value_gbp, given.basis, purity}, evidence);
  core::DataTable table({"basis", "value_gbp", "lower_95", "upper_95", "gbp_per_gram", "nearest", "fits"});
  const double grams = given.quantity_kg * 1000;
  table.add({"stated" + (given.basis.empty() ? std::string() : " as " + given.basis), given.value_gbp, core::Cell{}, core::Cell{}, found.gbp_per_gram, found.nearest, found.fits});
  for (const auto& [name, s] : {std::pair<const char*, const Summary&>{"street", found.street}, {"wholesale", found.wholesale}, {"purity-adjusted", found.purity_adjusted}})
    table.add({name, s.median, s.lower_95, s.upper_95, s.median / grams, name == found.nearest, core::Cell{}});
  if (!context.quiet) std::cerr << found.sentence << '\n';
  context.print(table);
}

void synthesis(const Given& given, const Context& context, bool seed_given) {
  const Opened opened = open(given, context, seed_given);
  const Assessed assessed = assess(opened);
  core::DataTable table({"drug", "area_code", "area_name", "measure", "row", "figures", "value", "lower_95", "upper_95", "log_error", "prior_bias", "prior_bias_error", "prior_extra", "posterior_ratio", "posterior_extra", "r_hat",
                         "effective_draws", "disagreement", "i2", "without_value", "without_lower_95", "without_upper_95"});
  const core::Cell none;
  for (const markets::MarketSynthesis& s : assessed.assessment.syntheses) {
    if (!area_wanted(given, s.area) || (!given.measure.empty() && s.measure != given.measure)) continue;
    const std::string name = name_of(opened, s.area);
    table.add({s.drug, s.area, name, s.measure, "synthesis", whole(s.parts.size()), s.summary.median, s.summary.lower_95, s.summary.upper_95, none, none, none, none, none, none, s.split_r_hat, s.effective_draws, s.disagreement, none, none, none, none});
    table.add({s.drug, s.area, name, s.measure, "pooled", whole(s.parts.size()), s.pooled, s.pooled_lower, s.pooled_upper, std::sqrt(s.tau2), none, none, none, none, none, none, none, s.disagreement, s.i2, none, none, none});
    for (const markets::SynthesisPart& p : s.parts) {
      const double reach = 1.959963984540054 * p.log_error;
      table.add({s.drug, s.area, name, s.measure, p.method, whole(p.figures), p.value, p.value * std::exp(-reach), p.value * std::exp(reach), p.log_error, p.prior_bias, p.prior_bias_error, p.prior_extra, p.posterior_ratio, p.posterior_extra, none, none,
                 none, none, p.without.median, p.without.lower_95, p.without.upper_95});
    }
  }
  context.print(table);
}

void hidden(const Given& given, const Context& context, bool seed_given) {
  Given asked = given;
  asked.drug.clear();
  const Opened opened = open(asked, context, seed_given);
  if (given.population > 0) throw core::UserError(core::ErrorKind::usage, "estimates of hidden populations need a built profile", "leave --population out");
  const auto session = open_built(given.folder, opened.project);
  markets::Evidence evidence(opened.project.catalogue, opened.project.profile.market, opened.inputs, opened.settings);
  core::DataTable table({"area_code", "area_name", "method", "name", "vintage", "users", "lower_95", "upper_95", "aic", "bic", "equally_good", "deaths_per_1000", "plausible", "note"});
  const auto rows = markets::hidden_users(markets::read_linked_lists(*session, opened.inputs), markets::read_indicator_prevalence(*session), evidence);
  for (const markets::HiddenRow& r : rows)
    if (area_wanted(given, r.area)) table.add({r.area, name_of(opened, r.area), r.method, r.name, r.vintage, r.value, r.lower_95, r.upper_95, r.aic, r.bic, r.equally_good, r.deaths_per_1000, r.plausible, r.note});
  if (rows.empty()) say_nothing(context, "no estimates of users and no two linked lists are held (tables drug_user_estimate, treatment_episode, arrest, drug_test, prison_release)");
  context.print(table);
}

using Run = void (*)(const Given&, const Context&, bool);

CLI::App* sub_verb(CLI::App& verb, Context& context, const std::shared_ptr<Given>& given, const char* name, const char* what, Run run) {
  auto* sub = verb.add_subcommand(name, what);
  add_model_options(*sub, context, given);
  sub->callback([given, &context, sub, run] { run(*given, context, sub->get_option("--seed")->count() > 0); });
  return sub;
}

}  // namespace

void add_evidence(CLI::App& verb, Context& context, const std::shared_ptr<Given>& given) {
  sub_verb(verb, context, given, "wastewater", "loads of residues by site, with their weekly pattern", wastewater)->footer("Example:\n  dmp market wastewater my-county --drug powder_cocaine");
  sub_verb(verb, context, given, "supply", "seizures, interception, cultivation, valuations with their basis, county lines", supply)->footer("Example:\n  dmp market supply my-county --area E06000032");
  sub_verb(verb, context, given, "hidden", "how many opiate and crack users: published, lists, models, multiplier, with the mortality check", hidden)->footer("Example:\n  dmp market hidden my-county --area E06000032");
  auto* flows = sub_verb(verb, context, given, "balance", "production + inflow = consumption + seizures + outflow; judges a stated throughput", balance);
  flows->add_option("--throughput", given->throughput, "kilograms a month that are said to come in: 300 or 200-500 (--drug: an id, or class_a, which is the default)");
  flows->footer("Examples:\n  dmp market balance my-county --drug cannabis_herbal\n  dmp market balance my-county --throughput 200-500 --area E06000032");
  auto* price = sub_verb(verb, context, given, "value", "which basis a value put on a quantity can have: street, wholesale or purity-adjusted", value);
  price->add_option("--quantity", given->quantity_kg, "kilograms")->required();
  price->add_option("--value", given->value_gbp, "pounds")->required();
  price->add_option("--basis", given->basis, "as stated: street, wholesale or purity-adjusted");
  price->add_option("--purity", given->purity_percent, "percent, of what was valued (default: the street's)")->check(CLI::Range(0.0, 100.0));
  price->footer("Example:\n  dmp market value --drug powder_cocaine --quantity 90 --value 3e6 --basis street");
  auto* all = sub_verb(verb, context, given, "synthesis", "all methods together: Bayesian synthesis, pooling, disagreement, leave one out", synthesis);
  all->add_option("--measure", given->measure, "only spend, quantity or quantity_pure");
  all->footer("Example:\n  dmp market synthesis my-county --drug powder_cocaine --measure spend");
}

}  // namespace dmp::cli::market
