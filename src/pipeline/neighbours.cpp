#include "pipeline/neighbours.hpp"

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"
#include "indicators/areas.hpp"
#include "indicators/neighbours.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ";") + name;
  return text;
}

/// The code of an area named by its code or its name.
std::string code_of(engine::Session& session, const std::string& area) {
  const auto found = engine::fetch(session, "SELECT area_code FROM model.known_area WHERE upper(area_code) = upper($1) OR (lower(area_name) = lower($1) AND area_type IN ('authority', 'county')) "
                                            "ORDER BY upper(area_code) = upper($1) DESC, area_type, area_code LIMIT 1", std::vector<engine::Value>{engine::Value(area)});
  if (!found.rows().empty()) return core::exact_text(found.rows()[0][0]);
  const auto known = engine::fetch(session, "SELECT area_code, area_name FROM model.known_area WHERE area_type IN ('authority', 'county') ORDER BY area_code");
  std::vector<std::string> names;
  for (const auto& row : known.rows())
    for (const core::Cell& cell : row) names.push_back(core::exact_text(cell));
  if (names.empty())
    throw core::UserError(core::ErrorKind::data, "the profile's sources hold no look-up of areas", "add one to profile.toml, such as the source ltla24_region24, and boundaries, population and the like for the model");
  throw core::UserError(core::ErrorKind::usage, "there is no area '" + area.substr(0, 80) + "' in the look-ups", "name an authority by its code or its name." + core::suggestion(area, names));
}

NeighbourTables tables_of(engine::Session& session, const Project& project, const std::string& area, const std::string& list, std::size_t k) {
  indicators::prepare_lookups(session, project.catalogue, project.profile);
  const std::string code = code_of(session, area);
  indicators::NeighbourFinder finder(session, project.catalogue);
  const indicators::NeighbourList found = finder.find(code, list, k);
  if (!found.withheld.empty()) {
    std::string besides;
    for (std::size_t i = 0; i < std::min<std::size_t>(found.notes.size(), 3); ++i) besides += (i ? "; " : "") + found.notes[i];
    throw core::UserError(core::ErrorKind::data, "there are no nearest neighbours of " + code + ": " + found.withheld,
                          list == "model" ? "add sources for the variables of the model (docs/methods/nearest-neighbours.md)" + (besides.empty() ? "" : "; " + besides)
                                          : "add the list as a source, such as " + list + "_neighbours");
  }
  NeighbourTables tables;
  tables.notes = found.notes;
  tables.neighbours = core::DataTable({"area_code", "list", "rank", "neighbour_code", "neighbour_name", "distance", "rebased_distance", "stability", "variables"});
  const std::string variables = joined(found.variables);
  for (const indicators::Neighbour& neighbour : found.neighbours)
    tables.neighbours.add({code, found.name, static_cast<long long>(neighbour.rank), neighbour.code, neighbour.name, neighbour.distance, neighbour.rebased, neighbour.stability, variables});
  if (list != "model") return tables;
  const indicators::NeighbourTable& values = finder.table(code);
  std::vector<std::string> names = {"area_code"};
  names.insert(names.end(), values.variables.begin(), values.variables.end());
  tables.values = core::DataTable(names);
  for (std::size_t i = 0; i < values.codes.size(); ++i) {
    std::vector<core::Cell> row = {values.codes[i]};
    for (const auto& variable : values.values) row.emplace_back(variable[i]);
    tables.values.add(std::move(row));
  }
  return tables;
}

}  // namespace

NeighbourTables neighbours(const fs::path& folder, const std::string& area, const std::string& list, std::size_t k, const RunSettings& settings) {
  Project project = open_project(folder);
  const std::string wanted = list.empty() ? project.profile.comparators.neighbours_from : list;
  const fs::path database = folder / "build" / "dmp.duckdb";
  std::error_code ignored;
  if (!fs::exists(database, ignored)) {
    core::TemporaryFolder work(fs::temp_directory_path(), "dmp-neighbours-");
    const auto session = open_workspace(project, work.path(), settings);
    run_intake(*session, project, work.path(), settings);
    return tables_of(*session, project, area, wanted, k);
  }
  const auto lock = core::FileLock::take(folder / "build" / ".lock");
  if (!lock) throw core::UserError(core::ErrorKind::resource, "a build of this profile is running", core::Place{folder.string()}, "wait until it is done");
  engine::Settings engine_settings;
  engine_settings.threads = settings.threads ? settings.threads : project.profile.threads;
  engine_settings.memory_limit = project.profile.memory_limit;
  const auto session = engine::open_database(database, engine_settings);
  session->lock_settings();
  // Nothing is left behind in the database of the build.
  session->execute("BEGIN");
  NeighbourTables tables = tables_of(*session, project, area, wanted, k);
  session->execute("ROLLBACK");
  return tables;
}

}  // namespace dmp::pipeline
