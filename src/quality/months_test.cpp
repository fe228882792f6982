#include "quality/months.hpp"

#include <gtest/gtest.h>

namespace dmp::quality {
namespace {

TEST(Months, AreNumberedAndWrittenBack) {
  EXPECT_EQ(month_text(month_number("2024-05")), "2024-05");
  EXPECT_EQ(month_number("2025-01") - month_number("2024-12"), 1);
  EXPECT_EQ(month_number("2024-13"), 0);
  EXPECT_EQ(month_number("spring"), 0);
}

TEST(Months, RunsAreWrittenShort) {
  const MonthNumber may = month_number("2024-05");
  EXPECT_EQ(runs_text({may, may + 1, may + 2, may + 6}), "2024-05 to 2024-07, 2024-11");
  EXPECT_EQ(runs_text({may, may + 1}), "2024-05, 2024-06");
  EXPECT_EQ(runs_text({may, may + 2, may + 4, may + 5}, 2), "2024-05, 2024-07 and 2 more");
  EXPECT_EQ(runs_text({}), "");
}

TEST(Months, AGapInABusySeriesIsMissing) {
  const MonthNumber first = month_number("2024-01");
  EXPECT_EQ(missing_months(first, {400, 380, 0, 0, 410, 395}), (std::vector<MonthNumber>{first + 2, first + 3}));
}

TEST(Months, AnEmptyMonthOfRareEventsIsNotMissing) {
  EXPECT_TRUE(missing_months(1, {1, 0, 2, 0, 0, 1, 1, 0, 2}).empty());
  // Where four are usual one month without any is chance (1 in 55); three in a row are not (1 in 160,000).
  EXPECT_TRUE(missing_months(1, {4, 5, 3, 4, 0, 4, 4, 5}).empty());
  EXPECT_EQ(missing_months(1, {4, 5, 3, 4, 0, 0, 0, 4, 4, 5}).size(), 3u);
}

TEST(Months, AnAreaThatBeginsLateMissesTheMonthsBefore) { EXPECT_EQ(missing_months(1, {0, 0, 20, 25, 22}), (std::vector<MonthNumber>{1, 2})); }

TEST(Months, NothingIsMissingWhereNothingIs) {
  EXPECT_TRUE(missing_months(1, {}).empty());
  EXPECT_TRUE(missing_months(1, {0, 0, 0}).empty());
}

TEST(Months, ADropAndAJumpAreOdd) {
  const std::vector<OddMonth> odd = odd_months(100, {300, 310, 290, 305, 40, 300, 295, 900, 310, 300, 290, 305});
  ASSERT_EQ(odd.size(), 2u);
  EXPECT_EQ(odd[0].month, 104);
  EXPECT_EQ(odd[0].rows, 40u);
  EXPECT_NEAR(odd[0].usual, 300, 10);
  EXPECT_EQ(odd[1].month, 107);
}

TEST(Months, ATrendAndASeasonAreNotOdd) {
  std::vector<std::uint64_t> growing, seasonal;
  for (int i = 0; i < 48; ++i) {
    growing.push_back(static_cast<std::uint64_t>(100 + 20 * i));
    seasonal.push_back(i % 12 < 6 ? 200u : 320u);
  }
  EXPECT_TRUE(odd_months(1, growing).empty());
  EXPECT_TRUE(odd_months(1, seasonal).empty());
}

TEST(Months, SmallCountsAreNotJudged) { EXPECT_TRUE(odd_months(1, {5, 1, 7, 2, 15, 4, 3}).empty()); }

}  // namespace
}  // namespace dmp::quality
