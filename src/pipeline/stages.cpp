#include "pipeline/stages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/file.hpp"
#include "core/hash.hpp"
#include "engine/lent_threads.hpp"
#include "pipeline/area_group.hpp"
#include "places/locate.hpp"

namespace dmp::pipeline {

Project open_project(const std::filesystem::path& folder) {
  Project project;
  project.folder = folder;
  project.profile = catalogue::read_profile(folder);
  const std::vector<catalogue::File> own = catalogue::files_in(folder);
  project.catalogue = catalogue::read_catalogue(catalogue::built_in_files(), own);
  project.statements = catalogue::read_statements(catalogue::built_in_files(), own, project.catalogue);
  catalogue::check_names(project.profile, project.catalogue);
  project.profile_hash = core::sha256(core::read_file(folder / "profile.toml"));
  return project;
}

namespace {

/// Rows that come with a point and no small area get theirs from the boundaries; what lies outside is told.
void place_points(engine::Session& session, const Project& project, intake::IntakeReport& report) {
  for (const auto& [id, table] : project.catalogue.tables) {
    const auto has = [&](const char* name) {
      return std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) { return column.name == name; });
    };
    if (!has("longitude") || !has("latitude") || !has("lsoa_code")) continue;
    const places::Located located = places::locate_points(session, id);
    if (located.rows + located.outside == 0) continue;
    core::Issue issue;
    issue.file = id;
    issue.rule = "place found by its point";
    issue.severity = core::Severity::note;
    issue.rows = located.rows;
    issue.text = fmt::format("{} rows of {} were given the small area that holds their point; {} lie outside the boundaries held", located.rows, id, located.outside);
    report.issues.push_back(std::move(issue));
  }
}

/// The official look-ups of boundaries do not say how many people went where: a divided area's shares are those of the residents of its parts. The best fit is then
/// the part with the most of them, not the first by code.
void share_out_successors(engine::Session& session, const Project& project) {
  if (!project.catalogue.tables.contains("area_successor") || !project.catalogue.tables.contains("population")) return;
  session.execute(
      "UPDATE area_successor SET share = s.share FROM (SELECT l.old_code, l.new_code, round(p.people::DOUBLE / sum(p.people) OVER (PARTITION BY l.old_code), 6) AS share, "
      "count(*) OVER (PARTITION BY l.old_code) AS known, l.parts FROM (SELECT old_code, new_code, count(*) OVER (PARTITION BY old_code) AS parts, count(share) OVER (PARTITION BY old_code) AS given "
      "FROM (SELECT old_code, new_code, max(share) AS share FROM area_successor GROUP BY old_code, new_code)) l "
      "JOIN (SELECT area_code, sum(population)::BIGINT AS people FROM population GROUP BY area_code HAVING sum(population) > 0) p ON p.area_code = l.new_code WHERE l.given = 0) s "
      "WHERE area_successor.old_code = s.old_code AND area_successor.new_code = s.new_code AND s.known = s.parts AND s.parts > 1");
}

}  // namespace

std::unique_ptr<engine::Session> open_workspace(const Project& project, const std::filesystem::path& folder, const RunSettings& settings) {
  engine::Settings engine_settings;
  engine_settings.threads = settings.threads ? settings.threads : project.profile.threads;
  engine_settings.memory_limit = project.profile.memory_limit;
  engine_settings.temporary = folder / "spill";
  auto session = engine::open_without_threads(folder / "dmp.duckdb", engine_settings);
  session->lock_settings();
  return session;
}

intake::IntakeReport run_intake(engine::Session& session, Project& project, const std::filesystem::path& scratch, const RunSettings& settings) {
  intake::IntakeSettings intake_settings;
  intake_settings.threads = settings.threads ? settings.threads : project.profile.threads;
  intake_settings.scratch = scratch;
  intake_settings.progress = [&](const std::string& source, std::uint64_t done, std::uint64_t total, std::uint64_t rows) {
    if (settings.progress) settings.progress({"reading " + source, done, total, "bytes", rows});
  };
  const auto lent = engine::lend_threads(session);
  intake::IntakeReport report = intake::read_sources(session, project.catalogue, project.profile, intake_settings);
  share_out_successors(session, project);
  resolve_area_group(session, project);
  place_points(session, project, report);
  return report;
}

}  // namespace dmp::pipeline
