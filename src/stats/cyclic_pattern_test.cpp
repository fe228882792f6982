#include "stats/cyclic_pattern.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmp::stats {
namespace {

const std::vector<std::vector<double>> kCounts = {{12, 30, 22, 9}, {18, 41, 25, 16}, {25, 60, 50, 21}}, kDays = {{31, 28, 31, 30}, {31, 28, 31, 30}, {31, 29, 31, 30}};

TEST(CyclicPattern, IsThatOfAPoissonRegressionOnBlocksAndPhases) {
  // R 4.2: glm(count ~ block + phase + offset(log(days)), poisson); the phases' factors over their weighted mean.
  const CyclicPattern found = cyclic_pattern(kCounts, kDays);
  ASSERT_TRUE(found.withheld.empty());
  const double expected[] = {0.650168709775279, 1.686159011379254, 1.146661179058220, 0.561903381902756};
  for (std::size_t phase = 0; phase < 4; ++phase) EXPECT_NEAR(found.phases[phase].index, expected[phase], 1e-9);
  EXPECT_NEAR(found.chi_square, 62.5265913874895, 1e-8);
  EXPECT_NEAR(found.p, 1.69543814790888e-13, 1e-20);
  EXPECT_DOUBLE_EQ(found.dispersion, 1);
  for (const CyclicPhase& phase : found.phases) EXPECT_TRUE(phase.lower < phase.index && phase.index < phase.upper);
}

TEST(CyclicPattern, LeavesOutWhatWasNotObserved) {
  auto counts = kCounts, days = kDays;
  counts[2][3] = 0, days[2][3] = 0;
  const CyclicPattern found = cyclic_pattern(counts, days);
  EXPECT_NEAR(found.phases[3].count, 25, 0);
  EXPECT_GT(found.phases[3].index, 0.4);
}

TEST(CyclicPattern, IsWithheldWithoutSecondRoundOrEvents) {
  EXPECT_FALSE(cyclic_pattern({{1, 2, 3}}, {{1, 1, 1}}).withheld.empty());
  EXPECT_FALSE(cyclic_pattern({{0, 0}, {0, 0}}, {{1, 1}, {1, 1}}).withheld.empty());
}

}  // namespace
}  // namespace dmp::stats
