#include <gtest/gtest.h>

#include <cmath>

#include "stats/kernel_density.hpp"
#include "stats/random.hpp"

namespace dmp::stats {
namespace {

std::vector<WeightedPoint> cloud(double x, double y, double spread, std::size_t n, std::uint64_t seed) {
  RandomSequence random{CounterRandom(seed, 3)};
  std::vector<WeightedPoint> points;
  for (std::size_t i = 0; i < n; ++i) {
    const double dx = random.normal(), dy = random.normal();
    points.push_back({x + spread * dx, y + spread * dy, 1});
  }
  return points;
}

TEST(KernelSurface, AdaptiveBandwidthsKeepTheNumberOfPointsAndSharpenThePeak) {
  const auto points = cloud(0, 0, 500, 300, 1);
  const auto bandwidths = adaptive_bandwidths(points, Kernel::gauss, 200);
  double fixed_peak = 0, adaptive_peak = 0, sum = 0;
  for (const DensityCell& cell : density_grid(points, Kernel::gauss, 200.0, 50)) fixed_peak = std::max(fixed_peak, cell.intensity);
  for (const DensityCell& cell : density_grid(points, Kernel::gauss, bandwidths, 50)) adaptive_peak = std::max(adaptive_peak, cell.intensity), sum += cell.intensity;
  EXPECT_NEAR(sum, 300, 1e-9);
  EXPECT_GT(adaptive_peak, fixed_peak);
}

TEST(KernelSurface, RelativeRiskIsNoneWhereBothLieAlikeAndFoundWhereTheyDoNot) {
  auto first = cloud(0, 0, 1000, 800, 2);
  const auto second = cloud(0, 0, 1000, 800, 3);
  std::size_t significant = 0, cells = 0;
  for (const RelativeRisk& cell : relative_risk(first, second, 300, 150))
    if (!std::isnan(cell.p)) ++cells, significant += cell.p < 0.01;
  EXPECT_LT(static_cast<double>(significant), 0.06 * static_cast<double>(cells));
  for (const WeightedPoint& point : cloud(1500, 0, 100, 200, 4)) first.push_back(point);
  double most = 0, at = 0;
  for (const RelativeRisk& cell : relative_risk(first, second, 300, 150))
    if (cell.z > most) most = cell.z, at = cell.x;
  EXPECT_GT(most, 6);
  EXPECT_NEAR(at, 1500, 200);
}

TEST(KernelSurface, PointsThatSharePlacesAreMerged) {
  const std::vector<WeightedPoint> points = {{0, 0, 1}, {300, 0, 1}, {0, 0, 2}, {0, 400, 1}};
  const auto merged = merged_points(points);
  ASSERT_EQ(merged.size(), 3u);
  EXPECT_EQ(merged[0].weight, 3);
  EXPECT_NEAR(point_spacing(merged), 300, 1e-9);
  EXPECT_TRUE(std::isnan(point_spacing(std::vector<WeightedPoint>{{1, 1, 5}})));
}

}  // namespace
}  // namespace dmp::stats
