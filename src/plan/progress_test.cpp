#include "plan/progress.hpp"

#include <gtest/gtest.h>

namespace dmp::plan {
namespace {

core::Estimate figure(int year, double value, double half) {
  core::Estimate e;
  e.indicator_id = "prison_continuity_of_care", e.indicator_name = "Continuity of care", e.area_code = "E1", e.unit = "%";
  e.period = std::to_string(year) + "/" + std::to_string(year % 100 + 1), e.period_start = std::to_string(year) + "-04-01", e.period_end = std::to_string(year + 1) + "-03-31";
  e.estimate_id = e.indicator_id + ":E1:" + e.period;
  e.value = value, e.lower_95 = value - half, e.upper_95 = value + half;
  return e;
}

core::PlanRow item() {
  core::PlanRow row;
  row.id = "P-0001", row.title = "Meet people at the gate", row.status = "in progress", row.area_code = "E1";
  row.measure = "prison_continuity_of_care", row.measure_estimate_id = "prison_continuity_of_care:E1:2023/24", row.direction = "increase";
  row.baseline = 36, row.baseline_lower = 32, row.baseline_upper = 40, row.baseline_period = "2023/24";
  row.target = 60, row.target_date = "2027-03-31";
  return row;
}

core::PlanProgress judged(const core::PlanRow& row, double latest, double half) { return judge({row}, {figure(2023, 36, 4), figure(2024, latest, half)}, "2025-06-01").front(); }

TEST(Progress, TheTrajectoryIsTheLineFromTheBaselineToTheTarget) {
  // A third of the three years from 31 March 2024 to 31 March 2027 has gone: 36 + 24 / 3.
  EXPECT_NEAR(judged(item(), 45, 3).expected, 36 + 24.0 * 365 / 1095, 1e-9);
  core::PlanRow bent = item();
  bent.trajectory = {{"2025-03-31", 40}};
  EXPECT_EQ(judged(bent, 45, 3).expected, 40);
}

TEST(Progress, IsGreenWhereTheChangeIsRealAndFarEnough) {
  const auto progress = judged(item(), 46, 3);
  EXPECT_EQ(progress.change, "real improvement");
  EXPECT_EQ(progress.rating, "green");
}

TEST(Progress, IsAmberWhereTheChangeMayBeChance) {
  const auto ahead = judged(item(), 45, 12);
  EXPECT_EQ(ahead.change, "no real change");
  EXPECT_EQ(ahead.rating, "amber");
  const auto behind = judged(item(), 42, 4);
  EXPECT_EQ(behind.rating, "amber");
  EXPECT_EQ(behind.rating_reason, "behind where it should be by now, by no more than chance");
}

TEST(Progress, IsRedWhereItIsBehindByMoreThanChanceOrWorse) {
  EXPECT_EQ(judged(item(), 38, 3).rating, "red");
  const auto worse = judged(item(), 25, 3);
  EXPECT_EQ(worse.change, "real worsening");
  EXPECT_EQ(worse.rating, "red");
}

TEST(Progress, IsGreyWhereThereIsNothingToJudgeBy) {
  EXPECT_EQ(judge({item()}, {figure(2023, 36, 4)}, "2025-06-01").front().change_reason, "there is no newer figure than the baseline's");
  core::PlanRow bare = item();
  bare.measure.clear();
  EXPECT_EQ(judged(bare, 46, 3).rating, "grey");
  core::Estimate pooled = figure(2024, 46, 3);
  pooled.period_start = "2023-10-01";
  EXPECT_EQ(judge({item()}, {figure(2023, 36, 4), pooled}, "2025-06-01").front().change_reason, "the latest period overlaps the baseline's");
  core::Estimate hidden = figure(2024, 46, 3);
  hidden.suppressed = "suppressed";
  EXPECT_EQ(judge({item()}, {figure(2023, 36, 4), hidden}, "2025-06-01").front().rating, "grey");
}

TEST(Progress, LateMilestonesAllowNoGreen) {
  core::PlanRow row = item();
  row.milestones = {{"Pathway agreed", "2025-01-31", ""}};
  const auto progress = judged(row, 46, 3);
  EXPECT_EQ(progress.rating, "amber");
  EXPECT_EQ(progress.overdue, "milestone past its day: Pathway agreed (2025-01-31)");
  row.milestones[0].done = "2025-01-30";
  EXPECT_EQ(judged(row, 46, 3).rating, "green");
}

TEST(Progress, AMeasureThatShouldFallIsJudgedTheOtherWayRound) {
  core::PlanRow row = item();
  row.direction = "decrease";
  row.target = 20;
  EXPECT_EQ(judged(row, 25, 3).rating, "green");
  EXPECT_EQ(judged(row, 46, 3).rating, "red");
}

}  // namespace
}  // namespace dmp::plan
