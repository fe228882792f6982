#include <algorithm>
#include <cmath>

#include "core/nearest.hpp"
#include "server/json_body.hpp"
#include "server/routes/answers.hpp"
#include "server/solver.hpp"

namespace dmp::server {
namespace {

const Json& market_of(const Request& request, const OpenEdition& edition) {
  const Json& market = edition.document("market.json", request.may_wait);
  if (!market.is_object())
    throw Problem(404, "the edition has no market model", "give the profile population and drug user estimates (docs/methods/market-size.md) and build again");
  return market;
}

/// The area asked for, else the first of the model.
const Json& market_area(const Request& request, const Json& market) {
  const Json& areas = market.at("areas");
  const std::string wanted = request.target.query.text("area");
  std::vector<std::string> known;
  for (const Json& area : areas) {
    if (wanted.empty() || area.value("code", "") == wanted) return area;
    known.push_back(area.value("code", ""));
  }
  throw Problem(404, "there is no market of the area '" + wanted + "'", "name a county or authority of the profile." + core::suggestion(wanted, known), core::nearest_name(wanted, known).value_or(""));
}

void check_drug(const Json& market, const std::string& drug) {
  if (drug.empty()) return;
  std::vector<std::string> known;
  for (const Json& each : market.at("drugs")) {
    if (each.value("id", "") == drug || each.value("category", "") == drug) return;
    known.push_back(each.value("id", ""));
  }
  throw Problem(404, "there is no market of '" + drug + "'", "name a drug of GET /api/market." + core::suggestion(drug, known), core::nearest_name(drug, known).value_or(""));
}

/// Rows of a list of market.json about an area, and a drug where one is asked for.
Json rows_of(const Json& list, const std::string& area, const std::string& drug) {
  Json rows = Json::array();
  for (const Json& row : list)
    if ((area.empty() || !row.contains("area") || row["area"] == area) && (drug.empty() || !row.contains("drug") || row["drug"] == drug)) rows.push_back(row);
  return rows;
}

Json drug_of(const Json& drug, const std::string& area) {
  Json shown = {{"id", drug.value("id", "")}, {"name", drug.value("name", "")}, {"category", drug.value("category", "")}};
  shown["results"] = drug.value("areas", Json::object()).value(area, Json::object());
  shown["waterfall"] = drug.value("waterfall", Json::object()).value(area, Json::array());
  shown["groups"] = rows_of(drug.value("groups", Json::array()), area, "");
  shown["caveats"] = drug.value("caveats", Json::array());
  shown["notes"] = drug.value("notes", Json::array());
  return shown;
}

/// Numbers of objects inside a row beside the row's own: {"production": {"value": 1}} as production_value.
Json flat(const Json& rows) {
  Json items = Json::array();
  for (const Json& row : rows) {
    Json item = Json::object();
    for (const auto& [name, value] : row.items()) {
      if (!value.is_object()) item[name] = value;
      else
        for (const auto& [inner, number] : value.items()) item[name + "_" + inner] = number;
    }
    items.push_back(std::move(item));
  }
  return items;
}

Response market(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Json& market = market_of(request, *edition);
  const Json& area = market_area(request, market);
  const std::string code = area.value("code", ""), only = request.target.query.text("drug");
  check_drug(market, only);
  Json drugs = Json::array();
  for (const Json& drug : market.at("drugs"))
    if (only.empty() || drug.value("id", "") == only || drug.value("category", "") == only) drugs.push_back(drug_of(drug, code));
  if (wants_csv(request)) {
    Json rows = Json::array();
    for (const Json& drug : drugs)
      for (const auto& [measure, result] : drug["results"].items()) {
        Json row = {{"drug", drug["id"]}, {"name", drug["name"]}, {"area", code}, {"period", market.value("period", "")}, {"measure", measure}};
        if (result.is_object()) row.update(result);
        rows.push_back(std::move(row));
      }
    return csv_of(rows, "market-" + edition->id());
  }
  const Json total = market.value("totals", Json::object()).value(code, Json());
  return json_response({{"edition", edition->id()}, {"period", market.value("period", "")}, {"draws", market.value("draws", 0)}, {"seed", market.value("seed", 0LL)}, {"sources", market.value("sources", "")},
                        {"corrections", market.value("corrections", Json::array())}, {"area", area}, {"areas", market.at("areas")}, {"total", total.is_object() ? total : Json(nullptr)}, {"drugs", drugs},
                        {"statements", rows_of(market.value("statements", Json::array()), code, only)}, {"synthesis", rows_of(market.value("synthesis", Json::array()), code, only)},
                        {"wastewater", rows_of(market.value("wastewater", Json::array()), code, only)}, {"notes", market.value("notes", Json::array())}});
}

/// A list of market.json; filter: a further parameter and the key it filters by.
Response rows(const Request& request, Service& service, const char* list, const char* filter) {
  const auto edition = service.edition(request);
  const Json& market = market_of(request, *edition);
  const std::string drug = request.target.query.text("drug"), area = market_area(request, market).value("code", "");
  check_drug(market, drug);
  Json items = rows_of(market.value(list, Json::array()), area, drug);
  if (filter[0] && request.target.query.has(filter)) {
    Json kept = Json::array();
    for (Json& item : items)
      if (item.value(filter, "") == request.target.query.text(filter)) kept.push_back(std::move(item));
    items = std::move(kept);
  }
  if (wants_csv(request)) items = flat(items);
  return list_response(request, edition->id(), std::move(items), std::string("market-") + list + "-" + edition->id());
}

Response parameters(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Json& market = market_of(request, *edition);
  const std::string only = request.target.query.text("drug");
  check_drug(market, only);
  Json items = Json::array();
  for (const Json& drug : market.at("drugs")) {
    if (!only.empty() && drug.value("id", "") != only && drug.value("category", "") != only) continue;
    for (const Json& parameter : drug.value("parameters", Json::array())) {
      Json item = {{"drug", drug.value("id", "")}};
      item.update(parameter);
      items.push_back(std::move(item));
    }
  }
  return list_response(request, edition->id(), std::move(items), "market-parameters-" + edition->id());
}

Response sensitivity(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Json& market = market_of(request, *edition);
  const Json drivers = market.value("drivers", Json::object());
  if (wants_csv(request)) return csv_of(drivers.value("tornado", Json::array()), "market-sensitivity-" + edition->id());
  Json json = {{"edition", edition->id()}, {"drug", drivers.value("drug", "")}, {"result", drivers.value("result", "")}, {"middle", drivers.value("middle", Json())}};
  json["tornado"] = drivers.value("tornado", Json::array());
  json["information"] = drivers.value("information", Json::array());
  return json_response(json);
}

/// What would have to be true for the claim to hold; without a claim what follows from the parameters.
Json rows_of_solution(const Json& answer) {
  if (answer.contains("claim") && answer["claim"].is_object()) return answer["claim"].value("needed", Json::array());
  Json rows = Json::array();
  for (const auto& [output, result] : answer.at("results").items()) {
    Json row = {{"output", output}};
    row.update(result);
    rows.push_back(std::move(row));
  }
  return rows;
}

Response solve(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Json body = json_object_of(request, {"drug", "area", "claim", "parameters"});
  SolverQuestion question;
  question.drug = required_text(body, "drug", 100);
  question.area = optional_text(body, "area", 100);
  if (body.contains("claim") && !body["claim"].is_null()) {
    const Json& claim = body["claim"];
    check_members(claim, "claim", {"output", "value"});
    question.output = required_text(claim, "output", 20);
    if (question.output != "spend" && question.output != "quantity" && question.output != "users") throw Problem(422, "there is no claim about '" + question.output + "'", "give claim.output as spend, quantity or users");
    question.claim = required_number(claim, "value");
    if (!(question.claim > 0)) throw Problem(422, "the claim must be above 0", "give claim.value in pounds a year, street kilograms a year, or people");
  }
  if (body.contains("parameters") && !body["parameters"].is_null()) {
    const Json& fixed = body["parameters"];
    if (!fixed.is_object() || fixed.size() > 64) throw Problem(422, "parameters must be an object of at most 64 numbers", "write for example {\"powder_cocaine.days.frequent\": 120}");
    for (const auto& [id, value] : fixed.items()) {
      if (!value.is_number() || !std::isfinite(value.get<double>())) throw Problem(422, "the value of parameter '" + id.substr(0, 100) + "' is no number", "give a number in the parameter's own unit");
      question.fixed[id] = value.get<double>();
    }
  }
  const bool csv = wants_csv(request);
  request.must_wait();
  const Json answer = service.solver().solve(*edition, question);
  return csv ? csv_of(rows_of_solution(answer), "market-solution", Caching::never) : json_response(answer, Caching::never);
}

}  // namespace

void add_market_routes(Router& router) {
  router.add({"GET", "/api/market", about_edition({"area", "drug", "format"}), market});
  router.add({"GET", "/api/market/methods", about_edition({"area", "drug", "measure", "format"}), [](const Request& r, Service& s) { return rows(r, s, "methods", "measure"); }});
  router.add({"GET", "/api/market/balance", about_edition({"area", "drug", "format"}), [](const Request& r, Service& s) { return rows(r, s, "balance", ""); }});
  router.add({"GET", "/api/market/supply", about_edition({"area", "drug", "topic", "format"}), [](const Request& r, Service& s) { return rows(r, s, "supply", "topic"); }});
  router.add({"GET", "/api/market/parameters", about_edition({"drug", "format"}), parameters});
  router.add({"GET", "/api/market/sensitivity", about_edition({"format"}), sensitivity});
  router.add({"POST", "/api/market/solve", about_edition({"format"}), solve});
}

}  // namespace dmp::server
