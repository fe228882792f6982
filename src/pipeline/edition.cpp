#include "pipeline/edition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"
#include "core/nearest.hpp"
#include "pipeline/column_writer.hpp"
#include "pipeline/report_files.hpp"
#include "pipeline/row_files.hpp"

namespace dmp::pipeline {
namespace {

using core::Estimate;

using EstimateColumn = RowColumn<Estimate>;

/// The columns of the interface, in its order.
const std::vector<EstimateColumn>& estimate_columns() {
  static const std::vector<EstimateColumn> columns = {
      {"estimate_id", &Estimate::estimate_id},
      {"indicator_id", &Estimate::indicator_id},
      {"indicator_name", &Estimate::indicator_name},
      {"domain", &Estimate::domain},
      {"area_code", &Estimate::area_code},
      {"area_name", &Estimate::area_name},
      {"area_type", &Estimate::area_type},
      {"period", &Estimate::period},
      {"period_start", &Estimate::period_start},
      {"period_end", &Estimate::period_end},
      {"sex", &Estimate::sex},
      {"age", &Estimate::age},
      {"category_type", &Estimate::category_type},
      {"category", &Estimate::category},
      {"unit", &Estimate::unit},
      {"value", &Estimate::value},
      {"lower_95", &Estimate::lower_95},
      {"upper_95", &Estimate::upper_95},
      {"lower_99_8", &Estimate::lower_99_8},
      {"upper_99_8", &Estimate::upper_99_8},
      {"count", &Estimate::count},
      {"denominator", &Estimate::denominator},
      {"method", &Estimate::method},
      {"comparator", &Estimate::comparator},
      {"comparator_value", &Estimate::comparator_value},
      {"significance", &Estimate::significance},
      {"trend", &Estimate::trend},
      {"polarity", &Estimate::polarity},
      {"quality", &Estimate::quality},
      {"suppressed", &Estimate::suppressed},
      {"note", &Estimate::note},
      {"sources", &Estimate::sources},
  };
  return columns;
}

}  // namespace

std::string program_version() { return DMP_VERSION; }

std::string edition_id(const Project& project, const intake::IntakeReport& intake) {
  core::Sha256 hash;
  const auto add = [&](const std::string& text) { hash.add(text + "\n"); };
  add("dmp " + program_version() + ", " + engine::engine_version());
  add(project.catalogue.hash);
  add(project.profile_hash);
  // Files by their content, not by where they lie: the same extracts in another folder are the same edition.
  for (const intake::FileReport& file : intake.files) add(file.source + " " + file.sha256);
  for (const reports::NarrativeFile& text : narrative_files(project.folder)) add("narrative " + text.stem + " " + core::sha256(text.text));
  return hash.hex().substr(0, 12);
}

Audience audience_named(const std::string& text) {
  if (text != "public" && text != "restricted")
    throw core::UserError(core::ErrorKind::usage, fmt::format("there is no audience '{}'", text), "use --audience public or --audience restricted");
  return text == "public" ? Audience::everybody : Audience::restricted;
}

std::filesystem::path estimates_of(const std::filesystem::path& edition, Audience audience) {
  const auto file = (audience == Audience::everybody ? edition : edition / "restricted") / "estimates.parquet";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    throw core::UserError(core::ErrorKind::resource, audience == Audience::everybody ? "the edition has no estimates" : "the edition has no restricted part that you may read", core::Place{file.string()},
                          "build the profile again: dmp build");
  return file;
}

void write_estimates(const core::Estimates& estimates, const std::filesystem::path& file) {
  write_columns_of_large(file, write_rows(estimates, estimate_columns(), file));
}

void write_estimates(const std::function<std::span<const core::Estimate>()>& next, const std::filesystem::path& file) {
  write_columns_of_large(file, write_rows<Estimate>(next, estimate_columns(), file));
}

core::DataTable table_of(const core::Estimates& estimates) {
  std::vector<std::string> names;
  for (const EstimateColumn& column : estimate_columns()) names.emplace_back(column.name);
  core::DataTable table(std::move(names));
  for (const Estimate& estimate : estimates) {
    std::vector<core::Cell> row;
    for (const EstimateColumn& column : estimate_columns()) {
      const engine::Value value = value_of(estimate, column);
      if (const auto* text = std::get_if<std::string>(&value)) row.emplace_back(*text);
      else if (const auto* number = std::get_if<double>(&value)) row.emplace_back(*number);
      else row.emplace_back();
    }
    table.add(std::move(row));
  }
  return table;
}

std::vector<const char*> differing_columns(const core::Estimate& a, const core::Estimate& b) {
  std::vector<const char*> names;
  for (const EstimateColumn& column : estimate_columns()) {
    const auto number = [&](const Estimate& estimate) { return estimate.*(column.number); };
    const bool same = column.shared   ? a.*(column.shared) == b.*(column.shared)
                      : column.number ? number(a) == number(b) || (std::isnan(number(a)) && std::isnan(number(b)))
                                      : a.*(column.own) == b.*(column.own);
    if (!same) names.push_back(column.name);
  }
  return names;
}

core::DataTable read_estimates(const std::filesystem::path& file, const EstimateFilter& filter) {
  if (!std::filesystem::exists(file))
    throw core::UserError(core::ErrorKind::resource, "the edition has no estimates", core::Place{file.string()}, "build the profile again: dmp build");
  return read_rows(file, filter);
}

void read_estimates(const std::filesystem::path& file, const EstimateFilter& filter, const std::function<void(const core::DataTable&)>& take) {
  if (!std::filesystem::exists(file))
    throw core::UserError(core::ErrorKind::resource, "the edition has no estimates", core::Place{file.string()}, "build the profile again: dmp build");
  read_rows(file, filter, take);
}

core::Estimates estimates_in(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file))
    throw core::UserError(core::ErrorKind::resource, "the edition has no estimates", core::Place{file.string()}, "build the profile again: dmp build");
  return rows_in(file, estimate_columns());
}

namespace {

constexpr std::size_t kMostEarlier = 24;

/// The editions of a folder that have a part for the public and one for those who may see everything, oldest first.
std::vector<std::pair<std::string, nlohmann::json>> editions_in(const std::filesystem::path& editions) {
  std::vector<std::pair<std::string, nlohmann::json>> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(editions, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".") || !std::filesystem::exists(entry.path() / "restricted" / "estimates.parquet", ignored) || !std::filesystem::exists(entry.path() / "edition.json", ignored)) continue;
    const auto manifest = nlohmann::json::parse(core::read_file(entry.path() / "edition.json"), nullptr, false);
    if (manifest.is_object() && manifest.contains("inputs")) found.emplace_back(name, manifest);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return std::pair(a.second.value("number", 0), a.first) < std::pair(b.second.value("number", 0), b.first); });
  return found;
}

}  // namespace

Lineage lineage_of(const std::filesystem::path& editions, const std::string& inputs, const catalogue::DisclosureSettings& settings) {
  Lineage lineage{inputs, {}, 1};
  const auto found = editions_in(editions);
  std::vector<std::string> names;
  for (const auto& [name, manifest] : found) names.push_back(name);
  const auto is_there = [&](const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  for (const auto& [name, manifest] : found) {
    lineage.number = std::max(lineage.number, manifest.value("number", 0) + 1);
    const auto after = manifest.value("after", std::vector<std::string>());
    if (manifest.value("inputs", "") == inputs && std::all_of(after.begin(), after.end(), is_there)) return {inputs, after, manifest.value("number", 1), manifest.value("previous", "")};
  }
  if (!found.empty()) lineage.previous = found.back().first;
  if (!settings.heeds_earlier) return lineage;
  for (const std::string& name : settings.earlier)
    if (!is_there(name))
      throw core::UserError(core::ErrorKind::usage, "there is no edition '" + name + "', which the profile says was published", core::Place{editions.string()},
                            "put its folder back, or take it out of [disclosure] earlier in profile.toml." + core::suggestion(name, names));
  const auto is_asked_for = [&](const std::string& name) { return settings.earlier.empty() || std::find(settings.earlier.begin(), settings.earlier.end(), name) != settings.earlier.end(); };
  for (const std::string& name : names)
    if (is_asked_for(name)) lineage.after.push_back(name);
  if (lineage.after.size() > kMostEarlier) lineage.after.erase(lineage.after.begin(), lineage.after.end() - kMostEarlier);
  return lineage;
}

std::string name_of(const Lineage& lineage) {
  if (lineage.after.empty()) return lineage.inputs;
  core::Sha256 hash;
  hash.add(lineage.inputs + "\n");
  for (const std::string& name : lineage.after) hash.add(name + "\n");
  return hash.hex().substr(0, 12);
}

void write_manifest(const std::string& id, const Project& project, const intake::IntakeReport& intake, const indicators::Computation& computation, const Lineage& lineage,
                    const std::filesystem::path& file) {
  using Json = nlohmann::ordered_json;
  Json manifest;
  manifest["edition"] = id;
  manifest["inputs"] = lineage.inputs;
  manifest["number"] = lineage.number;
  manifest["after"] = lineage.after;
  manifest["previous"] = lineage.previous;
  manifest["title"] = project.profile.title;
  manifest["program"] = program_version();
  manifest["engine"] = engine::engine_version();
  manifest["catalogue_sha256"] = project.catalogue.hash;
  manifest["profile_sha256"] = project.profile_hash;
  manifest["areas"] = Json::array();
  for (const catalogue::ProfileArea& area : project.profile.areas) manifest["areas"].push_back({{"code", area.code}, {"type", area.type}, {"members", area.members}});
  manifest["estimates"] = computation.estimates.size();
  manifest["files"] = Json::array();
  for (const intake::FileReport& f : intake.files)
    manifest["files"].push_back({{"source", f.source}, {"table", f.table}, {"file", f.file}, {"sha256", f.sha256},
                                 {"rows", f.rows}, {"loaded", f.loaded}, {"rejected", f.rejected}, {"duplicates", f.duplicates}});
  manifest["indicators"] = Json::object();
  for (const indicators::IndicatorRun& run : computation.runs) {
    Json tables = Json::array();
    for (const indicators::TableUse& use : run.tables) tables.push_back({{"table", use.table}, {"source", use.source}, {"rows", use.rows}});
    manifest["indicators"][run.indicator] = {{"numerator_sql", run.numerator_sql}, {"denominator_sql", run.denominator_sql}, {"tables", tables}, {"estimates", run.estimates}};
  }
  manifest["disagreements"] = Json::array();
  for (const indicators::Disagreement& each : computation.disagreements)
    manifest["disagreements"].push_back({{"indicator", each.indicator}, {"published", each.published}, {"figures", each.figures}, {"compared", each.compared}, {"first", each.first}});
  manifest["skipped"] = Json::array();
  for (const indicators::Skipped& skipped : computation.skipped) manifest["skipped"].push_back({{"indicator", skipped.indicator}, {"reason", skipped.reason}});
  core::write_file_whole(file, manifest.dump(1) + "\n");
}

std::filesystem::path find_edition(const std::filesystem::path& folder, const std::string& id) {
  const std::filesystem::path editions = folder / "build" / "editions";
  std::error_code ignored;
  if (id.empty()) {
    if (!std::filesystem::exists(folder, ignored)) throw core::UserError(core::ErrorKind::resource, "there is no such folder", core::Place{folder.string()}, "name the folder that holds profile.toml; dmp init DIR makes a new one");
    const auto latest = std::filesystem::canonical(folder / "build" / "latest", ignored);
    if (ignored || !std::filesystem::exists(latest / "estimates.parquet"))
      throw core::UserError(core::ErrorKind::resource, "the profile has not been built yet", core::Place{folder.string()}, "run: dmp build " + folder.string());
    return latest;
  }
  // A path to an edition is taken as it is.
  if (std::filesystem::exists(std::filesystem::path(id) / "estimates.parquet", ignored)) return id;
  std::vector<std::string> known, fitting;
  for (const auto& entry : std::filesystem::directory_iterator(editions, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".")) continue;
    known.push_back(name);
    if (name.starts_with(id)) fitting.push_back(name);
  }
  std::sort(known.begin(), known.end());
  if (fitting.size() != 1)
    throw core::UserError(core::ErrorKind::usage, fmt::format("there is {} edition '{}'", fitting.empty() ? "no" : "more than one", id), core::Place{editions.string()},
                          "give an id from build/editions, or a path to an edition." + core::suggestion(id, known));
  return editions / fitting[0];
}

}  // namespace dmp::pipeline
