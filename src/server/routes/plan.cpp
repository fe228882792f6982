#include <algorithm>
#include <charconv>
#include <set>

#include "plan/fields.hpp"
#include "plan/progress.hpp"
#include "server/json_body.hpp"
#include "server/plan_desk.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

std::string tag_of(const core::PlanRow& row) { return "\"" + std::to_string(row.version) + "\""; }

Response row_response(const core::PlanRow& row, unsigned status = 200) {
  Response response = json_response(plan_row_json(row), Caching::content);
  response.status = status;
  response.etag = tag_of(row);
  return response;
}

Response list(const Request& request, Service& service) {
  const Query& query = request.target.query;
  const std::string status = query.text("status");
  if (!status.empty() && std::find(plan_statuses().begin(), plan_statuses().end(), status) == plan_statuses().end())
    throw Problem(400, "there is no status '" + status + "'", "give not started, in progress, complete, paused or stopped");
  const bool csv = wants_csv(request);
  request.must_wait();
  Json items = Json::array();
  for (const core::PlanRow& row : service.plan().list()) {
    const auto differs = [&](const char* name, const std::string& value) { return query.has(name) && query.text(name) != value; };
    if (!differs("status", row.status) && !differs("owner", row.owner) && !differs("domain", row.domain) && !differs("area", row.area_code)) items.push_back(plan_row_json(row));
  }
  if (csv) return list_response(request, "", std::move(items), "plan", Caching::content);
  return json_response({{"total", items.size()}, {"editable", service.settings().plan_editable}, {"statuses", plan_statuses()}, {"items", std::move(items)}}, Caching::content);
}

Response item(const Request& request, Service& service) {
  request.must_wait();
  return row_response(service.plan().get(request.in_path.at("id")));
}

/// The members of the body; which of them there are is the plan's to say.
Json members_of(const Request& request) {
  std::vector<std::string> known = plan::field_names();
  known.insert(known.end(), {"by", "comment", "removed"});
  return json_object_of(request, known);
}

Response add(const Request& request, Service& service) {
  const Json members = members_of(request);
  request.must_wait();
  const core::PlanRow row = service.plan().add(members);
  Response response = row_response(row, 201);
  response.headers.emplace_back("Location", "/api/plan/" + percent_encoded(row.id));
  return response;
}

/// The version that If-Match names; 0 for "*".
int version_of(const Request& request) {
  std::string_view tag = request.header("if-match");
  if (tag.empty()) throw Problem(428, "the edit does not say of which version it was made", "send the header If-Match with the ETag of GET /api/plan/ID");
  if (tag == "*") return 0;
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') tag = tag.substr(1, tag.size() - 2);
  if (tag.ends_with("-gz")) tag.remove_suffix(3);
  int version = 0;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  if (error != std::errc() || end != tag.data() + tag.size() || version < 1) throw Problem(412, "If-Match names no version of the item", "send the ETag of GET /api/plan/ID, such as \"3\"");
  return version;
}

Response update(const Request& request, Service& service) {
  const int version = version_of(request);
  const Json members = members_of(request);
  request.must_wait();
  return row_response(service.plan().update(request.in_path.at("id"), version, members));
}

Response history(const Request& request, Service& service) {
  const bool csv = wants_csv(request);
  request.must_wait();
  Json items = Json::array();
  for (const core::PlanChange& change : service.plan().history(request.in_path.at("id")))
    items.push_back({{"number", change.number}, {"at", change.at}, {"by", change.by}, {"item", change.item}, {"verb", change.verb}, {"version", change.version}, {"field", change.field}, {"before", change.before},
                     {"after", change.after}, {"hash", change.hash}});
  if (csv) return list_response(request, "", std::move(items), "plan-history", Caching::content);
  return json_response({{"total", items.size()}, {"items", std::move(items)}}, Caching::content);
}

/// The estimates that the items' measures are judged by: every row of the measure's indicator for the item's area.
core::Estimates measures_of(const core::PlanRows& rows, const OpenEdition& edition) {
  core::Estimates estimates;
  std::set<std::pair<std::string, std::string>> taken;
  for (const core::PlanRow& row : rows) {
    const std::string indicator = row.measure_estimate_id.empty() ? row.measure : row.measure_estimate_id.substr(0, row.measure_estimate_id.find(':'));
    const auto position = edition.estimates().position_of(indicator);
    if (!position || !taken.emplace(indicator, row.area_code).second) continue;
    const auto& shard = edition.estimates().shard(*position);
    for (const std::uint32_t at : shard->rows_of_area(row.area_code)) estimates.push_back(estimate_of({shard, at}));
  }
  return estimates;
}

Response progress(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const bool csv = wants_csv(request);
  request.must_wait();
  const core::PlanRows rows = service.plan().list();
  const std::string today = plan::author_now("server").at.substr(0, 10);
  Json items = Json::array();
  for (const core::PlanProgress& p : plan::judge(rows, measures_of(rows, *edition), today))
    items.push_back({{"id", p.id}, {"title", p.title}, {"owner", p.owner}, {"domain", p.domain}, {"area_name", p.area_name}, {"status", p.status}, {"measure", p.measure}, {"unit", p.unit}, {"baseline_period", p.baseline_period},
                     {"latest_period", p.latest_period}, {"baseline", json_of(p.baseline)}, {"latest", json_of(p.latest)}, {"latest_lower", json_of(p.latest_lower)}, {"latest_upper", json_of(p.latest_upper)},
                     {"target", json_of(p.target)}, {"expected", json_of(p.expected)}, {"latest_estimate_id", p.latest_estimate_id}, {"direction", p.direction}, {"change", p.change}, {"change_reason", p.change_reason},
                     {"rating", p.rating}, {"rating_reason", p.rating_reason}, {"overdue", p.overdue}});
  return csv ? list_response(request, "", std::move(items), "plan-progress", Caching::content) : list_response(request, edition->id(), std::move(items), "plan-progress", Caching::content);
}

}  // namespace

void add_plan_routes(Router& router) {
  router.add({"GET", "/api/plan", {"status", "owner", "domain", "area", "format"}, list});
  router.add({"POST", "/api/plan", {}, add, true});
  router.add({"GET", "/api/plan/progress", about_edition({"format"}), progress});
  router.add({"GET", "/api/plan/{id}", {}, item});
  router.add({"PATCH", "/api/plan/{id}", {}, update, true});
  router.add({"GET", "/api/plan/{id}/history", {"format"}, history});
}

}  // namespace dmp::server
