#include <algorithm>

#include "server/routes/answers.hpp"
#include "server/statements.hpp"

namespace dmp::server {
namespace {

Response charts(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const std::vector<std::string> kinds = request.target.query.list("kind"), ids = request.target.query.list("id");
  const auto wanted = [](const std::vector<std::string>& list, const std::string& value) { return list.empty() || std::find(list.begin(), list.end(), value) != list.end(); };
  const std::string file = edition->audience() == pipeline::Audience::everybody ? "report/charts.json" : "charts.json";
  Json items = Json::array();
  for (const Json& chart : statements_in(edition->document(file, request.may_wait), "charts"))
    if (wanted(kinds, chart.value("kind", "")) && wanted(ids, chart.value("id", ""))) items.push_back(chart);
  return json_response({{"edition", edition->id()}, {"total", items.size()}, {"items", std::move(items)}});
}

}  // namespace

void add_chart_routes(Router& router) { router.add({"GET", "/api/charts", about_edition({"kind", "id"}), charts}); }

}  // namespace dmp::server
