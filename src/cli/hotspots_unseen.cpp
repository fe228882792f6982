#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>

#include "cli/hotspots_material.hpp"
#include "core/errors.hpp"
#include "places/unseen.hpp"

namespace dmp::cli {
namespace {

using core::Cell;

struct Options : PlaceOptions {
  std::string area;
  std::size_t periods = 3;
  double alpha = 0.05;
  std::uint64_t permutations = 9999;
  bool model = false, all = false;
};

/// So many of the lowest are shown where none is found.
constexpr std::size_t kLowest = 10;

Cell number(double value) { return std::isnan(value) ? Cell() : Cell(value); }

/// The indicator of the method unseen that looks at the layer: it names what is taken into account.
const catalogue::IndicatorDefinition& unseen_indicator(const catalogue::Catalogue& catalogue, const std::string& layer) {
  std::string known;
  for (const auto& [id, indicator] : catalogue.indicators) {
    if (indicator.method != catalogue::Method::unseen) continue;
    if (indicator.layers.front() == layer) return indicator;
    known += (known.empty() ? "" : ", ") + indicator.layers.front();
  }
  throw core::UserError(core::ErrorKind::usage, "no indicator says what to take into account for '" + layer + "'",
                        "layers are " + known + "; for others add an indicator with method = \"unseen\" and [[covariate]] to catalogue/3-indicators of the profile");
}

core::DataTable places_table(const places::NamedLayer& layer, const places::UnseenMap& found, const Options& options) {
  core::DataTable table({"rank", "area_code", "area_name", "authority", "period", "count", "population", "expected", "ratio", "lower", "upper", "p", "p_fdr", "neighbourhood_z", "neighbourhood_p", "neighbourhood_p_fdr", "fewer_by",
                         "expected_with_activity", "p_with_activity", "explained_by_activity", "note"});
  std::vector<std::size_t> order, inside;
  for (std::size_t i = 0; i < found.places.size(); ++i) {
    const places::LayerArea& area = layer.layer.areas[i];
    if (!options.area.empty() && area.authority != options.area && area.code != options.area) continue;
    inside.push_back(i);
    if (options.all || found.places[i].shortfall != places::Shortfall::none) order.push_back(i);
  }
  const bool none_found = order.empty();
  if (none_found) order = inside;
  const auto key = [&](std::size_t i) { return std::pair(found.places[i].shortfall == places::Shortfall::none, std::isnan(found.places[i].p) ? 2.0 : found.places[i].p); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  if (none_found && order.size() > kLowest) order.resize(kLowest);
  long long rank = 0;
  for (const std::size_t i : order) {
    const places::LayerArea& area = layer.layer.areas[i];
    const places::UnseenPlace& place = found.places[i];
    table.add({place.takes_part ? Cell(++rank) : Cell(), area.code, area.name, area.authority, layer.period, number(area.count), number(area.population), number(place.expected), number(place.ratio), number(place.lower), number(place.upper),
               number(place.p), number(place.p_adjusted), number(place.neighbourhood_z), number(place.neighbourhood_p), number(place.neighbourhood_p_adjusted), std::string(places::shortfall_name(place.shortfall)),
               number(place.expected_with_activity), number(place.p_with_activity), place.shortfall == places::Shortfall::none || std::isnan(place.p_with_activity) ? Cell() : Cell(place.explained_by_activity),
               !place.takes_part ? Cell("no count, no residents or no covariates") : none_found ? Cell("among the lowest, but not beyond chance among so many") : Cell()});
  }
  return table;
}

void add_model(core::DataTable& table, const std::string& name, const places::UnseenModel& model, const places::NamedLayer& layer) {
  if (model.places == 0) return;
  for (const places::CovariateEffect& effect : model.effects)
    table.add({name, effect.name, effect.ratio, effect.lower, effect.upper, effect.name.find(" against ") == std::string::npos ? Cell("rate ratio for one standard deviation more") : Cell("rate ratio against the largest group")});
  const auto add = [&](const std::string& what, double value, const std::string& note) { table.add({name, what, number(value), Cell(), Cell(), note}); };
  add("places", static_cast<double>(model.places), fmt::format("{} off the model left out of the fit", model.outliers));
  add("alpha", model.alpha, fmt::format("scatter beyond chance; {:.4f} with residents only", model.alpha_without));
  add("dispersion", model.dispersion, "Pearson's; near 1 where the model fits");
  add("areas without events", model.zeros, fmt::format("{:.1f} expected", model.zeros_expected));
  add("Moran's I of the residuals", model.moran, fmt::format("p {:.3f}", model.moran_p));
  add("greatest Cook's distance", model.greatest_cook, layer.layer.areas[model.most_influential].code);
}

void run(const Options& options, const Context& context) {
  PlaceWorkspace workspace = open_places(options);
  const pipeline::Project project = pipeline::open_project(options.folder);
  const catalogue::IndicatorDefinition& indicator = unseen_indicator(project.catalogue, options.layer);
  const bool is_modelled = project.catalogue.indicator(options.layer).method == catalogue::Method::deprivation_outlier;
  const std::string denominator = options.denominator.empty() && is_modelled ? "population" : options.denominator;
  const places::NamedLayer layer = places::pooled_layer(workspace.map, workspace.estimates, {options.layer, options.period, denominator}, options.periods);
  std::vector<places::CovariateValues> covariates;
  for (const catalogue::Covariate& covariate : indicator.covariates) covariates.push_back(places::read_covariate(*workspace.session, workspace.map, covariate, layer));
  covariates.push_back(places::residents_per_hectare(workspace.map, layer));
  places::HotspotSettings settings;
  settings.alpha = options.alpha, settings.permutations = options.permutations, settings.seed = context.seed, settings.threads = context.threads;
  const places::UnseenMap found = places::find_unseen(layer.layer, covariates, settings);
  if (!context.quiet) {
    for (const std::string& note : found.notes) std::cerr << "note: " << note << '\n';
    if (!found.note.empty()) std::cerr << "warning: nothing can be found: " << found.note << '\n';
    std::cerr << fmt::format("{}, {}, per {}: {} of {} areas have fewer than places like them\n", layer.name, layer.period, layer.denominator_name, found.unseen, found.needs.places);
  }
  if (options.model) {
    core::DataTable table({"model", "term", "value", "lower", "upper", "note"});
    add_model(table, "what the place is like", found.needs, layer);
    add_model(table, "with what the authorities do", found.with_activity, layer);
    return context.print(table);
  }
  const std::set<std::string> withheld = withheld_areas(options, workspace, layer);
  const core::DataTable table = without_withheld(places_table(layer, found, options), withheld, {"count", "ratio", "lower", "upper", "p", "p_fdr", "p_with_activity", "neighbourhood_z"});
  write_places(context, table, workspace.map, layer.period_end, [&] {
    return places::map_svg(workspace.map, places::drawn_unseen(layer, found), {"Fewer than places like them: " + layer.name, fmt::format("By small area, {}, per {}", layer.period, layer.denominator_name), layer.sources, "as named in the profile's sources", "map", false});
  });
}

}  // namespace

void add_hotspots_unseen(CLI::App& parent, Context& context) {
  auto* verb = parent.add_subcommand("unseen", "places with fewer events than places like them");
  const auto options = std::make_shared<Options>();
  add_place_options(*verb, *options);
  verb->add_option("--area", options->area, "only areas of this authority (code), or this small area; the model is over all areas");
  verb->add_option("--periods", options->periods, "so many of the last periods together, where they follow on one another")->check(CLI::Range(1, 20))->capture_default_str();
  verb->add_option("--alpha", options->alpha, "share of false discoveries allowed among the places found")->check(CLI::Range(0.0, 1.0))->capture_default_str();
  verb->add_option("--permutations", options->permutations, "conditional permutations of the neighbourhoods")->capture_default_str();
  verb->add_flag("--all", options->all, "every area, not only those found");
  verb->add_flag("--model", options->model, "the models: what counts how much, and how well they fit");
  add_output_options(*verb, context);
  add_chance_options(*verb, context);
  verb->footer("Negative binomial regression on residents and the [[covariate]]s of the indicator with method \"unseen\" and this layer; docs/methods/unseen.md.\n"
               "-o FILE writes a map where FILE ends in .geojson, .gpkg or .svg.\n\nExamples:\n  dmp hotspots unseen examples/bedfordshire\n  dmp hotspots unseen examples/bedfordshire --model");
  verb->callback([&context, options] { run(*options, context); });
}

}  // namespace dmp::cli
