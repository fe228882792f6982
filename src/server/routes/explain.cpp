#include "pipeline/explain.hpp"

#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

Response explain(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const std::string& id = request.in_path.at("id");
  // Refused here, where it costs nothing, before the catalogue is read.
  if (!find_estimate(edition->estimates(), id)) {
    indicator_of(*edition, id.substr(0, id.find(':')));
    if (id.find(':') != std::string::npos)
      throw Problem(404, "the edition has no estimate '" + id + "'", "GET /api/estimates?indicator=" + id.substr(0, id.find(':')) + " lists those of the indicator");
  }
  request.must_wait();
  pipeline::RunSettings settings;
  settings.threads = service.settings().threads;
  const pipeline::Explanation explanation = pipeline::explain(service.settings().folder, id, {edition->id(), edition->audience(), false}, settings);
  Json json = Json::parse(explanation.json);
  json["text"] = explanation.text;
  return json_response(json);
}

}  // namespace

void add_explain_routes(Router& router) { router.add({"GET", "/api/explain/{id}", about_edition({}), explain, false, true}); }

}  // namespace dmp::server
