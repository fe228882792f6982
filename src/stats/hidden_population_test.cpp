#include "stats/hidden_population.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/distribution.hpp"
#include "stats/pooling.hpp"

namespace dmp::stats {
namespace {

/// Histories of lists a, b, c: a 120, b 85, ab 22, c 60, ac 15, bc 10, abc 6.
CaptureCounts three_lists() { return {.lists = {"a", "b", "c"}, .count = {0, 120, 85, 22, 60, 15, 10, 6}}; }

void expect_model(const CaptureModel& model, double estimate, double error, double deviance, double aic, double bic) {
  EXPECT_NEAR(model.population.estimate, estimate, 1e-7 * estimate) << model.name;
  EXPECT_NEAR(std::sqrt(model.population.variance), error, 1e-7 * error) << model.name;
  EXPECT_NEAR(model.deviance, deviance, 1e-8) << model.name;
  EXPECT_NEAR(model.aic, aic, 1e-8) << model.name;
  EXPECT_NEAR(model.bic, bic, 1e-8) << model.name;
}

// R 4.2.2: glm(n ~ ..., poisson) over the seven histories; N = sum(n) + exp(intercept), its variance exp(i) + exp(2 i) var(i).
TEST(CaptureRecapture, LogLinearModelsMatchGlmOfR) {
  const CaptureCounts counts = three_lists();
  std::string why_not;
  const auto independent = terms_of("a+b+c", counts.lists, why_not);
  expect_model(log_linear_model(counts, independent, "a+b+c"), 739.093040806795, 74.7767645300607, 2.35279380590564, 46.5050835497032, 61.5532890808239);
  const auto one = terms_of("a*b+c", counts.lists, why_not);
  expect_model(log_linear_model(counts, one, "a*b+c"), 757.354838709676, 103.604009295829, 2.27730039512318, 48.4295901389208, 67.2398470528216);
  const auto all = terms_of("a+b+c+a:b+a:c+b:c", counts.lists, why_not);
  expect_model(log_linear_model(counts, all, "all"), 1430.72727272728, 718.076694890286, 0, 50.1522897437976, 76.4866494232588);
}

TEST(CaptureRecapture, ClosedPopulationModelsMatchGlmOfR) {
  const auto models = closed_population_models(three_lists());
  ASSERT_EQ(models.size(), 4U);
  EXPECT_NEAR(models[0].population.estimate, 758.651750950253, 1e-5);
  EXPECT_NEAR(models[1].population.estimate, 739.093040806795, 1e-5);
  EXPECT_NEAR(models[2].population.estimate, 816.049645390071, 1e-5);
  EXPECT_NEAR(models[2].aic, 67.3848307176648, 1e-7);
  EXPECT_NEAR(models[3].population.estimate, 795.994333831131, 1e-5);
  EXPECT_NEAR(models[3].aic, 46.2060296695921, 1e-7);
}

// The number of hierarchical models of three and four lists: Hook and Regal (1995), Epidemiologic Reviews 17, 243-264.
TEST(CaptureRecapture, FindsEveryHierarchicalModel) {
  EXPECT_EQ(hierarchical_models(2).size(), 1U);
  EXPECT_EQ(hierarchical_models(3).size(), 8U);
  EXPECT_EQ(hierarchical_models(4).size(), 113U);
}

TEST(CaptureRecapture, ReadsAndWritesFormulas) {
  const std::vector<std::string> lists = {"a", "b", "c"};
  std::string why_not;
  EXPECT_EQ(formula_of(terms_of(" c + a*b ", lists, why_not), lists), "a+b+c+a:b");
  EXPECT_TRUE(terms_of("a+d", lists, why_not).empty());
  EXPECT_EQ(why_not, "there is no list 'd'");
  EXPECT_TRUE(terms_of("a*b*c", lists, why_not).empty());
}

// By hand: 101 * 81 / 21 - 1; Seber's variance 101 * 81 * 80 * 60 / (21^2 * 22).
TEST(CaptureRecapture, ChapmanMatchesTheFormulaByHand) {
  const HiddenPopulation population = chapman(100, 80, 20);
  EXPECT_NEAR(population.estimate, 388.571428571428, 1e-9);
  EXPECT_NEAR(population.variance, 101.0 * 81 * 80 * 60 / (441 * 22), 1e-9);
  EXPECT_EQ(population.seen, 160);
  EXPECT_EQ(chapman(10, 5, 6).withheld, "more people on both lists than on one");
  EXPECT_EQ(chapman(5, 5, 5).estimate, 5);
}

// Counts of heroin treatment episodes in Bangkok as printed by D. Boehning and others (2004), European Journal of Epidemiology 19;
// by hand: 9302 + 2176^2 / 3200 = 10781.68 and 9302 / (1 - exp(-3200 / 2176)) = 12077.23.
TEST(RepeatCounts, MatchTheFormulasByHand) {
  const std::vector<double> seen = {2176, 1600, 1278, 976, 748, 570, 455, 368, 281, 254, 188, 138, 99, 67, 44, 34, 17, 3, 3, 2, 1};
  EXPECT_NEAR(chao(seen).estimate, 10781.68, 1e-9);
  EXPECT_NEAR(zelterman(seen).estimate, 12077.23, 0.005);
  // R 4.2.2: uniroot of l / (1 - exp(-l)) = mean.
  EXPECT_NEAR(zero_truncated_poisson(seen).estimate, 9453.3352375346, 1e-6);
  EXPECT_NEAR(std::sqrt(zero_truncated_poisson(seen).variance), 12.8409053335635, 1e-7);
}

TEST(RepeatCounts, IntervalsHoldTheEstimateAndNeverGoBelowThoseSeen) {
  const std::vector<double> seen = {30, 8, 2};
  for (const auto& population : {chao(seen), chao_bias_corrected(seen), zelterman(seen), zero_truncated_poisson(seen)}) {
    for (const Interval& interval : {unseen_interval(population, 0.95), normal_interval(population, 0.95)}) {
      EXPECT_GE(interval.lower, 40);
      EXPECT_LT(interval.lower, population.estimate);
      EXPECT_GT(interval.upper, population.estimate);
    }
  }
  EXPECT_EQ(chao(std::vector<double>{5}).withheld, "nobody was seen twice");
  EXPECT_EQ(zero_truncated_poisson(std::vector<double>{5}).withheld, "nobody was seen twice");
  EXPECT_EQ(chao_bias_corrected(std::vector<double>{5}).estimate, 15);
}

// R 4.2.2: 5 + 10 * qbeta(.9, 2.2, 3.8); qgamma(.975, 2.5, scale = 3); qbeta(.025, 2, 5); qlnorm(.3, 1, .5)
TEST(Distribution, QuantilesMatchR) {
  EXPECT_NEAR(quantile(Pert{5, 8, 15}, 0.9), 11.2075448566512, 1e-10);
  EXPECT_NEAR(quantile(Gamma{2.5, 3}, 0.975), 19.248752991045, 1e-10);
  EXPECT_NEAR(quantile(Beta{2, 5}, 0.025), 0.0432718682927417, 1e-12);
  EXPECT_NEAR(quantile(LogNormal{1, 0.5}, 0.3), 2.09132898868822, 1e-12);
}

TEST(Distribution, MomentsMatchTheMeanOfTheQuantiles) {
  const std::vector<Distribution> all = {Pert{5, 8, 15}, Pert{5, 8, 15, 2}, Triangular{1, 2, 6}, Uniform{2, 5}, Normal{3, 2}, LogNormal{1, 0.5}, Beta{2, 5}, Gamma{2.5, 3}};
  for (const Distribution& one : all) {
    double sum = 0, squares = 0;
    constexpr int kSteps = 20000;
    for (int i = 0; i < kSteps; ++i) {
      const double x = quantile(one, (i + 0.5) / kSteps);
      sum += x;
      squares += x * x;
    }
    const double centre = sum / kSteps;
    EXPECT_NEAR(mean(one), centre, 1e-3 * std::fabs(centre)) << one.index();
    EXPECT_NEAR(variance(one), squares / kSteps - centre * centre, 0.01 * variance(one)) << one.index();
  }
}

TEST(Distribution, AnIntervalGivesBackItsEnds) {
  const LogNormal log = lognormal_from_interval(20, 80, 0.9);
  EXPECT_NEAR(quantile(log, 0.05), 20, 1e-10);
  EXPECT_NEAR(quantile(log, 0.95), 80, 1e-10);
  EXPECT_NEAR(quantile(normal_from_interval(1, 3, 0.8), 0.9), 3, 1e-12);
}

TEST(Distribution, ImpossibleOnesSayWhyAndHaveNoNumbers) {
  EXPECT_EQ(fault(Pert{5, 4, 15}), "mode is outside min and max");
  EXPECT_EQ(fault(Uniform{5, 4}), "min is above max");
  EXPECT_EQ(fault(Normal{5, -1}), "sd is missing or below 0");
  EXPECT_TRUE(std::isnan(mean(Uniform{5, 4})));
  EXPECT_TRUE(std::isnan(quantile(Uniform{4, 5}, 1.5)));
  EXPECT_EQ(quantile(Triangular{3, 3, 3}, 0.4), 3);
}

// R 4.2.2, by the formulas of DerSimonian and Laird over c(100,150,130), c(80,100,120), c(125,225,141).
TEST(Pooling, MatchesTheMomentsOfDerSimonianAndLaird) {
  const std::vector<double> estimate = {100, 150, 130}, lower = {80, 100, 120}, upper = {125, 225, 141};
  const Pooled pooled = pool(estimate, lower, upper, 0.95);
  EXPECT_NEAR(pooled.fixed, 126.861140175339, 1e-9);
  EXPECT_NEAR(log_interval(pooled.fixed, pooled.fixed_error, 0.95).lower, 117.748488019061, 1e-9);
  EXPECT_NEAR(pooled.random, 122.243899808042, 1e-9);
  EXPECT_NEAR(pooled.q, 5.37601629559979, 1e-10);
  EXPECT_NEAR(pooled.tau2, 0.0190717493053467, 1e-12);
  EXPECT_NEAR(pooled.i2, 0.62797731814225, 1e-12);
}

TEST(Pooling, OneEstimateStaysItselfAndNoneIsWithheld) {
  const std::vector<double> one = {100}, low = {80}, high = {125}, nothing;
  EXPECT_NEAR(pool(one, low, high, 0.95).random, 100, 1e-10);
  EXPECT_EQ(pool(one, low, high, 0.95).i2, 0);
  EXPECT_EQ(pool(nothing, nothing, nothing, 0.95).withheld, "no estimates");
  EXPECT_EQ(pool(one, std::vector<double>{0}, high, 0.95).withheld, "an estimate or limit is not above 0");
}

}  // namespace
}  // namespace dmp::stats
