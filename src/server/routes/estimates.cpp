#include <algorithm>

#include "core/nearest.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

constexpr std::size_t kDefaultRows = 500, kMostRows = 10'000, kMostOfColumns = 100'000;
/// Of more estimates no question goes through all.
constexpr std::size_t kManyRows = 3'000'000;

/// A filter that holds for every value of a column of text.
void add_filter(const Request& request, Selection& selection, const char* parameter, const char* column) {
  // A category may hold a comma; an area's code, a period or a type does not.
  std::vector<std::string> values = std::string_view(parameter) == "category" ? std::vector<std::string>{request.target.query.text(parameter)} : request.target.query.list(parameter);
  if (request.target.query.has(parameter)) selection.conditions.push_back({column, std::move(values), false});
}

void add_breakdown(const Request& request, Selection& selection) {
  const std::string kind = request.target.query.has("breakdown") ? request.target.query.text("breakdown") : "any";
  static const std::vector<std::string> known = {"none", "any", "sex", "age", "category"};
  if (std::find(known.begin(), known.end(), kind) == known.end()) throw Problem(400, "there is no breakdown '" + kind + "'", "give none, any, sex, age or category");
  if (kind == "any") return;
  selection.conditions.push_back({"category", {""}, kind == "category"});
  if (kind == "category") return;
  selection.conditions.push_back({"sex", {"Persons"}, kind == "sex"});
  selection.conditions.push_back({"age", {"All ages"}, kind == "age"});
}

Selection selection_of(const Request& request, const OpenEdition& edition) {
  const Query& query = request.target.query;
  Selection selection;
  std::vector<std::string> wanted = query.list("indicator");
  if (const auto named = request.in_path.find("indicator"); named != request.in_path.end()) wanted = {named->second};
  for (const std::string& id : wanted) indicator_of(edition, id);
  const std::string domain = query.text("domain");
  check_domain(edition, domain);
  const auto& all = edition.estimates().indicators();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), all[i]) == wanted.end()) continue;
    if (domain.empty() || edition.indicator(all[i])->domain == domain) selection.shards.push_back(i);
  }
  std::vector<std::string> areas;
  for (const std::string& code : query.list("area")) areas.push_back(area_of(edition, code).code);
  if (!areas.empty()) selection.conditions.push_back({"area_code", areas, false});
  if (wanted.empty() && areas.empty() && domain.empty() && edition.estimates().rows() > kManyRows)
    throw Problem(400, "the edition holds " + std::to_string(edition.estimates().rows()) + " estimates, too many to go through at once", "name an indicator, a domain or an area; for all of them take estimates.parquet (GET /api/report)");
  add_filter(request, selection, "area_type", "area_type");
  if (query.text("period") == "latest") {
    selection.latest = true;
  } else {
    for (const std::string& period : query.list("period"))
      if (std::find(edition.periods().begin(), edition.periods().end(), period) == edition.periods().end()) {
        const auto nearest = core::nearest_name(period, edition.periods());
        throw Problem(404, "the edition has no period '" + period + "'", nearest ? "did you mean '" + *nearest + "'? Or give latest" : "give a period as the estimates name it, or latest", nearest.value_or(""));
      }
    add_filter(request, selection, "period", "period");
  }
  add_breakdown(request, selection);
  add_filter(request, selection, "sex", "sex");
  add_filter(request, selection, "age", "age");
  add_filter(request, selection, "category_type", "category_type");
  add_filter(request, selection, "category", "category");
  return selection;
}

std::vector<std::size_t> fields_of(const Request& request, const ColumnFile& store) {
  std::vector<std::size_t> columns;
  for (const std::string& name : request.target.query.list("fields")) {
    const auto found = store.columns().find(name);
    if (!found) {
      const auto nearest = core::nearest_name(name, store.columns().names);
      throw Problem(400, "the estimates have no column '" + name + "'", nearest ? "did you mean '" + *nearest + "'?" : "leave fields out for all columns", nearest.value_or(""));
    }
    if (std::find(columns.begin(), columns.end(), *found) == columns.end()) columns.push_back(*found);
  }
  return columns.empty() ? all_columns(store) : columns;
}

/// The next page's address, for the header Link.
std::string link_to_next(const Request& request, const std::string& cursor) {
  std::string link = request.target.raw + "?";
  for (const auto& [name, value] : request.target.query.items())
    if (name != "cursor") link += percent_encoded(name) + "=" + percent_encoded(value) + "&";
  return "<" + link + "cursor=" + cursor + ">; rel=\"next\"";
}

std::string rows_as_csv(const Page& page, const ColumnFile& store, const std::vector<std::size_t>& columns) {
  std::string text;
  for (const std::size_t column : columns) text += (text.empty() ? "" : ",") + store.columns().names[column];
  text += '\n';
  for (const Found& found : page.rows) {
    bool first = true;
    for (const std::size_t column : columns) {
      if (!first) text += ',';
      first = false;
      found.shard->append_csv(text, column, found.row);
    }
    text += '\n';
  }
  return text;
}

std::string rows_as_json(const Page& page, const ColumnFile& store, const std::vector<std::size_t>& columns, bool by_columns) {
  std::string text;
  if (!by_columns) {
    text = "\"items\":[";
    for (std::size_t i = 0; i < page.rows.size(); ++i) {
      if (i > 0) text += ",\n";
      append_row(text, page.rows[i], columns);
    }
    return text + "]";
  }
  text = "\"columns\":{";
  for (std::size_t c = 0; c < columns.size(); ++c) {
    text += (c > 0 ? ",\n\"" : "\"") + store.columns().names[columns[c]] + "\":[";
    for (std::size_t i = 0; i < page.rows.size(); ++i) {
      if (i > 0) text += ',';
      page.rows[i].shard->append_json(text, columns[c], page.rows[i].row);
    }
    text += ']';
  }
  return text + "}";
}

Response estimates(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const ColumnFile& store = edition->estimates();
  const std::string form = request.target.query.has("form") ? request.target.query.text("form") : "rows";
  if (form != "rows" && form != "columns") throw Problem(400, "there is no form '" + form + "'", "give form=rows or form=columns");
  const bool by_columns = form == "columns", csv = wants_csv(request);
  const std::size_t most = request.target.query.number("limit", by_columns ? kMostOfColumns : kDefaultRows, 1, by_columns ? kMostOfColumns : kMostRows);
  const std::vector<std::size_t> columns = fields_of(request, store);
  const Selection selection = selection_of(request, *edition);
  const Page page = select(store, selection, position_of(request, *edition), most, request.may_wait);
  // Some milliseconds of writing: not while everybody else waits.
  if (page.rows.size() > 2000) request.must_wait();
  const std::string next = page.next ? cursor_of(*edition, *page.next) : "";
  Response response;
  if (csv) {
    response = csv_response(rows_as_csv(page, store, columns), "estimates-" + edition->id());
  } else {
    response.set_body("{\"edition\":\"" + edition->id() + "\",\"total\":" + std::to_string(page.total) + "," + rows_as_json(page, store, columns, by_columns) + ",\"next\":" + (next.empty() ? "null" : "\"" + next + "\"") + "}\n");
  }
  response.caching = Caching::edition;
  response.headers.emplace_back("X-Total-Count", std::to_string(page.total));
  if (!next.empty()) response.headers.emplace_back("Link", link_to_next(request, next));
  return response;
}

/// Comparisons of one estimate, as JSON objects.
Json comparisons_with(const OpenEdition& edition, const std::string& id, bool may_wait) {
  Json items = Json::array();
  const ColumnFile& store = edition.comparisons(may_wait);
  const std::size_t first = id.find(':');
  const auto position = store.position_of(id.substr(0, first));
  if (!position) return items;
  const auto& shard = store.shard(*position);
  for (const std::uint32_t row : shard->rows_of_area(id.substr(first + 1, id.find(':', first + 1) - first - 1)))
    if (shard->estimate_id(row) == id) items.push_back(estimate_json({shard, row}));
  return items;
}

Response estimate(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const std::string& id = request.in_path.at("estimate_id");
  const auto found = find_estimate(edition->estimates(), id);
  if (!found) {
    indicator_of(*edition, id.substr(0, id.find(':')));
    throw Problem(404, "the edition has no estimate '" + id + "'", "GET /api/estimates?indicator=" + id.substr(0, id.find(':')) + " lists those of the indicator");
  }
  Json json = {{"edition", edition->id()}, {"estimate", estimate_json(*found)}};
  json["comparisons"] = comparisons_with(*edition, id, request.may_wait);
  json["explain"] = "/api/explain/" + percent_encoded(id);
  return json_response(json);
}

}  // namespace

void add_estimate_routes(Router& router) {
  const std::vector<std::string> filters = about_edition({"area", "area_type", "period", "breakdown", "sex", "age", "category_type", "category", "fields", "form", "limit", "cursor", "format"});
  std::vector<std::string> more = filters;
  more.insert(more.end(), {"indicator", "domain"});
  router.add({"GET", "/api/estimates", more, estimates});
  router.add({"GET", "/api/estimates/{estimate_id}", about_edition({}), estimate, false, true});
  router.add({"GET", "/api/indicators/{indicator}/values", filters, estimates});
}

}  // namespace dmp::server
