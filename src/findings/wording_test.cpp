#include "findings/wording.hpp"

#include <gtest/gtest.h>

#include "core/estimate.hpp"

#include <limits>

namespace dmp::findings {
namespace {

TEST(Wording, SharesAreSaidInSimpleFractionsWhereOneIsNear) {
  EXPECT_EQ(share_words(50.3), "half");
  EXPECT_EQ(share_words(48.1), "almost half");
  EXPECT_EQ(share_words(52), "more than half");
  EXPECT_EQ(share_words(74.5), "three quarters");
  EXPECT_EQ(share_words(66.0), "almost two thirds");
  EXPECT_EQ(share_words(89.9), "nine in ten");
  EXPECT_EQ(share_words(9.6), "almost one in ten");
  EXPECT_EQ(share_words(18.0), "18%");
  EXPECT_EQ(share_words(100), "all");
  EXPECT_EQ(share_words(99.2), "almost all");
  EXPECT_EQ(share_words(0), "none");
}

/// 34,000 of 383,045 is 8.88%: one in 11. "Almost one in ten" would say more than that.
TEST(Wording, AlmostOneInTenIsNotSaidOfOneInEleven) {
  EXPECT_EQ(share_words(100.0 * 34000 / 383045), "about one in 11");
}

TEST(Wording, MultiplesAreSaidOnlyWhereTheyAreTrue) {
  EXPECT_EQ(times_words(0.11 / 0.041), "more than double");
  EXPECT_EQ(times_words(1.98), "double");
  EXPECT_EQ(times_words(1.6), "60% higher than");
  EXPECT_EQ(times_words(1.03), "about the same as");
  EXPECT_EQ(times_words(0.7), "30% lower than");
  EXPECT_EQ(multiple_words(3.9), "almost four times");
  EXPECT_EQ(multiple_words(4.1), "more than four times");
  EXPECT_EQ(multiple_words(2.7), "2.7 times");
  EXPECT_EQ(multiple_words(1.4), "1.4 times");
}

/// The professional heads of intelligence assessment's yardstick: 5, 10 to 20, 25 to 35, 40 to below 50, 55 to 75, 80 to 90, from 95.
TEST(Wording, JudgementsKeepToTheYardstick) {
  const auto both = [](double low, double high, const char* words) {
    EXPECT_EQ(yardstick_words(low), words);
    EXPECT_EQ(yardstick_words(high), words);
  };
  both(0, 5, "a remote chance");
  both(10, 20, "highly unlikely");
  both(25, 35, "unlikely");
  both(40, 49.9, "a realistic possibility");
  both(55, 75, "likely");
  both(80, 90, "highly likely");
  both(95, 100, "almost certain");
}

TEST(Wording, FiguresAreRoundedToWhatTheyBear) {
  EXPECT_EQ(figure_text(60.66, "%", false), "60.7%");
  EXPECT_EQ(figure_text(54.0, "%", false), "54%");
  EXPECT_EQ(figure_text(53'800'000, "GBP a year", true), "£53.8 million");
  EXPECT_EQ(figure_text(118'000'000, "GBP a year", true), "£118 million");
  EXPECT_EQ(figure_text(12'700.9, "people", true), "12,700");
  EXPECT_EQ(figure_text(549.26, "per 100,000 residents", false), "549");
  EXPECT_EQ(figure_text(0.0464, "per 100 pupils", false), "0.046");
  EXPECT_EQ(figure_text(std::numeric_limits<double>::quiet_NaN(), "%", false), "");
  EXPECT_EQ(phrase_text(3.26, "per 100,000 residents, age-standardised", false), "3.3 per 100,000 residents (age-standardised)");
  EXPECT_EQ(interval_text(58.12, 64.0, "%"), "58.1% to 64.0%");
  EXPECT_EQ(rounded_text(34474), "34,000");
}

TEST(Wording, PeriodsAndGroupsReadAsProse) {
  EXPECT_EQ(group_text("Male", "40-64", ""), "men aged 40 to 64");
  EXPECT_EQ(group_text("Female", "65+", ""), "women aged 65 and over");
  EXPECT_EQ(group_text("Persons", "All ages", "opiate"), "opiate");
  EXPECT_EQ(count_words(5), "five");
  EXPECT_EQ(count_words(12), "12");
}

TEST(Wording, OfAJudgementOnFewCasesIsThatOfTheLowerEnd) {
  EXPECT_EQ(yardstick_words(85, 70.9), "highly likely");
  EXPECT_EQ(yardstick_words(100, 56.6), "at least likely");
  EXPECT_EQ(yardstick_words(60, 20), "likely") << "an interval down to unlikely bounds nothing";
  EXPECT_EQ(yardstick_words(85, core::Estimate::kMissing), "highly likely");
}

}  // namespace
}  // namespace dmp::findings
