#include "stats/kernel_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "stats/normal.hpp"
#include "stats/quantiles.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// How far a kernel reaches, in bandwidths.
double reach_of(Kernel kernel) { return kernel == Kernel::gauss ? 5 : 1; }

/// The kernel without its constant; u2 is the squared distance in bandwidths.
double shape_of(Kernel kernel, double u2) {
  if (kernel == Kernel::gauss) return std::exp(-u2 / 2);
  return u2 < 1 ? (1 - u2) * (1 - u2) : 0;
}

/// Cells along one axis: the first cell's number and how many.
struct Axis {
  double first = 0;
  std::size_t count = 0;
  double cell = 1;

  [[nodiscard]] double middle(std::size_t k) const { return (first + static_cast<double>(k) + 0.5) * cell; }
  /// The cell in which a coordinate lies, kept within the axis.
  [[nodiscard]] std::size_t place(double coordinate) const {
    return static_cast<std::size_t>(std::clamp(std::floor(coordinate / cell) - first, 0.0, static_cast<double>(count) - 1));
  }
};

template <typename Coordinate>
Axis axis_of(std::span<const WeightedPoint> points, double reach, double cell, Coordinate coordinate) {
  double lowest = coordinate(points.front()), highest = lowest;
  for (const WeightedPoint& point : points) {
    lowest = std::min(lowest, coordinate(point));
    highest = std::max(highest, coordinate(point));
  }
  const double first = std::floor((lowest - reach) / cell);
  return {first, static_cast<std::size_t>(std::floor((highest + reach) / cell) - first) + 1, cell};
}

double x_of(const WeightedPoint& point) { return point.x; }
double y_of(const WeightedPoint& point) { return point.y; }

/// Spreads one point over the cells within its reach.
void spread(const WeightedPoint& point, Kernel kernel, double bandwidth, const Axis& across, const Axis& up, std::vector<double>& sums) {
  const double reach = reach_of(kernel) * bandwidth;
  const std::size_t left = across.place(point.x - reach), right = across.place(point.x + reach), low = up.place(point.y - reach),
      high = up.place(point.y + reach);
  std::vector<double> shares;
  shares.reserve((right - left + 1) * (high - low + 1));
  double all = 0;
  for (std::size_t row = low; row <= high; ++row) {
    const double dy = (up.middle(row) - point.y) / bandwidth;
    for (std::size_t column = left; column <= right; ++column) {
      const double dx = (across.middle(column) - point.x) / bandwidth;
      shares.push_back(shape_of(kernel, dx * dx + dy * dy));
      all += shares.back();
    }
  }
  if (!(all > 0)) {
    // The kernel falls between the middles of the cells: all of it lies in the point's own.
    sums[up.place(point.y) * across.count + across.place(point.x)] += point.weight;
    return;
  }
  std::size_t next = 0;
  for (std::size_t row = low; row <= high; ++row)
    for (std::size_t column = left; column <= right; ++column) sums[row * across.count + column] += point.weight * shares[next++] / all;
}

/// Silverman's A: the smaller of the standard deviation and the interquartile range over 1.34 (weights left aside for the quartiles).
template <typename Coordinate>
double spread_along(std::span<const WeightedPoint> points, Coordinate coordinate) {
  double n = 0, mean = 0, squares = 0;
  std::vector<double> values;
  for (const WeightedPoint& point : points) {
    n += point.weight;
    mean += point.weight * coordinate(point);
    values.push_back(coordinate(point));
  }
  mean /= n;
  for (const WeightedPoint& point : points) squares += point.weight * (coordinate(point) - mean) * (coordinate(point) - mean);
  std::sort(values.begin(), values.end());
  const double deviation = std::sqrt(squares / n), quartiles = (values[values.size() * 3 / 4] - values[values.size() / 4]) / 1.34;
  return quartiles > 0 ? std::min(deviation, quartiles) : deviation;
}

}  // namespace

double rule_of_thumb_bandwidth(std::span<const WeightedPoint> points) {
  if (points.empty()) return kNaN;
  double n = 0;
  for (const WeightedPoint& point : points) n += point.weight;
  const double spread = (spread_along(points, x_of) + spread_along(points, y_of)) / 2;
  return spread > 0 && n > 0 ? 0.9 * spread * std::pow(n, -1.0 / 6) : kNaN;
}

double density_grid_size(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth, double cell) {
  if (points.empty()) return 0;
  const auto [left, right] = std::minmax_element(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  const auto [low, high] = std::minmax_element(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  const double reach = 2 * reach_of(kernel) * bandwidth;
  return ((right->x - left->x + reach) / cell + 1) * ((high->y - low->y + reach) / cell + 1);
}

std::vector<DensityCell> density_grid(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth, double cell) {
  return density_grid(points, kernel, std::vector<double>(points.size(), bandwidth), cell);
}

std::vector<double> adaptive_bandwidths(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth) {
  std::vector<double> bandwidths, densities;
  double logs = 0, weights = 0;
  for (const WeightedPoint& point : points) {
    densities.push_back(density_at(points, kernel, bandwidth, point.x, point.y));
    logs += point.weight * std::log(densities.back());
    weights += point.weight;
  }
  const double mean = std::exp(logs / weights);
  for (const double density : densities) bandwidths.push_back(bandwidth * std::clamp(std::sqrt(mean / density), 0.2, 5.0));
  return bandwidths;
}

std::vector<RelativeRisk> relative_risk(std::span<const WeightedPoint> first, std::span<const WeightedPoint> second, double bandwidth, double cell) {
  if (first.empty() || second.empty()) return {};
  std::vector<WeightedPoint> all(first.begin(), first.end());
  all.insert(all.end(), second.begin(), second.end());
  const double reach = reach_of(Kernel::gauss) * bandwidth;
  const Axis across = axis_of(std::span<const WeightedPoint>(all), reach, cell, x_of), up = axis_of(std::span<const WeightedPoint>(all), reach, cell, y_of);
  const auto sums_of = [&](std::span<const WeightedPoint> points, double& weights) {
    std::vector<double> sums(across.count * up.count);
    for (const WeightedPoint& point : points) spread(point, Kernel::gauss, bandwidth, across, up, sums), weights += point.weight;
    return sums;
  };
  double n1 = 0, n2 = 0;
  const std::vector<double> f = sums_of(first, n1), g = sums_of(second, n2);
  // A cell's points over its area are n f: with one point within 2 pi h^2 the density is as of a single point at its own place.
  const double fewest = cell * cell / (2 * std::numbers::pi * bandwidth * bandwidth), variance_of_one = cell * cell / (4 * std::numbers::pi * bandwidth * bandwidth);
  std::vector<RelativeRisk> cells;
  for (std::size_t row = 0; row < up.count; ++row)
    for (std::size_t column = 0; column < across.count; ++column) {
      const std::size_t k = row * across.count + column;
      RelativeRisk one{across.middle(column), up.middle(row), f[k], g[k], kNaN, kNaN, kNaN};
      if (f[k] >= fewest && g[k] >= fewest) {
        one.log_ratio = std::log(f[k] / n1) - std::log(g[k] / n2);
        one.z = one.log_ratio / std::sqrt(variance_of_one * (1 / f[k] + 1 / g[k]));
        one.p = 2 * normal_probability(-std::abs(one.z));
      }
      cells.push_back(one);
    }
  return cells;
}

std::vector<WeightedPoint> merged_points(std::span<const WeightedPoint> points) {
  std::vector<WeightedPoint> sorted(points.begin(), points.end()), merged;
  std::sort(sorted.begin(), sorted.end(), [](const WeightedPoint& a, const WeightedPoint& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  for (const WeightedPoint& point : sorted) {
    if (!merged.empty() && merged.back().x == point.x && merged.back().y == point.y) merged.back().weight += point.weight;
    else merged.push_back(point);
  }
  return merged;
}

double point_spacing(std::span<const WeightedPoint> distinct) {
  if (distinct.size() < 2) return kNaN;
  std::vector<WeightedPoint> sorted(distinct.begin(), distinct.end());
  std::sort(sorted.begin(), sorted.end(), [](const WeightedPoint& a, const WeightedPoint& b) { return a.x < b.x; });
  std::vector<double> nearest;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t j = i + 1; j < sorted.size() && sorted[j].x - sorted[i].x < best; ++j) best = std::min(best, std::hypot(sorted[j].x - sorted[i].x, sorted[j].y - sorted[i].y));
    for (std::size_t j = i; j-- > 0 && sorted[i].x - sorted[j].x < best;) best = std::min(best, std::hypot(sorted[j].x - sorted[i].x, sorted[j].y - sorted[i].y));
    nearest.push_back(best);
  }
  return sample_quantile(nearest, 0.5);
}

std::vector<DensityCell> density_grid(std::span<const WeightedPoint> points, Kernel kernel, std::span<const double> bandwidths, double cell) {
  if (points.empty()) return {};
  const double reach = reach_of(kernel) * *std::max_element(bandwidths.begin(), bandwidths.end());
  const Axis across = axis_of(points, reach, cell, x_of), up = axis_of(points, reach, cell, y_of);
  std::vector<double> sums(across.count * up.count);
  for (std::size_t i = 0; i < points.size(); ++i) spread(points[i], kernel, bandwidths[i], across, up, sums);
  std::vector<DensityCell> cells;
  cells.reserve(sums.size());
  for (std::size_t row = 0; row < up.count; ++row)
    for (std::size_t column = 0; column < across.count; ++column) cells.push_back({across.middle(column), up.middle(row),
        sums[row * across.count + column]});
  return cells;
}

double density_at(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth, double x, double y) {
  double sum = 0;
  for (const WeightedPoint& point : points) {
    const double dx = (x - point.x) / bandwidth, dy = (y - point.y) / bandwidth;
    sum += point.weight * shape_of(kernel, dx * dx + dy * dy);
  }
  return sum * (kernel == Kernel::gauss ? 0.5 : 3) / (std::numbers::pi * bandwidth * bandwidth);
}

}  // namespace dmp::stats
