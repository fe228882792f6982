#include "core/period.hpp"

#include <gtest/gtest.h>

namespace dmp::core {
namespace {

std::string span(const char* text, bool two_digit_is_financial = true) {
  const auto period = parse_period(text, two_digit_is_financial);
  return period ? core::text(period->start) + " " + core::text(period->end) : "none";
}

TEST(Period, ReadsTheWaysPublishersWriteThem) {
  EXPECT_EQ(span("2023/24"), "2023-04-01 2024-03-31");
  EXPECT_EQ(span("2023-24"), "2023-04-01 2024-03-31");
  EXPECT_EQ(span("2016 - 18"), "2016-01-01 2018-12-31");
  EXPECT_EQ(span("2023"), "2023-01-01 2023-12-31");
  EXPECT_EQ(span("2023-05", false), "2023-05-01 2023-05-31");
  EXPECT_EQ(span("April 2023"), "2023-04-01 2023-04-30");
  EXPECT_EQ(span("Apr-23"), "2023-04-01 2023-04-30");
  EXPECT_EQ(span("2023 Q2"), "2023-04-01 2023-06-30");
  EXPECT_EQ(span("2022/23 Q4"), "2023-01-01 2023-03-31");
  EXPECT_EQ(span("Year ending March 2023"), "2022-04-01 2023-03-31");
  EXPECT_EQ(span("01/04/2009 to 31/03/2010"), "2009-04-01 2010-03-31");
  EXPECT_EQ(span("2021/22-2023/24"), "2021-04-01 2024-03-31");
  EXPECT_EQ(span("2023/25"), "none");
  EXPECT_EQ(span("31/02/2021 to 01/03/2021"), "none");
  EXPECT_EQ(span("soon"), "none");
}

TEST(Period, ReadsBackWhatItWrites) {
  const Period periods[] = {financial_year(1999), calendar_year(2024), month(2023, 5), Period{financial_year(2021).start, financial_year(2023).end},
                            Period{calendar_year(2016).start, calendar_year(2018).end}, *parse_period("2023 Q3"), *parse_period("2023-05 to 2024-04"),
                            Period{*make_day(2023, 5, 3), *make_day(2023, 6, 1)}};
  for (const Period& period : periods) EXPECT_EQ(parse_period(period.text(), period.months() % 12 == 0 && period.months() != 24), period) << period.text();
}

TEST(Day, KnowsTheCalendar) {
  EXPECT_FALSE(make_day(2021, 2, 31));
  EXPECT_TRUE(make_day(2024, 2, 29));
  EXPECT_EQ(text(add_months(*make_day(2024, 1, 31), 1)), "2024-02-29");
  EXPECT_EQ(text(add_months(*make_day(2024, 1, 31), -2)), "2023-11-30");
  EXPECT_EQ(parse_day("1970-01-02")->since_epoch, 1);
  EXPECT_FALSE(parse_day("1970-1-2"));
}

}  // namespace
}  // namespace dmp::core
