#include "stats/rate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/directly_standardised_rate.hpp"
#include "stats/normal.hpp"
#include "stats/proportion.hpp"

namespace dmp::stats {
namespace {

void expect_interval(Interval actual, double lower, double upper, double tolerance) {
  EXPECT_NEAR(actual.lower, lower, tolerance);
  EXPECT_NEAR(actual.upper, upper, tolerance);
}

// Expected values: the domain reference, section 8 item 13 (Byar, Wilson).
TEST(Rate, ByarMatchesPublishedLimits) {
  expect_interval(byar_approximation(5, 0.95), 1.611, 11.668, 6e-4);
  expect_interval(byar_approximation(10, 0.95), 4.787, 18.391, 6e-4);
}

TEST(Proportion, WilsonMatchesPublishedLimits) {
  expect_interval(wilson_interval(5, 39, 0.95), 0.0560, 0.2671, 6e-5);
  expect_interval(wilson_interval(2, 3, 0.95), 0.2077, 0.9385, 6e-5);
}

// Expected values: Garwood (1936), table; the same as R's poisson.test.
TEST(Rate, ExactPoissonMatchesGarwood) {
  expect_interval(exact_poisson_interval(0, 0.95), 0, 3.688879, 1e-6);
  expect_interval(exact_poisson_interval(5, 0.95), 1.623486, 11.668332, 1e-6);
}

TEST(Rate, IsExactBelowTenEventsAndByarFromTen) {
  EXPECT_EQ(byar_interval(9, 0.95).lower, exact_poisson_interval(9, 0.95).lower);
  EXPECT_EQ(byar_interval(10, 0.95).lower, byar_approximation(10, 0.95).lower);
}

TEST(Rate, IntervalHoldsTheCountAndWidensWithConfidence) {
  for (const double events : {0.0, 0.5, 1.0, 3.0, 9.0, 10.0, 11.5, 100.0, 1e6}) {
    Interval inner{events, events};
    for (const double confidence : {0.5, 0.8, 0.9, 0.95, 0.99, 0.998}) {
      const Interval outer = byar_interval(events, confidence);
      EXPECT_LE(outer.lower, inner.lower) << events << ' ' << confidence;
      EXPECT_GE(outer.upper, inner.upper) << events << ' ' << confidence;
      inner = outer;
    }
  }
}

TEST(Rate, ControlLimitsAreTheCountsWhoseExactIntervalTouchesTheExpected) {
  for (const double expected : {5.0, 12.3, 60.0, 850.0}) {
    const Interval limits = poisson_control_limits(expected, 0.95);
    EXPECT_NEAR(exact_poisson_interval(limits.lower, 0.95).upper, expected, 1e-9 * expected);
    EXPECT_NEAR(exact_poisson_interval(limits.upper, 0.95).lower, expected, 1e-9 * expected);
  }
  EXPECT_EQ(poisson_control_limits(1, 0.95).lower, 0);
}

TEST(Rate, ImpossibleCountsHaveNoInterval) {
  EXPECT_TRUE(std::isnan(byar_interval(-1, 0.95).lower));
  EXPECT_TRUE(std::isnan(byar_interval(std::nan(""), 0.95).upper));
  EXPECT_TRUE(std::isnan(byar_interval(3, 1.0).upper));
  EXPECT_TRUE(std::isnan(wilson_interval(3, 2, 0.95).upper));
  EXPECT_TRUE(std::isnan(wilson_interval(0, 0, 0.95).lower));
}

TEST(Proportion, IntervalHoldsTheShareAndStaysWithinZeroAndOne) {
  for (int total = 1; total <= 40; ++total) {
    for (int events = 0; events <= total; ++events) {
      const Interval interval = wilson_interval(events, total, 0.998);
      EXPECT_LE(interval.lower, static_cast<double>(events) / total);
      EXPECT_GE(interval.upper, static_cast<double>(events) / total);
      EXPECT_GE(interval.lower, 0);
      EXPECT_LE(interval.upper, 1);
    }
  }
  EXPECT_EQ(wilson_interval(0, 7, 0.95).lower, 0);
  EXPECT_EQ(wilson_interval(7, 7, 0.95).upper, 1);
}

TEST(Rate, RatioIntervalMatchesTheBinomialOfTheTotal) {
  // R 4.2: poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878)): 0.8584264 4.2772659
  expect_interval(rate_ratio_interval(11, 800, 21, 3011, 0.95), 0.8584264, 4.2772659, 1e-6);
  EXPECT_EQ(rate_ratio_interval(0, 10, 5, 10, 0.95).lower, 0);
  EXPECT_TRUE(std::isinf(rate_ratio_interval(4, 10, 0, 10, 0.95).upper));
}

TEST(Rate, DifferenceIntervalHoldsTheDifferenceAndTurnsWithItsSign) {
  const Interval forth = rate_difference_interval(30, 1000, 18, 900, 0.95);
  const Interval back = rate_difference_interval(18, 900, 30, 1000, 0.95);
  EXPECT_LT(forth.lower, 0.01);
  EXPECT_GT(forth.upper, 0.01);
  EXPECT_DOUBLE_EQ(forth.lower, -back.upper);
  EXPECT_DOUBLE_EQ(forth.upper, -back.lower);
}

TEST(Dsr, IsTheCrudeRateWhenTheStandardHasTheSameShape) {
  const std::vector<double> events = {5, 12, 30};
  const std::vector<double> population = {1000, 2000, 1500};
  const StandardisedRate rate = directly_standardised_rate(events, population, population, 1e5, 0.95);
  EXPECT_NEAR(rate.value, 47.0 / 4500 * 1e5, 1e-9);
  expect_interval(rate.interval, byar_interval(47, 0.95).lower / 4500 * 1e5, byar_interval(47, 0.95).upper / 4500 * 1e5, 1e-8);
}

TEST(Dsr, IsWithheldBelowTenEvents) {
  const std::vector<double> events = {5, 4}, population = {100, 100}, standard = {50, 50};
  const StandardisedRate rate = directly_standardised_rate(events, population, standard, 1e5, 0.95);
  EXPECT_TRUE(std::isnan(rate.value));
  EXPECT_TRUE(std::isnan(rate.interval.lower));
  EXPECT_EQ(rate.withheld, "fewer than 10 events");
  EXPECT_EQ(rate.events, 9);
}

TEST(Dsr, CountsAMissingNumberOfEventsAsNone) {
  const std::vector<double> population = {100, 100}, standard = {50, 50};
  const StandardisedRate missing = directly_standardised_rate(std::vector<double>{std::nan(""), 20}, population, standard, 1e5, 0.95);
  const StandardisedRate none = directly_standardised_rate(std::vector<double>{0, 20}, population, standard, 1e5, 0.95);
  EXPECT_EQ(missing.value, none.value);
}

TEST(Dsr, IsWithheldWhereABandHasNoPopulation) {
  const std::vector<double> events = {0, 20}, population = {0, 100}, standard = {50, 50};
  EXPECT_EQ(directly_standardised_rate(events, population, standard, 1e5, 0.95).withheld, "a band has no population");
}

TEST(Dsr, DoesNotDependOnTheOrderOfBandsOrTheScaleOfTheStandard) {
  const std::vector<double> a = {5, 12, 30}, n = {900, 2100, 1500}, w = {1, 2, 3};
  const std::vector<double> a2 = {30, 5, 12}, n2 = {1500, 900, 2100}, w2 = {3000, 1000, 2000};
  const StandardisedRate one = directly_standardised_rate(a, n, w, 1000, 0.95);
  const StandardisedRate two = directly_standardised_rate(a2, n2, w2, 1000, 0.95);
  EXPECT_NEAR(one.value, two.value, 1e-12 * one.value);
  EXPECT_NEAR(one.interval.upper, two.interval.upper, 1e-12 * one.interval.upper);
}

TEST(Normal, QuantilesMatchTables) {
  EXPECT_NEAR(two_sided_z(0.95), 1.959963984540054, 1e-14);
  EXPECT_NEAR(two_sided_z(0.998), 3.090232306167813, 1e-13);
  EXPECT_NEAR(chi_square_quantile(0.95, 1), 3.841458820694124, 1e-12);
  EXPECT_NEAR(student_t_quantile(0.975, 7), 2.364624251592785, 1e-12);
}

}  // namespace
}  // namespace dmp::stats
