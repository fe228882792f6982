#include <algorithm>

#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

std::string small(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

Json summary_of(const IndicatorEntry& entry) {
  return {{"indicator_id", entry.id}, {"indicator_name", entry.name}, {"question", entry.question}, {"domain", entry.domain}, {"family", entry.family}, {"tier", entry.tier}, {"unit", entry.unit},
          {"polarity", entry.polarity}, {"quality", entry.quality}, {"periods", entry.periods}, {"latest", entry.latest}, {"area_types", entry.area_types}, {"breakdowns", entry.breakdowns},
          {"estimates", entry.estimates}, {"suppressed", entry.suppressed}};
}

bool holds_words(const IndicatorEntry& entry, const std::string& words) {
  const std::string text = small(entry.id + " " + entry.name + " " + entry.question);
  for (std::size_t from = 0; from < words.size();) {
    const std::size_t to = std::min(words.find(' ', from), words.size());
    if (text.find(small(words.substr(from, to - from))) == std::string::npos) return false;
    from = to + 1;
  }
  return true;
}

Response indicators(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const Query& query = request.target.query;
  check_domain(*edition, query.text("domain"));
  Json items = Json::array();
  for (const IndicatorEntry& entry : edition->indicators()) {
    const auto differs = [&](const char* name, const std::string& value) { return query.has(name) && query.text(name) != value; };
    if (differs("domain", entry.domain) || differs("family", entry.family) || differs("tier", entry.tier)) continue;
    if (query.has("area_type") && std::find(entry.area_types.begin(), entry.area_types.end(), query.text("area_type")) == entry.area_types.end()) continue;
    if (query.has("q") && !holds_words(entry, query.text("q"))) continue;
    items.push_back(summary_of(entry));
  }
  return list_response(request, edition->id(), std::move(items), "indicators-" + edition->id());
}

Response indicator(const Request& request, Service& service) {
  const auto edition = service.edition(request);
  const IndicatorEntry& entry = indicator_of(*edition, request.in_path.at("indicator"));
  const auto shard = edition->estimates().shard(*edition->estimates().position_of(entry.id));
  Json json = summary_of(entry);
  json["edition"] = edition->id();
  Json methods = Json::array();
  const std::size_t method = shard->columns().at("method");
  for (std::uint32_t code = 0; code < shard->texts_in(method); ++code)
    if (const std::string_view text = shard->text_of(method, code); !text.empty()) methods.push_back(text);
  json["method"] = methods.empty() ? "" : methods[0];
  json["citation"] = entry.definition ? entry.definition->citation : "";
  json["caveats"] = entry.definition ? entry.definition->caveats : std::vector<std::string>{};
  const Json run = edition->manifest().value("indicators", Json::object()).value(entry.id, Json::object());
  json["numerator_sql"] = run.value("numerator_sql", "");
  json["denominator_sql"] = run.value("denominator_sql", "");
  std::vector<std::string> sources;
  for (const Json& table : run.value("tables", Json::array()))
    if (const std::string source = table.value("source", ""); std::find(sources.begin(), sources.end(), source) == sources.end()) sources.push_back(source);
  json["sources"] = sources;
  json["categories"] = entry.categories;
  return json_response(json);
}

}  // namespace

void add_indicator_routes(Router& router) {
  router.add({"GET", "/api/indicators", about_edition({"domain", "family", "tier", "area_type", "q", "format"}), indicators});
  router.add({"GET", "/api/indicators/{indicator}", about_edition({}), indicator});
}

}  // namespace dmp::server
