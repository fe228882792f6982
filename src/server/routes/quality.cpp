#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "core/file.hpp"
#include "core/issue.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

/// The files of a manifest by their source, with sums.
Json sources_of(const OpenEdition& edition, Json& totals) {
  Json sources = Json::array();
  for (const Json& file : edition.manifest().value("files", Json::array())) {
    const std::string id = file.value("source", "");
    auto source = std::find_if(sources.begin(), sources.end(), [&](const Json& each) { return each["source"] == id; });
    if (source == sources.end()) {
      const auto known = edition.definitions().catalogue.sources.find(id);
      const bool is_known = known != edition.definitions().catalogue.sources.end();
      sources.push_back({{"source", id}, {"name", is_known ? known->second.name : id}, {"publisher", is_known ? known->second.publisher : ""}, {"licence", is_known ? known->second.licence : ""},
                         {"citation", is_known ? known->second.citation : ""}, {"table", file.value("table", "")}, {"rows", 0}, {"loaded", 0}, {"rejected", 0}, {"duplicates", 0}, {"files", Json::array()}});
      source = sources.end() - 1;
    }
    for (const char* count : {"rows", "loaded", "rejected", "duplicates"}) {
      (*source)[count] = (*source)[count].get<long long>() + file.value(count, 0LL);
      totals[count] = totals.value(count, 0LL) + file.value(count, 0LL);
    }
    totals["files"] = totals.value("files", 0LL) + 1;
    (*source)["files"].push_back(file);
  }
  return sources;
}

/// What was found in the extracts, as the edition's report tells it: what puts a figure in doubt first, then the gravest. Null where an
/// edition of an earlier version keeps no list.
Json issues_of(const Request& request, const OpenEdition& edition) {
  std::error_code ignored;
  const std::filesystem::path file = edition.readable() / (edition.audience() == pipeline::Audience::everybody ? "report/content.json" : "content.json");
  if (!std::filesystem::is_regular_file(file, ignored)) return nullptr;
  // Large, and of no other use here: the answer is kept, the file is not.
  request.must_wait();
  const Json content = Json::parse(core::read_file(file), nullptr, false);
  if (!content.is_object() || !content.contains("issues")) return nullptr;
  std::vector<const Json*> ordered;
  for (const Json& issue : content["issues"]) ordered.push_back(&issue);
  const auto rank = [](const Json* issue) { return std::tuple(issue->value("rule", "") != "sources disagree", -issue->value("severity", 0), -issue->value("rows", 0LL)); };
  std::stable_sort(ordered.begin(), ordered.end(), [&](const Json* one, const Json* other) { return rank(one) < rank(other); });
  Json issues = Json::array();
  for (const Json* issue : ordered)
    issues.push_back({{"rule", issue->value("rule", "")}, {"severity", core::severity_name(static_cast<core::Severity>(std::clamp(issue->value("severity", 2), 0, 2)))}, {"rows", issue->value("rows", 0LL)},
                      {"file", issue->value("file", "")}, {"line", issue->value("line", 0LL)}, {"column", issue->value("column", 0LL)}, {"text", issue->value("text", "")}});
  return issues;
}

/// One part of the answer as rows, for CSV.
Json rows_of(const Json& answer, const std::string& part) {
  Json rows = Json::array();
  if (part == "suppressed") {
    for (const auto& [domain, count] : answer["suppressed"].items()) rows.push_back({{"domain", domain}, {"suppressed", count}});
    return rows;
  }
  if (part != "sources" && part != "files") return answer[part].is_array() ? answer[part] : rows;
  for (Json source : answer["sources"]) {
    if (part == "files") {
      for (const Json& file : source["files"]) rows.push_back(file);
      continue;
    }
    source["files"] = source["files"].size();
    rows.push_back(std::move(source));
  }
  return rows;
}

Response quality(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const bool csv = wants_csv(request);
  const std::string part = request.target.query.has("part") ? request.target.query.text("part") : "sources";
  static constexpr std::array<std::string_view, 6> kParts = {"sources", "files", "issues", "skipped", "disagreements", "suppressed"};
  if (std::find(kParts.begin(), kParts.end(), part) == kParts.end()) throw Problem(400, "there is no part '" + part + "'", "give sources, files, issues, skipped, disagreements or suppressed");
  Json totals = {{"files", 0}, {"rows", 0}, {"loaded", 0}, {"rejected", 0}, {"duplicates", 0}};
  Json sources = sources_of(*edition, totals);
  // What was left out is told of indicators that the reader may know of.
  const auto is_shown = [&](const std::string& id) {
    const auto known = edition->definitions().catalogue.indicators.find(id);
    return edition->audience() == pipeline::Audience::restricted || known == edition->definitions().catalogue.indicators.end() || !known->second.restricted;
  };
  Json skipped = Json::array(), disagreements = Json::array(), suppressed = Json::object();
  for (const Json& each : edition->manifest().value("skipped", Json::array()))
    if (is_shown(each.value("indicator", ""))) skipped.push_back(each);
  for (const Json& each : edition->manifest().value("disagreements", Json::array()))
    if (is_shown(each.value("indicator", ""))) disagreements.push_back(each);
  for (const IndicatorEntry& entry : edition->indicators()) suppressed[entry.domain] = suppressed.value(entry.domain, std::size_t{0}) + entry.suppressed;
  const Json answer = {{"edition", edition->id()}, {"totals", totals}, {"sources", sources}, {"skipped", skipped}, {"disagreements", disagreements}, {"suppressed", suppressed}, {"issues", issues_of(request, *edition)}};
  return csv ? csv_of(rows_of(answer, part), "quality-" + part + "-" + edition->id()) : json_response(answer);
}

}  // namespace

void add_quality_routes(Router& router) { router.add({"GET", "/api/quality", about_edition({"part", "format"}), quality}); }

}  // namespace dmp::server
