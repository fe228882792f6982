#include "markets/wastewater.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmp::markets {
namespace {

/// Domain reference, worked reproduction 4: 675,000 residents x 500 mg x 3.59 x 365 = 442 kg pure; 900 mg: 1,225 kg at 65% purity; 300 mg: 408 kg.
TEST(Wastewater, GivesTheKilogramsOfTheWorkedWhatIf) {
  EXPECT_NEAR(pure_kilograms_a_year(500, 675'000, 3.59), 442, 0.5);
  EXPECT_NEAR(pure_kilograms_a_year(500, 675'000, 3.59) / 0.65, 680, 1);
  EXPECT_NEAR(pure_kilograms_a_year(500, 675'000, 3.59) / 0.65 * 1000 * 80, 54.4e6, 0.1e6);
  EXPECT_NEAR(pure_kilograms_a_year(900, 675'000, 3.59) / 0.65, 1225, 1);
  EXPECT_NEAR(pure_kilograms_a_year(300, 675'000, 3.59) / 0.65, 408, 0.5);
}

/// Bristol 2021, cocaine (multi-city study): the study publishes 1077.68 for Friday to Monday (from three days), 505.49 for Tuesday to Thursday (from two)
/// and 750.71 for the week as the mean of the days; seven days in proportion give 832.5.
TEST(Wastewater, WeighsTheDaysOfTheWeekAlike) {
  WastewaterSeries bristol{"Bristol GB", "", "cocaine", 2021, 886650, {{3, 409.93, 0}, {6, 798.02, 0}, {7, 1297.59, 0}, {1, 1137.43, 0}, {2, 601.04, 0}}, 0};
  const WeeklyPattern pattern = weekly_pattern(bristol);
  EXPECT_NEAR(pattern.weekend, 1077.68, 0.005);
  EXPECT_NEAR(pattern.weekday, 505.485, 0.005);
  EXPECT_NEAR(pattern.mean, (4 * 1077.68 + 3 * 505.485) / 7, 0.01);
  EXPECT_TRUE(std::isnan(pattern.day_error));
  EXPECT_TRUE(std::isnan(pattern.by_day[3]));
  EXPECT_EQ(pattern.days, 5U);
}

TEST(Wastewater, FindsTheSpreadOfOneDayWithinItsDayOfTheWeek) {
  WastewaterSeries works{"Works", "E06000001", "benzoylecgonine", 2024, 100000, {}, 0};
  // Mondays a factor e^0.2 apart, Tuesdays the same: squares 0.02 + 0, two degrees of freedom.
  works.days = {{1, 500, 1}, {1, 500 * std::exp(0.2), 2}, {2, 300, 1}, {2, 300, 2}};
  const WeeklyPattern pattern = weekly_pattern(works);
  EXPECT_NEAR(pattern.day_error, 0.1, 1e-12);
  EXPECT_EQ(pattern.weeks, 2U);
}

TEST(Wastewater, TakesAMeanOfTheWeekWhereNoDayIsGiven) {
  const WeeklyPattern pattern = weekly_pattern({"City", "", "mdma", 2023, 0, {{0, 22.2, 0}}, 0});
  EXPECT_DOUBLE_EQ(pattern.mean, 22.2);
  EXPECT_EQ(pattern.days, 1U);
}

}  // namespace
}  // namespace dmp::markets
