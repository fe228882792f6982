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

/// A bandwidth for every point: wide where points are few, narrow where they crowd: h (f / g)^-1/2 with the density f of the fixed bandwidth at the point and its geometric
/// mean g, between a fifth and five times h. I. S. Abramson (1982), Annals of Statistics 10, 1217-1223; B. W. Silverman (1986), pages 101-103.
std::vector<double> adaptive_bandwidths(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth);

/// As density_grid, each point with a bandwidth of its own.
std::vector<DensityCell> density_grid(std::span<const WeightedPoint> points, Kernel kernel, std::span<const double> bandwidths, double cell);

/// One kind of points against another, such as drug offences against violence.
struct RelativeRisk {
  double x = 0, y = 0;
  double first = 0, second = 0;    ///< points of each kind that the cell draws to itself
  double log_ratio = 0;            ///< of the two densities, each over its number of points: 0 where both lie alike; NaN where one has none near by
  double z = 0, p = 0;             ///< against equal risk, two-sided
};
/// The logarithm of the ratio of two densities over one grid, with the same bandwidth (so that the bias at edges and peaks falls out), Gaussian kernels; its
/// variance R(K) / h^2 (1 / n1 f + 1 / n2 g), R(K) = 1 / 4 pi. Cells where either kind has fewer than one point within reach of the bandwidth have no ratio.
/// J. F. Bithell (1991), Statistics in Medicine 10, 1745-1751; J. E. Kelsall and P. J. Diggle (1995), Statistics in Medicine 14, 2335-2342; M. L. Hazelton
/// and T. M. Davies (2009), Biometrical Journal 51, 98-109 (the test).
std::vector<RelativeRisk> relative_risk(std::span<const WeightedPoint> first, std::span<const WeightedPoint> second, double bandwidth, double cell);

/// Distinct points, each with the sum of the weights of those that lie on it: what map points are.
std::vector<WeightedPoint> merged_points(std::span<const WeightedPoint> points);
/// The median distance from a distinct point to the nearest other; NaN for fewer than two.
double point_spacing(std::span<const WeightedPoint> distinct);

/// Kernel density at a place, in points per unit of area.
double density_at(std::span<const WeightedPoint> points, Kernel kernel, double bandwidth, double x, double y);

}  // namespace dmp::stats
