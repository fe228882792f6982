#include <algorithm>

#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

constexpr std::size_t kMostAreas = 50;

Json point_of(const Found& found) {
  const Shard& shard = *found.shard;
  const ColumnNames& names = shard.columns();
  const auto text = [&](const char* name) {
    const std::string_view value = shard.text(names.at(name), found.row);
    return value.empty() ? Json(nullptr) : Json(value);
  };
  const auto number = [&](const char* name) { return json_of(shard.number(names.at(name), found.row)); };
  return {{"estimate_id", shard.estimate_id(found.row)}, {"period", text("period")}, {"value", number("value")}, {"lower_95", number("lower_95")}, {"upper_95", number("upper_95")},
          {"count", number("count")}, {"denominator", number("denominator")}, {"significance", text("significance")}, {"suppressed", text("suppressed")}, {"comparator", text("comparator")},
          {"comparator_value", number("comparator_value")}};
}

/// The rows of one area that the query means, oldest first.
std::vector<Found> series_of(const Query& query, const std::shared_ptr<const Shard>& shard, const std::string& area) {
  const ColumnNames& names = shard->columns();
  const auto wanted = [&](const char* name, const std::string& otherwise) { return query.has(name) ? query.text(name) : otherwise; };
  const std::string sex = wanted("sex", "Persons"), age = wanted("age", "All ages"), category = query.text("category"), type = query.text("category_type");
  std::vector<Found> rows;
  for (const std::uint32_t row : shard->rows_of_area(area)) {
    if (shard->text(names.at("sex"), row) != sex || shard->text(names.at("age"), row) != age || shard->text(names.at("category"), row) != category) continue;
    if (!type.empty() && shard->text(names.at("category_type"), row) != type) continue;
    rows.push_back({shard, row});
  }
  const std::size_t last = names.at("period_end");
  std::stable_sort(rows.begin(), rows.end(), [&](const Found& a, const Found& b) { return shard->text(last, a.row) < shard->text(last, b.row); });
  return rows;
}

Response trend(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Query& query = request.target.query;
  if (!query.has("indicator")) throw Problem(400, "an indicator must be named", "add indicator=ID; GET /api/indicators lists them");
  const IndicatorEntry& entry = indicator_of(*edition, query.text("indicator"));
  std::vector<const AreaEntry*> areas;
  for (const std::string& code : query.list("area")) areas.push_back(&area_of(*edition, code));
  if (areas.empty()) {
    areas = edition->own_areas();
    if (areas.size() > 20) areas.resize(20);
  }
  if (areas.size() > kMostAreas) throw Problem(400, "a trend has room for 50 areas", "name fewer areas");
  const bool csv = wants_csv(request);
  const auto& shard = edition->estimates().shard(*edition->estimates().position_of(entry.id));
  Json series = Json::array(), flat = Json::array();
  for (const AreaEntry* area : areas) {
    Json points = Json::array();
    std::string judged = "cannot be calculated";
    for (const Found& found : series_of(query, shard, area->code)) {
      points.push_back(point_of(found));
      judged = shard->text(shard->columns().at("trend"), found.row);
      Json line = {{"indicator_id", entry.id}, {"area_code", area->code}, {"area_name", area->name}};
      line.update(points.back());
      flat.push_back(std::move(line));
    }
    series.push_back({{"area_code", area->code}, {"area_name", area->name}, {"area_type", area->type}, {"trend", judged}, {"points", points}});
  }
  if (csv) return list_response(request, edition->id(), std::move(flat), "trend-" + entry.id);
  return json_response({{"edition", edition->id()}, {"indicator_id", entry.id}, {"indicator_name", entry.name}, {"unit", entry.unit}, {"polarity", entry.polarity}, {"periods", entry.periods}, {"series", series}});
}

}  // namespace

void add_trend_routes(Router& router) {
  router.add({"GET", "/api/trend", about_edition({"indicator", "area", "sex", "age", "category_type", "category", "format"}), trend});
}

}  // namespace dmp::server
