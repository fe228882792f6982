#include "cli/hotspots.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <iostream>
#include <set>

#include "calc/neighbours.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "pipeline/edition.hpp"
#include "places/hotspot_table.hpp"
#include "places/map_files.hpp"

namespace dmp::cli {
namespace {

using core::ErrorKind;
using core::UserError;

struct Options {
  std::string folder = ".", layer = "drug_offence_rate", with, area, period, denominator, neighbours, edition, audience = "public";
  bool layers = false, concentration = false;
  places::HotspotSettings settings;
};

/// What the verb works on: every figure of the edition and the map.
struct Material {
  core::Estimates estimates;
  std::set<std::string> withheld;  ///< codes of areas whose count the public edition does not show
  places::SmallAreaMap map;
};

/// Areas that the public must not read the layer's count of.
std::set<std::string> withheld_in(const std::filesystem::path& edition, const std::string& indicator, const std::string& period) {
  std::set<std::string> codes;
  for (const core::Estimate& estimate : pipeline::estimates_in(pipeline::estimates_of(edition, pipeline::Audience::everybody)))
    if (estimate.indicator_id == indicator && estimate.period == period && estimate.area_type == "small area" && estimate.suppressed == "suppressed") codes.insert(estimate.area_code);
  return codes;
}

stats::SpatialWeights given_links(const std::string& file, const std::vector<std::string>& codes) {
  stats::SpatialWeights links;
  for (const auto& list : calc::read_neighbours(file, codes)) {
    auto& own = links.emplace_back();
    for (const calc::Neighbour& neighbour : list) own.push_back({neighbour.area, neighbour.weight});
  }
  return links;
}

Material read_material(const Options& options, const std::filesystem::path& edition) {
  Material material;
  material.estimates = pipeline::estimates_in(pipeline::estimates_of(edition, pipeline::Audience::restricted));
  const auto database = std::filesystem::path(options.folder) / "build" / "dmp.duckdb";
  if (!std::filesystem::exists(database)) throw UserError(ErrorKind::resource, "the profile's database is not there", {database.string()}, "build the profile again: dmp build");
  const auto session = engine::open_database(database, {.read_only = true});
  material.map = places::read_small_area_map(*session, material.estimates);
  if (!options.neighbours.empty()) material.map.touching = given_links(options.neighbours, material.map.codes);
  else if (!material.map.has_outlines())
    throw UserError(ErrorKind::data, "no boundaries of small areas are held, so that nobody's neighbours are known", "add a source of boundaries, or give a file of neighbours with --neighbours");
  return material;
}

/// Takes away what must not be read where the count itself is withheld.
core::DataTable without_withheld(const core::DataTable& table, const std::set<std::string>& withheld) {
  static const std::set<std::string> kTelling = {"count", "rate_per_1000", "smoothed_per_1000", "share", "location_quotient", "excess_p", "excess_p_fdr"};
  if (withheld.empty()) return table;
  core::DataTable shown(table.columns());
  for (std::vector<core::Cell> row : table.rows()) {
    if (withheld.contains(std::get<std::string>(row[1]))) {
      for (std::size_t c = 0; c < row.size(); ++c)
        if (kTelling.contains(table.columns()[c])) row[c] = core::Cell();
      row.back() = std::string("count withheld: small number");
    }
    shown.add(std::move(row));
  }
  return shown;
}

void tell(const places::NamedLayer& layer, const places::HotspotMap& found, const core::Issues& notes, const std::set<std::string>& withheld) {
  for (const core::Issue& note : notes) std::cerr << core::severity_name(note.severity) << ": " << note.text << '\n';
  std::cerr << fmt::format("{}, {}, per {}: {} of {} areas hot, {} cold, {} scan clusters\n", layer.name, layer.period, layer.denominator_name, found.hot, found.areas.size() - found.without_part, found.cold,
                           found.clusters.size());
  if (!found.note.empty()) std::cerr << "warning: no hotspots can be found: " << found.note << '\n';
  if (found.without_part > 0) std::cerr << fmt::format("warning: {} areas without count or population take no part\n", found.without_part);
  if (found.islands > 0) std::cerr << fmt::format("warning: {} areas have no neighbours\n", found.islands);
  if (!withheld.empty()) std::cerr << fmt::format("note: the counts of {} areas are withheld; those who may see them use --audience restricted\n", withheld.size());
}

void write_map(const Options& options, const Context& context, const Material& material, const places::NamedLayer& layer, const places::HotspotMap& found, const core::DataTable& table) {
  if (context.output.ends_with(".svg")) {
    places::NamedLayer shown = layer;
    for (auto& area : shown.layer.areas)
      if (material.withheld.contains(area.code)) area.count = std::nan("");
    const places::MapText text{"Hotspots: " + layer.name, fmt::format("{}, by small area, per {}", layer.period, layer.denominator_name),
                               fmt::format("{}; tests by count (negative binomial) and neighbourhood (Gi*), adjusted for {} areas at {:g}", layer.sources, found.areas.size() - found.without_part, options.settings.alpha),
                               "as named in the profile's sources"};
    core::write_file_whole(context.output, places::hotspot_svg(material.map, shown, found, text));
    return;
  }
  const std::string geojson = places::geojson_text(table, material.map);
  if (context.output.ends_with(".gpkg")) places::write_geopackage(geojson, "hotspots", layer.period_end, context.output);
  else core::write_file_whole(context.output, geojson);
}

core::DataTable list_of_layers(const core::Estimates& estimates) {
  core::DataTable table({"layer", "periods"});
  for (const std::string& layer : places::layers_in(estimates)) {
    std::string periods;
    for (const std::string& period : places::layer_periods(estimates, layer)) periods += (periods.empty() ? "" : ", ") + period;
    table.add({layer, periods});
  }
  return table;
}

void run(Options options, const Context& context) {
  options.settings.seed = context.seed;
  options.settings.threads = context.threads;
  const auto edition = pipeline::find_edition(options.folder, options.edition);
  const bool is_public = pipeline::audience_named(options.audience) == pipeline::Audience::everybody;
  if (options.layers) return context.print(list_of_layers(pipeline::estimates_in(pipeline::estimates_of(edition, pipeline::Audience::restricted))));
  Material material = read_material(options, edition);
  const places::NamedLayer layer = places::read_layer(material.map, material.estimates, {options.layer, options.period, options.denominator});
  if (is_public) material.withheld = withheld_in(edition, layer.indicator, layer.period);
  if (options.concentration) return context.print(places::concentration_table(layer, context.seed));
  if (!options.with.empty())
    return context.print(places::overlap_table(material.map, layer, places::read_layer(material.map, material.estimates, {options.with, options.period, options.denominator}), options.settings));
  const places::HotspotMap found = places::find_hotspots(layer.layer, options.settings);
  if (!context.quiet) tell(layer, found, material.map.notes, material.withheld);
  const core::DataTable table = without_withheld(places::hotspot_table(layer, found, options.area), material.withheld);
  if (context.output.ends_with(".svg") || context.output.ends_with(".geojson") || context.output.ends_with(".gpkg")) return write_map(options, context, material, layer, found, table);
  context.print(table);
}

}  // namespace

void add_hotspots(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("hotspots", "hotspots, concentration and overlaps of small areas");
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder, built")->capture_default_str();
  verb->add_option("--layer", options->layer, "an indicator with counts by small area")->capture_default_str();
  verb->add_flag("--layers", options->layers, "list the layers and their periods");
  verb->add_option("--with", options->with, "a second layer: how far the two lie together");
  verb->add_flag("--concentration", options->concentration, "how few places hold how much");
  verb->add_option("--area", options->area, "only areas of this authority (code), or this small area; the tests are over all areas");
  verb->add_option("--period", options->period, "period, as the estimates name it (default: the latest)");
  verb->add_option("--denominator", options->denominator, "indicator with the people or premises at risk by small area (default: the layer's own, else residents)");
  verb->add_option("--neighbours", options->neighbours, "file of neighbours: .gal, .gwt or csv from,to[,weight] (default: areas that touch)");
  verb->add_option("--alpha", options->settings.alpha, "share of false discoveries allowed among the hotspots")->check(CLI::Range(0.0, 1.0))->capture_default_str();
  verb->add_option("--permutations", options->settings.permutations, "conditional permutations for p_sim")->capture_default_str();
  verb->add_option("--replicates", options->settings.replicates, "replicates of the scan (0: no scan)")->capture_default_str();
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("--audience", options->audience, "public: small numbers withheld; restricted: every figure, not for publication")->capture_default_str();
  add_output_options(*verb, context);
  add_chance_options(*verb, context);
  verb->footer("-o FILE writes a map where FILE ends in .geojson, .gpkg or .svg.\n\nExamples:\n  dmp hotspots examples/bedfordshire --layer drug_offence_rate --period 2023/24\n"
               "  dmp hotspots examples/bedfordshire --with violence_rate\n  dmp hotspots examples/bedfordshire -o hotspots.svg");
  add_hotspots_weights(*verb, context);
  verb->callback([verb, &context, options] {
    if (verb->get_subcommands().empty()) run(*options, context);
  });
}

}  // namespace dmp::cli
