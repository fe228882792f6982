#include "places/map_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "core/data_table.hpp"
#include "places/simplified.hpp"

namespace dmp::places {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;
using core::Estimate;
using core::json_string;

constexpr double kTolerance = 0.0001;

/// Estimates of one indicator by small area in its latest period: totals, and their measures by name.
struct LatestRows {
  std::string period, unit;
  std::map<std::string, const Estimate*> totals;
  std::map<std::string, std::map<std::string, const Estimate*>> measures;
};

std::string json_number(double value) { return std::isfinite(value) ? core::exact_text(core::Cell(value)) : "null"; }
std::string json_text(const std::string& text) { return text.empty() ? "null" : json_string(text); }

class Layers {
 public:
  Layers(const SmallAreaMap& map, const core::Estimates& estimates, const catalogue::Catalogue& catalogue, const std::string& attribution) : map_(map), catalogue_(catalogue), attribution_(attribution) {
    for (const Shape& shape : simplified(map.shapes, kTolerance)) geometries_.push_back(geometry_of(shape));
    std::map<std::string, std::string> ends;
    const auto counts = [](const Estimate& row) { return row.sex == "Persons" && row.age == "All ages"; };
    // Without a hot or unseen place there is no row for a small area: the period is that of the totals then.
    for (const Estimate& row : estimates)
      if (counts(row) && row.category.empty() && (row.area_type == "small area" || is_of_layers(row.indicator_id))) {
        std::string& end = ends[row.indicator_id];
        if (row.period_end > end) end = row.period_end;
      }
    for (const Estimate& row : estimates) {
      const auto end = ends.find(row.indicator_id);
      if (end == ends.end() || row.period_end != end->second || !counts(row)) continue;
      LatestRows& latest = rows_[row.indicator_id];
      latest.period = row.period;
      if (row.category.empty()) latest.unit = row.unit;
      if (row.area_type != "small area") continue;
      if (row.category.empty()) latest.totals[row.area_code] = &row;
      else latest.measures[row.area_code][row.category] = &row;
    }
  }

  std::vector<MapLayer> all() {
    for (const auto& [id, latest] : rows_) {
      const auto found = catalogue_.indicators.find(id);
      if (found == catalogue_.indicators.end()) continue;
      const IndicatorDefinition& indicator = found->second;
      if (indicator.layers.empty()) add_choropleth(indicator, latest);
      else if (indicator.method == Method::hotspot) add_hotspots(indicator, latest);
      else if (indicator.method == Method::unseen) add_classes(indicator, latest, "unseen", "as expected");
      else if (indicator.method == Method::emerging) add_classes(indicator, latest, "emerging", "no pattern");
    }
    for (const auto& [id, indicator] : catalogue_.indicators)
      if (indicator.method == Method::overlap && rows_.contains(id)) add_overlap(indicator);
    return std::move(layers_);
  }

 private:
  [[nodiscard]] bool is_of_layers(const std::string& id) const {
    const auto found = catalogue_.indicators.find(id);
    return found != catalogue_.indicators.end() && !found->second.layers.empty();
  }

  static std::string geometry_of(const Shape& shape) {
    if (shape.polygons.empty()) return "null";
    std::string parts;
    for (const Polygon& polygon : shape.polygons) {
      parts += parts.empty() ? "[" : ",[";
      for (std::size_t r = 0; r < polygon.size(); ++r) {
        parts += r ? ",[" : "[";
        for (std::size_t i = 0; i < polygon[r].size(); ++i) parts += fmt::format("{}[{:.5f},{:.5f}]", i ? "," : "", polygon[r][i].longitude, polygon[r][i].latitude);
        parts += "]";
      }
      parts += "]";
    }
    return R"({"type":"MultiPolygon","coordinates":[)" + parts + "]}";
  }

  /// properties_of: what stands behind code, name and authority.
  void add(const std::string& id, const IndicatorDefinition& indicator, const LatestRows& latest, const std::string& kind, const std::string& description, const std::function<std::string(std::size_t)>& properties_of) {
    std::string text = fmt::format("{{\"type\":\"FeatureCollection\",\"title\":{},\"kind\":{},\"indicator\":{},\"description\":{},\"period\":{},\"unit\":{},\"area_type\":\"small area\",\"attribution\":{},\"features\":[", json_string(indicator.name),
                                   json_string(kind), json_string(indicator.id), json_string(description), json_text(latest.period), json_text(latest.unit), json_text(attribution_));
    for (std::size_t i = 0; i < map_.codes.size(); ++i)
      text += fmt::format("{}\n{{\"type\":\"Feature\",\"id\":{},\"properties\":{{\"area_code\":{},\"area_name\":{},\"authority\":{},{}}},\"geometry\":{}}}", i ? "," : "", json_string(map_.codes[i]), json_string(map_.codes[i]), json_string(map_.names[i]),
                          json_text(map_.authorities[i]), properties_of(i), geometries_[i]);
    layers_.push_back({id, text + "\n]}\n"});
  }

  void add_choropleth(const IndicatorDefinition& indicator, const LatestRows& latest) {
    add(indicator.id, indicator, latest, "choropleth", indicator.question, [&](std::size_t i) {
      const auto row = latest.totals.find(map_.codes[i]);
      if (row == latest.totals.end()) return std::string(R"("value":null,"lower":null,"upper":null,"suppressed":"missing","estimate_id":null)");
      const Estimate& e = *row->second;
      return fmt::format("\"value\":{},\"lower\":{},\"upper\":{},\"suppressed\":{},\"estimate_id\":{}", json_number(e.value), json_number(e.lower_95), json_number(e.upper_95), json_text(e.suppressed), json_string(e.estimate_id));
    });
  }

  static std::string heat_of(const LatestRows& latest, const std::string& code) {
    const auto row = latest.totals.find(code);
    if (row == latest.totals.end()) return "none";
    const std::string& note = row->second->note;
    const bool own = note.find("own count") != std::string::npos, around = note.find("neighbour") != std::string::npos;
    return own && around ? "both" : own ? "own" : "neighbourhood";
  }

  static double measure(const LatestRows& latest, const std::string& code, const std::string& name) {
    const auto of = latest.measures.find(code);
    if (of == latest.measures.end()) return Estimate::kMissing;
    const auto row = of->second.find(name);
    return row == of->second.end() ? Estimate::kMissing : row->second->value;
  }

  void add_hotspots(const IndicatorDefinition& indicator, const LatestRows& latest) {
    add(indicator.id, indicator, latest, "hotspots", "Hot by its own count (negative binomial), by its neighbourhood (Gi*), or both; p adjusted for the number of areas, cut at 0.05", [&](std::size_t i) {
      const std::string& code = map_.codes[i];
      return fmt::format("\"heat\":\"{}\",\"p_adjusted_count\":{},\"p_adjusted_neighbourhood\":{}", heat_of(latest, code), json_number(measure(latest, code, "adjusted p of the count")),
                         json_number(measure(latest, code, "adjusted p of the neighbourhood")));
    });
  }

  /// Areas by the word of their row's note up to its first comma or semicolon; those without a row get the other word.
  void add_classes(const IndicatorDefinition& indicator, const LatestRows& latest, const std::string& kind, const std::string& otherwise) {
    add(indicator.id, indicator, latest, kind, indicator.question, [&](std::size_t i) {
      const std::string& code = map_.codes[i];
      const auto row = latest.totals.find(code);
      std::string word = otherwise;
      if (row != latest.totals.end()) {
        const std::string& note = row->second->note;
        word = kind != "unseen" ? note : note.find("as many as expected") != std::string::npos ? "fewer, with little activity" : "fewer than expected";
      }
      std::string more;
      if (kind == "unseen")
        more = fmt::format(",\"expected\":{},\"p_adjusted_count\":{},\"p_adjusted_neighbourhood\":{},\"note\":{}", json_number(measure(latest, code, "expected")), json_number(measure(latest, code, "adjusted p of the count")),
                           json_number(measure(latest, code, "adjusted p of the neighbourhood")), row == latest.totals.end() ? "null" : json_string(row->second->note));
      return fmt::format("\"class\":{}{}", json_string(word), more);
    });
  }

  void add_overlap(const IndicatorDefinition& indicator) {
    std::vector<const LatestRows*> hot;
    std::vector<std::string> names;
    for (const std::string& layer : indicator.layers)
      for (const auto& [id, other] : catalogue_.indicators) {
        if (other.method != Method::hotspot || other.layers.front() != layer || !rows_.contains(id)) continue;
        hot.push_back(&rows_.at(id));
        names.push_back(catalogue_.indicators.at(layer).name);
        break;
      }
    if (hot.size() != 2 || hot[0]->period != hot[1]->period) return;
    add(indicator.id, indicator, *hot[0], "overlap", "Small areas that are hotspots of the one, of the other, or of both", [&](std::size_t i) {
      const bool first = heat_of(*hot[0], map_.codes[i]) != "none", second = heat_of(*hot[1], map_.codes[i]) != "none";
      return "\"class\":" + json_string(first && second ? "hotspot of both" : first ? "hotspot of: " + names[0] : second ? "hotspot of: " + names[1] : "hotspot of neither");
    });
  }

  const SmallAreaMap& map_;
  const catalogue::Catalogue& catalogue_;
  const std::string& attribution_;
  std::vector<std::string> geometries_;
  std::map<std::string, LatestRows> rows_;
  std::vector<MapLayer> layers_;
};

}  // namespace

std::vector<MapLayer> map_layers(const SmallAreaMap& map, const core::Estimates& estimates, const catalogue::Catalogue& catalogue, const std::string& attribution) {
  if (!map.has_outlines()) return {};
  return Layers(map, estimates, catalogue, attribution).all();
}

}  // namespace dmp::places
