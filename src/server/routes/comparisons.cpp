#include "server/routes/answers.hpp"
#include "pipeline/neighbours.hpp"
#include "core/errors.hpp"

#include <algorithm>
#include <sstream>

namespace dmp::server {
namespace {

Response comparisons(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Query& query = request.target.query;
  const ColumnFile& store = edition->comparisons(request.may_wait);
  Selection selection;
  const std::string estimate = query.text("estimate");
  std::vector<std::string> indicators = query.list("indicator"), areas = query.list("area");
  if (!estimate.empty()) {
    const std::size_t first = estimate.find(':');
    if (first == std::string::npos) throw Problem(400, "'" + estimate + "' is no estimate's id", "an id looks like indicator:area:period");
    indicators = {estimate.substr(0, first)};
    areas = {estimate.substr(first + 1, estimate.find(':', first + 1) - first - 1)};
  }
  for (const std::string& id : indicators) indicator_of(*edition, id);
  for (std::string& code : areas) code = area_of(*edition, code).code;
  for (std::size_t i = 0; i < store.indicators().size(); ++i)
    if (indicators.empty() || std::find(indicators.begin(), indicators.end(), store.indicators()[i]) != indicators.end()) selection.shards.push_back(i);
  if (!areas.empty()) selection.conditions.push_back({"area_code", areas, false});
  if (query.has("period")) selection.conditions.push_back({"period", query.list("period"), false});
  if (query.has("kind")) selection.conditions.push_back({"comparator_kind", query.list("kind"), false});
  Page page = select(store, selection, position_of(request, *edition), query.number("limit", 500, 1, 10'000), request.may_wait);
  if (!estimate.empty()) {
    std::erase_if(page.rows, [&](const Found& found) { return found.shard->estimate_id(found.row) != estimate; });
    page.total = page.rows.size();
    page.next.reset();
  }
  if (page.rows.size() > 2000) request.must_wait();
  const std::vector<std::size_t> columns = all_columns(store);
  const std::string next = page.next ? cursor_of(*edition, *page.next) : "";
  std::string text;
  Response response;
  if (wants_csv(request)) {
    for (const std::string& name : store.columns().names) text += (text.empty() ? "" : ",") + name;
    for (const Found& found : page.rows) {
      text += '\n';
      for (const std::size_t column : columns) {
        if (column > 0) text += ',';
        found.shard->append_csv(text, column, found.row);
      }
    }
    response = csv_response(text + "\n", "comparisons-" + edition->id());
    response.headers.emplace_back("X-Total-Count", std::to_string(page.total));
    if (!next.empty()) {
      std::string link = request.target.raw + "?";
      for (const auto& [name, value] : query.items())
        if (name != "cursor") link += percent_encoded(name) + "=" + percent_encoded(value) + "&";
      response.headers.emplace_back("Link", "<" + link + "cursor=" + next + ">; rel=\"next\"");
    }
    return response;
  }
  text = "{\"edition\":\"" + edition->id() + "\",\"total\":" + std::to_string(page.total) + ",\"items\":[";
  for (std::size_t i = 0; i < page.rows.size(); ++i) {
    if (i > 0) text += ",\n";
    append_row(text, page.rows[i], columns);
  }
  response.set_body(text + "],\"next\":" + (next.empty() ? "null" : "\"" + next + "\"") + "}\n");
  response.caching = Caching::edition;
  return response;
}

Response neighbours(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Query& query = request.target.query;
  const std::string list = query.text("list");
  static const std::vector<std::string> lists = {"", "model", "cipfa", "ons", "children"};
  if (std::find(lists.begin(), lists.end(), list) == lists.end()) throw Problem(400, "there is no list of neighbours '" + list + "'", "give model, cipfa, ons or children");
  const std::size_t k = query.number("k", 15, 1, 100);
  if (!query.has("area")) throw Problem(400, "an area must be named", "add area=CODE; GET /api/areas lists the areas");
  const AreaEntry& area = area_of(*edition, query.text("area"));
  const bool csv = wants_csv(request);
  request.must_wait();
  Json notes = Json::array();
  core::DataTable table({"rank", "neighbour_code", "neighbour_name", "distance"});
  try {
    pipeline::RunSettings settings;
    settings.threads = service.settings().threads;
    pipeline::NeighbourTables found = pipeline::neighbours(service.settings().folder, area.code, list, k, settings);
    table = std::move(found.neighbours);
    for (const std::string& note : found.notes) notes.push_back(note);
  } catch (const core::UserError& error) {
    if (error.kind() == core::ErrorKind::resource) throw;
    // That an area has no neighbours is an answer.
    notes.push_back(error.problem() + " - " + error.mend());
  }
  if (csv) {
    std::ostringstream text;
    core::write(text, table, core::Format::csv);
    return csv_response(text.str(), "neighbours-" + area.code);
  }
  return json_response({{"edition", edition->id()}, {"area_code", area.code}, {"items", items_of(table)}, {"notes", notes}});
}

}  // namespace

void add_comparison_routes(Router& router) {
  router.add({"GET", "/api/comparisons", about_edition({"indicator", "area", "period", "estimate", "kind", "limit", "cursor", "format"}), comparisons});
  router.add({"GET", "/api/neighbours", about_edition({"area", "list", "k", "format"}), neighbours});
}

}  // namespace dmp::server
