#include "cli/hotspots_material.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "calc/neighbours.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "pipeline/edition.hpp"
#include "places/map_files.hpp"

namespace dmp::cli {
namespace {

using core::ErrorKind;
using core::UserError;

stats::SpatialWeights given_links(const std::string& file, const std::vector<std::string>& codes) {
  stats::SpatialWeights links;
  for (const auto& list : calc::read_neighbours(file, codes)) {
    auto& own = links.emplace_back();
    for (const calc::Neighbour& neighbour : list) own.push_back({neighbour.area, neighbour.weight});
  }
  return links;
}

}  // namespace

bool PlaceOptions::is_public() const { return pipeline::audience_named(audience) == pipeline::Audience::everybody; }

void add_place_options(CLI::App& verb, PlaceOptions& options) {
  verb.add_option("DIR", options.folder, "profile folder, built")->capture_default_str();
  verb.add_option("--layer", options.layer, "an indicator with counts by small area")->capture_default_str();
  verb.add_option("--period", options.period, "period, as the estimates name it (default: the latest)");
  verb.add_option("--denominator", options.denominator, "indicator with the people or premises at risk by small area (default: the layer's own, else residents)");
  verb.add_option("--neighbours", options.neighbours, "file of neighbours: .gal, .gwt or csv from,to[,weight] (default: areas that touch)");
  verb.add_option("--edition", options.edition, "an edition's id (default: the latest)");
  verb.add_option("--audience", options.audience, "public: small numbers withheld; restricted: every figure, not for publication")->capture_default_str();
}

PlaceWorkspace open_places(const PlaceOptions& options) {
  PlaceWorkspace workspace;
  static_cast<void>(options.is_public());  // an unknown audience is told before the work
  workspace.edition = pipeline::find_edition(options.folder, options.edition);
  workspace.estimates = pipeline::estimates_in(pipeline::estimates_of(workspace.edition, pipeline::Audience::restricted));
  const auto database = std::filesystem::path(options.folder) / "build" / "dmp.duckdb";
  if (!std::filesystem::exists(database)) throw UserError(ErrorKind::resource, "the profile's database is not there", {database.string()}, "build the profile again: dmp build");
  workspace.session = engine::open_database(database, {.read_only = true});
  workspace.map = places::read_small_area_map(*workspace.session, workspace.estimates);
  if (!options.neighbours.empty()) workspace.map.touching = given_links(options.neighbours, workspace.map.codes);
  else if (!workspace.map.has_outlines())
    throw UserError(ErrorKind::data, "no boundaries of small areas are held, so that nobody's neighbours are known", "add a source of boundaries, or give a file of neighbours with --neighbours");
  return workspace;
}

std::set<std::string> withheld_areas(const PlaceOptions& options, const PlaceWorkspace& workspace, const places::NamedLayer& layer) {
  std::set<std::string> codes;
  if (!options.is_public()) return codes;
  for (const core::Estimate& estimate : pipeline::estimates_in(pipeline::estimates_of(workspace.edition, pipeline::Audience::everybody)))
    if (estimate.indicator_id == layer.indicator && estimate.area_type == "small area" && estimate.suppressed == "suppressed" && estimate.period_start >= layer.period_start && estimate.period_end <= layer.period_end)
      codes.insert(estimate.area_code);
  return codes;
}

core::DataTable without_withheld(const core::DataTable& table, const std::set<std::string>& withheld, const std::set<std::string>& telling) {
  if (withheld.empty()) return table;
  const auto code = static_cast<std::size_t>(std::find(table.columns().begin(), table.columns().end(), "area_code") - table.columns().begin());
  core::DataTable shown(table.columns());
  for (std::vector<core::Cell> row : table.rows()) {
    if (withheld.contains(std::get<std::string>(row[code]))) {
      for (std::size_t c = 0; c < row.size(); ++c)
        if (telling.contains(table.columns()[c])) row[c] = core::Cell();
      row.back() = std::string("count withheld: small number");
    }
    shown.add(std::move(row));
  }
  return shown;
}

places::LayerEvents layer_events(const PlaceOptions& options, PlaceWorkspace& workspace) {
  const pipeline::Project project = pipeline::open_project(options.folder);
  const catalogue::IndicatorDefinition& layer = project.catalogue.indicator(options.layer);
  places::LayerEvents events;
  for (const auto& [id, indicator] : project.catalogue.indicators)
    if (!indicator.events.empty() && indicator.layers.front() == options.layer) {
      events = places::read_events(*workspace.session, workspace.map, indicator.events, indicator.events_place);
      break;
    }
  if (events.events.empty() && events.reason.empty()) events = places::read_events(*workspace.session, workspace.map, layer.numerator, layer.numerator_place);
  if (!events.reason.empty())
    throw UserError(ErrorKind::data, "the events of '" + options.layer + "' cannot be had: " + events.reason, "choose another --layer; dmp hotspots --layers lists them");
  return events;
}

void write_places(const Context& context, const core::DataTable& table, const places::SmallAreaMap& map, const std::string& day, const std::function<std::string()>& draw) {
  if (context.output.ends_with(".svg")) {
    const std::string svg = draw();
    if (svg.empty()) throw UserError(ErrorKind::data, "no area has an outline, so that there is no map", {context.output}, "add a source of boundaries, or write a table");
    return core::write_file_whole(context.output, svg);
  }
  const bool is_geopackage = context.output.ends_with(".gpkg");
  if (!is_geopackage && !context.output.ends_with(".geojson")) return context.print(table);
  const std::string geojson = places::geojson_text(table, map);
  if (is_geopackage) places::write_geopackage(geojson, "hotspots", day, context.output);
  else core::write_file_whole(context.output, geojson);
}

}  // namespace dmp::cli
