#include "pipeline/compare.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "pipeline/edition.hpp"

namespace dmp::pipeline {
namespace {

using Json = nlohmann::json;
using Row = std::vector<core::Cell>;

Json manifest_of(const std::filesystem::path& edition) {
  const auto file = edition / "edition.json";
  try {
    return Json::parse(core::read_file(file));
  } catch (const Json::exception&) {
    throw core::UserError(core::ErrorKind::resource, "the edition's description is damaged", core::Place{file.string()}, "build the profile again");
  }
}

std::map<std::string, Row> by_id(const core::DataTable& table) {
  std::map<std::string, Row> rows;
  for (const Row& row : table.rows()) rows[std::get<std::string>(row[0])] = row;
  return rows;
}

std::set<std::string> hashes_of(const Json& manifest, const Json& run) {
  std::set<std::string> sources, hashes;
  for (const Json& table : run.value("tables", Json::array())) sources.insert(table.value("source", ""));
  for (const Json& file : manifest.value("files", Json::array()))
    if (sources.contains(file.value("source", ""))) hashes.insert(file.value("sha256", ""));
  return hashes;
}

/// What differs in how the two editions made the indicator.
std::string cause_of(const std::string& indicator, const Json& before, const Json& after) {
  const Json none = Json::object();
  const Json run_before = before.value("indicators", none).value(indicator, none), run_after = after.value("indicators", none).value(indicator, none);
  std::string cause;
  const auto add = [&](bool differs, const char* word) {
    if (differs) cause += (cause.empty() ? "" : ", ") + std::string(word);
  };
  add(hashes_of(before, run_before) != hashes_of(after, run_after), "data");
  add(run_before.value("numerator_sql", "") != run_after.value("numerator_sql", "") || run_before.value("denominator_sql", "") != run_after.value("denominator_sql", ""), "definition");
  add(before.value("program", "") != after.value("program", "") || before.value("engine", "") != after.value("engine", ""), "program");
  if (cause.empty()) add(before.value("profile_sha256", "") != after.value("profile_sha256", "") || before.value("catalogue_sha256", "") != after.value("catalogue_sha256", ""), "profile or catalogue");
  return cause;
}

core::Cell difference(const core::Cell& before, const core::Cell& after) {
  const auto* a = std::get_if<double>(&before);
  const auto* b = std::get_if<double>(&after);
  if (a && b) return *b - *a;
  return {};
}

}  // namespace

core::DataTable compare_editions(const std::filesystem::path& before_folder, const std::filesystem::path& after_folder, Audience audience) {
  const core::DataTable before_table = read_estimates(estimates_of(before_folder, audience)), after_table = read_estimates(estimates_of(after_folder, audience));
  const Json before_manifest = manifest_of(before_folder), after_manifest = manifest_of(after_folder);
  const auto before = by_id(before_table), after = by_id(after_table);
  std::map<std::string, std::size_t> column;
  for (std::size_t i = 0; i < before_table.columns().size(); ++i) column[before_table.columns()[i]] = i;
  std::set<std::string> ids;
  for (const auto& [id, row] : before) ids.insert(id);
  for (const auto& [id, row] : after) ids.insert(id);

  core::DataTable changes({"estimate_id", "change", "columns", "value_before", "value_after", "difference", "count_before", "count_after", "denominator_before", "denominator_after", "cause"});
  const Row blank(before_table.columns().size());
  for (const std::string& id : ids) {
    const auto old_row = before.find(id), new_row = after.find(id);
    const Row& a = old_row == before.end() ? blank : old_row->second;
    const Row& b = new_row == after.end() ? blank : new_row->second;
    if (a == b) continue;
    std::string differing;
    if (old_row != before.end() && new_row != after.end())
      for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i]) differing += (differing.empty() ? "" : " ") + before_table.columns()[i];
    const char* change = old_row == before.end() ? "added" : new_row == after.end() ? "removed" : "changed";
    const auto of = [&](const Row& row, const char* name) { return row[column.at(name)]; };
    changes.add({id, std::string(change), differing, of(a, "value"), of(b, "value"), difference(of(a, "value"), of(b, "value")), of(a, "count"), of(b, "count"), of(a, "denominator"),
                 of(b, "denominator"), cause_of(id.substr(0, id.find(':')), before_manifest, after_manifest)});
  }
  return changes;
}

}  // namespace dmp::pipeline
