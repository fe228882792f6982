#include "pipeline/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"
#include "pipeline/age_counts.hpp"
#include "pipeline/comparisons.hpp"
#include "pipeline/disclosure_policy.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/finding_stage.hpp"
#include "pipeline/hotspot_stage.hpp"
#include "pipeline/market_chapter.hpp"
#include "pipeline/market_stage.hpp"
#include "pipeline/report_files.hpp"
#include "pipeline/report_input.hpp"
#include "reports/report.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;

/// Half-made files of a build that did not end. Only the holder of the lock may call this.
std::size_t clear_leftovers(const fs::path& build_folder) {
  std::size_t cleared = 0;
  const auto clear = [&](const fs::path& folder, const std::string& prefix) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      if (!entry.path().filename().string().starts_with(prefix)) continue;
      fs::remove_all(entry.path(), ignored);
      ++cleared;
    }
  };
  clear(build_folder, "work-");
  clear(build_folder / "editions", ".new-");
  return cleared;
}

/// Makes name (a symbolic link in folder) point to target in one step.
void point(const fs::path& folder, const std::string& name, const fs::path& target) {
  const fs::path fresh = folder / ("." + name + ".new");
  std::error_code error;
  fs::remove(fresh, error);
  fs::create_symlink(target, fresh, error);
  if (!error) fs::rename(fresh, folder / name, error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the link cannot be made: " + error.message(), core::Place{(folder / name).string()}, "check the folder's permissions and the disk");
}

void sync_tree(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_directory()) core::sync_folder(entry.path());
  core::sync_folder(folder);
}

/// Moves the finished edition into place. An edition that is there already stays: it is immutable, and holds the same.
bool publish(const fs::path& fresh, const fs::path& place) {
  // What is published may be read by others, as by a web server; the temporary folder it was made in may not.
  fs::permissions(fresh, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read | fs::perms::others_exec);
  sync_tree(fresh);
  if (fs::exists(place / "edition.json")) {
    for (const char* file : {"estimates.parquet", "restricted/estimates.parquet"})
      if (core::sha256_of_file(fresh / file) != core::sha256_of_file(place / file))
        throw core::InternalError("two builds of the same inputs gave different estimates: " + (place / file).string());
    return false;
  }
  std::error_code error;
  fs::rename(fresh, place, error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the edition cannot be put in place: " + error.message(), core::Place{place.string()}, "check the disk and the folder's permissions");
  core::sync_folder(place.parent_path());
  return true;
}

/// The editions that this one is set beside, as they were computed and as they were released.
std::vector<disclosure::Earlier> read_earlier(const Lineage& lineage, const fs::path& editions) {
  std::vector<disclosure::Earlier> earlier;
  for (const std::string& name : lineage.after)
    earlier.push_back({name, estimates_in(estimates_of(editions / name, Audience::restricted)), estimates_in(estimates_of(editions / name, Audience::everybody))});
  return earlier;
}

/// A folder for its owner alone.
void make_private(const fs::path& folder) {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
}

void write_edition(const fs::path& folder, const std::string& id, const Project& project, BuildResult& result, const indicators::Computation& computation,
                   const Lineage& lineage, const fs::path& editions, const std::optional<MarketResults>& market, engine::Session& session) {
  fs::create_directories(folder / "report");
  write_manifest(id, project, result.intake, computation, lineage, folder / "edition.json");
  const auto write_report = [](const reports::ReportInput& input, const fs::path& report_folder, const fs::path& pack) {
    write_report_files(input, report_folder);
    reports::write_data_pack(input, pack);
  };
  reports::ReportInput whole = report_input(id, project, result.intake, computation, session);
  whole.place_maps = result.place_maps;
  if (result.small_areas) whole.issues.insert(whole.issues.end(), result.small_areas->notes.begin(), result.small_areas->notes.end());
  for (const indicators::Skipped& skipped : computation.skipped) whole.gaps.push_back({skipped.indicator, skipped.reason});
  if (market) {
    write_market(*market, folder / "market.json");
    whole.market = market_chapter(*market);
  }
  PublicFigures figures = public_estimates(project, computation.estimates, read_earlier(lineage, editions), session);
  result.notes.insert(result.notes.end(), figures.notes.begin(), figures.notes.end());
  reports::ReportInput open_to_all = for_the_public(whole, project, std::move(figures.estimates));
  open_to_all.comparisons = public_comparisons(project, open_to_all.estimates, computation);
  AgeCountsInput by_age{&open_to_all.estimates, &computation.comparables.bases, &project.catalogue, std::move(figures.rules), {}, project.profile.disclosure.round > 0};
  for (const std::string& name : lineage.after) by_age.earlier.push_back(read_age_counts(editions / name / "age_counts.json"));
  write_age_counts(released_age_counts(by_age), folder / "age_counts.json");
  // For those who may see every figure: beside the public edition, never linked from the profile's folder.
  make_private(folder / "restricted");
  write_estimates(open_to_all.estimates, folder / "estimates.parquet");
  write_comparisons(open_to_all.comparisons, folder / "comparisons.parquet");
  write_comparisons(whole.comparisons, folder / "restricted" / "comparisons.parquet");
  write_estimates(whole.estimates, folder / "restricted" / "estimates.parquet");
  // Actions are told what changed since the edition made before. One that the profile does not call published is not quoted in public.
  const bool may_quote = std::find(lineage.after.begin(), lineage.after.end(), lineage.previous) != lineage.after.end();
  const auto before = [&](Audience audience) { return lineage.previous.empty() ? std::nullopt : statements_of(editions / lineage.previous, audience); };
  const StatedAreas stated = stated_areas(project, session);
  const findings::Statements said = make_statements(project, stated, open_to_all.estimates, open_to_all.comparisons, {before(Audience::everybody), may_quote});
  const findings::Statements said_to_partners = make_statements(project, stated, whole.estimates, whole.comparisons, {before(Audience::restricted), true});
  if (result.small_areas) {
    write_layers(*result.small_areas, open_to_all.estimates, project, open_to_all.map_attribution, folder / "layers");
    write_layers(*result.small_areas, whole.estimates, project, whole.map_attribution, folder / "restricted" / "layers");
  }
  write_statements(said, id, folder);
  write_statements(said_to_partners, id, folder / "restricted");
  complete_reports({open_to_all, whole}, project, said, said_to_partners);
  auto restricted = std::async(std::launch::async, [&] { write_report(whole, folder / "restricted", folder / "restricted" / "data-pack.xlsx"); });
  write_report(open_to_all, folder / "report", folder / "data-pack.xlsx");
  restricted.get();
  for (const auto& entry : fs::recursive_directory_iterator(folder / "restricted"))
    fs::permissions(entry.path(), entry.is_directory() ? fs::perms::owner_all : fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

BuildResult build(const fs::path& folder, const RunSettings& settings) {
  Project project = open_project(folder);
  const fs::path build_folder = fs::absolute(folder) / "build";
  std::error_code error;
  fs::create_directories(build_folder / "editions", error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the folder cannot be made: " + error.message(), core::Place{build_folder.string()}, "check its permissions");
  const auto lock = core::FileLock::take(build_folder / ".lock");
  if (!lock) throw core::UserError(core::ErrorKind::resource, "another build of this profile is running", core::Place{folder.string()}, "wait until it is done, then run yours");
  BuildResult result;
  if (clear_leftovers(build_folder)) result.notes.emplace_back("The last build was interrupted: its unfinished files were cleared, the last edition is whole.");

  core::TemporaryFolder work(build_folder, "work-");
  indicators::Computation computation;
  core::TemporaryFolder fresh(build_folder / "editions", ".new-");
  {
    const auto session = open_workspace(project, work.path(), settings);
    result.intake = run_intake(*session, project, work.path(), settings);
    indicators::Options options;
    options.threads = settings.threads ? settings.threads : project.profile.threads;
    computation = indicators::compute_estimates(*session, project.catalogue, project.profile, options, [&](std::size_t done, std::size_t of, const std::string& indicator) {
      if (settings.progress) settings.progress({"computing " + indicator, done, of, "indicators"});
    });
    PlaceResults places = add_hotspot_estimates(*session, project, computation, settings);
    result.place_maps = std::move(places.maps);
    result.small_areas = std::move(places.small_areas);
    if (result.small_areas)
      for (const core::Issue& note : result.small_areas->notes) result.notes.push_back(note.text + (note.file.empty() ? "" : fmt::format(" ({}{})", note.file, note.line ? fmt::format(":{}", note.line) : "")));
    const auto market = add_market_estimates(*session, project, computation, settings);
    result.skipped = computation.skipped;
    result.disagreements = computation.disagreements;
    result.estimates = computation.estimates.size();
    const Lineage lineage = lineage_of(build_folder / "editions", edition_id(project, result.intake), project.profile.disclosure);
    result.edition = name_of(lineage);
    if (settings.progress) settings.progress({"writing the report", 0, 0, ""});
    write_edition(fresh.path(), result.edition, project, result, computation, lineage, build_folder / "editions", market, *session);
    session->execute("CREATE TABLE intake.edition AS SELECT " + engine::quoted_text(result.edition) + " AS edition");
    session->execute("CHECKPOINT");
  }
  result.unchanged = !publish(fresh.path(), build_folder / "editions" / result.edition);
  // Records, though pseudonymised, are for the owner alone.
  fs::permissions(work.path() / "dmp.duckdb", fs::perms::owner_read | fs::perms::owner_write);
  fs::rename(work.path() / "dmp.duckdb", build_folder / "dmp.duckdb", error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the database cannot be put in place: " + error.message(), core::Place{build_folder.string()}, "check the disk");
  point(build_folder, "latest", fs::path("editions") / result.edition);
  point(build_folder, "report", fs::path("latest") / "report");
  point(build_folder, "data-pack.xlsx", fs::path("latest") / "data-pack.xlsx");
  core::sync_folder(build_folder);
  result.report = folder / "build" / "report" / "index.html";
  return result;
}

}  // namespace dmp::pipeline
