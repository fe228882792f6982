#pragma once

#include <span>
#include <vector>

namespace dmp::stats {

enum class Kernel { gauss, quartic };

/// A point with how often it counts.
struct WeightedPoint {
  double x;
  double y;
  double weight = 1;
};

/// A share of the points that a square cell draws to itself.
struct DensityCell {
  double x;  ///< the middle
  double y;
  double intensity;
};

/// 0.9 A n^(-1/6) with A the smaller of the standard deviation and the interquartile range over 1.34, as the mean over x and y: a start, not
/// an answer. n is the sum of the weights. NaN where the points do not vary. B. W. Silverman (1986), Density Estimation, pages 45-48, 86-87.
double rule_of_thumb_bandwidth(std::span<const WeightedPoint> points);

/// The number of cells that density_grid would give.
double density_grid_size(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth, double cell);

/// Kernel density over a grid of square cells around the points, row by row from the south-west. Each cell gives the points it draws to
/// itself, so that the intensities sum to the sum of the weights: every point's kernel is taken at the middles of the cells and scaled to
/// its weight. The cells' edges lie on multiples of their size. No points, no cells; bandwidth and cell above 0.
/// gauss: exp(-r^2 / 2h^2) / 2 pi h^2, cut at 5 h; quartic: 3 (1 - r^2 / h^2)^2 / pi h^2. B. W. Silverman (1986), page 76.
std::vector<DensityCell> density_grid(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth, double cell);

/// Kernel density at a place, in points per unit of area.
double density_at(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth, double x, double y);

}  // namespace dmp::stats
