#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/life_expectancy.hpp"
#include "stats/mean.hpp"
#include "stats/normal.hpp"
#include "stats/quantiles.hpp"
#include "stats/slope_index.hpp"

namespace dmp::stats {
namespace {

const std::vector<double> kPopulation = {100, 200, 150, 250, 300};
const std::vector<double> kValue = {10, 12, 11, 15, 16};
const std::vector<double> kError = {1, 1.5, 1.2, .8, .9};
const std::vector<double> kLevels = {0.95, 0.998};

// R 4.2.2: b <- cumsum(a) - a/2 with a <- pop/sum(pop); lm(v ~ b, weights = a); the sd of the slope by H <- solve(X'WX) X'W.
TEST(SlopeIndex, MatchesWeightedLeastSquaresOfR) {
  const SlopeIndex index = slope_index(kPopulation, kValue, kError, kLevels, {});
  EXPECT_NEAR(index.sii, 7.42857142857142, 1e-12);
  EXPECT_NEAR(index.rii, 1.7514450867052, 1e-12);
  EXPECT_NEAR(index.intercept, 9.88571428571430, 1e-12);
  EXPECT_NEAR(index.sii_intervals[0].upper - index.sii, 1.959963984540054 * 1.7862158025905, 1e-10);
  const SlopeIndex logged = slope_index(kPopulation, kValue, kError, kLevels, {.transform = Transform::log});
  EXPECT_NEAR(logged.rii, 1.75348678610268, 1e-12);
}

TEST(SlopeIndex, IntervalsHoldTheEstimateAndWidenWithConfidence) {
  for (const Transform transform : {Transform::none, Transform::log}) {
    const std::vector<double> small(kValue.size(), 0.05);
    const SlopeIndex index = slope_index(kPopulation, kValue, small, kLevels, {.transform = transform});
    EXPECT_LT(index.rii_intervals[0].lower, index.rii);
    EXPECT_GT(index.rii_intervals[0].upper, index.rii);
    EXPECT_LT(index.rii_intervals[1].lower, index.rii_intervals[0].lower);
    EXPECT_GT(index.sii_intervals[1].upper, index.sii_intervals[0].upper);
  }
}

TEST(SlopeIndex, ANegativeMultiplierTurnsTheDirection) {
  const SlopeIndex forth = slope_index(kPopulation, kValue, kError, kLevels, {.multiplier = 10});
  const SlopeIndex back = slope_index(kPopulation, kValue, kError, kLevels, {.multiplier = -10});
  EXPECT_DOUBLE_EQ(back.sii, -forth.sii);
  EXPECT_DOUBLE_EQ(back.rii, 1 / forth.rii);
  EXPECT_DOUBLE_EQ(back.sii_intervals[0].lower, -forth.sii_intervals[0].upper);
  EXPECT_DOUBLE_EQ(back.rii_intervals[0].lower, 1 / forth.rii_intervals[0].upper);
}

TEST(SlopeIndex, TheSameSeedGivesTheSameIntervalsAndAnotherDoesNot) {
  const SlopeIndexSettings seven{.seed = 7, .repetitions = 1000};
  const double once = slope_index(kPopulation, kValue, kError, kLevels, seven).rii_intervals[0].lower;
  EXPECT_EQ(once, slope_index(kPopulation, kValue, kError, kLevels, seven).rii_intervals[0].lower);
  EXPECT_NE(once, slope_index(kPopulation, kValue, kError, kLevels, {.seed = 8, .repetitions = 1000}).rii_intervals[0].lower);
}

TEST(SlopeIndex, SaysWhyItIsWithheld) {
  const std::vector<double> nothing = {0, 200, 150, 250, 300}, gap = {10, std::nan(""), 11, 15, 16};
  EXPECT_EQ(slope_index(nothing, kValue, kError, kLevels, {}).withheld, "a group has no population");
  EXPECT_EQ(slope_index(kPopulation, gap, kError, kLevels, {}).withheld, "a value is missing");
  EXPECT_EQ(slope_index(kPopulation, kValue, kError, kLevels, {.transform = Transform::logit}).withheld, "a value is not between 0 and 1");
  EXPECT_EQ(slope_index(std::vector<double>{1}, std::vector<double>{1}, std::vector<double>{1}, kLevels, {}).withheld, "fewer than two groups");
}

// With one rate of death m at every age, life expectancy at any age is near 1 / m, and exactly that in the open band.
TEST(LifeExpectancy, OfAConstantRateOfDeathIsItsInverse) {
  std::vector<double> age, deaths, people;
  for (int start = 0; start <= 400; start += 1) {
    age.push_back(start + 1);
    deaths.push_back(20);
    people.push_back(1000);
  }
  const LifeTable table = life_expectancy(age, deaths, people);
  EXPECT_NEAR(table.expectancy.front(), 50, 1e-9);
  EXPECT_DOUBLE_EQ(table.expectancy.back(), 50);
}

TEST(LifeExpectancy, FallsWithMoreDeathsAndSaysWhyItIsWithheld) {
  const std::vector<double> age = {0, 1, 5}, people = {1000, 4000, 9000};
  const std::vector<double> few = {5, 2, 100}, more = {9, 2, 100}, none_last = {5, 2, 0};
  EXPECT_GT(life_expectancy(age, few, people).expectancy[0], life_expectancy(age, more, people).expectancy[0]);
  EXPECT_EQ(life_expectancy(age, none_last, people).withheld, "no deaths in the open age band");
  EXPECT_EQ(life_expectancy(std::vector<double>{0, 5, 1}, few, people).withheld, "start ages do not ascend");
  EXPECT_EQ(life_expectancy(age, few, std::vector<double>{1000, 0, 9000}).withheld, "a band has no population");
}

// R 4.2.2: t.test(c(3,1,4,1,5,9,2,6))$conf.int
TEST(Mean, MatchesStudentsTOfR) {
  const std::vector<double> values = {3, 1, 4, 1, std::nan(""), 5, 9, 2, 6};
  const Mean result = mean(values);
  EXPECT_EQ(result.n, 8U);
  EXPECT_EQ(result.sum, 31);
  const Interval interval = mean_interval(result, 0.95);
  EXPECT_NEAR(interval.lower, 1.57730004315924, 1e-12);
  EXPECT_NEAR(interval.upper, 6.17269995684075, 1e-12);
  EXPECT_TRUE(std::isnan(mean_interval(mean(std::vector<double>{4}), 0.95).lower));
  EXPECT_TRUE(std::isnan(mean(std::vector<double>{}).value));
}

// R 4.2.2: quantile(c(3,1,4,1,5,9,2,6), c(.1,.25,.5,.9), type = 7)
TEST(Quantiles, InterpolateAsTypeSevenOfR) {
  const std::vector<double> values = {3, 1, 4, 1, 5, 9, 2, 6};
  EXPECT_NEAR(sample_quantile(values, 0.1), 1, 1e-14);
  EXPECT_NEAR(sample_quantile(values, 0.25), 1.75, 1e-14);
  EXPECT_NEAR(sample_quantile(values, 0.5), 3.5, 1e-14);
  EXPECT_NEAR(sample_quantile(values, 0.9), 6.9, 1e-14);
}

TEST(Quantiles, GroupsRunFromOneToTheirNumberAndTiesShareTheLowest) {
  const std::vector<double> values = {5, 1, 1, 3, 2, 4};
  EXPECT_EQ(quantile_groups(values, 3, false), (std::vector<int>{3, 1, 1, 2, 2, 3}));
  EXPECT_EQ(quantile_groups(values, 3, true), (std::vector<int>{1, 3, 3, 2, 2, 1}));
  EXPECT_EQ(quantile_groups(values, 7, true), (std::vector<int>(6, 0)));
  EXPECT_EQ(quantile_groups(std::vector<double>{1, std::nan(""), 2}, 2, false), (std::vector<int>{1, 0, 2}));
}

TEST(Quantiles, GroupsOfDifferentValuesDifferInSizeByOneAtMost) {
  for (int size = 2; size <= 40; ++size) {
    std::vector<double> values;
    for (int i = 0; i < size; ++i) values.push_back(i * 37 % 101);
    for (int groups = 1; groups <= size; ++groups) {
      std::vector<int> count(static_cast<std::size_t>(groups) + 1);
      for (const int group : quantile_groups(values, groups, true)) {
        ASSERT_GE(group, 1);
        ASSERT_LE(group, groups);
        ++count[static_cast<std::size_t>(group)];
      }
      for (int group = 1; group <= groups; ++group) EXPECT_LE(std::abs(count[static_cast<std::size_t>(group)] * groups - size), groups) << size << ' ' << groups;
    }
  }
}

// R 4.2.2: qchisq(c(.025,.975,1e-6),3.7); pchisq(9.5,1,lower=F); qt(.999,4)
TEST(Normal, OtherDistributionsMatchR) {
  EXPECT_NEAR(chi_square_quantile(0.025, 3.7), 0.39457687534151664, 1e-12);
  EXPECT_NEAR(chi_square_quantile(0.975, 3.7), 10.61805524835246, 1e-11);
  EXPECT_NEAR(chi_square_quantile(1e-6, 3.7), 0.00154594258686743, 1e-14);
  EXPECT_NEAR(chi_square_upper_tail(9.5, 1), 0.00205471897613181, 1e-14);
  EXPECT_NEAR(student_t_quantile(0.999, 4), 7.17318221978231, 1e-11);
}

}  // namespace
}  // namespace dmp::stats
