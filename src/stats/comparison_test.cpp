#include "stats/comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/false_discovery.hpp"
#include "stats/funnel.hpp"
#include "stats/indirectly_standardised.hpp"
#include "stats/random.hpp"
#include "stats/rate.hpp"
#include "stats/smoothing.hpp"
#include "stats/trend.hpp"

namespace dmp::stats {
namespace {

TEST(Comparison, TouchingIsSimilarAndPolarityDecidesTheWord) {
  EXPECT_EQ(compare_with_value(11, {10, 12}, 12, Polarity::none), Significance::similar);
  EXPECT_EQ(compare_with_value(11, {10, 12}, 12.1, Polarity::none), Significance::lower);
  EXPECT_EQ(compare_with_value(11, {10, 12}, 12.1, Polarity::low_is_good), Significance::better);
  EXPECT_EQ(compare_with_value(11, {10, 12}, 12.1, Polarity::high_is_good), Significance::worse);
  EXPECT_EQ(compare_with_value(11, {10, 12}, 9, Polarity::low_is_good), Significance::worse);
  EXPECT_EQ(compare_with_value(11, {10, std::nan("")}, 9, Polarity::low_is_good), Significance::not_compared);
  EXPECT_EQ(compare_intervals(4, {3.5, 4.5}, 3, {2.7, 3.5}, Polarity::none), Significance::similar);
}

TEST(Comparison, CountsWithoutADenominatorAreNotCompared) {
  EXPECT_EQ(compare_counts(10, 0, 10, {}), Significance::not_compared);
  EXPECT_EQ(compare_counts(10, -1, 10, {}), Significance::not_compared);
  EXPECT_EQ(compare_counts(10, 100, 120, {.kind = CountKind::proportion, .unit = 100}), Significance::not_compared);
}

// R 4.2.2: prop.trend.test(c(83,90,129,70), c(86,93,136,82))
TEST(Trend, ChiSquareMatchesPropTrendTestOfR) {
  const std::vector<double> x = {83, 90, 129, 70}, n = {86, 93, 136, 82};
  const Trend trend = trend_of_proportions(x, n, 4);
  EXPECT_NEAR(trend.chi_square, 8.22492228519771, 1e-12);
  EXPECT_FALSE(trend.significant);
  EXPECT_EQ(trend.direction, Direction::none);
}

// R 4.2.2: lm(value ~ I(1:5), weights = (3.92 / (upper - lower))^2)
TEST(Trend, SlopeMatchesWeightedRegressionOfR) {
  const std::vector<double> value = {99, 24.67, 24.6, 28, 30.2, 30.6}, lower = {98, 23.16, 23.15, 26.44, 28.63, 28.98}, upper = {100, 26.25, 26.19, 29.64, 31.9, 32.25};
  const Trend trend = trend_of_values(value, lower, upper, 5);
  EXPECT_NEAR(trend.slope, 1.75156622266295, 1e-12);
  EXPECT_EQ(trend.direction, Direction::increasing);
  EXPECT_EQ(trend_name(trend.direction, Polarity::low_is_good), "increasing and getting worse");
}

TEST(Trend, OneOutlierDoesNotMakeATrend) {
  const std::vector<double> value = {10, 10.1, 9.9, 10, 20};
  std::vector<double> lower, upper;
  for (const double v : value) {
    lower.push_back(v - 1);
    upper.push_back(v + 1);
  }
  const Trend trend = trend_of_values(value, lower, upper, 5);
  EXPECT_TRUE(trend.significant);
  EXPECT_EQ(trend.direction, Direction::none);
}

TEST(Trend, SaysWhyItCannotBeCalculated) {
  const std::vector<double> four = {1, 2, 3, 4}, five = {1, 2, 3, 4, 5}, gap = {1, 2, std::nan(""), 4, 5};
  EXPECT_EQ(trend_of_values(four, four, four, 5).withheld, "too few points");
  EXPECT_EQ(trend_of_values(five, five, five, 5).withheld, "an interval is missing");
  EXPECT_EQ(trend_of_proportions(five, five, 5).withheld, "x equals n");
  EXPECT_EQ(trend_of_proportions(gap, std::vector<double>(5, 10), 5).withheld, "a value is missing");
  EXPECT_EQ(trend_of_proportions(std::vector<double>(5, 0), std::vector<double>(5, 10), 5).withheld, "no events");
}

TEST(Funnel, LimitsNarrowWithTheDenominatorAndHoldTheBenchmark) {
  for (const FunnelStatistic statistic : {FunnelStatistic::proportion, FunnelStatistic::rate}) {
    double width = 1e9;
    for (const double n : {50.0, 500.0, 5000.0}) {
      const Interval limits = funnel_limits(0.2, n, statistic, kFunnelInner);
      EXPECT_LT(limits.lower, 0.2);
      EXPECT_GT(limits.upper, 0.2);
      EXPECT_LT(limits.upper - limits.lower, width);
      width = limits.upper - limits.lower;
    }
  }
}

TEST(Funnel, RowsWithoutCountsHaveNoPlaceAndNoPartInTheBenchmark) {
  const std::vector<double> x = {10, std::nan(""), 20}, n = {100, 100, 200};
  EXPECT_DOUBLE_EQ(funnel_benchmark(x, n, FunnelStatistic::rate), 0.1);
  EXPECT_EQ(funnel_benchmark(x, n, FunnelStatistic::ratio), 1);
  EXPECT_EQ(name(funnel_place(std::nan(""), 100, 0.1, FunnelStatistic::rate)), "");
  EXPECT_EQ(name(funnel_place(60, 200, 0.1, FunnelStatistic::rate)), "high 0.001");
  EXPECT_EQ(name(funnel_place(0, 200, 0.1, FunnelStatistic::proportion)), "low 0.001");
}

// By hand: mean 30/600 = 0.05; s2 = (100*.03^2 + 200*.0^2 + 300*.01^2)/600 = 0.0002; A = s2 - 0.05 / 200 < 0, so every rate is the mean.
TEST(Smoothing, NoVarianceBetweenAreasGivesTheMeanToAll) {
  const std::vector<double> x = {2, 10, 18}, n = {100, 200, 300};
  for (const double value : empirical_bayes(x, n)) EXPECT_DOUBLE_EQ(value, 0.05);
}

// By hand: mean 0.1, s2 = 0.0064, A = 0.0064 - 0.1 / 1000 = 0.0063; weight = 0.0063 / (0.0063 + 0.1 / 1000) = 0.984375.
TEST(Smoothing, DrawsByMarshallsWeight) {
  const std::vector<double> x = {20, 180}, n = {1000, 1000};
  const auto value = empirical_bayes(x, n);
  EXPECT_NEAR(value[0], 0.1 - 0.984375 * 0.08, 1e-12);
  EXPECT_NEAR(value[1], 0.1 + 0.984375 * 0.08, 1e-12);
}

TEST(Smoothing, LocalWithEveryOtherAreaAsNeighbourIsGlobal) {
  const std::vector<double> x = {20, 180, 75}, n = {1000, 1000, 700};
  const std::vector<std::vector<std::size_t>> all = {{1, 2}, {0, 2}, {0, 1}};
  const auto global = empirical_bayes(x, n), local = local_empirical_bayes(x, n, all);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(local[i], global[i], 1e-15);
  const std::vector<std::vector<std::size_t>> alone(3);
  EXPECT_NEAR(local_empirical_bayes(x, n, alone)[0], 0.02, 1e-15);
  EXPECT_TRUE(std::isnan(empirical_bayes(std::vector<double>{1, 2}, std::vector<double>{0, 5})[0]));
}

// R 4.2.2: p.adjust(c(0.01,0.02,0.03,0.04,0.05,NA,0.0001,0.5), "BH") and "bonferroni"
TEST(FalseDiscovery, MatchesPAdjustOfR) {
  const std::vector<double> p = {0.01, 0.02, 0.03, 0.04, 0.05, std::nan(""), 0.0001, 0.5};
  const std::vector<double> bh = {0.035, 0.0466666666666667, 0.0525, 0.056, 0.0583333333333333, std::nan(""), 0.0007, 0.5};
  const std::vector<double> bonf = {0.07, 0.14, 0.21, 0.28, 0.35, std::nan(""), 0.0007, 1};
  const auto adjusted = benjamini_hochberg(p), times = bonferroni(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) {
      EXPECT_TRUE(std::isnan(adjusted[i]) && std::isnan(times[i]));
      continue;
    }
    EXPECT_NEAR(adjusted[i], bh[i], 1e-15);
    EXPECT_NEAR(times[i], bonf[i], 1e-15);
  }
}

TEST(Indirect, ObservedOverExpectedWithItsReasons) {
  IndirectSums sums;
  sums.add(12, 100, 50, 1000);
  sums.add(8, 200, 100, 2000);
  const auto result = indirectly_standardised(sums, 1000);
  EXPECT_DOUBLE_EQ(result.expected, 15);
  EXPECT_DOUBLE_EQ(result.ratio, 20.0 / 15);
  EXPECT_DOUBLE_EQ(result.reference_rate, 50);
  EXPECT_DOUBLE_EQ(indirect_ratio_interval(result, 0.95).lower, byar_interval(20, 0.95).lower / 15);
  EXPECT_EQ(indirectly_standardised({}, 1).withheld, "no expected events");
  sums.add(1, 10, 0, 0);
  EXPECT_EQ(indirectly_standardised(sums, 1).withheld, "a reference band has no population");
}

// Known answers published with the generator (Random123, kat_vectors, philox4x32 10).
TEST(CounterRandom, MatchesThePublishedAnswers) {
  using Words = std::array<std::uint32_t, 4>;
  EXPECT_EQ(CounterRandom(0, 0).block(0), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(CounterRandom(0xffffffffffffffff, 0xffffffffffffffff).block(0xffffffffffffffff), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(CounterRandom(0x299f31d0a4093822, 0x0370734413198a2e).block(0x85a308d3243f6a88), (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(CounterRandom, UniformAndNormalNumbersHaveTheirMoments) {
  RandomSequence random(CounterRandom(5));
  double sum = 0, normal_sum = 0, squares = 0;
  constexpr int kDraws = 200000;
  std::vector<int> faces(6);
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform(), z = random.normal();
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    normal_sum += z;
    squares += z * z;
    ++faces[random.whole(6)];
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 0.003);
  EXPECT_NEAR(normal_sum / kDraws, 0, 0.01);
  EXPECT_NEAR(squares / kDraws, 1, 0.015);
  for (const int face : faces) EXPECT_NEAR(face, kDraws / 6.0, 700);
}

}  // namespace
}  // namespace dmp::stats
