#include <fmt/format.h>

#include <array>
#include <cmath>

#include "calc/places.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"
#include "stats/kernel_density.hpp"

namespace dmp::calc {
namespace {

using core::Cell;
using stats::WeightedPoint;

/// The points that have both coordinates and a weight; how many have not.
struct Points {
  std::vector<WeightedPoint> points;
  std::size_t left_out = 0;
};

Points points_of(const Request& request) {
  const Numbers x = request.numbers("x"), y = request.numbers("y");
  const bool weighted = request.has("weight");
  const Numbers weight = weighted ? request.counts("weight") : Numbers();
  Points result;
  for (std::size_t row = 0; row < request.table.rows; ++row) {
    if (x.missing(row) || y.missing(row) || (weighted && weight.missing(row))) ++result.left_out;
    else result.points.push_back({x[row], y[row], weighted ? weight[row] : 1});
  }
  return result;
}

double bandwidth_of(const Request& request, const std::vector<WeightedPoint>& points) {
  if (request.given("bandwidth")) return request.number_option("bandwidth", 1e-9, 1e12);
  const double bandwidth = stats::rule_of_thumb_bandwidth(points);
  if (std::isnan(bandwidth) && !points.empty())
    throw core::UserError(core::ErrorKind::usage, "points in one place suggest no bandwidth", {request.table.file, 0, 0},
                          "give --bandwidth in the unit of x and y");
  return bandwidth;
}

std::string left_out_note(const Points& points) { return points.left_out
                                                 ? fmt::format("{} rows without a place or weight left out", points.left_out) : ""; }

core::DataTable at_places(const Request& request, const Points& points, stats::Kernel kernel, double bandwidth) {
  Request places;
  places.table = read_table(request.option("at"), {});
  const Numbers x = places.numbers("x"), y = places.numbers("y");
  const double cell = request.given("cell") ? request.number_option("cell", 1e-9, 1e12) : 1;
  core::DataTable result = request.result({"x", "y", "intensity"});
  for (std::size_t row = 0; row < places.table.rows; ++row) {
    const bool missing = x.missing(row) || y.missing(row);
    const double density = missing ? std::nan("") : points.points.empty() ? 0 : stats::density_at(points.points, kernel, bandwidth, x[row], y[row]);
    const std::string note = missing ? (x.missing(row) ? x : y).reason(row) : left_out_note(points);
    result.add({number_cell(x[row]), number_cell(y[row]), number_cell(density * cell * cell), note.empty() ? Cell() : Cell(note)});
  }
  return result;
}

}  // namespace

core::DataTable kde(const Request& request) {
  static constexpr std::array<std::string_view, 2> kKernels = {"gauss", "quartic"};
  const stats::Kernel kernel = request.choice("kernel", kKernels) == "gauss" ? stats::Kernel::gauss : stats::Kernel::quartic;
  const Points points = points_of(request);
  const double bandwidth = bandwidth_of(request, points.points);
  if (request.given("at")) return at_places(request, points, kernel, bandwidth);
  const double cell = request.given("cell") ? request.number_option("cell", 1e-9, 1e12) : bandwidth / 4;
  constexpr double kMostCells = 2e7;
  if (const double cells = stats::density_grid_size(points.points, kernel, bandwidth, cell); cells > kMostCells)
    throw core::UserError(core::ErrorKind::usage, fmt::format("the grid would have {:.3g} cells", cells), {request.table.file, 0, 0},
                          "give a larger --cell");
  core::DataTable result = request.result({"x", "y", "intensity"});
  std::string note = left_out_note(points);
  if (!request.given("bandwidth")) note += fmt::format("{}bandwidth {}, cell {}", note.empty() ? "" : "; ", core::exact_text(bandwidth),
                                                       core::exact_text(cell));
  const std::vector<double> bandwidths = request.yes("adaptive") ? stats::adaptive_bandwidths(points.points, kernel, bandwidth) : std::vector<double>(points.points.size(), bandwidth);
  for (const stats::DensityCell& one : stats::density_grid(points.points, kernel, bandwidths, cell))
    result.add({one.x, one.y, one.intensity, note.empty() ? Cell() : Cell(note)});
  return result;
}

}  // namespace dmp::calc
