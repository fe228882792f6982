#include <algorithm>
#include <sstream>

#include "reports/wording.hpp"
#include "server/differences.hpp"
#include "server/plan_desk.hpp"
#include "server/routes/answers.hpp"
#include "server/places.hpp"
#include "server/solver.hpp"

namespace dmp::server {
namespace {

Json names_and_counts(const OpenEdition& edition) {
  Json domains = Json::array();
  for (const char* domain : {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"}) {
    const auto count = std::count_if(edition.indicators().begin(), edition.indicators().end(), [&](const IndicatorEntry& each) { return each.domain == domain; });
    if (count > 0) domains.push_back({{"domain", domain}, {"name", reports::domain_title(domain)}, {"indicators", count}});
  }
  return domains;
}

Json area_types_of(const OpenEdition& edition) {
  Json types = Json::array();
  for (const AreaEntry& area : edition.areas()) {
    const auto known = std::find_if(types.begin(), types.end(), [&](const Json& each) { return each["area_type"] == area.type; });
    if (known == types.end()) types.push_back({{"area_type", area.type}, {"areas", 1}});
    else (*known)["areas"] = (*known)["areas"].get<int>() + 1;
  }
  return types;
}

/// The sources of the edition with the names that people know, in the order in which they were read.
Json source_names_of(const OpenEdition& edition) {
  Json sources = Json::array();
  for (const Json& file : edition.manifest().value("files", Json::array())) {
    const std::string id = file.value("source", "");
    if (id.empty() || std::any_of(sources.begin(), sources.end(), [&](const Json& each) { return each["source"] == id; })) continue;
    const auto known = edition.definitions().catalogue.sources.find(id);
    sources.push_back({{"source", id}, {"table", file.value("table", "")}, {"name", known == edition.definitions().catalogue.sources.end() ? id : known->second.name}});
  }
  return sources;
}

Response edition(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Definitions& definitions = edition->definitions();
  Json areas = Json::array();
  for (const AreaEntry* area : edition->own_areas()) areas.push_back(json_of(*area));
  std::size_t suppressed = 0;
  for (const IndicatorEntry& each : edition->indicators()) suppressed += each.suppressed;
  std::error_code ignored;
  Json holds = {{"market", edition->has("market.json")},
                {"solver", edition->has("market.json") && service.solver().is_possible(*edition)},
                {"findings", edition->has("findings.json")},
                {"actions", edition->has("actions.json")},
                {"layers", service.layers().names(*edition).size()},
                {"plan", service.plan().exists()},
                {"charts", edition->has(edition->audience() == pipeline::Audience::everybody ? "report/charts.json" : "charts.json")},
                {"report", std::filesystem::exists(edition->folder() / "report" / "index.html", ignored)}};
  return json_response({{"edition", edition->id()},
                        {"latest", edition->id() == service.editions().latest()->id()},
                        {"number", edition->manifest().value("number", 1)},
                        {"title", edition->manifest().value("title", definitions.title)},
                        {"subtitle", definitions.subtitle},
                        {"organisation", definitions.organisation},
                        {"audience", edition->audience() == pipeline::Audience::everybody ? "public" : "restricted"},
                        {"program", edition->manifest().value("program", "")},
                        {"engine", edition->manifest().value("engine", "")},
                        {"catalogue", edition->manifest().value("catalogue_sha256", "").substr(0, 12)},
                        {"areas", areas},
                        {"area_types", area_types_of(*edition)},
                        {"periods", edition->periods()},
                        {"domains", names_and_counts(*edition)},
                        {"sources", source_names_of(*edition)},
                        {"estimates", edition->estimates().rows()},
                        {"suppressed", suppressed},
                        {"holds", holds}});
}

Response editions(const Request& request, Service& service) {
  request.must_wait();
  Json items = Json::array();
  for (const Editions::Entry& entry : service.editions().list())
    items.push_back({{"edition", entry.id}, {"number", entry.number}, {"title", entry.title}, {"latest", entry.latest}, {"complete", entry.complete}, {"estimates", entry.estimates}, {"program", entry.program}, {"after", entry.after}});
  if (wants_csv(request)) return list_response(request, "", items, "editions", Caching::content);
  return json_response({{"items", items}}, Caching::content);
}

Response diff(const Request& request, Service& service) {
  const Query& query = request.target.query;
  if (!query.has("before")) throw Problem(400, "the edition before must be named", "add before=ID; GET /api/editions lists the editions");
  const auto before = service.editions().open(query.text("before"), request.may_wait), after = service.editions().open(query.text("after"), request.may_wait);
  const std::size_t limit = query.number("limit", 500, 1, 10'000);
  const bool csv = wants_csv(request);
  const auto table = service.differences().of(*before, *after, request.may_wait);
  const auto column = [&](const std::string& name) {
    const auto& names = table->columns();
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const std::size_t id = column("estimate_id"), change = column("change"), cause = column("cause");
  const std::string indicator = query.text("indicator"), area = query.text("area"), why = query.text("cause");
  Json changes = Json::object();
  std::size_t total = 0, next = 0;
  const std::size_t from = position_of(request, *after).row;
  core::DataTable page(table->columns());
  for (const auto& row : table->rows()) {
    const std::string name = core::exact_text(row[id]);
    if (!indicator.empty() && !name.starts_with(indicator + ":")) continue;
    if (!area.empty() && name.find(":" + area + ":") == std::string::npos) continue;
    if (!why.empty() && cause < row.size() && core::exact_text(row[cause]).find(why) == std::string::npos) continue;
    const std::string kind = core::exact_text(row[change]);
    changes[kind] = changes.value(kind, 0) + 1;
    if (total >= from && page.rows().size() < limit) page.add(row);
    else if (total >= from && next == 0) next = total;
    ++total;
  }
  if (csv) {
    std::ostringstream text;
    core::write(text, page, core::Format::csv);
    return csv_response(text.str(), "diff-" + before->id() + "-" + after->id(), Caching::content);
  }
  return json_response({{"before", before->id()}, {"after", after->id()}, {"total", total}, {"changes", changes}, {"items", items_of(page)}, {"next", next > 0 ? Json(cursor_of(*after, {0, next})) : Json(nullptr)}},
                       Caching::content);
}

}  // namespace

void add_edition_routes(Router& router) {
  router.add({"GET", "/api/edition", about_edition({}), edition, false, false, true});
  router.add({"GET", "/api/editions", {"format"}, editions});
  router.add({"GET", "/api/diff", {"before", "after", "indicator", "area", "cause", "limit", "cursor", "format"}, diff});
}

}  // namespace dmp::server
