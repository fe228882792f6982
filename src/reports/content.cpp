#include "reports/content.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"

// Lists of members, so that writing and reading cannot come apart. NaN is written as null.
namespace nlohmann {
template <>
struct adl_serializer<dmp::reports::MarketFigure> {
  using Figure = dmp::reports::MarketFigure;
  template <typename Json>
  static void to_json(Json& json, const Figure& f) {
    json = Json::array();
    for (const double number : {f.value, f.lower_50, f.upper_50, f.lower_95, f.upper_95}) json.push_back(std::isfinite(number) ? Json(number) : Json());
  }
  template <typename Json>
  static void from_json(const Json& json, Figure& f) {
    double* const places[] = {&f.value, &f.lower_50, &f.upper_50, &f.lower_95, &f.upper_95};
    for (std::size_t i = 0; i < 5; ++i) *places[i] = json.at(i).is_number() ? json.at(i).template get<double>() : Figure::kNone;
  }
};
}  // namespace nlohmann

namespace dmp::reports {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Edition, id, title, subtitle, organisation, audience, engine_version, catalogue_version, period, period_end)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Area, code, name, type)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(IndicatorNote, id, name, question, family, domain, tier, definition, numerator_sql, denominator_sql, method, unit, polarity, quality, citation, caveats)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SourceFile, name, sha256, rows, loaded, rejected, duplicates)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SourceNote, id, name, publisher, licence, citation, coverage, files)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlaceMap, indicator, kind, svg, words)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketMethod, label, note, citation, figure)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketDrug, name, users, kilograms, pure_kilograms, spend, spend_per_user, spend_methods, quantity_methods, parameters, defaults)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketStep, name, users)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketSwing, parameter, low_label, high_label, low, high)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketDataset, name, share_removed)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketFlow, name, kilograms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketBalance, title, sentence, in, out)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketSupply, drug, name, basis, unit, note, figure, is_flag)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketPublishedWay, name, note, citation, ratio, figure)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketPublished, title, stated, unit, text, ways)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MarketHidden, area, method, name, vintage, plausible, note, users)
// Members that editions before 0.7 do not have are left as they begin.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(MarketChapter, area, period, draws, seed, total_spend, drugs, leading_drug, waterfall_drug, waterfall, tornado, tornado_middle, datasets, balances, published, hidden, supply, notes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Chapter, id, title, introduction, families, indicators, draw)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(NarrativeText, chapter, title, html)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Gap, indicator, reason)

namespace {

using Json = nlohmann::json;

/// A ring as numbers in turn, in millionths of a degree (a tenth of a metre), each less the one before.
Json json_of(const Ring& ring) {
  Json json = Json::array();
  long last[2] = {0, 0};
  for (const Point& point : ring) {
    const long place[2] = {std::lround(point.longitude * 1e6), std::lround(point.latitude * 1e6)};
    for (int k = 0; k < 2; ++k) json.push_back(place[k] - last[k]), last[k] = place[k];
  }
  return json;
}

Ring ring_in(const Json& json) {
  Ring ring;
  long last[2] = {0, 0};
  for (std::size_t i = 0; i + 1 < json.size(); i += 2) {
    last[0] += json[i].get<long>(), last[1] += json[i + 1].get<long>();
    ring.push_back({static_cast<double>(last[0]) / 1e6, static_cast<double>(last[1]) / 1e6});
  }
  return ring;
}

Json json_of(const MapArea& area) {
  Json polygons = Json::array();
  for (const Polygon& polygon : area.polygons) {
    Json rings = Json::array();
    for (const Ring& ring : polygon) rings.push_back(json_of(ring));
    polygons.push_back(std::move(rings));
  }
  return {{"code", area.code}, {"name", area.name}, {"polygons", std::move(polygons)}};
}

MapArea area_in(const Json& json) {
  MapArea area{json.at("code"), json.at("name"), {}};
  for (const Json& rings : json.at("polygons")) {
    Polygon polygon;
    for (const Json& ring : rings) polygon.push_back(ring_in(ring));
    area.polygons.push_back(std::move(polygon));
  }
  return area;
}

Json json_of(const core::Issue& issue) {
  return {{"file", issue.file}, {"line", issue.line}, {"column", issue.column}, {"rule", issue.rule}, {"severity", static_cast<int>(issue.severity)}, {"rows", issue.rows}, {"text", issue.text}};
}

core::Issue issue_in(const Json& json) {
  return {json.at("file"), json.at("line"), json.at("column"), json.at("rule"), static_cast<core::Severity>(json.at("severity").get<int>()), json.at("rows"), json.at("text")};
}

}  // namespace

std::string content_json(const ReportInput& input) {
  Json json{{"edition", input.edition}, {"areas", input.areas}, {"indicators", input.indicators}, {"sources", input.sources}, {"place_maps", input.place_maps}, {"map_attribution", input.map_attribution},
            {"market", input.market}, {"headlines", input.headlines}, {"chapters", input.chapters}, {"narrative", input.narrative}, {"gaps", input.gaps}, {"drug_names", input.drug_names}};
  json["map_areas"] = Json::array(), json["issues"] = Json::array();
  for (const MapArea& area : input.map_areas) json["map_areas"].push_back(json_of(area));
  for (const core::Issue& issue : input.issues) json["issues"].push_back(json_of(issue));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

ReportInput content_in(const std::string& text, const std::string& file) {
  try {
    const Json json = Json::parse(text);
    ReportInput input;
    json.at("edition").get_to(input.edition), json.at("areas").get_to(input.areas), json.at("indicators").get_to(input.indicators), json.at("sources").get_to(input.sources);
    json.at("place_maps").get_to(input.place_maps), json.at("map_attribution").get_to(input.map_attribution), json.at("market").get_to(input.market), json.at("headlines").get_to(input.headlines);
    json.at("chapters").get_to(input.chapters), json.at("narrative").get_to(input.narrative), json.at("gaps").get_to(input.gaps);
    input.drug_names = json.value("drug_names", input.drug_names);  // editions before 0.7 have none
    for (const Json& area : json.at("map_areas")) input.map_areas.push_back(area_in(area));
    for (const Json& issue : json.at("issues")) input.issues.push_back(issue_in(issue));
    return input;
  } catch (const nlohmann::json::exception& error) {
    throw core::UserError(core::ErrorKind::data, std::string("the report's content is damaged: ") + error.what(), {file}, "build the profile again");
  }
}

}  // namespace dmp::reports
