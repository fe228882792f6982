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

}  // namespace
}  // namespace dmp::pipeline
