// Successive editions: what two of them tell together.
#include <gtest/gtest.h>

#include <cmath>

#include "disclosure/released_audit.hpp"
#include "disclosure/release.hpp"
#include "disclosure/rounding.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

Estimate people(const std::string& area, double count, const std::string& period = "2023/24") {
  Estimate row;
  row.indicator_id = "people";
  row.area_code = row.area_name = area;
  row.area_type = area == "County" ? "county" : "authority";
  row.period = period;
  row.period_start = period.substr(0, 4) + "-04-01";
  row.period_end = std::to_string(std::stoi(period.substr(0, 4)) + 1) + "-03-31";
  row.unit = "people";
  row.count = row.value = count;
  row.estimate_id = "people:" + area + ":" + period;
  return row;
}

Policy policy() {
  Policy made;
  made.indicators["people"] = {"SELECT people", "", false, false, false};
  for (const char* area : {"A", "B", "C"}) made.members.emplace_back("County", area);
  return made;
}

bool is_suppressed(const Estimate& row) { return row.suppressed == "suppressed"; }

/// Releases a row of editions one after the other, each heeding those before; the last one's answer and the policy it heeded.
struct Series {
  Policy policy_now = policy();
  Released last;
  Series& then(const core::Estimates& rows) {
    last = release(rows, policy_now);
    EXPECT_TRUE(attack(rows, last.estimates, policy_now).empty());
    policy_now.earlier.push_back({"edition", rows, last.estimates});
    return *this;
  }
};

TEST(Earlier, AFigureThatMovedByAFewIsHeldBack) {
  Series series;
  series.then({people("A", 40), people("B", 50), people("C", 60)}).then({people("A", 42), people("B", 50), people("C", 75)});
  EXPECT_TRUE(is_suppressed(series.last.estimates[0]));
  EXPECT_FALSE(is_suppressed(series.last.estimates[1]));
  EXPECT_FALSE(is_suppressed(series.last.estimates[2]));
}

TEST(Earlier, TwelveThatBecomeThirteenDoNotShowTheOneWhoCame) {
  Series series;
  series.then({people("County", 72), people("A", 12), people("B", 25), people("C", 35)});
  ASSERT_FALSE(is_suppressed(series.last.estimates[1]));
  series.then({people("County", 73), people("A", 13), people("B", 25), people("C", 35)});
  // B and C stand as they did: they protect nothing, and the county's total would give A away.
  EXPECT_TRUE(is_suppressed(series.last.estimates[0]));
  EXPECT_TRUE(is_suppressed(series.last.estimates[1]));
}

TEST(Earlier, WithoutHeedTheNextEditionGivesAwayWhatTheLastHeldBack) {
  // A is 3 and was held back with B. Were C to be chosen now in B's place, B told then would give A away.
  const core::Estimates then = {people("County", 93), people("A", 3), people("B", 40), people("C", 50)};
  Policy heedful = policy();
  const Released first = release(then, heedful);
  ASSERT_TRUE(is_suppressed(first.estimates[1]));
  heedful.earlier.push_back({"first", then, first.estimates});
  core::Estimates careless = then;
  // The careless edition holds back A and whichever of B and C was shown before.
  const std::size_t other = is_suppressed(first.estimates[2]) ? 3 : 2;
  for (const std::size_t row : {std::size_t{1}, other}) {
    careless[row].count = careless[row].value = Estimate::kMissing;
    careless[row].suppressed = "suppressed";
  }
  EXPECT_TRUE(attack(then, careless, policy()).empty()) << "alone it holds";
  const auto pinned = attack(then, careless, heedful);
  ASSERT_FALSE(pinned.empty());
  EXPECT_EQ(pinned.front().estimate_id, "people:A:2023/24");
  const Released second = release(then, heedful);
  for (std::size_t row = 0; row < then.size(); ++row) EXPECT_EQ(is_suppressed(second.estimates[row]), is_suppressed(first.estimates[row])) << row;
}

TEST(Earlier, ATotalThatOnlyAnOldEditionShowsStillGivesAway) {
  // The old edition had the county's total and the new one has not; B and C are shown in the new one only.
  Series series;
  series.then({people("County", 93)});
  const core::Estimates now = {people("A", 3), people("B", 40), people("C", 50)};
  const Released alone = release(now, policy());
  EXPECT_FALSE(is_suppressed(alone.estimates[1]) || is_suppressed(alone.estimates[2]));
  EXPECT_FALSE(attack(now, alone.estimates, series.policy_now).empty()) << "93 - 40 - 50";
  series.then(now);
  EXPECT_TRUE(is_suppressed(series.last.estimates[1]) || is_suppressed(series.last.estimates[2]));
}

TEST(Earlier, WhatWasHeldBackBeforeDoesNotComeOutWhenItHasGrown) {
  Series series;
  series.then({people("A", 3), people("B", 40)}).then({people("A", 9), people("B", 40)});
  EXPECT_TRUE(is_suppressed(series.last.estimates[0]));
  EXPECT_FALSE(is_suppressed(series.last.estimates[1]));
}

TEST(Earlier, WhatWasShownBeforeCannotBeTakenBackAndDoesNotStopTheNext) {
  Series series;
  series.then({people("A", 6), people("B", 40)});
  series.policy_now.rule = {1, 7};
  series.then({people("A", 6), people("B", 40)});
  EXPECT_TRUE(is_suppressed(series.last.estimates[0]));
  EXPECT_EQ(series.last.public_already, std::vector<std::string>{"people:A:2023/24"});
  EXPECT_TRUE(series.last.unprotected.empty());
}

TEST(Earlier, AnEditionThatWasRoundedDoesNotMakeTheNextOneHoldEverythingBack) {
  const core::Estimates rows = {people("A", 41), people("B", 52)};
  Policy later = policy();
  core::Estimates rounded = release(rows, later).estimates;
  round_estimates(rounded, later, 5);
  later.earlier.push_back({"rounded", rows, rounded});
  const Released next = release(rows, later);
  for (const Estimate& row : next.estimates) EXPECT_FALSE(is_suppressed(row));
}

TEST(Earlier, TheSameFiguresAgainAreReleasedAgain) {
  Series series;
  const core::Estimates rows = {people("County", 93), people("A", 3), people("B", 40), people("C", 50)};
  series.then(rows);
  const Released first = series.last;
  series.then(rows).then(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(is_suppressed(series.last.estimates[i]), is_suppressed(first.estimates[i])) << i;
}

}  // namespace
}  // namespace dmp::disclosure
