#include "pipeline/market_chapter.hpp"

#include <gtest/gtest.h>

namespace dmp::pipeline {
namespace {

markets::DrugMarket drug(const std::string& id, double spend, std::vector<markets::WaterfallStep> steps) {
  markets::DrugMarket made;
  made.id = id, made.name = "Name of " + id;
  markets::Summary summary;
  summary.median = spend;
  made.areas.push_back({"E06000001", {{"spend", summary}}});
  made.waterfall["E06000001"] = std::move(steps);
  return made;
}

TEST(MarketChapter, WaterfallIsOfTheFirstDrugBySpendWithASurveyToCorrect) {
  MarketResults results;
  results.inputs.areas.emplace_back();
  results.inputs.areas.front().code = "E06000001";
  results.market.drugs = {drug("amphetamine", 1e6, {{"survey", 300, 0}, {"under_reporting", 450, 0}}), drug("crack", 9e6, {{"survey", 900, 0}}),
                          drug("powder_cocaine", 5e6, {{"survey", 1000, 0}, {"deprivation", 1100, 0}, {"under_reporting", 2000, 0}})};
  results.market.totals.emplace_back();
  results.leading_drug = "crack";
  const reports::MarketChapter chapter = market_chapter(results);
  EXPECT_EQ(chapter.leading_drug, "Name of crack");
  EXPECT_EQ(chapter.waterfall_drug, "Name of powder_cocaine");
  ASSERT_EQ(chapter.waterfall.size(), 3u);
  EXPECT_EQ(chapter.waterfall[2].name, "Use not told to the survey");
  EXPECT_EQ(chapter.waterfall[2].users, 2000);

  results.market.drugs = {drug("crack", 9e6, {{"survey", 900, 0}})};
  EXPECT_TRUE(market_chapter(results).waterfall.empty());
}

TEST(MarketChapter, ParametersOfTheTornadoHaveTheirUnits) {
  MarketResults results;
  results.inputs.areas.emplace_back();
  results.market.totals.emplace_back();
  results.tornado = {{"crack.quantity.dependent", "g a day", 0.538, 0.98, 1, 2},
                     {"crack.share.dependent", "share", 0.324, 0.476, 1, 2},
                     {"crack.wholesale_price", "GBP per kg", 30000, 42000, 1, 2},
                     {"crack.price.0.2", "GBP", 20.8, 24.2, 1, 2},
                     {"crack.over_59", "ratio", 0.1, 0.3, 1, 2}};
  const auto tornado = market_chapter(results).tornado;
  ASSERT_EQ(tornado.size(), 5u);
  EXPECT_EQ(tornado[0].low_label + " to " + tornado[0].high_label, "0.538 to 0.98 g a day");
  EXPECT_EQ(tornado[1].low_label + " to " + tornado[1].high_label, "32.4% to 47.6%");
  EXPECT_EQ(tornado[2].low_label + " to " + tornado[2].high_label, "£30,000 to £42,000 per kg");
  EXPECT_EQ(tornado[3].low_label + " to " + tornado[3].high_label, "£20.8 to £24.2");
  EXPECT_EQ(tornado[4].low_label + " to " + tornado[4].high_label, "0.1 to 0.3");
}

}  // namespace
}  // namespace dmp::pipeline
