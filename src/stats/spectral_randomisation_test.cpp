#include "stats/spectral_randomisation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "stats/random.hpp"

namespace dmp::stats {
namespace {

SpatialWeights grid(int side) {
  SpatialWeights weights(static_cast<std::size_t>(side * side));
  for (int r = 0; r < side; ++r)
    for (int c = 0; c < side; ++c)
      for (const auto& [dr, dc] : std::vector<std::pair<int, int>>{{-1, 0}, {1, 0}, {0, -1}, {0, 1}})
        if (r + dr >= 0 && r + dr < side && c + dc >= 0 && c + dc < side) weights[static_cast<std::size_t>(r * side + c)].push_back({static_cast<std::size_t>((r + dr) * side + c + dc), 1.0});
  return weights;
}

/// Values that wander from place to place: white noise smoothed over the neighbours, so many times.
std::vector<double> clustered(const SpatialWeights& weights, int times, std::uint64_t seed) {
  RandomSequence random(CounterRandom(seed, 1));
  std::vector<double> values(weights.size());
  for (double& value : values) value = random.normal();
  for (int t = 0; t < times; ++t) {
    std::vector<double> next = values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (const SpatialLink& link : weights[i]) next[i] += values[link.to];
      next[i] /= static_cast<double>(weights[i].size()) + 1;
    }
    values = next;
  }
  return values;
}

double moran(const std::vector<double>& values, const SpatialWeights& weights) { return global_association(GlobalMeasure::moran, values, weights, {.count = 0}).statistic; }

TEST(SpectralRandomisation, KeepsMeanVarianceAndMoransI) {
  const SpatialWeights weights = grid(9);
  const std::vector<double> values = clustered(weights, 2, 4);
  const SpectralRandomisation random(weights);
  const auto variance = [](const std::vector<double>& v) {
    const double mean = std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
    double sum = 0;
    for (const double x : v) sum += (x - mean) * (x - mean);
    return std::pair(mean, sum);
  };
  const auto first = random.surrogate(values, 1, 0), second = random.surrogate(values, 1, 1);
  EXPECT_NE(first, second);
  for (const auto& made : {first, second}) {
    EXPECT_NEAR(variance(made).first, variance(values).first, 1e-10);
    EXPECT_NEAR(variance(made).second, variance(values).second, 1e-9);
    EXPECT_NEAR(moran(made, weights), moran(values, weights), 1e-9);
  }
}

TEST(SpectralRandomisation, TwoUnrelatedClusteredMapsAreNotTakenForRelated) {
  const SpatialWeights weights = grid(12);
  int related = 0, naive = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto a = clustered(weights, 6, 100 + seed), b = clustered(weights, 6, 900 + seed);
    const MapComparison found = compare_maps(a, b, 10, 10, weights, {.count = 99, .seed = seed, .threads = 1});
    related += found.p_correlation <= 0.05;
    naive += std::fabs(found.correlation) > 1.96 / std::sqrt(144.0);
  }
  // Held against shuffled maps, clustering alone would pass for a link in far more than one of twenty cases.
  EXPECT_GT(naive, 15);
  EXPECT_LE(related, 9);
}

TEST(SpectralRandomisation, RelatedMapsAreFoundRelated) {
  const SpatialWeights weights = grid(12);
  const auto a = clustered(weights, 2, 1), noise = clustered(weights, 2, 2);
  std::vector<double> b = a;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] += 0.3 * noise[i];
  const MapComparison found = compare_maps(a, b, 12, 12, weights, {.count = 199, .seed = 3});
  EXPECT_GT(found.correlation, 0.9);
  EXPECT_LE(found.p_correlation, 0.011);
  EXPECT_LE(found.p_both, 0.01);
  EXPECT_NEAR(found.lee, lee(a, b, row_standardised(weights), {.count = 0}).statistic, 1e-9);
}

TEST(SpectralRandomisation, ConstantMapsGiveNothing) {
  const SpatialWeights weights = grid(4);
  const std::vector<double> flat(16, 2.0);
  EXPECT_TRUE(std::isnan(compare_maps(flat, clustered(weights, 1, 1), 2, 2, weights, {.count = 9}).p_correlation));
}

}  // namespace
}  // namespace dmp::stats
