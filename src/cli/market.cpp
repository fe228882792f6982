#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"
#include "markets/back_solver.hpp"
#include "markets/returns.hpp"
#include "markets/sensitivity.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/market_stage.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

/// What the verb and its sub-verbs are given.
struct Given {
  std::string folder = ".", drug, area, period, output = "spend", measure;
  std::vector<std::string> without;
  double population = 0, claim_spend = 0, claim_quantity = 0, claim_users = 0, close = 0.5;
  int years = 3;
  std::uint64_t draws = 0, base = 16'384;
  bool parameters = false, waterfall = false, groups = false, sensitivity = false;
};

/// Everything a question about the market needs.
struct Opened {
  pipeline::Project project;
  markets::MarketInputs inputs;
  markets::Settings settings;
  std::vector<std::string> drugs;   ///< ids asked for; empty: all
};

/// The database of the latest build, read-only.
std::unique_ptr<engine::Session> open_built(const fs::path& folder, const pipeline::Project& project) {
  const fs::path database = folder / "build" / "dmp.duckdb";
  if (!fs::exists(database))
    throw core::UserError(core::ErrorKind::resource, "the profile has not been built yet", core::Place{folder.string()}, "run: dmp build " + folder.string() + ", or give --population N");
  engine::Settings settings;
  settings.read_only = true;
  settings.memory_limit = project.profile.memory_limit;
  auto session = engine::open_database(database, settings);
  session->lock_settings();
  return session;
}

std::string drug_id(const catalogue::Catalogue& catalogue, const std::string& given) {
  std::vector<std::string> known;
  for (const auto& [id, market] : catalogue.markets) {
    if (market.kind != "drug" && market.kind != "people") continue;
    if (id == given || market.code == given) return id;
    known.push_back(id);
  }
  throw core::UserError(core::ErrorKind::usage, "there is no market of '" + given + "'", "name a drug of catalogue/4-markets." + core::suggestion(given, known));
}

void check_corrections(const std::vector<std::string>& without) {
  const markets::Corrections all = markets::all_corrections();
  const std::vector<std::string> known(all.begin(), all.end());
  for (const std::string& name : without)
    if (!all.contains(name)) throw core::UserError(core::ErrorKind::usage, "there is no correction '" + name + "'", "name one that is made." + core::suggestion(name, known));
}

Opened open(const Given& given, const Context& context, bool seed_given) {
  Opened opened;
  if (given.population < 0 || !std::isfinite(given.population)) throw core::UserError(core::ErrorKind::usage, "--population must be above 0", "write the number of residents aged 16 to 59");
  if (!given.period.empty() && !core::parse_period(given.period)) throw core::UserError(core::ErrorKind::usage, "'" + given.period + "' is no period", "write for example --period 2023/24");
  check_corrections(given.without);
  if (given.population > 0) {
    opened.project.catalogue = catalogue::read_catalogue(catalogue::built_in_files(), fs::is_directory(fs::path(given.folder) / "catalogue") ? catalogue::files_in(given.folder) : std::vector<catalogue::File>{});
    opened.inputs = markets::inputs_of_population(given.population, given.period.empty() ? core::financial_year(2023) : *core::parse_period(given.period));
    opened.inputs.areas[0].code = "population";
  } else {
    opened.project = pipeline::open_project(given.folder);
    if (!given.period.empty()) opened.project.profile.market.period = given.period;
    const auto session = open_built(given.folder, opened.project);
    opened.inputs = markets::read_inputs(*session, opened.project.catalogue, opened.project.profile);
  }
  catalogue::MarketSettings& settings = opened.project.profile.market;
  settings.without.insert(settings.without.end(), given.without.begin(), given.without.end());
  opened.settings = markets::settings_of(opened.project.profile);
  opened.settings.threads = context.threads;
  if (seed_given) opened.settings.seed = context.seed;
  if (given.draws > 0) opened.settings.draws = given.draws;
  if (!given.drug.empty()) opened.drugs = {drug_id(opened.project.catalogue, given.drug)};
  if (opened.inputs.areas.empty())
    throw core::UserError(core::ErrorKind::data, opened.inputs.notes.empty() ? std::string("no area has residents") : opened.inputs.notes.front(), core::Place{given.folder}, "give the table population rows of the profile's areas");
  return opened;
}

std::size_t area_of(const Opened& opened, const std::string& code) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < opened.inputs.areas.size(); ++i) {
    if (code.empty() || opened.inputs.areas[i].code == code) return i;
    known.push_back(opened.inputs.areas[i].code);
  }
  throw core::UserError(core::ErrorKind::usage, "there is no market of the area '" + code + "'", "name a county or authority of the profile." + core::suggestion(code, known));
}

bool area_wanted(const Given& given, const std::string& code) { return given.area.empty() || given.area == code; }

std::string name_of(const Opened& opened, const std::string& code) {
  for (const markets::AreaInputs& area : opened.inputs.areas)
    if (area.code == code) return area.name;
  return code;
}

std::string unit_of(const std::string& measure) {
  if (measure == "users") return "people";
  if (measure == "spend" || measure == "spend_per_user") return "GBP a year";
  return measure == "quantity_pure" ? "kg a year (pure)" : "kg a year";
}

/// Every method's figure; on a terminal without the notes.
void print_methods(const markets::Market& market, const Opened& opened, const Given& given, const Context& context) {
  const bool narrow = context.chosen_format() == core::Format::table;
  core::DataTable table(narrow ? std::vector<std::string>{"drug", "area", "measure", "method", "figure", "value", "lower_95", "upper_95"}
                               : std::vector<std::string>{"drug", "area_code", "area_name", "period", "measure", "unit", "method", "figure", "value", "mean", "lower_50", "upper_50", "lower_80", "upper_80",
                                                          "lower_95", "upper_95", "note", "citation", "is_default"});
  for (const markets::MethodEstimate& m : market.methods) {
    if (!area_wanted(given, m.area) || (!given.measure.empty() && m.measure != given.measure)) continue;
    const markets::Summary& s = m.summary;
    if (narrow) table.add({m.drug, name_of(opened, m.area), m.measure, m.method, m.name, s.median, s.lower_95, s.upper_95});
    else table.add({m.drug, m.area, name_of(opened, m.area), m.period, m.measure, unit_of(m.measure), m.method, m.name, s.median, s.mean, s.lower_50, s.upper_50, s.lower_80, s.upper_80, s.lower_95,
                    s.upper_95, m.note, m.citation, m.is_default});
  }
  context.print(table);
}

void print_waterfall(const markets::Market& market, const Opened& opened, const Given& given, const Context& context) {
  core::DataTable table({"drug", "area_code", "area_name", "step", "users", "spend_gbp"});
  for (const markets::DrugMarket& drug : market.drugs)
    for (const auto& [area, steps] : drug.waterfall)
      for (const markets::WaterfallStep& step : steps)
        if (area_wanted(given, area)) table.add({drug.id, area, name_of(opened, area), step.correction, step.users, step.spend});
  context.print(table);
}

void print_groups(const markets::Market& market, const Opened& opened, const Given& given, const Context& context) {
  core::DataTable table({"drug", "area_code", "area_name", "by", "group", "users", "users_lower_95", "users_upper_95", "kg", "kg_lower_95", "kg_upper_95"});
  for (const markets::DrugMarket& drug : market.drugs)
    for (const markets::GroupMarket& g : drug.groups)
      if (area_wanted(given, g.area))
        table.add({drug.id, g.area, name_of(opened, g.area), g.kind, g.name, g.users.median, g.users.lower_95, g.users.upper_95, g.quantity.median, g.quantity.lower_95, g.quantity.upper_95});
  context.print(table);
}

void add_uses(core::DataTable& table, const std::vector<markets::ParameterUse>& uses) {
  for (const markets::ParameterUse& use : uses)
    table.add({use.id, use.unit, use.best, use.median, use.lower_95, use.upper_95, use.distribution, use.period, use.place, use.origin, use.is_default, use.spread_is_default, use.citation, use.note,
               use.file + (use.line ? ":" + std::to_string(use.line) : "")});
}

core::DataTable table_of_uses() {
  return core::DataTable({"parameter", "unit", "best", "median", "lower_95", "upper_95", "distribution", "period", "place", "origin", "is_default", "spread_is_default", "citation", "note", "defined_in"});
}

void estimate(const Given& given, const Context& context, bool seed_given) {
  const Opened opened = open(given, context, seed_given);
  area_of(opened, given.area);
  const auto models = markets::demand_models(opened.project.catalogue, opened.project.profile.market, opened.inputs, opened.drugs);
  if (given.parameters) {
    core::DataTable table = table_of_uses();
    markets::Settings few = opened.settings;
    few.draws = 1000;
    for (const markets::DrugMarket& drug : markets::simulate(models, opened.inputs, few).drugs) add_uses(table, drug.parameters);
    return context.print(table);
  }
  markets::Market market = markets::simulate(models, opened.inputs, opened.settings);
  market.methods = markets::other_methods(market, opened.project.catalogue, opened.project.profile.market, opened.inputs);
  if (!context.quiet && context.chosen_format() == core::Format::table)
    for (const std::string& note : market.notes) std::cerr << "note: " << note << '\n';
  if (given.waterfall) return print_waterfall(market, opened, given, context);
  if (given.groups) return print_groups(market, opened, given, context);
  print_methods(market, opened, given, context);
}

/// The one model and area a question is about.
const markets::DemandModel& only_model(const std::vector<markets::DemandModel>& models, const Given& given) {
  if (given.drug.empty()) throw core::UserError(core::ErrorKind::usage, "--drug is missing", "name the drug, for example --drug powder_cocaine");
  return models.front();
}

void sensitivity(const Given& given, const Context& context, bool seed_given) {
  const Opened opened = open(given, context, seed_given);
  const auto models = markets::demand_models(opened.project.catalogue, opened.project.profile.market, opened.inputs, opened.drugs);
  const markets::Question question(only_model(models, given), area_of(opened, given.area), given.output, opened.settings.corrections);
  if (given.base < 256 || given.base > 4'194'304) throw core::UserError(core::ErrorKind::usage, "--base must be from 256 to 4194304", "leave it at its default");
  core::DataTable table({"kind", "name", "low_value", "high_value", "low_result", "high_result", "first_order", "total", "share_of_interval_removed"});
  const core::Cell none;
  for (const markets::TornadoBar& bar : markets::tornado(question)) table.add({"tornado", bar.parameter, bar.low_value, bar.high_value, bar.low, bar.high, none, none, none});
  for (const markets::SobolIndex& index : markets::sobol_indices(question, opened.settings, given.base)) table.add({"sobol", index.parameter, none, none, none, none, index.first, index.total, none});
  for (const markets::InformationValue& value : markets::information_values(question, opened.project.catalogue, opened.settings))
    table.add({"information", value.name, none, none, value.width_now, value.width_left, none, none, value.share_removed});
  context.print(table);
}

void add_needed(core::DataTable& table, const char* kind, const std::vector<markets::NeededValue>& values) {
  for (const markets::NeededValue& v : values)
    table.add({kind, v.parameter, v.unit, v.now, v.alone, v.alone / v.now, v.probability, v.together, v.benchmark, v.benchmark_value, v.benchmark_citation, v.note});
}

void solve(const Given& given, const Context& context, bool seed_given) {
  const int claims = (given.claim_spend != 0) + (given.claim_quantity != 0) + (given.claim_users != 0);
  if (claims != 1) throw core::UserError(core::ErrorKind::usage, "one claim is needed", "write one of --spend 54e6, --quantity 680 (kg) and --users 34000");
  const Opened opened = open(given, context, seed_given);
  const auto models = markets::demand_models(opened.project.catalogue, opened.project.profile.market, opened.inputs, opened.drugs);
  const markets::DemandModel& model = only_model(models, given);
  const char* output = given.claim_spend != 0 ? "spend" : given.claim_quantity != 0 ? "quantity" : "users";
  const markets::Question question(model, area_of(opened, given.area), output, opened.settings.corrections);
  const markets::BackSolution solution = markets::solve_back(question, given.claim_spend + given.claim_quantity + given.claim_users, model.drug(), opened.settings);
  core::DataTable table({"kind", "name", "unit", "now", "needed_alone", "ratio", "probability", "needed_together", "benchmark", "benchmark_value", "benchmark_citation", "note"});
  table.add({"claim", solution.output, unit_of(solution.output), solution.median, solution.claim, solution.factor, solution.probability, solution.claim, core::Cell{}, core::Cell{}, core::Cell{}, solution.sentence});
  add_needed(table, "result", solution.results);
  add_needed(table, "parameter", solution.parameters);
  if (context.chosen_format() == core::Format::table && !context.quiet) std::cerr << solution.sentence << "\n\n";
  context.print(table);
}

std::vector<markets::TreatmentNeed> needs_of(const Given& given, const Opened& opened) {
  const fs::path edition = pipeline::find_edition(given.folder, "");
  auto needs = pipeline::treatment_needs(pipeline::estimates_in(pipeline::estimates_of(edition, pipeline::Audience::everybody)), opened.inputs);
  std::erase_if(needs, [&](const markets::TreatmentNeed& need) { return !area_wanted(given, need.area); });
  if (needs.empty())
    throw core::UserError(core::ErrorKind::data, "no area has both an estimate of opiate and crack users and people in treatment", core::Place{given.folder},
                          "the indicator unmet_need_ocu needs the sources drug_user_estimates and treatment_episodes");
  return needs;
}

void returns(const Given& given, const Context& context, bool seed_given) {
  const Opened opened = open(given, context, seed_given);
  if (given.population > 0) throw core::UserError(core::ErrorKind::usage, "a scenario needs a built profile", "leave --population out");
  if (given.parameters) {
    core::DataTable uses = table_of_uses();
    add_uses(uses, markets::cost_parameters(opened.project.catalogue));
    return context.print(uses);
  }
  const auto needs = needs_of(given, opened);
  core::DataTable table({"area_code", "area_name", "quantity", "unit", "value", "lower_50", "upper_50", "lower_80", "upper_80", "lower_95", "upper_95", "formula"});
  auto lines = markets::costs(opened.project.catalogue, needs, opened.inputs, opened.settings);
  for (auto& line : markets::scenario_returns(opened.project.catalogue, needs, {given.close, given.years}, opened.settings)) lines.push_back(std::move(line));
  for (const markets::ReturnLine& l : lines)
    table.add({l.area, name_of(opened, l.area), l.quantity, l.unit, l.summary.median, l.summary.lower_50, l.summary.upper_50, l.summary.lower_80, l.summary.upper_80, l.summary.lower_95, l.summary.upper_95, l.formula});
  context.print(table);
}

void add_model_options(CLI::App& verb, Context& context, const std::shared_ptr<Given>& given) {
  verb.add_option("DIR", given->folder, "profile folder, built")->capture_default_str();
  verb.add_option("--drug", given->drug, "only this drug (id of catalogue/4-markets, or its code)");
  verb.add_option("--area", given->area, "only this county or authority (code)");
  verb.add_option("--period", given->period, "financial year (default: the profile's)");
  verb.add_option("--population", given->population, "in place of a built profile: so many residents aged 16 to 59, of whom nothing else is known");
  verb.add_option("--without", given->without, "corrections to leave out: age_sex, deprivation, local_variation, under_reporting, coverage, over_59, under_16")->delimiter(',');
  verb.add_option("--draws", given->draws, "number of draws (default 100000)")->check(CLI::Range(1000, 10'000'000));
  add_output_options(verb, context);
  add_chance_options(verb, context);
}

}  // namespace

void add_market(CLI::App& app, Context& context) {
  const auto given = std::make_shared<Given>();
  auto* verb = app.add_subcommand("market", "how big the market is, what drives it, what would have to be true");
  add_model_options(*verb, context, given);
  verb->add_option("--measure", given->measure, "only this measure: users, quantity, quantity_pure, spend, spend_per_user");
  verb->add_flag("--parameters", given->parameters, "the parameters used, with their citations");
  verb->add_flag("--waterfall", given->waterfall, "users and spend with the corrections made one after the other");
  verb->add_flag("--groups", given->groups, "users and kilograms by type of user, age and sex");
  verb->add_flag("--sensitivity", given->sensitivity, "as the sub-verb sensitivity");
  verb->add_option("--output-of", given->output, "for sensitivity: which result")->capture_default_str();
  verb->footer("Examples:\n  dmp market my-county --drug powder_cocaine --area E06000032\n  dmp market my-county --waterfall --format csv\n"
               "  dmp market sensitivity my-county --drug heroin\n  dmp market solve my-county --spend 54e6 --drug powder_cocaine\n  dmp market returns my-county --close 0.5 --years 3\n"
               "  dmp market --population 383045 --period 2017/18 --drug any_drug --without age_sex,coverage");
  const auto seeded = [](const CLI::App* of) { return of->get_option("--seed")->count() > 0; };
  auto* drivers = verb->add_subcommand("sensitivity", "tornado, Sobol indices, and which dataset would narrow the interval most");
  add_model_options(*drivers, context, given);
  drivers->add_option("--result", given->output, "which result: spend, quantity, quantity_pure, users, doses, spend_per_user")->capture_default_str();
  drivers->add_option("--base", given->base, "base draws of the Sobol indices")->capture_default_str();
  drivers->footer("Example:\n  dmp market sensitivity my-county --drug powder_cocaine --result quantity");
  auto* solver = verb->add_subcommand("solve", "what each parameter, alone and together, would have to be for a claim to hold");
  add_model_options(*solver, context, given);
  solver->add_option("--spend", given->claim_spend, "claimed pounds a year");
  solver->add_option("--quantity", given->claim_quantity, "claimed street kilograms a year");
  solver->add_option("--users", given->claim_users, "claimed users");
  solver->footer("Example:\n  dmp market solve my-county --spend 54e6 --drug powder_cocaine");
  auto* scenario = verb->add_subcommand("returns", "cost of drug use, and what closing unmet need would take and return");
  add_model_options(*scenario, context, given);
  scenario->add_option("--close", given->close, "share of the unmet need to close")->capture_default_str();
  scenario->add_option("--years", given->years, "in so many years")->capture_default_str();
  scenario->add_flag("--parameters", given->parameters, "the coefficients used, with their citations");
  scenario->footer("Example:\n  dmp market returns my-county --close 0.5 --years 3");
  drivers->callback([given, &context, drivers, seeded] { sensitivity(*given, context, seeded(drivers)); });
  solver->callback([given, &context, solver, seeded] { solve(*given, context, seeded(solver)); });
  scenario->callback([given, &context, scenario, seeded] { returns(*given, context, seeded(scenario)); });
  verb->callback([given, &context, verb, seeded] {
    if (!verb->get_subcommands().empty()) return;
    given->sensitivity ? sensitivity(*given, context, seeded(verb)) : estimate(*given, context, seeded(verb));
  });
}

}  // namespace dmp::cli
