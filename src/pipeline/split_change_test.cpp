#include "pipeline/split_change.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmp::pipeline {
namespace {

core::Estimate rate(double count, double denominator, const std::string& period = "2023/24") {
  core::Estimate estimate;
  estimate.estimate_id = "drug_offence_rate:A:" + period;
  estimate.period = period;
  estimate.unit = "per 1,000 residents";
  estimate.count = count;
  estimate.denominator = denominator;
  estimate.value = 1000 * count / denominator;
  return estimate;
}

double sum(const Change& change) { return change.data + change.revised_data + change.method + change.population + change.geography + change.not_separable; }

TEST(SplitChange, OfAPopulationAloneIsPopulation) {
  const Change change = split_change(rate(100, 50'000), rate(100, 40'000), {.population = true});
  EXPECT_DOUBLE_EQ(change.difference, 0.5);
  EXPECT_EQ(change.population, change.difference);
  EXPECT_EQ(change.data + change.revised_data + change.method + change.geography + change.not_separable, 0);
}

TEST(SplitChange, OfUnmetNeedByItsDenominatorIsPopulation) {
  // 144,427 people in treatment, on 313,971 and on 341,032 opiate and crack users (OHID): a move of 3.65 points by the estimate alone.
  core::Estimate before, after;
  before.count = after.count = 144427;
  before.denominator = 313971;
  after.denominator = 341032;
  before.value = 100 * (1 - before.count / before.denominator);
  after.value = 100 * (1 - after.count / after.denominator);
  const Change change = split_change(before, after, {.population = true});
  EXPECT_NEAR(change.population, 3.65, 0.005);
  EXPECT_EQ(change.population, change.difference);
}

TEST(SplitChange, OfAPopulationThatIsCountedItselfIsPopulation) {
  core::Estimate before, after;
  before.value = before.count = 1000;
  after.value = after.count = 1010;
  EXPECT_EQ(split_change(before, after, {.population = true}).population, 10);
}

TEST(SplitChange, OfRevisedRowsAloneIsRevisedData) {
  const Change change = split_change(rate(100, 50'000), rate(110, 50'000), {.revised_files = true});
  EXPECT_EQ(change.revised_data, change.difference);
  EXPECT_EQ(split_change(rate(100, 50'000), rate(110, 50'000), {.new_files = true}).data, split_change(rate(100, 50'000), rate(110, 50'000), {.new_files = true}).difference);
}

TEST(SplitChange, OfTheCatalogueIsMethodAndOfAreasGeography) {
  EXPECT_EQ(split_change(rate(100, 50'000), rate(90, 50'000), {.count_method = true}).method, split_change(rate(100, 50'000), rate(90, 50'000), {.count_method = true}).difference);
  const Change geography = split_change(rate(100, 50'000), rate(130, 60'000), {.geography = true});
  EXPECT_EQ(geography.geography, geography.difference);
}

TEST(SplitChange, AddsUpExactlyWhateverMoved) {
  for (int n = 1; n < 4000; ++n) {
    const double count = 100 + n * 7 % 91, more = 90 + n * 13 % 57, people = 41'000 + n * 997 % 3000, fewer = 40'500 + n * 331 % 4000;
    const Change change = split_change(rate(count, people), rate(more, fewer), {.revised_files = true, .population = true});
    EXPECT_EQ(sum(change), change.difference) << n;
    EXPECT_NEAR(change.revised_data, 1000 * (more - count) * (1 / people + 1 / fewer) / 2, 1e-9);
    EXPECT_EQ(change.not_separable, 0);
  }
}

TEST(SplitChange, OfCausesAtOnceSaysSo) {
  const Change change = split_change(rate(100, 50'000), rate(130, 50'000), {.revised_files = true, .count_method = true});
  EXPECT_EQ(change.not_separable, change.difference);
  EXPECT_NE(change.note.find("revised data and method"), std::string::npos) << change.note;
  EXPECT_NE(split_change(rate(100, 50'000), rate(130, 50'000), {}).note.find("do not tell"), std::string::npos);
}

TEST(SplitChange, BetweenPeriodsTellsNewDataFromRevision) {
  const core::Estimate before = rate(100, 50'000, "2022/23"), again = rate(104, 50'000, "2022/23"), after = rate(120, 51'000, "2023/24");
  const Change change = split_change(before, &again, after, {.new_files = true, .revised_files = true});
  EXPECT_NEAR(change.revised_data, 0.08, 1e-12);
  EXPECT_NEAR(change.data, after.value - again.value, 1e-12);
  EXPECT_EQ(sum(change), change.difference);
}

TEST(SplitChange, OfHeldBackFiguresHasNoParts) {
  core::Estimate hidden = rate(3, 50'000);
  hidden.value = core::Estimate::kMissing;
  hidden.suppressed = "suppressed";
  const Change change = split_change(hidden, rate(5, 50'000), {.revised_files = true});
  EXPECT_TRUE(std::isnan(change.difference));
  EXPECT_TRUE(std::isnan(change.data));
  EXPECT_NE(change.note.find("suppressed"), std::string::npos);
}

TEST(SplitChange, IsToldInWords) {
  Change change;
  change.difference = 5;
  change.data = 7;
  change.population = -2;
  EXPECT_EQ(parts_in_words(change, "%"), "+7 points by new data, -2 points because the population it is divided by changed");
  EXPECT_EQ(parts_in_words(Change{.difference = 0}, "people"), "");
}

}  // namespace
}  // namespace dmp::pipeline
