#include <algorithm>

#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

std::string small(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

Response areas(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Query& query = request.target.query;
  const std::vector<std::string> types = query.list("area_type");
  const std::string words = small(query.text("q"));
  const std::size_t limit = query.number("limit", 500, 1, 100'000), from = position_of(request, *edition).row;
  const bool csv = wants_csv(request);
  Json items = Json::array();
  std::size_t total = 0, next = 0;
  for (const AreaEntry& area : edition->areas()) {
    if (!types.empty() && std::find(types.begin(), types.end(), area.type) == types.end()) continue;
    if (!words.empty() && !small(area.code).starts_with(words) && small(area.name).find(words) == std::string::npos) continue;
    if (total >= from && items.size() < limit) items.push_back(json_of(area));
    else if (total >= from && next == 0) next = total;
    ++total;
  }
  if (items.size() > 2000) request.must_wait();
  if (csv) return list_response(request, "", std::move(items), "areas-" + edition->id());
  return json_response({{"edition", edition->id()}, {"total", total}, {"items", std::move(items)}, {"next", next > 0 ? Json(cursor_of(*edition, {0, next})) : Json(nullptr)}});
}

/// Each indicator's total for its latest period that the area has.
Response area(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const AreaEntry& area = area_of(*edition, request.in_path.at("area"));
  const std::string domain = request.target.query.text("domain");
  check_domain(*edition, domain);
  const ColumnFile& store = edition->estimates();
  const std::vector<std::size_t> columns = all_columns(store);
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < store.indicators().size(); ++i) {
    const IndicatorEntry& entry = *edition->indicator(store.indicators()[i]);
    if (!domain.empty() && entry.domain != domain) continue;
    if (std::find(entry.area_types.begin(), entry.area_types.end(), area.type) != entry.area_types.end()) wanted.push_back(i);
  }
  const bool csv = wants_csv(request);
  std::string items;
  Json rows = Json::array();
  wait_for_indicators(store, wanted.size(), request.may_wait);
  for (const std::size_t position : wanted) {
    const std::vector<Found> totals = totals_of(store.shard(position), area.code);
    if (totals.empty()) continue;
    const std::size_t end = store.columns().at("period_end");
    const Found latest = *std::max_element(totals.begin(), totals.end(), [&](const Found& a, const Found& b) { return a.shard->text(end, a.row) < b.shard->text(end, b.row); });
    if (csv) {
      rows.push_back(estimate_json(latest));
      continue;
    }
    items += items.empty() ? "" : ",\n";
    append_row(items, latest, columns);
  }
  if (csv) return csv_of(rows, area.code + "-" + edition->id());
  Response response;
  response.caching = Caching::edition;
  response.set_body("{\"edition\":\"" + edition->id() + "\",\"area\":" + json_of(area).dump() + ",\"items\":[" + items + "]}\n");
  return response;
}

}  // namespace

void add_area_routes(Router& router) {
  router.add({"GET", "/api/areas", about_edition({"area_type", "q", "limit", "cursor", "format"}), areas});
  router.add({"GET", "/api/areas/{area}", about_edition({"domain", "format"}), area});
}

}  // namespace dmp::server
