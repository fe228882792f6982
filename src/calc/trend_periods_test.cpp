#include <gtest/gtest.h>

#include "calc/method.hpp"

namespace dmp::calc {
namespace {

std::vector<core::Cell> only_row(const std::string& method, const std::string& csv, const std::map<std::string, std::string, std::less<>>& options = {}) {
  Call call;
  call.method = method;
  call.options = options;
  const core::DataTable table = run_on(read_csv(csv, "table.csv", {}), call);
  return table.rows().at(0);
}

std::string text(const core::Cell& cell) { return std::holds_alternative<std::string>(cell) ? std::get<std::string>(cell) : ""; }

std::string series(const std::vector<std::string>& periods) {
  std::string csv = "period,value,lower,upper\n";
  for (std::size_t i = 0; i < periods.size(); ++i) csv += periods[i] + "," + std::to_string(10 + 3 * i) + "," + std::to_string(9 + 3 * i) + "," + std::to_string(11 + 3 * i) + "\n";
  return csv;
}

TEST(TrendPeriods, YearsInOrderAreNotNoted) {
  const auto row = only_row("trend", series({"2019/20", "2020/21", "2021/22", "2022/23", "2023/24"}));
  EXPECT_EQ(text(row[3]), "increasing");
  EXPECT_EQ(text(row[4]), "");
}

TEST(TrendPeriods, AGapIsNoted) {
  EXPECT_EQ(text(only_row("trend", series({"2018", "2019", "2021", "2022", "2023"}))[4]), "the periods are unequally spaced and were treated as one step apart");
}

TEST(TrendPeriods, PooledYearsThatOverlapAreNoted) {
  const auto row = only_row("trend", series({"2015-17", "2016-18", "2017-19", "2018-20", "2019-21"}));
  EXPECT_EQ(text(row[4]), "the periods overlap: the points share data and the test finds trends too easily");
}

TEST(TrendPeriods, AMissingIntervalIsNotNoChange) {
  const auto row = only_row("trend", "value,lower,upper\n1,0.5,2\n2,,\n3,2,4\n4,3,5\n5,4,6\n");
  EXPECT_EQ(text(row[3]), "cannot be calculated");
  EXPECT_EQ(text(row[4]), "an interval is missing");
}

TEST(TrendPeriods, PeriodsOutOfOrderNameTheirPlace) {
  Call call;
  call.method = "trend";
  try {
    run_on(read_csv(series({"2019", "2018", "2021", "2022", "2023"}), "table.csv", {}), call);
    FAIL() << "taken";
  } catch (const core::UserError& error) {
    EXPECT_NE(std::string(error.what()).find("table.csv:3:1"), std::string::npos) << error.what();
  }
}

// 12 of 100 against 20%: Wilson's limits around 0.2 at 100 are 0.1334 and 0.2888 (R: prop.test(20, 100, correct = FALSE)), the normal ones
// 0.2 -+ 1.959964 x 0.04 = 0.1216 and 0.2784. 13 of 100 lies outside the first and within the second.
TEST(ControlLimits, BothVariantsGoByTheirNames) {
  const std::string table = "value,denominator,comparator\n0.13,100,0.2\n";
  EXPECT_EQ(text(only_row("compare-counts", table, {{"kind", "proportion"}, {"limits", "wilson"}})[0]), "lower");
  EXPECT_EQ(text(only_row("compare-counts", table, {{"kind", "proportion"}, {"limits", "normal"}})[0]), "similar");
  EXPECT_EQ(text(only_row("compare-counts", table, {{"kind", "proportion"}})[0]), "lower");
}

TEST(ControlLimits, ANameOfTheOtherKindIsRefused) {
  EXPECT_THROW(only_row("compare-counts", "value,denominator,comparator\n5,100,4\n", {{"limits", "wilson"}}), core::UserError);
}

}  // namespace
}  // namespace dmp::calc
