#include "indicators/months.hpp"

#include <gtest/gtest.h>

namespace dmp::indicators {
namespace {

constexpr Month kMay2021 = 2021 * 12 + 4, kJune2024 = 2024 * 12 + 5;

std::vector<std::string> texts(const std::string& kind) {
  std::vector<std::string> list;
  for (const auto& period : periods_within(kind, kMay2021, kJune2024)) list.push_back(period.text());
  return list;
}

TEST(Periods, AreWholeAndInsideTheMonths) {
  EXPECT_EQ(texts("financial year"), (std::vector<std::string>{"2022/23", "2023/24"}));
  EXPECT_EQ(texts("calendar year"), (std::vector<std::string>{"2022", "2023"}));
  EXPECT_EQ(texts("three calendar years"), (std::vector<std::string>{}));
  EXPECT_EQ(texts("rolling 12 months"), (std::vector<std::string>{"2021-07 to 2022-06", "2022-07 to 2023-06", "2023-07 to 2024-06"}));
  EXPECT_EQ(texts("quarter").front(), "2021 Q3");
  EXPECT_EQ(texts("quarter").size(), 12u);
  EXPECT_EQ(texts("month").size(), 38u);
  EXPECT_EQ(texts("whole"), (std::vector<std::string>{"2021-05 to 2024-06"}));
}

TEST(Months, CountFromDaysAndBack) {
  EXPECT_EQ(month_of(*core::parse_day("2024-02-29")), 2024 * 12 + 1);
  EXPECT_EQ(core::text(first_day(2024 * 12 + 1)), "2024-02-01");
  EXPECT_EQ(month_text(2024 * 12 + 1), "2024-02");
}

}  // namespace
}  // namespace dmp::indicators
