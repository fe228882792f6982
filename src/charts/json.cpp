#include "charts/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"

namespace dmp::charts {
namespace {

using Json = nlohmann::ordered_json;

void put(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = text;
}
void put(Json& json, const char* name, double number) {
  if (std::isfinite(number)) json[name] = number;
}
template <typename List>
void put_list(Json& json, const char* name, const List& list) {
  if (!list.empty()) json[name] = list;
}

Json json_of_format(const Format& format) {
  Json json{{"decimals", format.decimals}};
  put(json, "prefix", format.prefix), put(json, "suffix", format.suffix);
  if (format.compact) json["compact"] = true;
  return json;
}

Json json_of_axis(const Axis& axis) {
  Json json{{"title", axis.title}, {"format", json_of_format(axis.format)}};
  if (axis.logarithmic) json["logarithmic"] = true;
  put_list(json, "categories", axis.categories);
  return json;
}

Json json_of_datum(const Datum& d) {
  Json json = Json::object();
  put(json, "label", d.label), put(json, "x", d.x), put(json, "value", d.value), put(json, "lower", d.lower), put(json, "upper", d.upper);
  put(json, "inner_lower", d.inner_lower), put(json, "inner_upper", d.inner_upper), put(json, "reference", d.reference);
  put(json, "text", d.text), put(json, "trend", d.trend), put(json, "mark", d.mark), put(json, "note", d.note), put(json, "id", d.id), put(json, "status", d.status);
  if (d.strong) json["strong"] = true;
  return json;
}

Json json_of_chart(const Chart& chart) {
  Json json{{"id", chart.is.id}, {"kind", name_of(chart.kind)}, {"title", chart.is.title}};
  put(json, "subtitle", chart.subtitle), put(json, "message", chart.message);
  json["source"] = chart.is.provenance.source, json["period"] = chart.is.provenance.period;
  put(json, "link", chart.is.provenance.link);
  json["alternative"] = chart.is.alternative;
  json["x"] = json_of_axis(chart.x), json["y"] = json_of_axis(chart.y);
  for (const Series& series : chart.series) {
    Json one{{"name", series.name}, {"role", series.role.empty() ? "main" : series.role}, {"data", Json::array()}};
    for (const Datum& datum : series.data) one["data"].push_back(json_of_datum(datum));
    json["series"].push_back(std::move(one));
  }
  put_list(json, "stages", chart.stages);
  for (const Flow& f : chart.flows) {
    Json one{{"from", f.from}, {"to", f.to}, {"stage", f.stage}};
    put(one, "value", f.value), put(one, "lower", f.lower), put(one, "upper", f.upper);
    json["flows"].push_back(std::move(one));
  }
  for (const Region& r : chart.regions) {
    Json one{{"code", r.code}, {"name", r.name}, {"path", r.path}, {"level", r.level}, {"x", r.x}, {"y", r.y}};
    if (r.second_level) one["second_level"] = r.second_level;
    if (r.outline) one["outline"] = true;
    json["regions"].push_back(std::move(one));
  }
  for (const Link& link : chart.links) json["links"].push_back({{"from", link.from}, {"to", link.to}, {"value", link.value}});
  put_list(json, "legend", chart.legend), put_list(json, "second_legend", chart.second_legend);
  if (!chart.regions.empty()) json["map"] = {{"width", chart.map_width}, {"height", chart.map_height}, {"units_per_km", chart.map_units_per_km}};
  for (const Reference& reference : chart.references) json["references"].push_back({{"label", reference.label}, {"at", reference.at}});
  json["table"] = {{"columns", chart.is.table.columns}, {"rows", chart.is.table.rows}};
  return json;
}

double number_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number() ? found->get<double>() : kNone;
}
std::string text_in(const Json& json, const char* name) { return json.value(name, std::string()); }

Axis axis_in(const Json& json) {
  Axis axis;
  axis.title = text_in(json, "title"), axis.logarithmic = json.value("logarithmic", false);
  axis.categories = json.value("categories", std::vector<std::string>());
  const Json format = json.value("format", Json::object());
  axis.format = {format.value("decimals", 0), text_in(format, "prefix"), text_in(format, "suffix"), format.value("compact", false)};
  return axis;
}

Datum datum_in(const Json& json) {
  Datum d;
  d.label = text_in(json, "label"), d.x = number_in(json, "x"), d.value = number_in(json, "value"), d.lower = number_in(json, "lower"), d.upper = number_in(json, "upper");
  d.inner_lower = number_in(json, "inner_lower"), d.inner_upper = number_in(json, "inner_upper"), d.reference = number_in(json, "reference");
  d.text = text_in(json, "text"), d.trend = text_in(json, "trend"), d.mark = text_in(json, "mark"), d.note = text_in(json, "note"), d.id = text_in(json, "id"), d.status = text_in(json, "status");
  d.strong = json.value("strong", false);
  return d;
}

Chart chart_in(const Json& json) {
  Required is{json.at("id"), json.at("title"), json.at("alternative"), {json.at("table").at("columns"), json.at("table").at("rows")},
              {json.at("source"), json.at("period"), text_in(json, "link")}};
  Chart chart(kind_named(json.at("kind")), std::move(is));
  chart.subtitle = text_in(json, "subtitle"), chart.message = text_in(json, "message");
  chart.x = axis_in(json.at("x")), chart.y = axis_in(json.at("y"));
  for (const Json& one : json.value("series", Json::array())) {
    Series series{text_in(one, "name"), text_in(one, "role"), {}};
    for (const Json& datum : one.at("data")) series.data.push_back(datum_in(datum));
    chart.series.push_back(std::move(series));
  }
  chart.stages = json.value("stages", std::vector<std::string>());
  for (const Json& f : json.value("flows", Json::array()))
    chart.flows.push_back({text_in(f, "from"), text_in(f, "to"), f.value("stage", 0), number_in(f, "value"), number_in(f, "lower"), number_in(f, "upper")});
  for (const Json& r : json.value("regions", Json::array()))
    chart.regions.push_back({text_in(r, "code"), text_in(r, "name"), text_in(r, "path"), r.value("level", 0), r.value("second_level", 0), r.value("x", 0.0), r.value("y", 0.0), r.value("outline", false)});
  for (const Json& link : json.value("links", Json::array())) chart.links.push_back({text_in(link, "from"), text_in(link, "to"), number_in(link, "value")});
  chart.legend = json.value("legend", std::vector<std::string>()), chart.second_legend = json.value("second_legend", std::vector<std::string>());
  const Json map = json.value("map", Json::object());
  chart.map_width = map.value("width", 0.0), chart.map_height = map.value("height", 0.0), chart.map_units_per_km = map.value("units_per_km", 0.0);
  for (const Json& reference : json.value("references", Json::array())) chart.references.push_back({text_in(reference, "label"), number_in(reference, "at")});
  return chart;
}

}  // namespace

std::string json_of(const Chart& chart) { return json_of_chart(chart).dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string json_of(const std::vector<Chart>& charts) {
  std::string text = "[";
  for (const Chart& chart : charts) text += (text.size() > 1 ? ",\n" : "\n") + json_of(chart);
  return text + "\n]\n";
}

std::vector<Chart> charts_in(const std::string& text) {
  try {
    std::vector<Chart> charts;
    for (const Json& one : Json::parse(text)) charts.push_back(chart_in(one));
    return charts;
  } catch (const nlohmann::json::exception& error) {
    throw core::UserError(core::ErrorKind::data, std::string("these are no charts: ") + error.what(), "build the profile again");
  }
}

}  // namespace dmp::charts
