#include <algorithm>

#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

constexpr std::size_t kMostAreas = 200;

std::vector<const AreaEntry*> columns_of(const Request& request, const OpenEdition& edition) {
  std::vector<const AreaEntry*> areas;
  for (const std::string& code : request.target.query.list("areas")) areas.push_back(&area_of(edition, code));
  if (areas.empty()) areas = edition.own_areas();
  if (areas.size() > kMostAreas) throw Problem(400, "the rug has room for 200 areas", "name fewer areas");
  return areas;
}

Json cell_of(const Found& found) {
  const Shard& shard = *found.shard;
  const ColumnNames& names = shard.columns();
  const auto text = [&](const char* name) {
    const std::string_view value = shard.text(names.at(name), found.row);
    return value.empty() ? Json(nullptr) : Json(value);
  };
  return {{"estimate_id", shard.estimate_id(found.row)}, {"value", json_of(shard.number(names.at("value"), found.row))}, {"lower_95", json_of(shard.number(names.at("lower_95"), found.row))},
          {"upper_95", json_of(shard.number(names.at("upper_95"), found.row))}, {"significance", text("significance")}, {"trend", text("trend")}, {"suppressed", text("suppressed")}};
}

Json row_of(const IndicatorEntry& entry, const std::shared_ptr<const Shard>& shard, const std::vector<const AreaEntry*>& areas, const std::string& period) {
  const ColumnNames& names = shard->columns();
  Json cells = Json::array(), comparator, comparator_value;
  bool any = false;
  for (const AreaEntry* area : areas) {
    const std::vector<Found> found = totals_of(shard, area->code, period);
    if (found.empty()) {
      cells.push_back(nullptr);
      continue;
    }
    any = true;
    cells.push_back(cell_of(found[0]));
    const std::string_view name = shard->text(names.at("comparator"), found[0].row);
    if (!comparator.is_null() || name.empty()) continue;
    comparator = name;
    comparator_value = json_of(shard->number(names.at("comparator_value"), found[0].row));
  }
  if (!any) return nullptr;
  return {{"indicator_id", entry.id}, {"indicator_name", entry.name}, {"domain", entry.domain}, {"unit", entry.unit}, {"polarity", entry.polarity}, {"period", period}, {"comparator", comparator},
          {"comparator_value", comparator_value}, {"cells", cells}};
}

/// A cell a line, for a spreadsheet.
Json flat(const Json& rows, const std::vector<const AreaEntry*>& areas) {
  Json items = Json::array();
  for (const Json& row : rows)
    for (std::size_t i = 0; i < areas.size(); ++i) {
      Json item = row;
      item.erase("cells");
      item["area_code"] = areas[i]->code;
      item["area_name"] = areas[i]->name;
      if (row["cells"][i].is_object()) item.update(row["cells"][i]);
      items.push_back(std::move(item));
    }
  return items;
}

Response rug(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const std::vector<const AreaEntry*> areas = columns_of(request, *edition);
  const std::string domain = request.target.query.text("domain"), period = request.target.query.text("period");
  check_domain(*edition, domain);
  const bool csv = wants_csv(request);
  Json rows = Json::array();
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < edition->indicators().size(); ++i)
    if (domain.empty() || edition->indicators()[i].domain == domain) wanted.push_back(i);
  wait_for_indicators(edition->estimates(), wanted.size(), request.may_wait);
  for (const std::size_t position : wanted) {
    const auto& shard = edition->estimates().shard(position);
    const IndicatorEntry& entry = *edition->indicator(shard->indicator());
    Json row = row_of(entry, shard, areas, period.empty() || period == "latest" ? entry.latest : period);
    if (!row.is_null()) rows.push_back(std::move(row));
  }
  if (csv) return list_response(request, edition->id(), flat(rows, areas), "rug-" + edition->id());
  Json shown = Json::array();
  for (const AreaEntry* area : areas) shown.push_back(json_of(*area));
  return json_response({{"edition", edition->id()}, {"areas", shown}, {"rows", rows}});
}

}  // namespace

void add_rug_routes(Router& router) { router.add({"GET", "/api/rug", about_edition({"domain", "areas", "period", "format"}), rug}); }

}  // namespace dmp::server
