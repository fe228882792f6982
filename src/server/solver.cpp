#include "server/solver.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "catalogue/market_roles.hpp"
#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "markets/back_solver.hpp"
#include "markets/market.hpp"
#include "markets/sensitivity.hpp"
#include "pipeline/stages.hpp"
#include "server/message.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

namespace fs = std::filesystem;

/// Enough for the second digit of an interval's ends, few enough to answer while a slider moves.
constexpr std::uint64_t kDraws = 20'000;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The inputs and settings of one question: those of the edition with values in place of parameters.
struct Varied {
  catalogue::MarketSettings settings;
  markets::MarketInputs inputs;
};

std::string own_id(const markets::Parameter& parameter) { return parameter.id.substr(parameter.id.find('.') + 1); }
std::string owner_of(const markets::Parameter& parameter) { return parameter.id.substr(0, parameter.id.find('.')); }

/// Whether a parameter can be put to a value: not the doubt about one authority, which is no quantity of its own.
bool can_be_fixed(const markets::Parameter& parameter) { return parameter.definition.role != "local_variation"; }

void fix(Varied& varied, const markets::DemandModel& model, const markets::Parameter& parameter, double value) {
  const catalogue::MarketRole* role = catalogue::find_market_role(parameter.definition.role);
  const double in_model = value * parameter.definition.factor;
  const double lowest = role ? role->lowest : 0, highest = role ? role->highest : std::numeric_limits<double>::infinity();
  if (!std::isfinite(value) || in_model < lowest || in_model > highest)
    throw Problem(422, parameter.id + " cannot be " + core::exact_text(core::Cell(value)),
                  "give a value from " + core::exact_text(core::Cell(lowest / parameter.definition.factor)) + (std::isfinite(highest) ? " to " + core::exact_text(core::Cell(highest / parameter.definition.factor)) : " on") + " (" + parameter.definition.unit + ")");
  for (markets::AreaInputs& area : varied.inputs.areas) {
    if (!parameter.id.ends_with("." + area.code)) continue;
    const auto users = area.users.find(model.drug().users);
    if (users != area.users.end()) users->second.value = value, users->second.lower = users->second.upper = kNone;
    return;
  }
  catalogue::MarketOverride change{owner_of(parameter), parameter.definition};
  change.parameter.distribution = {"fixed", {{"value", value}}, {}, {}, {}};
  std::erase_if(varied.settings.overrides, [&](const catalogue::MarketOverride& other) { return other.drug == change.drug && other.parameter.id() == change.parameter.id(); });
  varied.settings.overrides.push_back(std::move(change));
}

/// Prices are one ladder: where one is fixed, the others stay what they are.
void keep_other_prices(Varied& varied, const markets::DemandModel& model, const std::map<std::string, double>& fixed) {
  const auto is_price = [](const markets::Parameter& parameter) { return parameter.definition.role == "price"; };
  const auto& all = model.parameters().all();
  if (std::none_of(all.begin(), all.end(), [&](const markets::Parameter& each) { return is_price(each) && fixed.contains(each.id); })) return;
  for (const markets::Parameter& each : all)
    if (is_price(each) && !fixed.contains(each.id)) varied.settings.overrides.push_back({owner_of(each), each.definition});
}

Json summary_json(const markets::Summary& s) {
  return {{"value", json_of(s.median)}, {"mean", json_of(s.mean)}, {"sd", json_of(s.sd)}, {"lower_50", json_of(s.lower_50)}, {"upper_50", json_of(s.upper_50)}, {"lower_80", json_of(s.lower_80)},
          {"upper_80", json_of(s.upper_80)}, {"lower_95", json_of(s.lower_95)}, {"upper_95", json_of(s.upper_95)}, {"lower_99_8", json_of(s.lower_99_8)}, {"upper_99_8", json_of(s.upper_99_8)}};
}

Json needed_json(const markets::BackSolution& solution) {
  Json needed = Json::array();
  const auto text = [](const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); };
  const auto add = [&](const char* kind, const std::vector<markets::NeededValue>& values) {
    for (const markets::NeededValue& each : values)
      needed.push_back({{"kind", kind}, {"parameter", each.parameter}, {"unit", each.unit}, {"now", json_of(each.now)}, {"alone", json_of(each.alone)}, {"together", json_of(each.together)},
                        {"probability", json_of(each.probability)}, {"benchmark", text(each.benchmark)}, {"benchmark_value", json_of(each.benchmark_value)}, {"benchmark_citation", text(each.benchmark_citation)},
                        {"note", text(each.note)}});
  };
  add("result", solution.results);
  add("parameter", solution.parameters);
  return needed;
}

/// The parameters that bear on the drug in this area, with the interval they have when they are not fixed.
Json parameters_json(const markets::Question& free, const markets::DemandModel& model, const std::string& area, const std::map<std::string, double>& fixed) {
  Json parameters = Json::array();
  const std::vector<markets::Parameter>& all = model.parameters().all();
  std::vector<std::size_t> shown = free.uncertain();
  for (std::size_t k = 0; k < all.size(); ++k)
    if (fixed.contains(all[k].id) && std::find(shown.begin(), shown.end(), k) == shown.end()) shown.push_back(k);
  for (const std::size_t k : shown) {
    const markets::Parameter& parameter = all[k];
    if (!can_be_fixed(parameter)) continue;
    const double factor = parameter.definition.factor;
    const auto given = fixed.find(parameter.id);
    parameters.push_back({{"id", parameter.id}, {"name", own_id(parameter)}, {"role", parameter.definition.role}, {"user_type", parameter.definition.user_type}, {"area", area}, {"unit", parameter.definition.unit},
                          {"value", json_of(given == fixed.end() ? parameter.sampler.quantile(0.5) / factor : given->second)}, {"median", json_of(parameter.sampler.quantile(0.5) / factor)},
                          {"lower_95", json_of(parameter.sampler.quantile(0.025) / factor)}, {"upper_95", json_of(parameter.sampler.quantile(0.975) / factor)}, {"fixed", given != fixed.end()},
                          {"citation", parameter.definition.citation}, {"default", parameter.definition.is_default}});
  }
  return parameters;
}

std::size_t place_of_area(const markets::MarketInputs& inputs, const std::string& code) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < inputs.areas.size(); ++i) {
    if (code.empty() || inputs.areas[i].code == code) return i;
    known.push_back(inputs.areas[i].code);
  }
  throw Problem(404, "there is no market of the area '" + code + "'", "name an area of GET /api/market." + core::suggestion(code, known), core::nearest_name(code, known).value_or(""));
}

}  // namespace

struct MarketSolver::Inputs {
  std::string generation;
  pipeline::Project project;
  markets::MarketInputs inputs;
  markets::Settings settings;
};

MarketSolver::MarketSolver(fs::path folder) : folder_(std::move(folder)) {}
MarketSolver::~MarketSolver() = default;

bool MarketSolver::is_possible(const OpenEdition& edition) const {
  std::error_code ignored;
  return fs::exists(folder_ / "build" / "dmp.duckdb", ignored) && fs::equivalent(folder_ / "build" / "latest", edition.folder(), ignored);
}

std::shared_ptr<const MarketSolver::Inputs> MarketSolver::inputs_of(const OpenEdition& edition) {
  const std::lock_guard lock(mutex_);
  if (inputs_ && inputs_->generation == edition.generation()) return inputs_;
  const fs::path database = folder_ / "build" / "dmp.duckdb";
  if (!fs::exists(database)) throw Problem(409, "the market cannot be computed again: the database of the last build is not there", "run: dmp build " + folder_.string());
  auto made = std::make_shared<Inputs>();
  made->generation = edition.generation();
  made->project = pipeline::open_project(folder_);
  engine::Settings settings;
  settings.read_only = true;
  settings.memory_limit = made->project.profile.memory_limit;
  const auto session = engine::open_database(database, settings);
  session->lock_settings();
  const auto held = engine::fetch(*session, "SELECT edition FROM intake.edition");
  if (held.rows().empty() || core::exact_text(held.rows()[0][0]) != edition.id())
    throw Problem(409, "the market of this edition cannot be computed again: the database belongs to another one", "ask about the latest edition, or build again from this edition's extracts");
  made->inputs = markets::read_inputs(*session, made->project.catalogue, made->project.profile);
  made->settings = markets::settings_of(made->project.profile);
  if (made->inputs.areas.empty()) throw Problem(409, "no area has residents, so there is no market", "give the table population rows of the profile's areas and build again");
  return inputs_ = std::move(made);
}

Json MarketSolver::solve(const OpenEdition& edition, const SolverQuestion& asked) {
  const auto begin = std::chrono::steady_clock::now();
  const auto inputs = inputs_of(edition);
  const catalogue::Catalogue& catalogue = inputs->project.catalogue;
  std::vector<std::string> drugs;
  for (const auto& [id, market] : catalogue.markets)
    if (market.kind == "drug" || market.kind == "people") drugs.push_back(id);
  if (std::find(drugs.begin(), drugs.end(), asked.drug) == drugs.end())
    throw Problem(404, "there is no market of '" + asked.drug + "'", "name a drug of GET /api/market." + core::suggestion(asked.drug, drugs), core::nearest_name(asked.drug, drugs).value_or(""));
  const std::size_t area = place_of_area(inputs->inputs, asked.area);
  const markets::DemandModel free_model(catalogue, catalogue.market(asked.drug), inputs->project.profile.market, inputs->inputs);
  Varied varied{inputs->project.profile.market, inputs->inputs};
  std::vector<std::string> known;
  for (const markets::Parameter& each : free_model.parameters().all())
    if (can_be_fixed(each)) known.push_back(each.id);
  keep_other_prices(varied, free_model, asked.fixed);
  for (const auto& [id, value] : asked.fixed) {
    const auto& all = free_model.parameters().all();
    const auto found = std::find_if(all.begin(), all.end(), [&, name = id](const markets::Parameter& each) { return each.id == name && can_be_fixed(each); });
    if (found == all.end()) throw Problem(404, "the market of " + asked.drug + " has no parameter '" + id + "'", "leave it out, or name one that the answer lists." + core::suggestion(id, known), core::nearest_name(id, known).value_or(""));
    fix(varied, free_model, *found, value);
  }
  const markets::DemandModel model(catalogue, catalogue.market(asked.drug), varied.settings, varied.inputs);
  markets::Settings settings = inputs->settings;
  settings.draws = std::min<std::uint64_t>(settings.draws, kDraws);
  const markets::MarketInputs& where = inputs->inputs;
  Json json = {{"edition", edition.id()}, {"drug", asked.drug}, {"area", where.areas[area].code}, {"draws", settings.draws}};
  markets::Block block(model.parameters().size(), settings.draws);
  model.parameters().fill(settings.seed, 0, 0, block);
  Json results = Json::object();
  for (const char* output : {"users", "quantity", "spend"}) {
    if (std::string_view(output) != "users" && (!model.has_consumption() || (std::string_view(output) == "spend" && !model.has_price()))) continue;
    results[output] = summary_json(markets::summarise(markets::Question(model, area, output, settings.corrections).answer(block)));
  }
  json["results"] = results;
  const char* widest = model.has_price() ? "spend" : "users";
  json["parameters"] = parameters_json(markets::Question(free_model, area, widest, settings.corrections), free_model, where.areas[area].code, asked.fixed);
  json["claim"] = nullptr;
  if (!asked.output.empty()) {
    const markets::Question question(model, area, asked.output, settings.corrections);
    const markets::BackSolution solution = markets::solve_back(question, asked.claim, model.drug(), settings);
    json["claim"] = {{"output", solution.output}, {"value", solution.claim}, {"median", json_of(solution.median)}, {"lower_95", json_of(solution.lower_95)}, {"upper_95", json_of(solution.upper_95)},
                     {"factor", json_of(solution.factor)}, {"probability", json_of(solution.probability)}, {"sentence", solution.sentence}, {"needed", needed_json(solution)}};
  }
  json["milliseconds"] = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  return json;
}

}  // namespace dmp::server
