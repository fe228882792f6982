#include "stats/mann_kendall.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace dmp::stats {
namespace {

// R 4.2: cor.test(1:10, x, method = "kendall", exact = FALSE, continuity = TRUE); the median of all pairs' slopes.
TEST(MannKendall, AgreesWithR) {
  const MannKendall found = mann_kendall(std::vector<double>{3, 5, 4, 6, 6, 8, 7, 9, 9, 12});
  EXPECT_NEAR(found.z, 3.426344611736, 1e-9);
  EXPECT_NEAR(found.p, 0.000611763682, 1e-9);
  EXPECT_NEAR(found.tau, 0.886592641312, 1e-9);
  EXPECT_NEAR(found.slope, 0.833333333333, 1e-9);
}

TEST(MannKendall, TurnsItsSignWithTheSeriesAndPassesOverMissingSteps) {
  const MannKendall up = mann_kendall(std::vector<double>{1, 2, NAN, 4, 5, 6}), down = mann_kendall(std::vector<double>{6, 5, NAN, 3, 2, 1});
  EXPECT_EQ(up.s, 10);
  EXPECT_EQ(down.s, -10);
  EXPECT_DOUBLE_EQ(up.z, -down.z);
  EXPECT_DOUBLE_EQ(up.slope, 1);
}

TEST(MannKendall, TooFewOrEqualValuesGiveNothing) {
  EXPECT_TRUE(std::isnan(mann_kendall(std::vector<double>{1, 2}).p));
  EXPECT_TRUE(std::isnan(mann_kendall(std::vector<double>{2, 2, 2, 2}).p));
}

}  // namespace
}  // namespace dmp::stats
