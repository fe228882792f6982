#include "cli/market_question.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/nearest.hpp"

namespace dmp::cli::market {
namespace {

namespace fs = std::filesystem;

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

void check_measure(const std::string& measure) {
  static const std::vector<std::string> known = {"users", "quantity", "quantity_pure", "spend", "spend_per_user"};
  if (!measure.empty() && std::find(known.begin(), known.end(), measure) == known.end())
    throw core::UserError(core::ErrorKind::usage, "there is no measure '" + measure + "'", "name one that methods give." + core::suggestion(measure, known));
}

}  // namespace

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

Opened open(const Given& given, const Context& context, bool seed_given) {
  Opened opened;
  if (given.population < 0 || !std::isfinite(given.population)) throw core::UserError(core::ErrorKind::usage, "--population must be above 0", "write the number of residents aged 16 to 59");
  if (!given.period.empty() && !core::parse_period(given.period)) throw core::UserError(core::ErrorKind::usage, "'" + given.period + "' is no period", "write for example --period 2023/24");
  check_corrections(given.without);
  check_measure(given.measure);
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
  if (!given.area.empty()) area_of(opened, given.area);
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

}  // namespace dmp::cli::market
