#include "disclosure/release.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "disclosure/last_resort.hpp"
#include "disclosure/released_audit.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

Estimate share(const std::string& area, double count, double denominator) {
  Estimate row;
  row.indicator_id = "positive_tests";
  row.area_code = row.area_name = area;
  row.area_type = area == "County" ? "county" : "authority";
  row.period = "2023/24";
  row.period_start = "2023-04-01";
  row.period_end = "2024-03-31";
  row.unit = "%";
  row.count = count;
  row.denominator = denominator;
  row.value = 100 * count / denominator;
  row.lower_95 = row.value / 2;
  row.upper_95 = row.value * 2;
  row.significance = "similar";
  row.estimate_id = row.indicator_id + ":" + area;
  return row;
}

Policy policy() {
  Policy made;
  made.indicators["positive_tests"] = {"positives", "tests", true, true, false};
  for (const char* area : {"A", "B", "C", "D"}) made.members.emplace_back("County", area);
  return made;
}

bool is_suppressed(const Estimate& row) { return row.suppressed == "suppressed"; }

TEST(Release, AShareWhoseCountIsSmallGoesWithEverythingThatTellsIt) {
  // 3 of 26 are 11.5%: the percentage alone gives the count away.
  const Released released = release({share("A", 3, 26)}, policy());
  const Estimate& row = released.estimates.front();
  EXPECT_TRUE(is_suppressed(row));
  for (const double number : {row.value, row.lower_95, row.upper_95, row.count}) EXPECT_TRUE(std::isnan(number));
  EXPECT_EQ(row.denominator, 26);
  EXPECT_EQ(row.significance, "not compared");
  EXPECT_EQ(row.note, "fewer than 5, or would give away a figure that is");
  EXPECT_EQ(released.small, 1U);
}

TEST(Release, AShareWhoseRestIsSmallGoesToo) {
  EXPECT_TRUE(is_suppressed(release({share("A", 24, 26)}, policy()).estimates.front()));
  EXPECT_FALSE(is_suppressed(release({share("A", 26, 26)}, policy()).estimates.front()));
  EXPECT_FALSE(is_suppressed(release({share("A", 0, 26)}, policy()).estimates.front()));
}

TEST(Release, ASmallDenominatorIsNotShown) {
  const Released released = release({share("A", 0, 3)}, policy());
  EXPECT_TRUE(is_suppressed(released.estimates.front()));
  EXPECT_TRUE(std::isnan(released.estimates.front().denominator));
}

TEST(Release, OneSmallAuthorityTakesASecond) {
  const core::Estimates rows = {share("County", 93, 300), share("A", 3, 50), share("B", 40, 100), share("C", 50, 150)};
  const Released released = release(rows, policy());
  EXPECT_FALSE(is_suppressed(released.estimates[0]));
  EXPECT_TRUE(is_suppressed(released.estimates[1]));
  EXPECT_NE(is_suppressed(released.estimates[2]), is_suppressed(released.estimates[3]));
  EXPECT_EQ(released.besides, 1U);
  EXPECT_TRUE(attack(rows, released.estimates, policy()).empty());
}

TEST(LastResort, HoldsBackWhatStandsAroundAFigureThatCanBeWorkedOut) {
  core::Estimates rows = {share("County", 93, 300), share("A", 3, 50), share("B", 40, 100), share("C", 50, 150)};
  Estimate other_year = share("B", 60, 100);
  other_year.period = "2022/23";
  other_year.estimate_id += ":2022/23";
  rows.push_back(other_year);
  Released released = release(rows, policy());
  const std::size_t besides = released.besides;
  // As if secondary suppression had forgotten the second authority: 93 - 40 - 50 are 3.
  for (const std::size_t i : {2, 3}) released.estimates[i] = rows[i];
  ASSERT_FALSE(attack(rows, released.estimates, policy()).empty());
  EXPECT_TRUE(hold_back_until_safe(rows, released, policy()).empty());
  EXPECT_TRUE(attack(rows, released.estimates, policy()).empty());
  EXPECT_TRUE(is_suppressed(released.estimates[2]) || is_suppressed(released.estimates[3]) || is_suppressed(released.estimates[0]));
  EXPECT_GT(released.besides, besides);
  const Released safe = release(rows, policy());
  Released same = safe;
  EXPECT_TRUE(hold_back_until_safe(rows, same, policy()).empty());
  EXPECT_EQ(same.besides, safe.besides);
}

TEST(Release, WhatTheSumLeavesIsProtectedAsWell) {
  // County 93, A + B = 91: two people live elsewhere.
  const core::Estimates rows = {share("County", 93, 300), share("A", 41, 150), share("B", 50, 150)};
  EXPECT_EQ(release(rows, policy()).besides, 1U);
}

TEST(Release, WithoutProtectionTheAttackFindsTheCell) {
  const core::Estimates rows = {share("County", 93, 300), share("A", 3, 50), share("B", 40, 100), share("C", 50, 150)};
  core::Estimates careless = rows;
  careless[1].count = careless[1].value = Estimate::kMissing;
  const auto pinned = attack(rows, careless, policy());
  ASSERT_EQ(pinned.size(), 1U);
  EXPECT_EQ(pinned[0].estimate_id, "positive_tests:A");
  EXPECT_EQ(pinned[0].value, 3);
}

TEST(Release, TheAttackKnowsThatZerosAreShown) {
  const auto hidden = [](core::Estimates rows) {
    for (const std::size_t i : {1U, 2U}) rows[i].count = rows[i].value = Estimate::kMissing;
    return rows;
  };
  // 1 + 1 = 2 has no other answer without a zero.
  const core::Estimates ones = {share("County", 52, 300), share("A", 1, 50), share("B", 1, 100), share("C", 50, 150)};
  const auto pinned = attack(ones, hidden(ones), policy());
  ASSERT_EQ(pinned.size(), 2U);
  for (const PinnedDown& cell : pinned) EXPECT_EQ(cell.value, 1) << cell.estimate_id;
  // Where a zero had to be held back with it, nobody knows which is which.
  const core::Estimates with_zero = {share("County", 51, 300), share("A", 1, 50), share("B", 0, 100), share("C", 50, 150)};
  EXPECT_TRUE(attack(with_zero, hidden(with_zero), policy()).empty());
}

TEST(Release, APercentageWithItsDenominatorTellsTheCount) {
  const core::Estimates rows = {share("A", 5, 39), share("B", 3, 26)};
  core::Estimates careless = rows;
  for (Estimate& row : careless) {
    row.count = Estimate::kMissing;
    row.value = std::round(10 * row.value) / 10;
  }
  const auto pinned = attack(rows, careless, policy());  // 5 is no small number by the rule 1 to 4
  ASSERT_EQ(pinned.size(), 1U);
  EXPECT_EQ(pinned[0].value, 3);
}

TEST(Release, APercentageAloneTellsCountAndBaseWhereFewCountsFit) {
  // Domain reference, section 8 item 11: with "5 or less" 12.8% can only be 5 of 39 and 11.5% only 3 of 26.
  Policy five = policy();
  five.rule = {1, 5};
  const core::Estimates rows = {share("A", 5, 39), share("B", 3, 26)};
  core::Estimates careless = rows;
  for (Estimate& row : careless) row.count = row.denominator = Estimate::kMissing;
  const auto pinned = attack(rows, careless, five);
  ASSERT_EQ(pinned.size(), 2U);
  EXPECT_EQ(pinned[0].value, 5);
  EXPECT_EQ(pinned[1].value, 3);
  EXPECT_TRUE(attack(rows, release(rows, five).estimates, five).empty());
}

TEST(Release, AComparatorThatIsSuppressedIsNotShownByOthers) {
  core::Estimates rows = {share("County", 3, 300), share("A", 0, 150), share("B", 3, 150)};
  rows[1].comparator = "County";
  rows[1].comparator_value = rows[0].value;
  const Released released = release(rows, policy());
  EXPECT_TRUE(is_suppressed(released.estimates[0]));
  EXPECT_TRUE(std::isnan(released.estimates[1].comparator_value));
  EXPECT_EQ(released.estimates[1].significance, "not compared");
  EXPECT_TRUE(attack(rows, released.estimates, policy()).empty());
}

TEST(Release, IndicatorsThatCountTheSameAreSuppressedTogether) {
  Policy both = policy();
  both.indicators["tests_per_head"] = {"positives", "", false, false, false};
  core::Estimates rows = {share("County", 93, 300), share("A", 3, 50), share("B", 40, 100), share("C", 50, 150)};
  for (std::size_t i = 0; i < 4; ++i) {
    Estimate row = rows[i];
    row.indicator_id = "tests_per_head";
    row.estimate_id = row.indicator_id + ":" + row.area_code;
    row.unit = "per 1,000";
    row.denominator = 100000;
    row.value = row.count / 100;
    rows.push_back(row);
  }
  const Released released = release(rows, both);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(is_suppressed(released.estimates[i]), is_suppressed(released.estimates[i + 4])) << i;
  EXPECT_EQ(released.estimates[5].denominator, 100000);
  EXPECT_TRUE(attack(rows, released.estimates, both).empty());
}

TEST(Release, YearsOfAPooledPeriodAreItsParts) {
  core::Estimates rows;
  for (const auto& [period, start, end, count] : {std::tuple{"2021", "2021-01-01", "2021-12-31", 3.0}, {"2022", "2022-01-01", "2022-12-31", 20.0}, {"2023", "2023-01-01", "2023-12-31", 30.0}, {"2021-23", "2021-01-01", "2023-12-31", 53.0}}) {
    Estimate row = share("A", count, 500);
    row.period = period;
    row.period_start = start;
    row.period_end = end;
    row.estimate_id += ":" + row.period;
    rows.push_back(row);
  }
  const Released released = release(rows, policy());
  EXPECT_TRUE(is_suppressed(released.estimates[0]));
  EXPECT_EQ(released.small + released.besides, 2U);
  EXPECT_TRUE(attack(rows, released.estimates, policy()).empty());
}

TEST(Release, IndicatorsThatAreNotNamedPassAsTheyAre) {
  Estimate row = share("A", 3, 26);
  row.indicator_id = "published";
  EXPECT_FALSE(is_suppressed(release({row}, policy()).estimates.front()));
}

/// County and four authorities, sexes, ages and categories, years: everything drawn at random.
core::Estimates random_rows(std::mt19937_64& random) {
  core::Estimates rows;
  const auto add = [&](const std::string& area, const std::string& year, const std::string& sex, const std::string& age, const std::string& category, double count, double of) {
    Estimate row = share(area, count, of);
    row.period = year;
    row.period_start = year + "-01-01";
    row.period_end = year + "-12-31";
    row.sex = sex;
    row.age = age;
    row.category = category;
    row.category_type = category.empty() ? "" : "drug";
    row.estimate_id += ":" + year + sex + age + category;
    if (!(of > 0)) row.value = Estimate::kMissing;
    rows.push_back(row);
  };
  const std::vector<std::string> ages = {"0-17", "18-64", "65+"};
  for (const std::string year : {"2022", "2023"}) {
    std::map<std::string, std::vector<std::pair<double, double>>> cells;  // of each area: sex x age x category
    for (const char* area : {"A", "B", "C", "D"})
      for (int i = 0; i < 12; ++i) {
        const double of = static_cast<double>(random() % 40);
        cells[area].emplace_back(std::floor(of * static_cast<double>(random() % 100) / 120), of);
        if (cells["County"].size() <= static_cast<std::size_t>(i)) cells["County"].emplace_back(0, 0);
        cells["County"][static_cast<std::size_t>(i)].first += cells[area].back().first;
        cells["County"][static_cast<std::size_t>(i)].second += of;
      }
    for (const auto& [area, list] : cells) {
      const auto sum = [&](auto fits) {
        std::pair<double, double> total{0, 0};
        for (std::size_t i = 0; i < list.size(); ++i)
          if (fits(i / 6, i / 2 % 3, i % 2)) total = {total.first + list[i].first, total.second + list[i].second};
        return total;
      };
      const auto row = [&](const std::string& sex, const std::string& age, const std::string& category, auto fits) {
        const auto [count, of] = sum(fits);
        add(area, year, sex, age, category, count, of);
      };
      row("Persons", "All ages", "", [](auto, auto, auto) { return true; });
      for (std::size_t s = 0; s < 2; ++s) row(s ? "Male" : "Female", "All ages", "", [&](auto sex, auto, auto) { return sex == s; });
      for (std::size_t a = 0; a < 3; ++a) row("Persons", ages[a], "", [&](auto, auto age, auto) { return age == a; });
      // One of the two categories only: the other is the rest.
      row("Persons", "All ages", "heroin", [](auto, auto, auto category) { return category == 0; });
    }
  }
  return rows;
}

TEST(Release, NothingReleasedAtRandomCanBePinnedDownAndNothingElseChanges) {
  std::mt19937_64 random(41);
  for (int turn = 0; turn < 25; ++turn) {
    const core::Estimates rows = random_rows(random);
    const Released released = release(rows, policy());
    EXPECT_TRUE(released.unprotected.empty());
    const auto pinned = attack(rows, released.estimates, policy());
    EXPECT_TRUE(pinned.empty()) << turn << ": " << (pinned.empty() ? "" : pinned.front().estimate_id);
    // The same figures once more hold too.
    Policy later = policy();
    later.earlier.push_back({"first", rows, released.estimates});
    EXPECT_TRUE(attack(rows, release(rows, later).estimates, later).empty()) << turn;
    ASSERT_EQ(released.estimates.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (is_suppressed(released.estimates[i])) continue;
      EXPECT_EQ(released.estimates[i].count, rows[i].count);
      EXPECT_EQ(released.estimates[i].denominator, rows[i].denominator);
      EXPECT_FALSE(policy().rule.holds_back(rows[i].count));
    }
  }
}

}  // namespace
}  // namespace dmp::disclosure
