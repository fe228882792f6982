#include "pipeline/stages.hpp"

#include "core/file.hpp"
#include "core/hash.hpp"

namespace dmp::pipeline {

Project open_project(const std::filesystem::path& folder) {
  Project project;
  project.profile = catalogue::read_profile(folder);
  project.catalogue = catalogue::read_catalogue(catalogue::built_in_files(), catalogue::files_in(folder));
  catalogue::check_names(project.profile, project.catalogue);
  project.profile_hash = core::sha256(core::read_file(folder / "profile.toml"));
  return project;
}

std::unique_ptr<engine::Session> open_workspace(const Project& project, const std::filesystem::path& folder, const RunSettings& settings) {
  engine::Settings engine_settings;
  engine_settings.threads = settings.threads ? settings.threads : project.profile.threads;
  engine_settings.memory_limit = project.profile.memory_limit;
  engine_settings.temporary = folder / "spill";
  auto session = engine::open_database(folder / "dmp.duckdb", engine_settings);
  session->lock_settings();
  return session;
}

intake::IntakeReport run_intake(engine::Session& session, const Project& project, const std::filesystem::path& scratch, const RunSettings& settings) {
  intake::IntakeSettings intake_settings;
  intake_settings.threads = settings.threads ? settings.threads : project.profile.threads;
  intake_settings.scratch = scratch;
  intake_settings.progress = [&](const std::string& source, std::uint64_t done, std::uint64_t total) {
    if (settings.progress) settings.progress({"reading " + source, done, total, "bytes"});
  };
  return intake::read_sources(session, project.catalogue, project.profile, intake_settings);
}

}  // namespace dmp::pipeline
