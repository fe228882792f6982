#include "core/period_words.hpp"

#include <gtest/gtest.h>

namespace dmp::core {
namespace {

TEST(PeriodWords, InProse) {
  EXPECT_EQ(period_in_prose("2023/24"), "2023/24");
  EXPECT_EQ(period_in_prose("2022-24"), "the three years 2022 to 2024");
  EXPECT_EQ(period_in_prose("2022-23"), "the two years 2022 to 2023");
  EXPECT_EQ(period_in_prose("2022/23-2024/25"), "the three years to March 2025");
  EXPECT_EQ(period_in_prose("2024-11"), "November 2024");
  EXPECT_EQ(period_in_prose("2023-09 to 2024-08"), "the year to August 2024");
  EXPECT_EQ(period_in_prose("2023 Q2"), "the quarter to June 2023");
  EXPECT_EQ(period_in_prose("2023-02 to 2023-08"), "February 2023 to August 2023");
  EXPECT_EQ(period_in_prose("wave 3"), "wave 3");
}

TEST(PeriodWords, AsALabel) {
  EXPECT_EQ(period_label("2023/24"), "2023/24");
  EXPECT_EQ(period_label("2023"), "2023");
  EXPECT_EQ(period_label("2022-24"), "2022 to 2024");
  EXPECT_EQ(period_label("2022/23-2024/25"), "2022/23 to 2024/25");
  EXPECT_EQ(period_label("2024-11"), "November 2024");
  EXPECT_EQ(period_label("2023-09 to 2024-08"), "September 2023 to August 2024");
  EXPECT_EQ(period_label("2022-10-01 to 2023-02-19"), "1 October 2022 to 19 February 2023");
  EXPECT_EQ(period_label("2023 Q2"), "2023 Q2");
  EXPECT_EQ(period_label(""), "");
}

}  // namespace
}  // namespace dmp::core
