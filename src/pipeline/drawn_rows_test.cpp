#include "pipeline/drawn_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "disclosure/release.hpp"

namespace dmp::pipeline {
namespace {

using core::Estimate;

catalogue::Catalogue one_survival_indicator() {
  catalogue::IndicatorDefinition indicator;
  indicator.id = "staying";
  indicator.method = catalogue::Method::survival;
  indicator.follow_up.days = {84, 168, 365};
  indicator.follow_up.headline = 168;
  catalogue::Catalogue catalogue;
  catalogue.indicators.emplace(indicator.id, indicator);
  return catalogue;
}

/// A point of the curve: so many events since the point before, of 200 who began.
Estimate point(const std::string& category, double events, const std::string& period = "2023/24") {
  Estimate row;
  row.indicator_id = "staying";
  row.area_code = row.area_name = "A";
  row.area_type = "authority";
  row.period = period;
  row.period_start = "2023-04-01";
  row.period_end = "2024-03-31";
  row.category_type = category.empty() ? "" : category.find(", ") == std::string::npos ? "days" : "substance group and days";
  row.category = category;
  row.unit = "%";
  row.count = events;
  row.denominator = 200;
  row.value = 100 - events / 2;
  row.estimate_id = "staying:A:" + period + ":" + category;
  return row;
}

std::vector<std::string> drawn_from(const core::Estimates& rows, const std::string& category) {
  auto drawn = drawn_rows(one_survival_indicator(), rows);
  std::vector<std::string> ids = drawn[point(category, 0).estimate_id];
  for (std::string& id : ids) id = id.substr(id.rfind(':') + 1);
  std::sort(ids.begin(), ids.end());
  return ids;
}

using Ids = std::vector<std::string>;

TEST(DrawnRows, APointOfACurveIsDrawnFromThoseBeforeIt) {
  const core::Estimates rows = {point("84 days", 20), point("168 days", 30), point("365 days", 40), point("84 days", 3, "2022/23")};
  EXPECT_EQ(drawn_from(rows, "84 days"), Ids{});
  EXPECT_EQ(drawn_from(rows, "168 days"), Ids({"84 days"}));
  EXPECT_EQ(drawn_from(rows, "365 days"), Ids({"168 days", "84 days"})) << "of the same period";
}

TEST(DrawnRows, AGroupsPointIsDrawnFromItsOwnCurve) {
  const core::Estimates rows = {point("opiate, 84 days", 20), point("opiate, 168 days", 30), point("alcohol, 84 days", 40), point("alcohol, 168 days", 5)};
  EXPECT_EQ(drawn_from(rows, "opiate, 168 days"), Ids({"opiate, 84 days"}));
  EXPECT_EQ(drawn_from(rows, "alcohol, 168 days"), Ids({"alcohol, 84 days"}));
}

TEST(DrawnRows, TheHeadlineIsDrawnFromEveryPointUpToItsDay) {
  const core::Estimates rows = {point("", 90), point("84 days", 20), point("168 days", 30), point("365 days", 40)};
  EXPECT_EQ(drawn_from(rows, ""), Ids({"168 days", "84 days"}));
}

/// 84 days: 3 events, small. Later points hold them among those at risk: they would tell them.
TEST(DrawnRows, ASurvivalPointIsReleasedOnlyAfterThoseBeforeIt) {
  disclosure::Policy policy;
  policy.indicators["staying"] = {"SELECT stays", "SELECT stays", true, true, false};
  const auto shown = [&](core::Estimates rows) {
    policy.drawn_from = drawn_rows(one_survival_indicator(), rows);
    Ids categories;
    for (const Estimate& row : disclosure::release(rows, policy).estimates)
      if (row.suppressed.empty()) categories.push_back(row.category);
    return categories;
  };
  EXPECT_EQ(shown({point("84 days", 20), point("168 days", 30), point("365 days", 40)}), Ids({"84 days", "168 days", "365 days"}));
  EXPECT_EQ(shown({point("84 days", 3), point("168 days", 30), point("365 days", 40)}), Ids{});
  EXPECT_EQ(shown({point("84 days", 20), point("168 days", 3), point("365 days", 40)}), Ids({"84 days"}));
  EXPECT_EQ(shown({point("84 days", 20), point("168 days", 30), point("365 days", 3)}), Ids({"84 days", "168 days"}));
  EXPECT_EQ(shown({point("", 90), point("84 days", 20), point("168 days", 3), point("365 days", 30)}), Ids({"84 days"})) << "the headline lies behind the small point";
}

}  // namespace
}  // namespace dmp::pipeline
