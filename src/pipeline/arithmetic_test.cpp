#include "pipeline/arithmetic.hpp"

#include <gtest/gtest.h>

namespace dmp::pipeline {
namespace {

using catalogue::Method;

core::Estimate figure_of(const std::string& unit, double value, double count, double denominator) {
  core::Estimate estimate;
  estimate.unit = unit;
  estimate.value = value;
  estimate.count = count;
  estimate.denominator = denominator;
  return estimate;
}

std::vector<std::string> lines_of(const core::Estimate& estimate, Method method, double multiplier = 1, const indicators::Steps& steps = {}) {
  catalogue::IndicatorDefinition indicator;
  indicator.method = method;
  indicator.multiplier = multiplier;
  return arithmetic_of(estimate, indicator, steps);
}

std::string first_line_of(const core::Estimate& estimate, Method method, double multiplier = 1, const indicators::Steps& steps = {}) {
  return lines_of(estimate, method, multiplier, steps).front();
}

TEST(Arithmetic, OfACountIsTheCount) { EXPECT_EQ(first_line_of(figure_of("deaths", 16, 16, core::Estimate::kMissing), Method::count), "16 = 16 counted"); }

TEST(Arithmetic, OfAProportionIsAPercentageOfTwoCounts) {
  EXPECT_EQ(first_line_of(figure_of("%", 12.820512820512821, 5, 39), Method::proportion, 100), "12.8% = 5 / 39");
  EXPECT_EQ(first_line_of(figure_of("%", 8.876241694840031, 34000, 383045), Method::ratio, 100), "8.88% = 34,000 / 383,045");
}

TEST(Arithmetic, OfARateNamesItsMultiplierAndTheIntervalOfItsCount) {
  core::Estimate estimate = figure_of("per million residents", 2071.135895062697, 1398, 674992);
  estimate.lower_95 = 1963.97;
  estimate.upper_95 = 2182.63;
  const auto lines = lines_of(estimate, Method::rate, 1e6);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "2,071 per million residents = 1,398 / 674,992 x 1,000,000");
  EXPECT_EQ(lines[1], "95% interval 1,964 to 2,183 = (1,326 to 1,473) / 674,992 x 1,000,000, the interval of 1,398 events");
}

TEST(Arithmetic, OfALocationQuotientSaysWhatItsDenominatorIs) {
  indicators::Steps steps;
  steps.denominator = {"100 x 213,528 / 682,311 residents"};
  const auto lines = lines_of(figure_of("ratio", 1.597697, 50, 31.2948), Method::ratio, 1, steps);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "1.60 = 50 / 31.29");
  EXPECT_EQ(lines[1], "where 31.29 = 100 x 213,528 / 682,311 residents");
}

TEST(Arithmetic, OfAMeanIsSumOverNumber) { EXPECT_EQ(first_line_of(figure_of("decile", 5.7, 76, 76), Method::mean), "5.70 = sum 433.2 / number 76"); }

TEST(Arithmetic, OfUnmetNeedIsOneMinusThoseInTreatment) {
  EXPECT_EQ(first_line_of(figure_of("%", 60.7, 607, 1000), Method::unmet_need), "60.7% = 1 - 393 / 1,000");
  EXPECT_EQ(first_line_of(figure_of("%", 0, 0, 1000), Method::unmet_need), "0.00%: as many in treatment as the 1,000 estimated to need it, or more");
}

TEST(Arithmetic, OfADirectlyStandardisedRateListsItsBandsWhichAddUpToIt) {
  indicators::Steps steps;
  steps.bands = {{"0-4", 2, 1000, 5000}, {"5-9", 0, 0, 5500}, {"90+", 10, 500, 1000}};
  // (2 / 1,000 x 5,000 + 10 / 500 x 1,000) / 6,000 x 100,000
  const auto lines = lines_of(figure_of("per 100,000 residents", 500, 12, 1500), Method::dsr, 100000, steps);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[1], "aged 0-4: 2 / 1,000 x 5,000 = 10");
  EXPECT_EQ(lines[2], "aged 90+: 10 / 500 x 1,000 = 20");
  EXPECT_EQ(lines[3], "together 30 / 6,000 x 100,000 = 500 per 100,000 residents");
  steps.bands[0].events = 3;
  EXPECT_NE(lines_of(figure_of("per 100,000 residents", 500, 12, 1500), Method::dsr, 100000, steps).back().find("not the figure"), std::string::npos);
}

TEST(Arithmetic, OfAPublishedFigureSaysWhetherItsCountAndDenominatorGiveIt) {
  EXPECT_EQ(first_line_of(figure_of("%", 48.77014418999152, 575, 1179), Method::published), "48.8% = 575 / 1,179 (as published)");
  EXPECT_EQ(first_line_of(figure_of("%", 50, 575, 1179), Method::published), "50.0% as published; its count 575 and denominator 1,179 alone do not give it");
  EXPECT_EQ(first_line_of(figure_of("people", 34474.05, core::Estimate::kMissing, 383045), Method::published), "34,474 = 383,045 x 9%");
  EXPECT_EQ(first_line_of(figure_of("deaths", 16, core::Estimate::kMissing, core::Estimate::kMissing), Method::published), "16 as published");
}

TEST(Arithmetic, OfAPublishedFigureIsWhatItsSqlTells) {
  indicators::Steps steps;
  steps.numerator = {"383,045 residents aged 16-59 x 9.0%"};
  EXPECT_EQ(first_line_of(figure_of("people", 34474.05, core::Estimate::kMissing, 383045), Method::published, 1, steps), "34,474 = 383,045 residents aged 16-59 x 9.0%");
}

TEST(Arithmetic, OfAFigureWithheldSaysWhy) {
  core::Estimate estimate = figure_of("%", core::Estimate::kMissing, 3, 5);
  estimate.suppressed = "missing";
  estimate.note = "fewer than 10 events";
  EXPECT_EQ(first_line_of(estimate, Method::dsr), "no value: missing (fewer than 10 events)");
}

}  // namespace
}  // namespace dmp::pipeline
