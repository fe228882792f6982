#include "core/file.hpp"
#include "server/contract.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

const char* audience_name(pipeline::Audience audience) { return audience == pipeline::Audience::everybody ? "public" : "restricted"; }

Response health(const Request&, Service& service) {
  const auto edition = service.editions().latest();
  Json json = {{"status", "ready"}, {"version", pipeline::program_version()}, {"edition", edition->id()}, {"audience", audience_name(edition->audience())}};
  if (const std::string trouble = service.editions().trouble(); !trouble.empty()) json["detail"] = trouble;
  return json_response(json, Caching::never);
}

Response session(const Request& request, Service& service) {
  // Another site's page may not read this answer; a browser that says it comes from one is told so.
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") throw Problem(403, "the token is for pages of this server", "open the dashboard at the address of dmp serve");
  return json_response({{"token", service.token()}, {"audience", audience_name(service.settings().audience)}, {"plan_editable", service.settings().plan_editable}}, Caching::never);
}

Response contract(const Request&, Service&) {
  Response response;
  response.content_type = "application/yaml";
  response.set_body(std::string(contract_text()));
  return response;
}

}  // namespace

void add_health_routes(Router& router) {
  router.add({"GET", "/api/health", {}, health});
  router.add({"GET", "/api/session", {}, session});
  router.add({"GET", "/api/openapi.yaml", {}, contract});
}

}  // namespace dmp::server
