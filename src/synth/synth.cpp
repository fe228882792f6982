#include "synth/synth.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <functional>
#include <thread>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "synth/boundaries.hpp"
#include "synth/profile_text.hpp"
#include "synth/source_folder.hpp"
#include "synth/themes.hpp"
#include "synth/truth.hpp"

namespace dmp::synth {
namespace {

namespace fs = std::filesystem;
using Task = std::function<Output()>;

/// The themes of a county, the long ones first so that no thread is left with one at the end.
std::vector<Task> themes_of(const World& world) {
  std::vector<Task> tasks;
  for (int year = 0; year < kYears; ++year) tasks.emplace_back([&world, year] { return make_crime(world, year); });
  tasks.emplace_back([&world] { return make_treatment(world); });
  tasks.emplace_back([&world] { return make_arrests(world); });
  for (int year = 0; year < kYears; ++year) tasks.emplace_back([&world, year] { return make_population(world, year); });
  for (int year = 0; year < kYears; ++year) tasks.emplace_back([&world, year] { return make_stop_search(world, year); });
  for (const auto theme : {make_health, make_supply, make_market, make_seizures, make_investigations, make_prison_releases, make_context, make_schools, make_programmes, make_services})
    tasks.emplace_back([&world, theme] { return theme(world); });
  return tasks;
}

/// Runs the tasks on some threads; the outputs stand in the order of the tasks whoever made them.
std::vector<Output> run(const std::vector<Task>& tasks, unsigned threads) {
  std::vector<Output> outputs(tasks.size());
  std::vector<std::exception_ptr> failures(tasks.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      try {
        outputs[i] = tasks[i]();
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
    work();
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
  return outputs;
}

void check_folder(const Settings& settings) {
  if (!(settings.scale >= 0.1 && settings.scale <= 200))
    throw core::UserError(core::ErrorKind::usage, "the scale must lie between 0.1 and 200", "give --scale 1 for one county of 700,000 residents");
  std::error_code error;
  if (!fs::exists(settings.folder, error)) return;
  if (!fs::is_directory(settings.folder, error))
    throw core::UserError(core::ErrorKind::usage, "the target is not a folder", {settings.folder.string()}, "name a new folder");
  if (fs::is_empty(settings.folder, error)) return;
  const bool ours = fs::exists(settings.folder / "truth.json", error);
  if (!ours) throw core::UserError(core::ErrorKind::usage, "the folder is not empty", {settings.folder.string()}, "name a new or an empty folder");
  if (!settings.force)
    throw core::UserError(core::ErrorKind::usage, "the folder holds a synthetic county already", {settings.folder.string()}, "add --force to write it again, or name another folder");
}

/// A text file that is written county by county.
class GrowingFile {
 public:
  explicit GrowingFile(const fs::path& file) : file_(file), out_(file, std::ios::binary | std::ios::trunc) { check(); }
  void add(const std::string& text) {
    out_ << text;
    check();
  }
  void close() {
    out_.close();
    check();
  }

 private:
  void check() const {
    if (!out_) throw core::UserError(core::ErrorKind::resource, "a file cannot be written", {file_.string()}, "check the folder's rights and the space on the disk");
  }
  fs::path file_;
  std::ofstream out_;
};

void make_folders(const fs::path& folder) {
  for (const auto* name : {"sources", "narrative", "catalogue/1-sources"}) {
    std::error_code error;
    fs::create_directories(folder / name, error);
    if (error) throw core::UserError(core::ErrorKind::resource, "a folder cannot be made: " + error.message(), {(folder / name).string()}, "check the rights and the disk");
  }
}

/// What outlives a county: everything else is let go before the next is made.
County outline_only(const County& county) {
  County kept;
  kept.code = county.code;
  kept.name = county.name;
  kept.authorities = county.authorities;
  for (auto& authority : kept.authorities) authority.small_areas.clear();
  return kept;
}

/// The boundaries are rows of a table like the others, without faults.
FileRecord boundary_record(std::uint64_t features) {
  static const ExtractDefinition definition{"boundaries", "boundary", "boundaries.geojson", {}, {}};
  FileRecord record;
  record.file = definition.file;
  record.definition = &definition;
  record.rows = features;
  return record;
}

void write_texts(const Settings& settings, const std::vector<County>& counties, const Summary& summary) {
  const auto& folder = settings.folder;
  core::write_file_whole(folder / "profile.toml", profile_toml(counties));
  core::write_file_whole(folder / "README.md", readme_text(settings, summary));
  core::write_file_whole(folder / "narrative" / "introduction.md", narrative_text(counties[0]));
  core::write_file_whole(folder / "catalogue" / "1-sources" / "naloxone_kits.toml", naloxone_source_toml());
  core::write_file_whole(folder / "catalogue" / "1-sources" / "area_aliases.toml", alias_source_toml());
}

}  // namespace

Summary write_profile_folder(const Settings& settings) {
  check_folder(settings);
  make_folders(settings.folder);
  const Layout layout = layout_for(settings.scale);
  const unsigned threads = settings.threads != 0 ? settings.threads : std::max(1U, std::thread::hardware_concurrency());
  SourceFolder sources(settings.folder / "sources");
  GrowingFile boundaries(settings.folder / "sources" / "boundaries.geojson"), people(settings.folder / "truth_people.csv");
  boundaries.add("{\"type\":\"FeatureCollection\",\"features\":[\n");
  people.add(Truth::kPeopleHeader);
  Truth truth;
  Summary summary;
  std::vector<County> counties;
  std::uint64_t shapes = 0;
  for (int number = 0; number < layout.counties; ++number) {
    const World world(settings.seed, number, layout);
    Output all;
    for (auto& output : run(themes_of(world), threads)) all.add(std::move(output));
    boundaries.add(boundary_features(world.county, number == 0));
    shapes += 4 + world.county.wards.size() + world.county.small_areas.size();
    people.add(Truth::people_rows(world, all));
    for (auto& part : all.parts) sources.add(std::move(part));
    truth.add(world, all);
    summary.residents += world.population.aged_in(world.county, -1, kYears - 1, 0, kAges);
    counties.push_back(outline_only(world.county));
  }
  boundaries.add("\n]}\n");
  boundaries.close();
  people.close();
  auto files = sources.finish();
  files.push_back(boundary_record(shapes));
  summary.counties = layout.counties;
  summary.files = files.size();
  for (const auto& file : files) summary.rows += file.rows, summary.rejected += file.rejected, summary.duplicates += file.duplicates;
  write_texts(settings, counties, summary);
  // Last: a folder with truth.json is a whole one.
  core::write_file_whole(settings.folder / "truth.json", truth.json(settings, files));
  return summary;
}

}  // namespace dmp::synth
