// A count is at most its denominator, and that may be another's count: bounds travel along such chains, shown or not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "disclosure/invented_figures.hpp"
#include "disclosure/released_audit.hpp"
#include "disclosure/release.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

Estimate number(const std::string& indicator, const std::string& sex, double count) {
  Estimate row = testing::figure(indicator, "2023/24:sex=" + sex, count);
  row.sex = sex;
  return row;
}

Estimate share(const std::string& indicator, const std::string& sex, double count, double denominator) {
  Estimate row = number(indicator, sex, count);
  row.unit = "%";
  row.denominator = denominator;
  row.value = 100 * count / denominator;
  return row;
}

void hold_back(core::Estimates& rows, const std::string& id, bool denominator_too) {
  for (Estimate& row : rows) {
    if (row.estimate_id != id) continue;
    row.value = row.count = Estimate::kMissing;
    if (denominator_too) row.denominator = Estimate::kMissing;
    row.suppressed = "suppressed";
  }
}

TEST(NestedCounts, BoundsTravelAlongSharesThatAreHeldBack) {
  Policy policy;
  // Of 17 women referred 15 started, and all who started were seen: those who missed a visit are some of those who started, and those
  // who were seen some of those who were asked.
  policy.indicators["started"] = {"SELECT started", "SELECT referred", true, true, false};
  policy.indicators["seen"] = {"SELECT seen", "SELECT started", true, true, false};
  policy.indicators["missed"] = {"SELECT missed", "SELECT started", true, true, false};
  policy.indicators["answered"] = {"SELECT seen", "SELECT asked", true, true, false};
  policy.indicators["times_missed"] = {"SELECT missed", "", false, false, false};
  policy.indicators["times_asked"] = {"SELECT asked", "", false, false, false};
  const core::Estimates rows = {share("started", "Persons", 38, 60), share("started", "Female", 15, 17), share("started", "Male", 23, 43),   share("seen", "Persons", 38, 38),
                                share("seen", "Female", 15, 15),     share("seen", "Male", 23, 23),      share("missed", "Female", 15, 15),  share("answered", "Female", 15, 15),
                                number("times_missed", "Female", 15), number("times_asked", "Female", 15)};
  core::Estimates released = rows;
  hold_back(released, "started:A:2023/24:sex=Female", false);
  hold_back(released, "started:A:2023/24:sex=Male", false);
  hold_back(released, "seen:A:2023/24:sex=Male", true);
  for (const char* indicator : {"seen", "missed", "answered"}) hold_back(released, std::string(indicator) + ":A:2023/24:sex=Female", true);
  // 15 missed one, so that 15 or more started; all who started were seen, and at most 15 were asked.
  const auto pinned = attack(rows, released, policy);
  ASSERT_FALSE(pinned.empty());
  EXPECT_TRUE(std::any_of(pinned.begin(), pinned.end(), [](const PinnedDown& each) { return each.estimate_id == "started:A:2023/24:sex=Female" && each.what == "count" && each.value == 15; }));
  EXPECT_TRUE(std::any_of(pinned.begin(), pinned.end(), [](const PinnedDown& each) { return each.what == "rest" && each.value == 2; }));
  EXPECT_TRUE(attack(rows, release(rows, policy).estimates, policy).empty());
}

TEST(NestedCounts, NobodyKnowsThatAPartIsAllOfItsWhole) {
  // One woman in treatment, who completed: the share is held back, and neither count can be told from the men's and everybody's alone.
  Policy policy;
  policy.indicators["completed"] = {"SELECT completed", "SELECT in_treatment", true, true, false};
  const core::Estimates rows = {share("completed", "Persons", 12, 30), share("completed", "Female", 1, 1), share("completed", "Male", 11, 29)};
  const Released released = release(rows, policy);
  EXPECT_TRUE(released.unprotected.empty());
  EXPECT_EQ(released.estimates[0].suppressed, "") << "the sum of both may be shown";
  EXPECT_TRUE(attack(rows, released.estimates, policy).empty());
}

/// Ways in and out of treatment, small enough that shares of shares are full of ones and of all: the attack finds nothing that has to be
/// held back afterwards.
TEST(NestedCounts, SharesOfSharesAreProtectedAtOnce) {
  std::mt19937_64 random(5);
  std::size_t shown = 0;
  for (int turn = 0; turn < 30; ++turn) {
    Policy policy;
    const std::vector<std::string> stages = {"referred", "started", "seen", "completed", "lasted"};
    for (std::size_t i = 1; i < stages.size(); ++i) policy.indicators[stages[i]] = {"SELECT " + stages[i], "SELECT " + stages[i - 1], true, true, false};
    core::Estimates rows;
    std::vector<std::vector<double>> counts(2, std::vector<double>(stages.size()));
    for (auto& of_sex : counts) {
      of_sex[0] = 8 + static_cast<double>(random() % 30);
      for (std::size_t i = 1; i < stages.size(); ++i) of_sex[i] = std::max(0.0, of_sex[i - 1] - static_cast<double>(random() % 5));
    }
    for (std::size_t i = 1; i < stages.size(); ++i) {
      const auto add = [&](const std::string& sex, double count, double denominator) {
        if (denominator > 0) rows.push_back(share(stages[i], sex, count, denominator));
      };
      add("Female", counts[0][i], counts[0][i - 1]);
      add("Male", counts[1][i], counts[1][i - 1]);
      add("Persons", counts[0][i] + counts[1][i], counts[0][i - 1] + counts[1][i - 1]);
    }
    Released released = release(rows, policy);
    EXPECT_TRUE(released.unprotected.empty()) << turn;
    EXPECT_TRUE(attack(rows, released.estimates, policy).empty()) << turn;
    shown += static_cast<std::size_t>(std::count_if(released.estimates.begin(), released.estimates.end(), [](const Estimate& row) { return row.suppressed.empty(); }));
  }
  EXPECT_GT(shown, 0U);
}

}  // namespace
}  // namespace dmp::disclosure
