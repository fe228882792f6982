#include "disclosure/rounding.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <vector>

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

TEST(Rounding, StandardisedRatesKeepOneDecimal) {
  core::Estimates rows = {figure("rate", 14, 300092, 4.862977918205299, "per 100,000", "directly standardised rate (ESP2013), Dobson's interval"),
                          figure("rate", 11, 900000, 0.7238, "per 100,000", "directly standardised rate (ESP2013), Dobson's interval"),
                          figure("rate", 14, 300092, 4.862977918205299, "per 100,000", "rate, Byar's interval"),
                          figure("published", 14, 300092, 4.862977918205299, "per 100,000", "directly standardised rate (ESP2013), Dobson's interval")};
  rows[0].comparator_value = 6.351140138730727;
  shorten_standardised_rates(rows, policy());
  EXPECT_EQ(rows[0].value, 4.9);
  EXPECT_EQ(rows[0].upper_99_8, 4.9);
  EXPECT_EQ(rows[0].comparator_value, 6.4);
  EXPECT_EQ(rows[0].count, 14);
  EXPECT_NEAR(rows[1].value, 0.72, 1e-12);
  EXPECT_EQ(rows[2].value, 4.862977918205299);
  EXPECT_EQ(rows[3].value, 4.862977918205299) << "public statistics pass as they are";
}

/// How many ways there are for so many events to fall into age bands so that their weights add up to the rate within a tolerance.
std::size_t ways(std::span<const double> weights, int events, double rate, double tolerance) {
  if (weights.size() == 1) return std::abs(weights[0] * events - rate) <= tolerance;
  std::size_t found = 0;
  for (int here = 0; here <= events && weights[0] * here <= rate + tolerance; ++here) found += ways(weights.subspan(1), events - here, rate - weights[0] * here, tolerance);
  return found;
}

TEST(Rounding, AStandardisedRateToOneDecimalTellsNoAgeBand) {
  // Weight of the standard over residents of the band, per 100,000, for ten bands of an invented town.
  const std::vector<double> weights = {0.3131, 0.2873, 0.3547, 0.4019, 0.3377, 0.2969, 0.3823, 0.4241, 0.4673, 0.5107};
  const std::vector<int> events = {0, 2, 3, 1, 3, 2, 1, 0, 0, 0};
  double rate = 0;
  for (std::size_t i = 0; i < events.size(); ++i) rate += weights[i] * events[i];
  EXPECT_LT(ways(weights, 12, rate, 1e-9), 200U);
  core::Estimates rows = {figure("rate", 12, 30000, rate, "per 100,000", "directly standardised rate (ESP2013), Dobson's interval")};
  shorten_standardised_rates(rows, policy());
  EXPECT_GT(ways(weights, 12, rows[0].value, 0.05), 5000U);
}

}  // namespace
}  // namespace dmp::disclosure
