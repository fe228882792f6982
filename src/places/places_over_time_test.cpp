#include "places/places_over_time.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmp::places {
namespace {

/// Fifteen events a month in area 0 and ten in area 1 from January 2022 on; month 7 is not held.
LayerEvents events(int months, bool with_gap) {
  LayerEvents made;
  for (int month = 0; month < months; ++month) {
    if (with_gap && month == 7) continue;
    for (int k = 0; k < 25; ++k) made.events.push_back({k < 15 ? 0U : 1U, 2022 * 12 + month, {18993 + 30 * month + k}, 10.0 + k % 3, -0.4 + 0.001 * k, 51.9});
  }
  return made;
}

TEST(PlacesOverTime, AMonthThatNobodyHasIsMissingNotZero) {
  const MonthlyCounts monthly = monthly_counts(events(12, true), 2);
  ASSERT_EQ(monthly.missing, std::vector<int>{2022 * 12 + 7});
  EXPECT_TRUE(std::isnan(monthly.totals[7]));
  EXPECT_EQ(months_text(monthly.missing), "2022-08");
  EXPECT_EQ(months_text({2022 * 12, 2022 * 12 + 1, 2022 * 12 + 5}), "2022-01 to 2022-02, 2022-06");
  EXPECT_EQ(monthly.counts[0][0], 15);
  EXPECT_TRUE(monthly_counts(events(12, false), 2).missing.empty());
}

TEST(PlacesOverTime, StepsWithMissingMonthsAreLeftOutAndTold) {
  Layer layer;
  layer.areas.resize(2);
  layer.links.resize(2);
  const LayerSteps steps = layer_steps(layer, monthly_counts(events(12, true), 2), 3);
  EXPECT_EQ(steps.steps.size(), 3u);
  ASSERT_EQ(steps.left_out.size(), 1u);
  EXPECT_EQ(steps.left_out[0], "2022-07 to 2022-09");
  EXPECT_EQ(steps.steps[0].areas[0].count, 45);
}

TEST(PlacesOverTime, HoursAreFoundWhereTheTimesAreKnown) {
  const LayerEvents made = events(24, false);
  const TimePatterns found = time_patterns(made, monthly_counts(made, 2), {});
  ASSERT_TRUE(found.hours.withheld.empty());
  EXPECT_GT(found.hours.phases[10].index, 7);
  EXPECT_EQ(found.hours.phases[3].count, 0);
  LayerEvents untimed = made;
  for (PlaceEvent& event : untimed.events) event.hour = std::nan("");
  EXPECT_EQ(time_patterns(untimed, monthly_counts(untimed, 2), {}).weekdays.withheld, "the events have no times");
}

TEST(PlacesOverTime, AnOperationIsHeldAgainstItsControl) {
  LayerEvents made = events(24, false);
  // From month 12 on area 0 has only a third, area 1 as before.
  std::erase_if(made.events, [](const PlaceEvent& event) { return event.area == 0 && event.month >= 2023 * 12 && (static_cast<int>(event.longitude * 1000 + 400.5)) % 3 != 0; });
  const OperationChange found = operation_change(monthly_counts(made, 2), {1, 0}, {0, 1}, {2023 * 12, 2023 * 12 + 2});
  EXPECT_NEAR(found.against_control.ratio, 1.0 / 3, 0.02);
  EXPECT_LT(found.against_control.upper, 1);
  EXPECT_FALSE(operation_change(monthly_counts(made, 2), {1, 0}, {0, 0}, {2023 * 12, 2023 * 12 + 2}).against_control.withheld.empty());
}

TEST(PlacesOverTime, NearRepeatsNeedDays) {
  LayerEvents made = events(12, false);
  EXPECT_TRUE(near_repeats(made, 2022 * 12, 2022 * 12 + 11, {}, {.count = 19, .seed = 1, .threads = 1}).reason.empty());
  for (PlaceEvent& event : made.events) event.hour = std::nan("");
  EXPECT_EQ(near_repeats(made, 2022 * 12, 2022 * 12 + 11, {}, {.count = 19}).reason, "the events have months, but no days");
}

}  // namespace
}  // namespace dmp::places
