#include "server/routes/answers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "core/nearest.hpp"
#include "server/encoding.hpp"

namespace dmp::server {

Response json_response(const Json& json, Caching caching) {
  Response response;
  response.caching = caching;
  response.set_body(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  return response;
}

bool wants_csv(const Request& request) {
  if (request.target.query.has("format")) {
    const std::string format = request.target.query.text("format");
    if (format != "csv" && format != "json") throw Problem(400, "there is no format '" + format + "'", "give format=json or format=csv");
    return format == "csv";
  }
  const std::string_view accept = request.header("accept");
  const double csv = weight_of(accept, "text/csv"), json = weight_of(accept, "application/json");
  if (csv <= 0 && json <= 0 && weight_of(accept, "text/html") <= 0) throw Problem(406, "what Accept asks for is not offered here", "accept application/json or text/csv");
  return csv > json && accept.find("text/csv") != std::string_view::npos;
}

Response csv_response(std::string text, const std::string& name, Caching caching) {
  Response response;
  response.caching = caching;
  response.content_type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
  response.set_body(std::move(text));
  return response;
}

Json json_of(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }

Json json_of(const core::Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return json_of(*number);
  if (const auto* whole = std::get_if<long long>(&cell)) return *whole;
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth;
  if (const auto* text = std::get_if<std::string>(&cell)) return text->empty() ? Json(nullptr) : Json(*text);
  return nullptr;
}

Json items_of(const core::DataTable& table) {
  Json items = Json::array();
  for (const auto& row : table.rows()) {
    Json item = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) item[table.columns()[i]] = json_of(row[i]);
    items.push_back(std::move(item));
  }
  return items;
}

core::DataTable table_of(const Json& items) {
  std::vector<std::string> columns;
  for (const Json& item : items)
    for (const auto& [name, value] : item.items())
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
  core::DataTable table(columns);
  for (const Json& item : items) {
    std::vector<core::Cell> row;
    for (const std::string& name : columns) {
      const auto found = item.find(name);
      if (found == item.end() || found->is_null()) row.emplace_back();
      else if (found->is_string()) row.emplace_back(found->get<std::string>());
      else if (found->is_boolean()) row.emplace_back(found->get<bool>());
      else if (found->is_number_integer()) row.emplace_back(found->get<long long>());
      else if (found->is_number()) row.emplace_back(found->get<double>());
      else if (found->is_array() && std::all_of(found->begin(), found->end(), [](const Json& each) { return each.is_string(); })) {
        std::string text;
        for (const Json& each : *found) text += (text.empty() ? "" : "; ") + each.get<std::string>();
        row.emplace_back(std::move(text));
      } else {
        row.emplace_back(found->dump(-1, ' ', false, Json::error_handler_t::replace));
      }
    }
    table.add(std::move(row));
  }
  return table;
}

Response csv_of(const Json& items, const std::string& name, Caching caching) {
  std::ostringstream text;
  core::write(text, table_of(items), core::Format::csv);
  return csv_response(text.str(), name, caching);
}

Response list_response(const Request& request, const std::string& edition, Json items, const std::string& name, Caching caching) {
  if (wants_csv(request)) return csv_of(items, name, caching);
  Json json = Json::object();
  if (!edition.empty()) json["edition"] = edition;
  json["total"] = items.size();
  json["items"] = std::move(items);
  return json_response(json, caching);
}

Position position_of(const Request& request, const OpenEdition& edition) {
  const std::string cursor = request.target.query.text("cursor");
  if (cursor.empty()) return {};
  Position position;
  const std::size_t first = cursor.find('.'), second = cursor.find('.', first == std::string::npos ? first : first + 1);
  const auto number = [&](std::size_t from, std::size_t to, std::size_t& into) {
    const auto [end, error] = std::from_chars(cursor.data() + from, cursor.data() + to, into);
    return from < to && error == std::errc() && end == cursor.data() + to;
  };
  if (second == std::string::npos || !number(first + 1, second, position.shard) || !number(second + 1, cursor.size(), position.row))
    throw Problem(400, "the cursor is none of this server's", "take `next` of the page before as it is");
  if (cursor.substr(0, first) != edition.id())
    throw Problem(409, "the cursor belongs to the edition " + cursor.substr(0, first), "begin again without cursor, or name edition=" + cursor.substr(0, first) + " on every page");
  return position;
}

std::string cursor_of(const OpenEdition& edition, const Position& position) { return edition.id() + "." + std::to_string(position.shard) + "." + std::to_string(position.row); }

std::vector<std::string> about_edition(std::vector<std::string> names) {
  names.emplace_back("edition");
  return names;
}

const IndicatorEntry& indicator_of(const OpenEdition& edition, const std::string& id) {
  if (const IndicatorEntry* found = edition.indicator(id)) return *found;
  std::vector<std::string> known;
  for (const IndicatorEntry& each : edition.indicators()) known.push_back(each.id);
  const auto nearest = core::nearest_name(id, known);
  throw Problem(404, "the edition has no indicator '" + id + "'", nearest ? "did you mean '" + *nearest + "'? GET /api/indicators lists them" : "GET /api/indicators lists them", nearest.value_or(""));
}

const AreaEntry& area_of(const OpenEdition& edition, const std::string& code_or_name) {
  if (const AreaEntry* found = edition.area(code_or_name)) return *found;
  std::vector<std::string> known;
  // Of a country's small areas the nearest would take long and help little.
  for (const AreaEntry& each : edition.areas()) {
    if (known.size() > 4000) break;
    known.push_back(each.code);
    known.push_back(each.name);
  }
  const auto nearest = core::nearest_name(code_or_name, known);
  throw Problem(404, "the edition has no area '" + code_or_name + "'", nearest ? "did you mean '" + *nearest + "'? GET /api/areas lists them" : "GET /api/areas lists them", nearest.value_or(""));
}

void check_domain(const OpenEdition& edition, const std::string& domain) {
  if (domain.empty()) return;
  std::vector<std::string> known;
  for (const IndicatorEntry& each : edition.indicators()) {
    if (each.domain == domain) return;
    if (std::find(known.begin(), known.end(), each.domain) == known.end()) known.push_back(each.domain);
  }
  static const std::vector<std::string> all = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};
  if (std::find(all.begin(), all.end(), domain) != all.end()) return;
  throw Problem(404, "there is no domain '" + domain + "'", "give USE, CRI, DTH, SUP, ENG, REC or CTX");
}

Json json_of(const AreaEntry& area) { return {{"area_code", area.code}, {"area_name", area.name}, {"area_type", area.type}, {"own", area.own}}; }

void append_row(std::string& out, const Found& found, const std::vector<std::size_t>& columns) {
  const Shard& shard = *found.shard;
  char before = '{';
  for (const std::size_t column : columns) {
    out += before;
    out += '"';
    out += shard.columns().names[column];
    out += "\":";
    shard.append_json(out, column, found.row);
    before = ',';
  }
  if (columns.empty()) out += '{';
  out += '}';
}

std::vector<std::size_t> all_columns(const ColumnFile& store) {
  std::vector<std::size_t> columns(store.columns().names.size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  return columns;
}

Json estimate_json(const Found& found) {
  const Shard& shard = *found.shard;
  Json json = Json::object();
  for (std::size_t column = 0; column < shard.columns().names.size(); ++column) {
    const std::string& name = shard.columns().names[column];
    if (name == "estimate_id") json[name] = shard.estimate_id(found.row);
    else if (!shard.columns().is_text[column]) json[name] = json_of(shard.number(column, found.row));
    else json[name] = shard.text(column, found.row).empty() ? Json(nullptr) : Json(shard.text(column, found.row));
  }
  return json;
}

core::Estimate estimate_of(const Found& found) {
  const Shard& shard = *found.shard;
  const ColumnNames& names = shard.columns();
  const auto text = [&](const char* name) { return std::string(shard.text(names.at(name), found.row)); };
  const auto number = [&](const char* name) { return shard.number(names.at(name), found.row); };
  core::Estimate e;
  e.estimate_id = shard.estimate_id(found.row);
  e.indicator_id = text("indicator_id"), e.indicator_name = text("indicator_name"), e.domain = text("domain");
  e.area_code = text("area_code"), e.area_name = text("area_name"), e.area_type = text("area_type");
  e.period = text("period"), e.period_start = text("period_start"), e.period_end = text("period_end");
  e.sex = text("sex"), e.age = text("age"), e.category_type = text("category_type"), e.category = text("category"), e.unit = text("unit");
  e.value = number("value"), e.lower_95 = number("lower_95"), e.upper_95 = number("upper_95"), e.lower_99_8 = number("lower_99_8"), e.upper_99_8 = number("upper_99_8");
  e.count = number("count"), e.denominator = number("denominator"), e.comparator_value = number("comparator_value");
  e.method = text("method"), e.comparator = text("comparator"), e.significance = text("significance"), e.trend = text("trend");
  e.polarity = text("polarity"), e.quality = text("quality"), e.suppressed = text("suppressed"), e.note = text("note"), e.sources = text("sources");
  return e;
}

std::vector<Found> totals_of(const std::shared_ptr<const Shard>& shard, const std::string& area, const std::string& period) {
  const ColumnNames& names = shard->columns();
  const std::size_t sex = names.at("sex"), age = names.at("age"), category = names.at("category"), of = names.at("period");
  std::vector<Found> found;
  for (const std::uint32_t row : shard->rows_of_area(area))
    if (shard->text(category, row).empty() && shard->text(sex, row) == "Persons" && shard->text(age, row) == "All ages" && (period.empty() || shard->text(of, row) == period)) found.push_back({shard, row});
  return found;
}

std::optional<Found> find_estimate(const ColumnFile& store, const std::string& id) {
  const std::size_t first = id.find(':');
  const auto position = store.position_of(id.substr(0, first));
  if (!position || first == std::string::npos) return std::nullopt;
  const auto& shard = store.shard(*position);
  for (const std::uint32_t row : shard->rows_of_area(id.substr(first + 1, id.find(':', first + 1) - first - 1)))
    if (shard->estimate_id(row) == id) return Found{shard, row};
  return std::nullopt;
}

Router all_routes() {
  Router router;
  for (const auto add : {add_health_routes, add_edition_routes, add_overview_routes, add_indicator_routes, add_area_routes, add_estimate_routes, add_comparison_routes, add_rug_routes, add_trend_routes,
                         add_market_routes, add_place_routes, add_statement_routes, add_claim_routes, add_plan_routes, add_quality_routes, add_explain_routes, add_chart_routes, add_report_routes, add_web_routes})
    add(router);
  return router;
}

}  // namespace dmp::server
