#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

#include "cli/market_question.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"
#include "markets/assessment.hpp"
#include "markets/back_solver.hpp"
#include "markets/returns.hpp"
#include "markets/sensitivity.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/market_stage.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;
using namespace market;

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

/// Ids of parameters are for scripts; on a terminal areas have their names.
std::string shown_parameter(const std::string& id, const Opened& opened, const Context& context) {
  return context.chosen_format() == core::Format::table ? markets::parameter_label(id, opened.inputs) : id;
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
  markets::Evidence evidence(opened.project.catalogue, opened.project.profile.market, opened.inputs, opened.settings);
  markets::assess(market, models, evidence);
  if (!context.quiet)
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
  core::DataTable table({"kind", "name", "low_value", "high_value", "low_result", "high_result", "first_order", "total", "share_of_interval_removed", "label"});
  const core::Cell none;
  const auto shown = [&](const std::string& id) { return shown_parameter(id, opened, context); };
  const auto label = [&](const std::string& id) { return markets::parameter_label(id, opened.inputs); };
  for (const markets::TornadoBar& bar : markets::tornado(question)) table.add({"tornado", shown(bar.parameter), bar.low_value, bar.high_value, bar.low, bar.high, none, none, none, label(bar.parameter)});
  for (const markets::SobolIndex& index : markets::sobol_indices(question, opened.settings, given.base)) table.add({"sobol", shown(index.parameter), none, none, none, none, index.first, index.total, none, label(index.parameter)});
  for (const markets::InformationValue& value : markets::information_values(question, opened.project.catalogue, opened.settings))
    table.add({"information", value.name, none, none, value.width_now, value.width_left, none, none, value.share_removed, value.name});
  context.print(table);
}

void add_needed(core::DataTable& table, const char* kind, const std::vector<markets::NeededValue>& values, const Opened& opened, const Context& context) {
  for (const markets::NeededValue& v : values)
    table.add({kind, shown_parameter(v.parameter, opened, context), v.unit, v.now, v.alone, v.alone / v.now, v.probability, v.together, v.benchmark, v.benchmark_value, v.benchmark_citation, v.note});
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
  add_needed(table, "result", solution.results, opened, context);
  add_needed(table, "parameter", solution.parameters, opened, context);
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
  market::add_evidence(*verb, context, given);
  drivers->callback([given, &context, drivers, seeded] { sensitivity(*given, context, seeded(drivers)); });
  solver->callback([given, &context, solver, seeded] { solve(*given, context, seeded(solver)); });
  scenario->callback([given, &context, scenario, seeded] { returns(*given, context, seeded(scenario)); });
  verb->callback([given, &context, verb, seeded] {
    if (!verb->get_subcommands().empty()) return;
    given->sensitivity ? sensitivity(*given, context, seeded(verb)) : estimate(*given, context, seeded(verb));
  });
}

}  // namespace dmp::cli
