// The last resort, on releases that protect too little: made by hand, as release() makes none.
#include "disclosure/last_resort.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace dmp::disclosure {
namespace {

using core::Estimate;

struct Place {
  std::string area = "A", sex = "Persons", age = "All ages";
};

Estimate row_of(const std::string& indicator, const Place& place, double count, double denominator = Estimate::kMissing) {
  Estimate row;
  row.indicator_id = indicator;
  row.area_code = row.area_name = place.area;
  row.area_type = place.area == "County" ? "county" : "authority";
  row.period = "2023/24";
  row.period_start = "2023-04-01";
  row.period_end = "2024-03-31";
  row.sex = place.sex;
  row.age = place.age;
  row.count = row.value = count;
  row.denominator = denominator;
  row.unit = std::isnan(denominator) ? "people" : "%";
  if (!std::isnan(denominator)) row.value = 100 * count / denominator;
  row.estimate_id = indicator + ":" + place.area + ":" + place.sex + ":" + place.age;
  return row;
}

Policy counting(const std::string& indicator) {
  Policy made;
  made.indicators[indicator] = {"SELECT " + indicator, "", false, false, false};
  return made;
}

/// A release that holds back these rows and no others.
Released holding_back(const core::Estimates& rows, const std::set<std::string>& ids) {
  Released released;
  released.estimates = rows;
  for (Estimate& row : released.estimates) {
    if (!ids.contains(row.estimate_id)) continue;
    row.value = row.count = Estimate::kMissing;
    row.suppressed = "suppressed";
  }
  return released;
}

std::set<std::string> suppressed(const Released& released) {
  std::set<std::string> ids;
  for (const Estimate& row : released.estimates)
    if (row.suppressed == "suppressed") ids.insert(row.estimate_id);
  return ids;
}

TEST(LastResort, HoldsBackTheSumThatTellsAndNothingElse) {
  const Policy policy = counting("n");
  const core::Estimates rows = {row_of("n", {"A"}, 20), row_of("n", {"A", "Female"}, 3), row_of("n", {"A", "Male"}, 17), row_of("n", {"B"}, 50), row_of("n", {"B", "Female"}, 20), row_of("n", {"B", "Male"}, 30)};
  Released released = holding_back(rows, {"n:A:Female:All ages"});
  ASSERT_EQ(attack(rows, released.estimates, policy).size(), 1U);
  EXPECT_TRUE(hold_back_until_safe(rows, released, policy).empty());
  EXPECT_EQ(suppressed(released), (std::set<std::string>{"n:A:Persons:All ages", "n:A:Female:All ages", "n:A:Male:All ages"}));
  EXPECT_EQ(released.besides, 2U);
}

TEST(LastResort, GoesFurtherAlongSumsWhereTheFirstShowNothing) {
  const Policy policy = counting("n");
  // The women of 65 and over are in one sum, all of it held back: the men and all of that age follow from theirs of every age.
  const core::Estimates rows = {row_of("n", {"A", "Female", "65+"}, 3),   row_of("n", {"A", "Male", "65+"}, 30), row_of("n", {"A", "Persons", "65+"}, 33), row_of("n", {"A", "Male"}, 80),
                                row_of("n", {"A", "Male", "18-64"}, 50),  row_of("n", {"A"}, 120),               row_of("n", {"A", "Persons", "18-64"}, 87),
                                row_of("n", {"B", "Persons", "65+"}, 40), row_of("n", {"B"}, 90)};
  Released released = holding_back(rows, {"n:A:Female:65+", "n:A:Male:65+", "n:A:Persons:65+"});
  const auto pinned = attack(rows, released.estimates, policy);
  ASSERT_EQ(pinned.size(), 1U);
  EXPECT_EQ(pinned.front().value, 3);
  EXPECT_TRUE(hold_back_until_safe(rows, released, policy).empty());
  const auto gone = suppressed(released);
  EXPECT_TRUE(gone.contains("n:A:Male:18-64") && gone.contains("n:A:Persons:All ages"));
  EXPECT_FALSE(gone.contains("n:B:Persons:65+") || gone.contains("n:B:Persons:All ages"));
  EXPECT_EQ(released.besides, gone.size() - 3);
}

TEST(LastResort, TakesDenominatorsOfRowsHeldBackBeforeAndCountsThemOnce) {
  Policy policy;
  policy.indicators["share"] = {"SELECT hits", "SELECT all", true, true, false};
  // Each row is held back, but the denominators of the men and of all tell that there are three women.
  const core::Estimates rows = {row_of("share", {"A"}, 9, 20), row_of("share", {"A", "Female"}, 1, 3), row_of("share", {"A", "Male"}, 8, 17)};
  Released released = holding_back(rows, {rows[0].estimate_id, rows[1].estimate_id, rows[2].estimate_id});
  released.estimates[1].denominator = Estimate::kMissing;
  ASSERT_FALSE(attack(rows, released.estimates, policy).empty());
  EXPECT_TRUE(hold_back_until_safe(rows, released, policy).empty());
  EXPECT_EQ(released.besides, 0U) << "they were suppressed before";
  for (const Estimate& row : released.estimates) EXPECT_TRUE(std::isnan(row.denominator)) << row.estimate_id;
}

TEST(LastResort, ADenominatorThatEverybodyKnowsStays) {
  Policy policy;
  policy.indicators["rate"] = {"SELECT hits", "SELECT residents", false, false, false};
  const core::Estimates rows = {row_of("rate", {"A"}, 20, 1000), row_of("rate", {"A", "Female"}, 3, 500), row_of("rate", {"A", "Male"}, 17, 500)};
  Released released = holding_back(rows, {rows[1].estimate_id});
  ASSERT_FALSE(attack(rows, released.estimates, policy).empty());
  EXPECT_TRUE(hold_back_until_safe(rows, released, policy).empty());
  EXPECT_EQ(released.besides, 2U);
  for (const Estimate& row : released.estimates) EXPECT_FALSE(std::isnan(row.denominator)) << row.estimate_id;
}

TEST(LastResort, WhatEarlierEditionsTellIsLeftAndTheEndIsReached) {
  Policy policy = counting("n");
  // Everybody and the men were shown before, as they are now: nothing held back today protects the women.
  const core::Estimates before = {row_of("n", {"A"}, 20), row_of("n", {"A", "Male"}, 17)};
  policy.earlier = {{"before", before, before}};
  const core::Estimates rows = {row_of("n", {"A"}, 20), row_of("n", {"A", "Female"}, 3), row_of("n", {"A", "Male"}, 17)};
  Released released = holding_back(rows, {rows[1].estimate_id});
  const auto left = hold_back_until_safe(rows, released, policy);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().estimate_id, rows[1].estimate_id);
  EXPECT_EQ(suppressed(released).size(), 3U);
}

}  // namespace
}  // namespace dmp::disclosure
