#include "stats/concentration.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmp::stats {
namespace {

const std::vector<double> kCounts = {0, 10, 3, 1, 4, 2};

TEST(Concentration, SharesAndLorenzCurveByHand) {
  EXPECT_DOUBLE_EQ(share_in_top(kCounts, 1.0 / 6), 0.5);
  EXPECT_DOUBLE_EQ(share_in_top(kCounts, 0.25), (10 + 0.5 * 4) / 20);
  EXPECT_DOUBLE_EQ(share_in_top(kCounts, 1), 1);
  const auto curve = lorenz_curve(kCounts);
  ASSERT_EQ(curve.size(), 7u);
  EXPECT_DOUBLE_EQ(curve[2].places, 2.0 / 6);
  EXPECT_DOUBLE_EQ(curve[2].events, 0.7);
  EXPECT_EQ(curve.back().events, 1);
}

// Gini by its definition as half the relative mean difference; the generalised one by the formula of Bernasco and Steenbeek (2017):
// max(1/c, 1/n) (2 sum of i y_i - n - 1) - max(n/c, 1) + 1, y the shares in rising order.
double by_definition(const std::vector<double>& counts) {
  double differences = 0, total = 0;
  for (const double a : counts) {
    total += a;
    for (const double b : counts) differences += std::fabs(a - b);
  }
  return differences / (2 * static_cast<double>(counts.size()) * total);
}

TEST(Concentration, GiniIsHalfTheRelativeMeanDifference) {
  EXPECT_NEAR(gini(kCounts), by_definition(kCounts), 1e-12);
  EXPECT_NEAR(gini(std::vector<double>{2, 2, 2}), 0, 1e-12);
  EXPECT_NEAR(generalised_gini(kCounts), gini(kCounts), 1e-12);
}

TEST(Concentration, GeneralisedGiniKnowsThatFewEventsCannotSpreadOverManyPlaces) {
  const std::vector<double> spread = {1, 1, 1, 1, 1, 0, 0, 0, 0, 0}, one = {5, 0, 0, 0, 0, 0, 0, 0, 0, 0}, some = {3, 1, 1, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_NEAR(generalised_gini(spread), 0, 1e-12);
  EXPECT_NEAR(gini(spread), 0.5, 1e-12);
  EXPECT_NEAR(generalised_gini(one), 0.8, 1e-12);
  EXPECT_NEAR(generalised_gini(some), 0.56, 1e-12);
}

TEST(Concentration, NoEventsGiveNothing) {
  const std::vector<double> none(5, 0.0);
  EXPECT_TRUE(std::isnan(share_in_top(none, 0.1)));
  EXPECT_TRUE(std::isnan(gini(none)));
  EXPECT_TRUE(std::isnan(generalised_gini({})));
  EXPECT_TRUE(lorenz_curve(none).empty());
  EXPECT_TRUE(std::isnan(concentration(none, none, 0.1, 1).lower));
}

TEST(Concentration, RankingByLuckIsNotTakenForConcentration) {
  // A thousand equal places with one event each on average: counts of a Poisson table put a quarter of the events into the top tenth.
  std::vector<double> counts;
  for (const auto& [count, places] : std::vector<std::pair<double, int>>{{0, 368}, {1, 368}, {2, 184}, {3, 61}, {4, 15}, {5, 3}, {6, 1}}) counts.insert(counts.end(), static_cast<std::size_t>(places), count);
  const Concentration found = concentration(counts, std::vector<double>(counts.size(), 1.0), 0.1, 7);
  EXPECT_GT(found.share, 0.25);
  EXPECT_LT(found.upper, 0.17);
  EXPECT_GE(found.lower, 0.0999);
}

TEST(Concentration, TheIntervalHoldsATrueConcentration) {
  // Fifty of a thousand places are twenty times as hot, with enough events that luck plays no part: 20 * 50 / (20 * 50 + 950).
  std::vector<double> counts(1000, 100);
  for (std::size_t i = 0; i < 50; ++i) counts[i] = 2000;
  const Concentration found = concentration(counts, std::vector<double>(1000, 1950.0 / 1000 * 100), 0.05, 7);
  EXPECT_NEAR(found.share, 1000.0 / 1950, 1e-12);
  EXPECT_LT(found.lower, 1000.0 / 1950);
  EXPECT_NEAR(found.upper, 1000.0 / 1950, 0.01);
  EXPECT_LT(found.upper - found.lower, 0.02);
}

}  // namespace
}  // namespace dmp::stats
