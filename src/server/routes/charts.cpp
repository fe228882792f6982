#include <algorithm>

#include "server/routes/answers.hpp"
#include "server/statements.hpp"

namespace dmp::server {
namespace {

/// Whether a value is in a list; an entry that ends in * stands for all that begin so. An empty list holds everything.
bool listed(const std::vector<std::string>& list, std::string_view value) {
  return list.empty() || std::any_of(list.begin(), list.end(), [&](const std::string& entry) {
           return entry.ends_with('*') ? value.starts_with(std::string_view(entry).substr(0, entry.size() - 1)) : value == entry;
         });
}

/// The members of a chart that are asked for; all of them where none is named.
Json part_of(const Json& chart, const std::vector<std::string>& fields) {
  if (fields.empty()) return chart;
  Json part = Json::object();
  for (const std::string& field : fields)
    if (const auto found = chart.find(field); found != chart.end()) part[field] = *found;
  return part;
}

/// One chart's figures, as the table beside its picture has them; of several charts what there is.
Json rows_of(const Json& charts) {
  Json rows = Json::array();
  if (charts.size() == 1 && charts[0].contains("table")) {
    const Json& table = charts[0]["table"];
    for (const Json& cells : table.value("rows", Json::array())) {
      Json row = Json::object();
      for (std::size_t i = 0; i < cells.size(); ++i) row[table["columns"][i].get<std::string>()] = cells[i];
      rows.push_back(std::move(row));
    }
    return rows;
  }
  for (const Json& chart : charts) rows.push_back(part_of(chart, {"id", "kind", "title", "subtitle", "alternative", "source", "period"}));
  return rows;
}

Response charts(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const auto& query = request.target.query;
  const std::vector<std::string> kinds = query.list("kind"), ids = query.list("id"), fields = query.list("fields");
  const std::string file = edition->audience() == pipeline::Audience::everybody ? "report/charts.json" : "charts.json";
  const Json all = statements_in(edition->document(file, request.may_wait), "charts");
  for (const std::string& field : fields)
    if (!all.empty() && std::none_of(all.begin(), all.end(), [&](const Json& chart) { return chart.contains(field); }))
      throw Problem(400, "the charts have no member '" + field + "'", "leave fields out for all members");
  const bool csv = wants_csv(request);
  if (csv && !fields.empty()) throw Problem(400, "fields are of JSON", "leave fields out, or give format=json");
  Json items = Json::array();
  for (const Json& chart : all)
    if (listed(kinds, chart.value("kind", "")) && listed(ids, chart.value("id", ""))) items.push_back(part_of(chart, fields));
  if (csv) return csv_of(rows_of(items), (items.size() == 1 ? items[0].value("id", "chart") : std::string("charts")) + "-" + edition->id());
  return json_response({{"edition", edition->id()}, {"total", items.size()}, {"items", std::move(items)}});
}

}  // namespace

void add_chart_routes(Router& router) { router.add({"GET", "/api/charts", about_edition({"kind", "id", "fields", "format"}), charts}); }

}  // namespace dmp::server
