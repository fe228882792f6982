#include "cli/hotspots.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <set>

#include "core/errors.hpp"
#include "cli/hotspots_material.hpp"
#include "pipeline/edition.hpp"
#include "places/hotspot_table.hpp"
#include "places/layer_overlap.hpp"
#include "places/map_files.hpp"

namespace dmp::cli {
namespace {

using core::ErrorKind;
using core::UserError;

struct Options : PlaceOptions {
  std::string with, area;
  bool layers = false, concentration = false, lorenz = false, denominators = false;
  places::HotspotSettings settings;
};

/// What must not be read where the count itself is withheld.
const std::set<std::string> kTelling = {"count", "rate_per_1000", "smoothed_per_1000", "share", "location_quotient", "excess_p", "excess_p_fdr"};

void tell(const places::NamedLayer& layer, const places::HotspotMap& found, const core::Issues& notes, const std::set<std::string>& withheld) {
  for (const core::Issue& note : notes) std::cerr << core::severity_name(note.severity) << ": " << note.text << '\n';
  std::cerr << fmt::format("{}, {}, per {}: {} of {} areas hot, {} cold, {} scan clusters\n", layer.name, layer.period, layer.denominator_name, found.hot, found.areas.size() - found.without_part, found.cold,
                           found.clusters.size());
  if (!found.note.empty()) std::cerr << "warning: no hotspots can be found: " << found.note << '\n';
  if (found.without_part > 0) std::cerr << fmt::format("warning: {} areas without count or population take no part\n", found.without_part);
  if (found.islands > 0) std::cerr << fmt::format("warning: {} areas have no neighbours\n", found.islands);
  if (!withheld.empty()) std::cerr << fmt::format("note: the counts of {} areas are withheld; those who may see them use --audience restricted\n", withheld.size());
}

std::string draw(const Options& options, const PlaceWorkspace& workspace, const places::NamedLayer& layer, const places::HotspotMap& found, const std::set<std::string>& withheld) {
  places::NamedLayer shown = layer;
  for (auto& area : shown.layer.areas)
    if (withheld.contains(area.code)) area.count = std::nan("");
  const places::MapText text{"Hotspots: " + layer.name, fmt::format("{}, by small area, per {}", layer.period, layer.denominator_name),
                             fmt::format("{}; tests by count (negative binomial) and neighbourhood (Gi*), adjusted for {} areas at {:g}", layer.sources, found.areas.size() - found.without_part, options.settings.alpha),
                             "as named in the profile's sources"};
  return places::hotspot_svg(workspace.map, shown, found, text);
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

/// Every denominator there is, held against the layer's own: which places are hot per what.
core::DataTable denominator_table(const Options& options, const PlaceWorkspace& workspace) {
  core::DataTable table({"denominator", "areas", "hot", "hot_in_both", "jaccard", "rank_correlation", "note"});
  const places::NamedLayer own = places::read_layer(workspace.map, workspace.estimates, {options.layer, options.period, options.denominator});
  const places::HotspotMap own_found = places::find_hotspots(own.layer, options.settings);
  for (const std::string& id : places::denominators_in(workspace.estimates)) {
    places::NamedLayer other = places::read_layer(workspace.map, workspace.estimates, {options.layer, options.period, id});
    const places::HotspotMap found = places::find_hotspots(other.layer, options.settings);
    if (!found.note.empty()) {
      table.add({id, core::Cell(), core::Cell(), core::Cell(), core::Cell(), core::Cell(), found.note});
      continue;
    }
    const places::LayerOverlap both = places::layer_overlap(own.layer, own_found, found, {.permutations = 0});
    table.add({id, static_cast<long long>(found.areas.size() - found.without_part), static_cast<long long>(found.hot), both.hotspots.both, both.hotspots.jaccard, both.rank_correlation, "per " + other.denominator_name + "; held against per " + own.denominator_name});
  }
  return table;
}

void run(Options options, const Context& context) {
  options.settings.seed = context.seed;
  options.settings.threads = context.threads;
  static_cast<void>(options.is_public());
  if (options.layers) return context.print(list_of_layers(pipeline::estimates_in(pipeline::estimates_of(pipeline::find_edition(options.folder, options.edition), pipeline::Audience::restricted))));
  PlaceWorkspace workspace = open_places(options);
  if (options.denominators) return context.print(denominator_table(options, workspace));
  const places::NamedLayer layer = places::read_layer(workspace.map, workspace.estimates, {options.layer, options.period, options.denominator});
  const std::set<std::string> withheld = withheld_areas(options, workspace, layer);
  if (options.lorenz) return context.print(places::lorenz_table(layer));
  if (options.concentration) return context.print(places::concentration_table(layer, context.seed));
  if (!options.with.empty())
    return context.print(places::overlap_table(workspace.map, layer, places::read_layer(workspace.map, workspace.estimates, {options.with, options.period, options.denominator}), options.settings));
  const places::HotspotMap found = places::find_hotspots(layer.layer, options.settings);
  if (!context.quiet) tell(layer, found, workspace.map.notes, withheld);
  const core::DataTable table = without_withheld(places::hotspot_table(layer, found, options.area), withheld, kTelling);
  write_places(context, table, workspace.map, layer.period_end, [&] { return draw(options, workspace, layer, found, withheld); });
}

}  // namespace

void add_hotspots(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("hotspots", "hotspots, concentration and overlaps of small areas");
  const auto options = std::make_shared<Options>();
  add_place_options(*verb, *options);
  verb->add_flag("--layers", options->layers, "list the layers and their periods");
  verb->add_option("--with", options->with, "a second layer: how far the two lie together");
  verb->add_flag("--concentration", options->concentration, "how few places hold how much");
  verb->add_flag("--lorenz", options->lorenz, "the Lorenz curve: share of events by share of places");
  verb->add_flag("--denominators", options->denominators, "which places are hot per residents, dwellings ...: every denominator there is, beside the layer's own");
  verb->add_option("--area", options->area, "only areas of this authority (code), or this small area; the tests are over all areas");
  verb->add_option("--alpha", options->settings.alpha, "share of false discoveries allowed among the hotspots")->check(CLI::Range(0.0, 1.0))->capture_default_str();
  verb->add_option("--permutations", options->settings.permutations, "conditional permutations for p_sim")->capture_default_str();
  verb->add_option("--replicates", options->settings.replicates, "replicates of the scan (0: no scan)")->capture_default_str();
  add_output_options(*verb, context);
  add_chance_options(*verb, context);
  verb->footer("-o FILE writes a map where FILE ends in .geojson, .gpkg or .svg.\n\nExamples:\n  dmp hotspots examples/bedfordshire --layer drug_offence_rate --period 2023/24\n"
               "  dmp hotspots examples/bedfordshire --with violence_rate\n  dmp hotspots examples/bedfordshire -o hotspots.svg");
  add_hotspots_weights(*verb, context);
  add_hotspots_unseen(*verb, context);
  add_hotspots_time(*verb, context);
  add_hotspots_density(*verb, context);
  add_hotspots_bridge(*verb, context);
  verb->callback([verb, &context, options] {
    if (verb->get_subcommands().empty()) run(*options, context);
  });
}

}  // namespace dmp::cli
