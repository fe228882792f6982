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

TEST(SplitChange, OfUnmetNeedTellsTreatmentFromNeed) {
  const auto unmet = [](double treated, double need) {
    core::Estimate estimate;
    estimate.method = "unmet need, interval of the estimated need";
    estimate.count = need - treated;
    estimate.denominator = need;
    estimate.value = 100 * (need - treated) / need;
    return estimate;
  };
  const Change need = split_change(unmet(800, 2000), unmet(800, 2200), {.revised_files = true, .population = true});
  EXPECT_EQ(need.population, need.difference) << "as many are in treatment: the estimate of need alone moved it";
  const Change both = split_change(unmet(800, 2000), unmet(900, 2200), {.revised_files = true, .population = true});
  EXPECT_NEAR(both.revised_data, -100 * 100 * (1 / 2000.0 + 1 / 2200.0) / 2, 1e-9);
  EXPECT_EQ(both.not_separable, 0);
  EXPECT_EQ(sum(both), both.difference);
}

TEST(SplitChange, OfAStandardisedRateTellsEventsFromResidents) {
  // Two ages of weights 60 and 40; by hand: 60 x 50 / 8,000 and so on.
  const AgeCounts then{100'000, {{30, 6'000, 60}, {70, 4'000, 40}}, {}}, now{100'000, {{36, 6'300, 60}, {63, 4'500, 40}}, {}};
  const auto rate_of = [](const AgeCounts& ages) {
    core::Estimate estimate;
    estimate.value = 1000 * (60 * ages.ages[0].events / ages.ages[0].population + 40 * ages.ages[1].events / ages.ages[1].population);
    estimate.count = ages.ages[0].events + ages.ages[1].events;
    estimate.denominator = ages.ages[0].population + ages.ages[1].population;
    return estimate;
  };
  const Causes causes{.revised_files = true, .population = true};
  const Change change = split_change(rate_of(then), rate_of(now), causes, &then, &now);
  const double first = 1000 * (60 * 36 / 6'000.0 + 40 * 63 / 4'000.0), second = 1000 * (60 * 30 / 6'300.0 + 40 * 70 / 4'500.0);
  EXPECT_NEAR(change.revised_data, (first - rate_of(then).value + rate_of(now).value - second) / 2, 1e-9);
  EXPECT_EQ(change.not_separable, 0);
  EXPECT_EQ(sum(change), change.difference);
  // As public editions show them.
  core::Estimate shown_then = rate_of(then), shown_now = rate_of(now);
  for (core::Estimate* shown : {&shown_then, &shown_now}) shown->value = std::round(shown->value * 10) / 10;
  const Change of_shown = split_change(shown_then, shown_now, causes, &then, &now);
  EXPECT_NEAR(of_shown.revised_data, change.revised_data, 0.11);
  EXPECT_EQ(of_shown.not_separable, 0);
  EXPECT_EQ(sum(of_shown), of_shown.difference);
  shown_now.value += 1;
  EXPECT_NE(split_change(shown_then, shown_now, causes, &then, &now).not_separable, 0) << "ages of another rate";
  const Change without_ages = split_change(rate_of(then), rate_of(now), causes);
  EXPECT_EQ(without_ages.not_separable, without_ages.difference);
  EXPECT_NE(without_ages.note.find("revised data and population changed at once"), std::string::npos) << without_ages.note;
}

TEST(SplitChange, OfAMethodThatLeftTheSeriesAloneIsNotTheMethods) {
  const Causes causes{.revised_files = true, .count_method = true, .denominator_method = true, .geography = true, .counts_alike_elsewhere = true};
  const Change change = split_change(rate(100, 50'000), rate(130, 50'000), causes);
  EXPECT_EQ(change.revised_data, change.difference);
  EXPECT_EQ(change.note, "method and geography changed too, and left the other periods as they were");
  const Change nothing_else = split_change(rate(100, 50'000), rate(130, 50'000), {.count_method = true, .counts_alike_elsewhere = true});
  EXPECT_EQ(nothing_else.method, nothing_else.difference) << "what no other cause explains is the method's";
}

TEST(SplitChange, AddsUpExactlyForUnmetNeedAndAgesToo) {
  for (int n = 1; n < 2000; ++n) {
    const AgeCounts then{100'000, {{30.0 + n % 17, 6'000, 60}, {70, 4'000, 40}}, {}}, now{100'000, {{36, 6'300.0 + n, 60}, {63.0 + n % 7, 4'500, 40}}, {}};
    core::Estimate a, b;
    a.value = 1000 * (60 * then.ages[0].events / then.ages[0].population + 40 * then.ages[1].events / then.ages[1].population);
    b.value = 1000 * (60 * now.ages[0].events / now.ages[0].population + 40 * now.ages[1].events / now.ages[1].population);
    const Change change = split_change(a, b, {.new_files = true, .population = true}, &then, &now);
    EXPECT_EQ(sum(change), change.difference) << n;
    EXPECT_EQ(change.not_separable, 0);
  }
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
