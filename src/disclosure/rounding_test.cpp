#include "disclosure/rounding.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmp::disclosure {
namespace {

using core::Estimate;

Policy policy() {
  Policy made;
  made.indicators["share"] = {"n", "d", true, true, false};
  made.indicators["rate"] = {"n", "people", false, false, false};
  made.indicators["unmet"] = {"t", "need", false, true, false};
  made.indicators["unmet"].counts_the_rest = true;
  return made;
}

Estimate figure(const std::string& indicator, double count, double denominator, double value, const std::string& unit, const std::string& method) {
  Estimate row;
  row.indicator_id = indicator;
  row.area_name = "A";
  row.count = count;
  row.denominator = denominator;
  row.value = value;
  row.unit = unit;
  row.method = method;
  row.lower_95 = row.upper_95 = row.lower_99_8 = row.upper_99_8 = value;
  return row;
}

TEST(Rounding, CountsAreTheNearestMultiple) {
  EXPECT_EQ(to_multiple(12, 5), 10);
  EXPECT_EQ(to_multiple(13, 5), 15);
  EXPECT_EQ(to_multiple(0, 5), 0);
  EXPECT_EQ(to_multiple(12.5, 5), 15);
}

TEST(Rounding, AShareIsMadeOfItsRoundedCounts) {
  core::Estimates rows = {figure("share", 13, 52, 25, "%", "proportion, Wilson's interval")};
  round_estimates(rows, policy(), 5);
  EXPECT_EQ(rows[0].count, 15);
  EXPECT_EQ(rows[0].denominator, 50);
  EXPECT_DOUBLE_EQ(rows[0].value, 30);
  // R: prop.test(15, 50, correct = FALSE)$conf.int
  EXPECT_NEAR(rows[0].lower_95, 19.10355, 1e-4);
  EXPECT_NEAR(rows[0].upper_95, 43.75035, 1e-4);
  EXPECT_EQ(rows[0].note, "counts are rounded to 5");
}

TEST(Rounding, ARateKeepsItsPublicDenominator) {
  core::Estimates rows = {figure("rate", 12, 24000, 0.5, "per 1,000", "rate, Byar's interval")};
  rows[0].comparator = "A";
  rows[0].comparator_value = 0.5;
  round_estimates(rows, policy(), 5);
  EXPECT_EQ(rows[0].denominator, 24000);
  EXPECT_NEAR(rows[0].value, 10.0 / 24, 1e-12);
  EXPECT_NEAR(rows[0].upper_95, 18.391 / 24, 1e-3);  // Byar, 10 events: domain reference, section 8 item 13
  EXPECT_NEAR(rows[0].comparator_value, 10.0 / 24, 1e-12);
}

TEST(Rounding, UnmetNeedIsLeftByARoundedNumberInTreatment) {
  core::Estimates rows = {figure("unmet", 751, 1000, 75.1, "%", "unmet need, interval of the estimated need")};
  rows[0].note = "249 in treatment";
  round_estimates(rows, policy(), 5);
  EXPECT_EQ(rows[0].count, 750);
  EXPECT_NEAR(rows[0].value, 75, 1e-12);
  EXPECT_EQ(rows[0].note, "about 250 in treatment; counts are rounded to 5");
}

TEST(Rounding, WhatIsNotMadeOfCountsKeepsTwoDigitsAndOtherIndicatorsStay) {
  core::Estimates rows = {figure("rate", 40, 1000, 123.456, "per 100,000", "directly standardised rate (ESP2013), Dobson's interval"), figure("published", 13, 52, 25, "%", "proportion, Wilson's interval")};
  round_estimates(rows, policy(), 5);
  EXPECT_EQ(rows[0].value, 120);
  EXPECT_EQ(rows[1].count, 13);
}

}  // namespace
}  // namespace dmp::disclosure
