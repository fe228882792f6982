#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "cli/hotspots_material.hpp"
#include "core/errors.hpp"
#include "places/national_grid.hpp"
#include "stats/kernel_density.hpp"

namespace dmp::cli {
namespace {

using core::Cell;
using core::ErrorKind;
using core::UserError;
using stats::WeightedPoint;

struct Options : PlaceOptions {
  std::string with;
  double bandwidth = 0, cell = 0;
  bool adaptive = false, people = false;
};

std::vector<WeightedPoint> points_of(const places::LayerEvents& events, const places::NamedLayer& layer, std::size_t& without) {
  const auto month = [](const std::string& day) { return std::stoi(day.substr(0, 4)) * 12 + std::stoi(day.substr(5, 2)) - 1; };
  const int first = month(layer.period_start), last = month(layer.period_end);
  std::vector<WeightedPoint> points;
  for (const places::PlaceEvent& event : events.events) {
    if (event.month < first || event.month > last) continue;
    if (std::isnan(event.longitude)) {
      ++without;
      continue;
    }
    const places::GridPoint place = places::national_grid(event.longitude, event.latitude);
    points.push_back({std::round(place.easting * 10) / 10, std::round(place.northing * 10) / 10, 1});
  }
  return stats::merged_points(points);
}

/// Residents stand at the middles of their small areas.
std::vector<WeightedPoint> residents(const places::NamedLayer& layer) {
  std::vector<WeightedPoint> points;
  for (const places::LayerArea& area : layer.layer.areas)
    if (area.has_place && area.population > 0) points.push_back({area.easting, area.northing, area.population});
  return points;
}

void run(const Options& options, const Context& context) {
  PlaceWorkspace workspace = open_places(options);
  const places::NamedLayer layer = places::read_layer(workspace.map, workspace.estimates, {options.layer, options.period, options.denominator});
  std::size_t without = 0;
  const std::vector<WeightedPoint> points = points_of(layer_events(options, workspace), layer, without);
  if (points.size() < 10) throw UserError(ErrorKind::data, fmt::format("only {} points with events in {}", points.size(), layer.period), "the layer's rows need longitude and latitude");
  double events = 0;
  for (const WeightedPoint& point : points) events += point.weight;
  const double spacing = stats::point_spacing(points), rule = stats::rule_of_thumb_bandwidth(points);
  // Below twice their spacing a surface shows where the map points lie, not where the events were.
  const double bandwidth = options.bandwidth > 0 ? options.bandwidth : std::max(rule, 2 * spacing), cell = options.cell > 0 ? options.cell : std::ceil(bandwidth / 3 / 50) * 50;
  if (!context.quiet) {
    std::cerr << fmt::format("{}, {}: {:.0f} events on {} map points, {:.0f} m apart as a rule; bandwidth {:.0f} m, cells of {:.0f} m\n", layer.name, layer.period, events, points.size(), spacing, bandwidth, cell);
    if (bandwidth < 2 * spacing) std::cerr << "warning: the bandwidth is below twice the spacing of the map points: the surface shows the points events are moved to, not the places of the events\n";
    if (without > 0) std::cerr << fmt::format("warning: {} events have no point and are left out\n", without);
  }
  constexpr double kMostCells = 4e6;
  if (stats::density_grid_size(points, stats::Kernel::gauss, bandwidth * (options.adaptive ? 5 : 1), cell) > kMostCells) throw UserError(ErrorKind::usage, "the grid would have more than four million cells", "give a larger --cell");
  if (!options.with.empty() || options.people) {
    PlaceOptions other = options;
    other.layer = options.with;
    std::size_t ignored = 0;
    const std::vector<WeightedPoint> second = options.people ? residents(layer) : points_of(layer_events(other, workspace), layer, ignored);
    core::DataTable table({"easting", "northing", "first", "second", "log_ratio", "ratio", "z", "p"});
    for (const stats::RelativeRisk& one : stats::relative_risk(points, second, bandwidth, cell))
      if (!std::isnan(one.log_ratio)) table.add({one.x, one.y, one.first, one.second, one.log_ratio, std::exp(one.log_ratio), options.people ? Cell() : Cell(one.z), options.people ? Cell() : Cell(one.p)});
    return context.print(table);
  }
  const std::vector<double> bandwidths = options.adaptive ? stats::adaptive_bandwidths(points, stats::Kernel::gauss, bandwidth) : std::vector<double>(points.size(), bandwidth);
  core::DataTable table({"easting", "northing", "events", "events_per_km2"});
  for (const stats::DensityCell& one : stats::density_grid(points, stats::Kernel::gauss, bandwidths, cell))
    if (one.intensity > 1e-6) table.add({one.x, one.y, one.intensity, one.intensity * 1e6 / (cell * cell)});
  context.print(table);
}

}  // namespace

void add_hotspots_density(CLI::App& parent, Context& context) {
  auto* verb = parent.add_subcommand("density", "kernel density of the events, or against other events or residents");
  const auto options = std::make_shared<Options>();
  add_place_options(*verb, *options);
  verb->add_option("--with", options->with, "a second layer: the ratio of the two densities (relative risk)");
  verb->add_flag("--residents", options->people, "the ratio to the density of residents (at the middles of small areas)");
  verb->add_option("--bandwidth", options->bandwidth, "how far an event is spread, in metres (default: Silverman's rule, at least twice the spacing of the map points)")->check(CLI::PositiveNumber);
  verb->add_option("--cell", options->cell, "side of the square cells in metres (default: a third of the bandwidth)")->check(CLI::PositiveNumber);
  verb->add_flag("--adaptive", options->adaptive, "wider where points are few, narrower where they crowd (Abramson)");
  add_output_options(*verb, context);
  add_chance_options(*verb, context);
  verb->footer("Coordinates are British National Grid. data.police.uk moves every event to the nearest of its map points: the points are taken as weights.\n\nExamples:\n  dmp hotspots density examples/bedfordshire --adaptive\n"
               "  dmp hotspots density examples/bedfordshire --with violence_rate");
  verb->callback([&context, options] { run(*options, context); });
}

}  // namespace dmp::cli
