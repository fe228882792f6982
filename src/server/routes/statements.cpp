#include <algorithm>

#include "server/routes/answers.hpp"
#include "server/statements.hpp"

namespace dmp::server {

Json statements_in(const Json& document, const char* key) {
  if (document.is_array()) return document;
  return document.is_object() ? document.value(key, Json::array()) : Json::array();
}

namespace {

void check_there(const OpenEdition& edition, const std::string& file, const char* what) {
  if (!edition.has(file)) throw Problem(404, std::string("the edition has no ") + what, "build the profile again with this version of dmp: dmp build");
}

/// The rows that the parameters domain, area and strength mean.
Json filtered(const Request& request, const OpenEdition& edition, const Json& items) {
  const Query& query = request.target.query;
  check_domain(edition, query.text("domain"));
  const std::string area = query.has("area") ? area_of(edition, query.text("area")).code : "";
  static const std::vector<std::string> strengths = {"strong", "moderate", "weak"};
  if (query.has("strength") && std::find(strengths.begin(), strengths.end(), query.text("strength")) == strengths.end())
    throw Problem(400, "there is no strength '" + query.text("strength") + "'", "give strong, moderate or weak");
  Json kept = Json::array();
  for (const Json& item : items) {
    const auto differs = [&](const char* name, const std::string& wanted) { return !wanted.empty() && item.value(name, "") != wanted; };
    if (!differs("domain", query.text("domain")) && !differs("area_code", area) && !differs("strength", query.text("strength"))) kept.push_back(item);
  }
  return kept;
}

Response list(const Request& request, Service& service, const std::string& file, const char* key) {
  const auto edition = service.edition(request);
  check_there(*edition, file, key);
  const Json items = statements_in(edition->document(file, request.may_wait), key);
  return list_response(request, edition->id(), filtered(request, *edition, items), std::string(key) + "-" + edition->id());
}

Json with_id(const Json& items, const std::string& id, const char* what) {
  for (const Json& item : items)
    if (item.value("id", "") == id) return item;
  throw Problem(404, std::string("the edition has no ") + what + " '" + id + "'", std::string("GET /api/") + what + "s lists them");
}

bool names(const Json& item, const char* member, const std::string& id) {
  const Json list = item.value(member, Json::array());
  return std::find(list.begin(), list.end(), Json(id)) != list.end();
}

Response finding(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  check_there(*edition, "findings.json", "findings");
  const std::string& id = request.in_path.at("finding");
  const Json finding = with_id(statements_in(edition->document("findings.json", request.may_wait), "findings"), id, "finding");
  Json estimates = Json::array(), actions = Json::array();
  for (const Json& name : finding.value("estimate_ids", Json::array()))
    if (const auto found = find_estimate(edition->estimates(), name.get<std::string>())) estimates.push_back(estimate_json(*found));
  if (wants_csv(request)) return csv_of(estimates, "finding-" + edition->id());
  if (edition->has("actions.json"))
    for (const Json& action : statements_in(edition->document("actions.json", request.may_wait), "actions"))
      if (names(action, "finding_ids", id)) actions.push_back(action);
  return json_response({{"edition", edition->id()}, {"finding", finding}, {"estimates", estimates}, {"actions", actions}});
}

Response action(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  check_there(*edition, "actions.json", "actions");
  const Json action = with_id(statements_in(edition->document("actions.json", request.may_wait), "actions"), request.in_path.at("action"), "action");
  Json findings = Json::array();
  if (edition->has("findings.json"))
    for (const Json& finding : statements_in(edition->document("findings.json", request.may_wait), "findings"))
      if (names(action, "finding_ids", finding.value("id", ""))) findings.push_back(finding);
  return json_response({{"edition", edition->id()}, {"action", action}, {"findings", findings}});
}

}  // namespace

void add_statement_routes(Router& router) {
  router.add({"GET", "/api/findings", about_edition({"domain", "area", "strength", "format"}), [](const Request& r, Service& s) { return list(r, s, "findings.json", "findings"); }});
  router.add({"GET", "/api/findings/{finding}", about_edition({"format"}), finding, false, true});
  router.add({"GET", "/api/contradictions", about_edition({"format"}), [](const Request& r, Service& s) { return list(r, s, "findings.json", "contradictions"); }});
  router.add({"GET", "/api/actions", about_edition({"domain", "area", "format"}), [](const Request& r, Service& s) { return list(r, s, "actions.json", "actions"); }});
  router.add({"GET", "/api/actions/{action}", about_edition({}), action, false, true});
}

}  // namespace dmp::server
