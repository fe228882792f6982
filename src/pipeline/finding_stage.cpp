#include "pipeline/finding_stage.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "findings/json.hpp"

namespace dmp::pipeline {
namespace {

bool is_stated(const std::string& type) { return type == "county" || type == "authority" || type == "force"; }

std::filesystem::path folder_of(const std::filesystem::path& edition, Audience audience) { return audience == Audience::everybody ? edition : edition / "restricted"; }

}  // namespace

StatedAreas stated_areas(const Project& project, engine::Session& session) {
  StatedAreas stated;
  std::map<std::string, std::string> names;
  for (const catalogue::ProfileArea& area : project.profile.areas) {
    names[area.code] = area.name;
    if (is_stated(area.type)) stated.areas.push_back({area.code, area.name, area.type, "", "", "", ""});
  }
  std::set<std::string> wanted;
  for (const findings::Area& area : stated.areas) wanted.insert(area.code);
  const auto members = engine::fetch(session, "SELECT DISTINCT area_code, member_code FROM model.area_member ORDER BY ALL");
  std::map<std::string, std::set<std::string>> in;
  for (const auto& row : members.rows()) {
    const auto &area = std::get<std::string>(row[0]), &member = std::get<std::string>(row[1]);
    if (wanted.contains(area)) stated.inside[area].insert(member);
    if (wanted.contains(member) && area != member) in[member].insert(area);
  }
  for (const catalogue::ProfileArea& area : project.profile.areas)
    for (const std::string& member : area.members) {
      in[member].insert(area.code);
      stated.inside[area.code].insert(member);
    }
  for (findings::Area& area : stated.areas)
    for (const catalogue::ProfileArea& other : project.profile.areas) {
      if (!in[area.code].contains(other.code)) continue;
      if (other.type == "county") area.county = other.code, area.county_name = other.name;
      if (other.type == "region") area.region = other.code;
      if (other.type == "force") area.force = other.code;
    }
  return stated;
}

std::string last_day_of(const Project& project, const core::Estimates& estimates) {
  if (project.profile.period) return core::text(project.profile.period->end);
  std::string last;
  for (const core::Estimate& estimate : estimates) last = std::max(last, estimate.period_end.str());
  return last;
}

findings::Statements make_statements(const Project& project, const StatedAreas& areas, const core::Estimates& estimates, const core::Comparisons& comparisons,
                                     const Before& before) {
  findings::Input input;
  input.estimates = &estimates;
  input.comparisons = &comparisons;
  input.areas = areas.areas;
  input.inside = areas.inside;
  input.period_end = last_day_of(project, estimates);
  findings::Statements statements = findings::make_statements(project.statements, project.catalogue, input);
  if (before.statements) findings::mark_stale(statements.actions, project.statements, statements.findings, before.statements->findings, before.may_quote);
  return statements;
}

void write_statements(const findings::Statements& statements, const std::string& edition, const std::filesystem::path& folder) {
  core::write_file_whole(folder / "findings.json", findings::findings_json(statements, edition));
  core::write_file_whole(folder / "actions.json", findings::actions_json(statements.actions, edition));
}

std::optional<findings::Statements> statements_of(const std::filesystem::path& edition, Audience audience) {
  const auto folder = folder_of(edition, audience);
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "findings.json", ignored) || !std::filesystem::exists(folder / "actions.json", ignored)) return {};
  return findings::read_statements(core::read_file(folder / "findings.json"), core::read_file(folder / "actions.json"), (folder / "findings.json").string());
}

findings::Statements need_statements(const std::filesystem::path& edition, Audience audience) {
  auto statements = statements_of(edition, audience);
  if (!statements)
    throw core::UserError(core::ErrorKind::resource, "the edition has no findings", core::Place{(folder_of(edition, audience) / "findings.json").string()}, "it was built before there were any: build the profile again");
  return std::move(*statements);
}

}  // namespace dmp::pipeline
