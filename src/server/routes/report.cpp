#include <algorithm>
#include <filesystem>

#include "core/file.hpp"
#include "reports/report.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

namespace fs = std::filesystem;

struct Download {
  std::string name;      ///< path inside the part of the edition that may be read
  fs::path file;
  std::uintmax_t bytes = 0;
};

std::string type_of(const std::string& name) {
  static const std::vector<std::pair<std::string, std::string>> types = {
      {".html", "text/html; charset=utf-8"}, {".json", "application/json"}, {".geojson", "application/geo+json"}, {".csv", "text/csv; charset=utf-8"}, {".parquet", "application/vnd.apache.parquet"}, {".pdf", "application/pdf"},
      {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, {".ods", "application/vnd.oasis.opendocument.spreadsheet"}, {".odt", "application/vnd.oasis.opendocument.text"},
      {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}, {".svg", "image/svg+xml"}, {".png", "image/png"}, {".css", "text/css; charset=utf-8"}, {".gpkg", "application/geopackage+sqlite3"}, {".txt", "text/plain; charset=utf-8"}};
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

std::string title_of(const std::string& name) {
  static const std::vector<std::pair<std::string, std::string>> titles = {
      {"report/index.html", "Report"}, {"data-pack.xlsx", "Data pack (spreadsheet)"}, {"estimates.parquet", "Estimates (Parquet)"}, {"comparisons.parquet", "Comparisons (Parquet)"}, {"market.json", "Market model"},
      {"findings.json", "Findings and contradictions"}, {"actions.json", "Recommended actions"}, {"edition.json", "What the edition was made from"}, {"report/charts.json", "Charts of the report as data"}, {"report/content.json", "What the report is written from"}, {"age_counts.json", "Counts by age, for regions"}};
  for (const auto& [known, title] : titles)
    if (name == known) return title;
  return name;
}

/// The files of the part that the audience may read: a list that requests are looked up in, so that none of them becomes a path.
std::vector<Download> downloads_of(const OpenEdition& edition) {
  std::vector<Download> found;
  std::error_code ignored;
  const auto take = [&](const fs::path& root) {
    for (fs::recursive_directory_iterator entry(root, ignored), end; entry != end; entry.increment(ignored)) {
      const fs::path relative = entry->path().lexically_relative(root);
      if (entry->is_directory(ignored) && (relative == "restricted" || entry->is_symlink(ignored))) entry.disable_recursion_pending();
      if (entry->is_symlink(ignored) || !entry->is_regular_file(ignored) || relative.filename().native().starts_with(".")) continue;
      found.push_back({relative.generic_string(), entry->path(), entry->file_size(ignored)});
    }
  };
  take(edition.readable());
  std::sort(found.begin(), found.end(), [](const Download& a, const Download& b) { return a.name < b.name; });
  return found;
}

Response file_response(const Download& download) {
  Response response;
  response.content_type = type_of(download.name);
  response.set_body(core::read_file(download.file));
  // The report's search is its one script: this one by its hash and no other.
  if (download.file.filename() == "index.html")
    response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src " + reports::report_script_hash() + "; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  return response;
}

Response list(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  request.must_wait();
  Json items = Json::array();
  for (const Download& each : downloads_of(*edition)) {
    std::string path;
    for (const std::string& part : Target::parse("/" + each.name).segments) path += "/" + percent_encoded(part);
    items.push_back({{"title", title_of(each.name)}, {"href", "/files/" + edition->id() + path}, {"media_type", type_of(each.name)}, {"bytes", each.bytes}});
  }
  if (wants_csv(request)) return csv_of(items, "files-" + edition->id(), Caching::content);
  return json_response({{"edition", edition->id()}, {"items", items}}, Caching::content);
}

Response report(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  request.must_wait();
  const std::vector<Download> all = downloads_of(*edition);
  const auto found = std::find_if(all.begin(), all.end(), [](const Download& each) { return each.name == "report/index.html" || each.name == "index.html"; });
  if (found == all.end()) throw Problem(404, "the edition has no report", "build the profile again: dmp build");
  return file_response(*found);
}

Response file(const Request& request, Service& service) {
  request.must_wait();
  const auto edition = service.editions().open(request.in_path.at("edition"), request.may_wait);
  const std::vector<Download> all = downloads_of(*edition);
  const auto found = std::find_if(all.begin(), all.end(), [&](const Download& each) { return each.name == request.in_path.at("file"); });
  if (found == all.end()) throw Problem(404, "the edition has no file '" + request.in_path.at("file") + "'", "GET /api/report lists the files");
  Response response = file_response(*found);
  if (!found->name.ends_with(".html"))
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + percent_encoded(found->file.filename().string()) + "\"");
  return response;
}

}  // namespace

void add_report_routes(Router& router) {
  router.add({"GET", "/api/report", about_edition({"format"}), list});
  // Not of the interface, but of the pages: what people open and save.
  router.add({"GET", "/report", about_edition({}), report});
  router.add({"GET", "/files/{edition}/{file}", {}, file, false, true});
}

}  // namespace dmp::server
