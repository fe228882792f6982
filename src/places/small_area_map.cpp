#include "places/small_area_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "core/period.hpp"

namespace dmp::places {
namespace {

using core::ErrorKind;
using core::Estimate;
using core::UserError;

constexpr const char* kResidents = "population";

bool is_total(const Estimate& estimate) { return estimate.area_type == "small area" && estimate.sex == "Persons" && estimate.age == "All ages" && estimate.category.empty(); }

/// By code: an indicator's counts of one period.
std::map<std::string, const Estimate*> rows_of(const core::Estimates& estimates, const std::string& indicator, const std::string& period) {
  std::map<std::string, const Estimate*> rows;
  for (const Estimate& estimate : estimates)
    if (estimate.indicator_id == indicator && estimate.period == period && is_total(estimate)) rows.emplace(estimate.area_code, &estimate);
  return rows;
}

/// The period of another indicator that fits: the last that begins no later, else the first.
std::string fitting_period(const core::Estimates& estimates, const std::string& indicator, const std::string& start) {
  std::string best, best_start, first, first_start;
  for (const Estimate& estimate : estimates) {
    if (estimate.indicator_id != indicator || !is_total(estimate) || std::isnan(estimate.count)) continue;
    if (first.empty() || estimate.period_start < first_start) first = estimate.period, first_start = estimate.period_start;
    if (estimate.period_start <= start && (best.empty() || estimate.period_start > best_start)) best = estimate.period, best_start = estimate.period_start;
  }
  return best.empty() ? first : best;
}

/// People at risk from another indicator, and what to call them.
std::map<std::string, double> population_of(const core::Estimates& estimates, const std::string& indicator, NamedLayer& named) {
  std::map<std::string, double> population;
  const std::string period = fitting_period(estimates, indicator, named.period_start);
  for (const auto& [code, row] : rows_of(estimates, indicator, period)) {
    population[code] = row->count;
    named.denominator_name = row->indicator_name + ", " + period;
  }
  return population;
}

void add_authorities(engine::Session& session, SmallAreaMap& map) {
  std::map<std::string, std::string> authority;
  const auto found = engine::fetch(session, "SELECT m.member_code, min(m.area_code) FROM model.area_member m JOIN model.area a ON a.area_code = m.area_code AND a.area_type = 'authority' GROUP BY ALL ORDER BY ALL");
  for (const auto& row : found.rows()) authority[std::get<std::string>(row[0])] = std::get<std::string>(row[1]);
  std::map<std::string, std::vector<const Shape*>> parts;
  for (std::size_t i = 0; i < map.codes.size(); ++i) {
    map.authorities[i] = authority[map.codes[i]];
    if (!map.authorities[i].empty() && !map.shapes[i].polygons.empty()) parts[map.authorities[i]].push_back(&map.shapes[i]);
  }
  std::map<std::string, std::string> names;
  const auto named = engine::fetch(session, "SELECT DISTINCT area_code, area_name FROM model.area WHERE area_type = 'authority' ORDER BY ALL");
  for (const auto& row : named.rows())
    if (const auto* name = std::get_if<std::string>(&row[1])) names.emplace(std::get<std::string>(row[0]), *name);
  for (const auto& [code, shapes] : parts) map.outlines.push_back(outline(code, names[code], shapes));
}

std::string named(const SmallAreaMap& map, const std::vector<std::size_t>& places) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(5, places.size()); ++i) text += (i ? ", " : "") + map.codes[places[i]];
  return text + (places.size() > 5 ? " ..." : "");
}

/// Areas that lie on the map and touch nothing, and a map in several pieces.
void note_links(SmallAreaMap& map) {
  const LinkSummary summary = summary_of(map.touching);
  std::vector<std::size_t> islands;
  for (const std::size_t island : summary.islands)
    if (map.measured[island].has_place()) islands.push_back(island);
  const std::size_t pieces = summary.parts - summary.islands.size();
  if (!islands.empty() && map.codes.size() > 1)
    map.notes.push_back({"", islands.front() + 1, 0, "no neighbours", core::Severity::warning, islands.size(),
                         fmt::format("{} areas touch no other and are judged by their own count alone; check that their outlines and those around them are of one vintage: {}", islands.size(), named(map, islands))});
  if (pieces > 1)
    map.notes.push_back({"", 0, 0, "map in pieces", core::Severity::note, pieces,
                         fmt::format("the map falls into {} pieces that no border joins: hotspots are looked for within each, against all areas together; add the areas between them if there are any", pieces)});
}

/// The notes' numbers of areas become file and line of their outlines.
void tell_where(engine::Session& session, SmallAreaMap& map) {
  std::string ignored;
  const std::string rows = "SELECT f.file, b._line::BIGINT FROM boundary b JOIN intake.source_file f USING (_file)";
  const bool is_known = !map.notes.empty() && session.describe(rows, ignored);
  for (core::Issue& note : map.notes) {
    if (note.line == 0) continue;
    const std::string code = map.codes[note.line - 1];
    note.line = 0;
    if (!is_known) continue;
    const auto found = engine::fetch(session, rows + " WHERE b.area_code = " + engine::quoted_text(code) + " ORDER BY coalesce(b.vintage, '') DESC, 1, 2 LIMIT 1");
    for (const auto& row : found.rows()) note.file = std::get<std::string>(row[0]), note.line = static_cast<std::uint64_t>(std::get<long long>(row[1]));
  }
}

}  // namespace

bool SmallAreaMap::has_outlines() const {
  return std::any_of(measured.begin(), measured.end(), [](const MeasuredArea& area) { return area.has_place(); });
}

SmallAreaMap read_small_area_map(engine::Session& session, const core::Estimates& estimates) {
  std::map<std::string, std::string> names;
  for (const Estimate& estimate : estimates)
    if (estimate.area_type == "small area") names.emplace(estimate.area_code, estimate.area_name);
  SmallAreaMap map;
  std::string list;
  for (const auto& [code, name] : names) {
    map.codes.push_back(code);
    map.names.push_back(name);
    list += (list.empty() ? "" : ", ") + engine::quoted_text(code);
  }
  map.authorities.resize(map.codes.size());
  map.shapes.resize(map.codes.size());
  if (map.codes.empty()) return map;
  std::map<std::string, std::string> texts;
  const auto result = session.query("SELECT area_code, arg_max(geometry, coalesce(vintage, '')) FROM boundary WHERE geometry IS NOT NULL AND area_code IN (" + list + ") GROUP BY area_code ORDER BY area_code");
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t row = 0; row < chunk->rows; ++row) texts.emplace(chunk->columns[0].text(row), chunk->columns[1].text(row));
  std::vector<OutlineText> outlines;
  for (std::size_t i = 0; i < map.codes.size(); ++i) {
    outlines.push_back({map.codes[i], texts[map.codes[i]]});
    map.shapes[i] = {map.codes[i], map.names[i], polygons_of(outlines.back().text)};
  }
  MeasuredAreas measured = measure_areas(outlines);
  map.measured = std::move(measured.areas);
  map.notes = std::move(measured.notes);
  map.touching = contiguity(map.measured, Contiguity::queen);
  if (map.has_outlines()) note_links(map);
  tell_where(session, map);
  add_authorities(session, map);
  return map;
}

std::vector<std::string> layers_in(const core::Estimates& estimates) {
  std::set<std::string> found;
  for (const Estimate& estimate : estimates)
    if (is_total(estimate) && !std::isnan(estimate.count) && estimate.indicator_id != kResidents) found.insert(estimate.indicator_id);
  return {found.begin(), found.end()};
}

std::vector<std::string> denominators_in(const core::Estimates& estimates) {
  std::set<std::string> found;
  for (const Estimate& estimate : estimates)
    if (is_total(estimate) && !std::isnan(estimate.count) && estimate.domain == "CTX") found.insert(estimate.indicator_id);
  return {found.begin(), found.end()};
}

std::vector<std::string> layer_periods(const core::Estimates& estimates, const std::string& indicator) {
  std::set<std::pair<std::string, std::string>> found;
  for (const Estimate& estimate : estimates)
    if (estimate.indicator_id == indicator && is_total(estimate) && !std::isnan(estimate.count)) found.emplace(estimate.period_end, estimate.period);
  std::vector<std::string> periods;
  for (const auto& [end, period] : found) periods.push_back(period);
  return periods;
}

NamedLayer read_layer(const SmallAreaMap& map, const core::Estimates& estimates, const LayerChoice& choice) {
  const std::vector<std::string> periods = layer_periods(estimates, choice.indicator);
  if (periods.empty()) {
    const auto layers = layers_in(estimates);
    std::string all;
    for (const std::string& layer : layers) all += (all.empty() ? "" : ", ") + layer;
    throw UserError(ErrorKind::usage, fmt::format("there are no counts by small area of '{}'.{}", choice.indicator, core::suggestion(choice.indicator, layers)),
                    all.empty() ? "add a source that names small areas and an indicator with the level \"small area\"" : "layers are " + all);
  }
  const std::string period = choice.period.empty() ? periods.back() : choice.period;
  if (std::find(periods.begin(), periods.end(), period) == periods.end())
    throw UserError(ErrorKind::usage, fmt::format("'{}' has no counts by small area in the period '{}'.{}", choice.indicator, period, core::suggestion(period, periods)), "leave --period out for the latest");
  NamedLayer named;
  const auto rows = rows_of(estimates, choice.indicator, period);
  const Estimate& any = *rows.begin()->second;
  named.indicator = choice.indicator;
  named.name = any.indicator_name;
  named.period = period;
  named.period_start = any.period_start;
  named.period_end = any.period_end;
  named.sources = any.sources;
  named.denominator_name = "residents";
  const bool own = choice.denominator.empty() && std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.second->denominator > 0; });
  const std::string other = choice.denominator.empty() ? kResidents : choice.denominator;
  const auto population = own ? std::map<std::string, double>() : population_of(estimates, other, named);
  if (!own && population.empty()) throw UserError(ErrorKind::usage, fmt::format("there are no counts by small area of '{}' to divide by", other), "name an indicator with such counts with --denominator");
  named.layer.links = map.touching;
  for (std::size_t i = 0; i < map.codes.size(); ++i) {
    const auto row = rows.find(map.codes[i]);
    const auto people = population.find(map.codes[i]);
    LayerArea area{map.codes[i], map.names[i], map.authorities[i], Estimate::kMissing, Estimate::kMissing, map.measured[i].centre.easting, map.measured[i].centre.northing, map.measured[i].has_place()};
    if (row != rows.end()) {
      area.count = row->second->count;
      area.population = own ? row->second->denominator : people == population.end() ? Estimate::kMissing : people->second;
    }
    named.layer.areas.push_back(std::move(area));
  }
  return named;
}

NamedLayer pooled_layer(const SmallAreaMap& map, const core::Estimates& estimates, const LayerChoice& choice, std::size_t most) {
  NamedLayer whole = read_layer(map, estimates, choice);
  std::vector<std::string> periods = layer_periods(estimates, choice.indicator);
  periods.erase(std::find(periods.begin(), periods.end(), whole.period), periods.end());
  for (std::size_t used = 1; used < most && !periods.empty(); ++used) {
    const NamedLayer before = read_layer(map, estimates, {choice.indicator, periods.back(), choice.denominator});
    periods.pop_back();
    const auto end = core::parse_day(before.period_end), start = core::parse_day(whole.period_start), last = core::parse_day(whole.period_end);
    if (!end || !start || !last || end->since_epoch + 1 != start->since_epoch) break;
    whole.period_start = before.period_start;
    whole.period = core::Period{*core::parse_day(before.period_start), *last}.text();
    for (std::size_t i = 0; i < whole.layer.areas.size(); ++i) {
      whole.layer.areas[i].count += before.layer.areas[i].count;
      whole.layer.areas[i].population += before.layer.areas[i].population;
    }
  }
  return whole;
}

}  // namespace dmp::places
