#include "stats/contrast.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "stats/neighbours.hpp"
#include "stats/proportion.hpp"

namespace dmp::stats {
namespace {

Uncertain share(double x, double n) { return {x / n, wilson_interval(x, n, 0.95)}; }

// R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10 (hybrid score).
TEST(Difference, OfTwoProportionsIsNewcombesHybridScoreInterval) {
  const Uncertain a = difference(share(56, 70), share(48, 80));
  EXPECT_NEAR(a.value, 0.2, 1e-12);
  EXPECT_NEAR(a.interval.lower, 0.0524, 5e-5);
  EXPECT_NEAR(a.interval.upper, 0.3339, 5e-5);
  const Uncertain b = difference(share(9, 10), share(3, 10));
  EXPECT_NEAR(b.interval.lower, 0.1705, 5e-5);
  EXPECT_NEAR(b.interval.upper, 0.8090, 5e-5);
  const Uncertain c = difference(share(5, 56), share(0, 29));
  EXPECT_NEAR(c.interval.lower, -0.0381, 5e-5);
  EXPECT_NEAR(c.interval.upper, 0.1926, 5e-5);
}

TEST(Difference, LacksTheEndsThatTheValuesLack) {
  const Uncertain one = difference({2, {}}, {1, {0.5, 1.5}});
  EXPECT_EQ(one.value, 1);
  EXPECT_TRUE(std::isnan(one.interval.lower));
  EXPECT_TRUE(std::isnan(one.interval.upper));
}

TEST(Ratio, IsOpenAboveWhereTheComparatorMayBeNone) {
  const Uncertain r = ratio({2, {1, 4}}, {1, {0, 2}});
  EXPECT_EQ(r.value, 2);
  EXPECT_NEAR(r.interval.lower, std::exp(std::log(2.0) - std::hypot(std::log(2.0), std::log(2.0))), 1e-12);
  EXPECT_TRUE(std::isnan(r.interval.upper));
  EXPECT_TRUE(std::isnan(ratio({2, {1, 4}}, {0, {0, 2}}).value));
  EXPECT_EQ(ratio({0, {0, 1}}, {2, {1, 4}}).interval.lower, 0);
}

TEST(WeightedSum, AddsTheSquaresOfTheDistancesToTheEnds) {
  const std::array values = {Uncertain{10, {7, 14}}, Uncertain{20, {16, 23}}};
  const std::array weights = {0.5, 0.5};
  const Uncertain sum = weighted_sum(values, weights);
  EXPECT_EQ(sum.value, 15);
  EXPECT_NEAR(sum.interval.lower, 15 - 2.5, 1e-12);  // hypot(1.5, 2)
  EXPECT_NEAR(sum.interval.upper, 15 + 2.5, 1e-12);  // hypot(2, 1.5)
}

// R: qbinom(0.025, n, 0.5) gives the rank: the 4th of 15 and the 2nd of 9.
TEST(Median, HasTheIntervalOfItsOrderStatistics) {
  const std::array<double, 15> fifteen = {5, 1, 9, 3, 7, 2, 8, 4, 6, 15, 10, 14, 11, 13, 12};
  const Uncertain m = median(fifteen, 0.95);
  EXPECT_EQ(m.value, 8);
  EXPECT_EQ(m.interval.lower, 4);
  EXPECT_EQ(m.interval.upper, 12);
  const std::array<double, 4> four = {1, 2, 3, 10};
  EXPECT_EQ(median(four, 0.95).value, 2.5);
  EXPECT_TRUE(std::isnan(median(four, 0.95).interval.lower));
}

// R 4.2: as.matrix(dist(scale(head(mtcars[, c("mpg", "hp", "wt")]))))["Mazda RX4", ].
TEST(Neighbours, DistancesAreThoseOfStandardisedVariables) {
  Scores scores;
  for (const std::array<double, 6>& variable : {std::array<double, 6>{21, 21, 22.8, 21.4, 18.7, 18.1}, {110, 110, 93, 110, 175, 105}, {2.62, 2.875, 2.32, 3.215, 3.44, 3.46}})
    scores.push_back(standardised(variable));
  const auto near = by_distance(scores, 0);
  ASSERT_EQ(near.size(), 5u);
  EXPECT_EQ(near[0].thing, 1u);
  EXPECT_NEAR(near[0].distance, 0.5504508871, 1e-9);
  EXPECT_EQ(near.back().thing, 4u);
  EXPECT_NEAR(near.back().distance, 3.1339739715, 1e-9);
}

TEST(Neighbours, StabilityIsTheShareOfRunsWithoutAVariableInWhichOneStays) {
  // Thing 1 is near in both variables, thing 2 only in the first, thing 3 only in the second.
  const Scores scores = {{0, 0.1, 0.0, 3.0}, {0, 0.1, 3.0, 0.0}};
  const auto near = by_distance(scores, 0);
  ASSERT_EQ(near[0].thing, 1u);
  const std::vector<double> two = leave_one_out_stability(scores, 0, std::span(near).first(2));
  // Without the second variable 2 and 1 are nearest, without the first 3 and 1.
  EXPECT_EQ(two[0], 1);
  EXPECT_EQ(two[1], 0.5);
}

TEST(Neighbours, WithoutAScoreAreLeftOut) {
  const Scores scores = {{0, std::nan(""), 1}};
  ASSERT_EQ(by_distance(scores, 0).size(), 1u);
  EXPECT_EQ(by_distance(scores, 0)[0].thing, 2u);
}

}  // namespace
}  // namespace dmp::stats
