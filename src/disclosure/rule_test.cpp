#include "disclosure/rule.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/errors.hpp"

namespace dmp::disclosure {
namespace {

TEST(Rule, BothEndsAreHeldBackAndZeroIsNot) {
  const Rule rule = rule_named("1-5");
  for (const double count : {1.0, 3.0, 5.0}) EXPECT_TRUE(rule.holds_back(count));
  for (const double count : {0.0, 6.0, std::numeric_limits<double>::quiet_NaN()}) EXPECT_FALSE(rule.holds_back(count));
  EXPECT_EQ(rule.words(), "fewer than 6");
  EXPECT_EQ(rule_named("2-4").words(), "2 to 4");
}

TEST(Rule, WhatIsNoRangeIsRefused) {
  for (const char* text : {"", "4", "5-1", "a-b", "-1-4", "1-", "1.5-4"}) EXPECT_THROW(rule_named(text), core::UserError) << text;
}

TEST(Dominance, TheLargestContributionsDecide) {
  // Largest 80 of 100: above 75%, not above 80%. The two largest: 90%.
  const std::vector<double> amounts = {5, 80, 10, 5};
  EXPECT_TRUE(is_dominated(amounts, 1, 0.75));
  EXPECT_FALSE(is_dominated(amounts, 1, 0.80));
  EXPECT_TRUE(is_dominated(amounts, 2, 0.85));
  EXPECT_FALSE(is_dominated({}, 1, 0.5));
}

TEST(Dominance, TheSecondLargestComesCloseWhereTheRestIsSmall) {
  // Rest 10 of a largest of 80: 12.5%.
  const std::vector<double> amounts = {5, 80, 10, 5};
  EXPECT_TRUE(is_within_reach(amounts, 0.15));
  EXPECT_FALSE(is_within_reach(amounts, 0.10));
  EXPECT_TRUE(is_within_reach(std::vector<double>{7}, 0.1));
  EXPECT_FALSE(is_within_reach({}, 0.1));
}

}  // namespace
}  // namespace dmp::disclosure
