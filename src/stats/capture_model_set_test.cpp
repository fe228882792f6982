#include "stats/capture_model_set.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmp::stats {
namespace {

CaptureCounts three_lists() { return {.lists = {"a", "b", "c"}, .count = {0, 120, 85, 22, 60, 15, 10, 6}}; }

/// The eight hierarchical models of three lists; best and second as R's glm has them (hidden_population_test.cpp).
TEST(CaptureModelSet, FitsEveryHierarchicalModelAndNamesThoseAsGood) {
  const CaptureModelSet set = capture_model_set(three_lists());
  EXPECT_EQ(set.models.size(), 8U);
  EXPECT_EQ(set.not_fitted, 0U);
  EXPECT_NEAR(set.models[0].aic, 46.5050835, 1e-6);
  EXPECT_NEAR(set.models[0].population.estimate, 739.0930, 1e-3);
  ASSERT_GE(set.equally_good.size(), 4U);
  EXPECT_LE(set.lowest, 739.1);
  EXPECT_GT(set.highest, 757);
  EXPECT_LT(set.reach.lower, set.lowest);
  EXPECT_GT(set.reach.upper, set.highest);
}

/// Weights by hand over three models of AIC 10, 12 and 20: 1, e^-1, e^-5.
TEST(CaptureModelSet, AveragesWithTheSpreadBetweenModels) {
  std::vector<CaptureModel> models(3);
  const double estimate[] = {1000, 2000, 8000}, aic[] = {10, 12, 20};
  for (std::size_t i = 0; i < 3; ++i) models[i].population = {.estimate = estimate[i], .variance = 100, .seen = 400, .withheld = {}}, models[i].aic = aic[i], models[i].bic = 1;
  const double w1 = 1, w2 = std::exp(-1), w3 = std::exp(-5), sum = w1 + w2 + w3, mean = (w1 * 1000 + w2 * 2000 + w3 * 8000) / sum;
  const HiddenPopulation average = averaged(models, &CaptureModel::aic);
  EXPECT_NEAR(average.estimate, mean, 1e-9);
  const double sd = (w1 * std::hypot(10, 1000 - mean) + w2 * std::hypot(10, 2000 - mean) + w3 * std::hypot(10, 8000 - mean)) / sum;
  EXPECT_NEAR(std::sqrt(average.variance), sd, 1e-9);
  EXPECT_NEAR(averaged(models, &CaptureModel::bic).estimate, 11000.0 / 3, 1e-9);
}

TEST(CaptureModelSet, IsWithheldWhereTheListsHaveNobodyInCommon) {
  const CaptureModelSet set = capture_model_set({.lists = {"a", "b", "c"}, .count = {0, 50, 40, 0, 30, 0, 0, 0}});
  EXPECT_TRUE(set.models.empty());
  EXPECT_EQ(set.by_aic.withheld, "nobody is on two lists");
}

/// A true population of 5,000 on five lists that know nothing of each other: the averages find it. All models (script/market-bench times them).
TEST(CaptureModelSet, FitsAllModelsOfFiveLists) {
  CaptureCounts counts{.lists = {"a", "b", "c", "d", "e"}, .count = std::vector<double>(32)};
  const double seen[] = {0.3, 0.25, 0.2, 0.15, 0.1};
  for (unsigned history = 1; history < 32; ++history) {
    double people = 5000;
    for (unsigned list = 0; list < 5; ++list) people *= (history >> list & 1U) ? seen[list] : 1 - seen[list];
    counts.count[history] = std::round(people);
  }
  const CaptureModelSet set = capture_model_set(counts);
  EXPECT_EQ(set.models.size() + set.not_fitted, 6893U);   // hierarchical models with all main effects but the highest interaction
  EXPECT_NEAR(set.by_aic.estimate, 5000, 250);
  EXPECT_NEAR(set.by_bic.estimate, 5000, 100);
}

/// R 4.2: z <- scale(log(cbind(a, b))); x <- z %*% eigen(crossprod(z))$vectors[, 1]; f <- lm(log(known) ~ x); predict(f, interval = "prediction");
/// leave one out: residuals(f) / (1 - hatvalues(f)).
TEST(MultipleIndicator, MatchesLeastSquaresOfR) {
  const std::vector<std::vector<double>> indicators = {{2, 10}, {5, 22}, {3.1, 18}, {7, 30}, {4.4, 17}, {2.2, 13}, {6, 25}};
  const std::vector<double> known = {4.1, 9.3, 6.2, 12.5, 7.7, 5.0, std::nan("")};
  const IndicatorFit fit = multiple_indicator(indicators, known);
  ASSERT_TRUE(fit.withheld.empty());
  EXPECT_NEAR(fit.predicted[6], 10.5589249, 1e-6);
  EXPECT_NEAR(fit.interval[6].lower, 9.1483545, 1e-6);
  EXPECT_NEAR(fit.interval[6].upper, 12.1869890, 1e-6);
  EXPECT_NEAR(fit.r2, 0.99076255, 1e-7);
  EXPECT_NEAR(fit.cross_validated_error, 0.044899789, 1e-8);
  EXPECT_NEAR(fit.without_indicators, 0.44896849, 1e-7);
}

TEST(MultipleIndicator, IsWithheldBelowFiveAnchorsOrWithoutVariation) {
  const std::vector<std::vector<double>> four = {{1}, {2}, {3}, {4}, {5}};
  EXPECT_EQ(multiple_indicator(four, std::vector<double>{1, 2, 3, 4, std::nan("")}).withheld, "fewer than five places have an estimate");
  const std::vector<std::vector<double>> same(6, {3.0});
  EXPECT_EQ(multiple_indicator(same, std::vector<double>{1, 2, 3, 4, 5, 6}).withheld, "the indicators do not vary");
  const std::vector<std::vector<double>> zero = {{1}, {0}, {3}, {4}, {5}};
  EXPECT_EQ(multiple_indicator(zero, std::vector<double>{1, 2, 3, 4, 5}).withheld, "an indicator is not above 0");
}

}  // namespace
}  // namespace dmp::stats
