#include "indicators/twins.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "indicators/test_county.hpp"

namespace dmp::indicators {
namespace {

core::Estimate figure(const std::string& indicator, double value, double lower = core::Estimate::kMissing, double upper = core::Estimate::kMissing) {
  core::Estimate row;
  row.indicator_id = indicator;
  row.area_code = "A1";
  row.area_name = "North";
  row.period = "2023/24";
  row.period_start = "2023-04-01";
  row.period_end = "2024-03-31";
  row.value = value;
  row.lower_95 = lower;
  row.upper_95 = upper;
  row.sources = indicator == "counted" ? "homelessness_duties" : "published_figures";
  return row;
}

catalogue::Catalogue pair_of_indicators() {
  catalogue::Catalogue catalogue;
  catalogue.indicators["counted"].id = "counted";
  catalogue.indicators["counted"].published_twin = "table";
  catalogue.indicators["table"].id = "table";
  return catalogue;
}

TEST(Twins, AgreeWhereTheIntervalOfTheirDifferenceHoldsZero) {
  core::Estimates estimates = {figure("counted", 8.6, 7.2, 10.2), figure("table", 10.0, 9.0, 11.0)};
  EXPECT_TRUE(compare_with_twins(estimates, pair_of_indicators()).empty());
  EXPECT_EQ(estimates[0].note, "from homelessness_duties; published (published_figures): 10 (9 to 11)");
  EXPECT_EQ(estimates[1].note, "");
}

/// 56 of 70 and 48 of 80, Wilson's intervals: Newcombe (1998), table II, gives 0.0524 to 0.3339 for the difference of 0.2.
TEST(Twins, AreJudgedByTheIntervalOfTheDifferenceThoughTheirIntervalsMeet) {
  const core::Estimate first = figure("counted", 80, 69.18, 87.70), second = figure("table", 60, 49.05, 70.03);
  EXPECT_NEAR(20 - std::hypot(80 - 69.18, 70.03 - 60), 5.24, 0.02);
  core::Estimates estimates = {first, second};
  EXPECT_EQ(compare_with_twins(estimates, pair_of_indicators()).size(), 1u);
}

TEST(Twins, DisagreeWhereTheirIntervalsDoNotMeet) {
  core::Estimates estimates = {figure("counted", 8.6, 7.2, 10.2), figure("table", 12.0, 11.0, 13.0)};
  const auto found = compare_with_twins(estimates, pair_of_indicators());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].indicator, "counted");
  EXPECT_EQ(found[0].published, "table");
  EXPECT_EQ(found[0].figures, 1u);
  EXPECT_EQ(found[0].compared, 1u);
  EXPECT_EQ(found[0].first, "North, 2023/24: published 12 (11 to 13)");
  EXPECT_EQ(estimates[0].note, "from homelessness_duties; published (published_figures): 12 (11 to 13), which disagrees");
}

TEST(Twins, DisagreeWhereAPublishedValueWithoutIntervalLiesOutside) {
  core::Estimates outside = {figure("counted", 8.6, 7.2, 10.2), figure("table", 10.3)}, inside = {figure("counted", 8.6, 7.2, 10.2), figure("table", 10.2)};
  EXPECT_EQ(compare_with_twins(outside, pair_of_indicators()).size(), 1u);
  EXPECT_TRUE(compare_with_twins(inside, pair_of_indicators()).empty());
}

TEST(Twins, AreNotJudgedWhereNeitherHasAnInterval) {
  core::Estimates estimates = {figure("counted", 8.6), figure("table", 20.0)};
  EXPECT_TRUE(compare_with_twins(estimates, pair_of_indicators()).empty());
  EXPECT_NE(estimates[0].note.find("20"), std::string::npos);
}

TEST(Twins, AreNotJudgedWhereTheirUnitsDiffer) {
  core::Estimates estimates = {figure("counted", 8.6, 7.2, 10.2), figure("table", 20.0, 19.0, 21.0)};
  estimates[1].unit = "per 100,000 residents a year";
  EXPECT_TRUE(compare_with_twins(estimates, pair_of_indicators()).empty());
  EXPECT_EQ(estimates[0].note, "from homelessness_duties; published (published_figures): 20 (19 to 21) per 100,000 residents a year, another measure");
}

TEST(Twins, StandBesideEachOtherForTheSameAreaPeriodSexAndCategoryOnly) {
  core::Estimates estimates = {figure("counted", 8.6, 7.2, 10.2), figure("table", 20.0)};
  for (core::Text core::Estimate::*field : {&core::Estimate::area_code, &core::Estimate::period_end, &core::Estimate::sex, &core::Estimate::category}) {
    core::Estimates apart = estimates;
    apart[1].*field = "other";
    EXPECT_TRUE(compare_with_twins(apart, pair_of_indicators()).empty());
    EXPECT_EQ(apart[0].note, "");
  }
}

TEST(Twins, APublishedFigureForOneAgeStandsBesideTheTotal) {
  core::Estimates estimates = {figure("counted", 60, 50, 65), figure("table", 52.3, 26.5, 65.3)};
  estimates[1].age = "15-64 yrs";
  compare_with_twins(estimates, pair_of_indicators());
  EXPECT_EQ(estimates[0].note, "from homelessness_duties; published (published_figures): 52.3 (26.5 to 65.3)");
  core::Estimates two_ages = {figure("counted", 60, 50, 65), figure("table", 1), figure("table", 2)};
  two_ages[1].age = "15-24";
  two_ages[2].age = "25-64";
  EXPECT_TRUE(compare_with_twins(two_ages, pair_of_indicators()).empty());
  two_ages[0].age = "15-24";
  EXPECT_EQ(compare_with_twins(two_ages, pair_of_indicators()).size(), 1u);
}

TEST(Twins, WithheldFiguresAreNotPutBesideAnything) {
  core::Estimates estimates = {figure("counted", core::Estimate::kMissing), figure("table", 20.0)};
  EXPECT_TRUE(compare_with_twins(estimates, pair_of_indicators()).empty());
  EXPECT_EQ(estimates[0].note, "");
}

TEST(Twins, AreComparedWhenTheCatalogueIsComputed) {
  TestCounty county;
  county.indicator("table", "method = \"published\"\npolarity = \"low\"\nperiod = \"as published\"\nlevels = [\"authority\"]\n"
                            "numerator = \"SELECT area_code AS place, period_start, period_end, value FROM published_statistic\"");
  county.indicator("counted", "method = \"count\"\npublished_twin = \"table\"\npolarity = \"low\"\nperiod = \"financial year\"\nlevels = [\"authority\"]\n"
                              "numerator = \"SELECT lsoa_code AS place, month AS date FROM crime\"");
  county.crimes("E01000001", 30, "2022-04-01", "2023-03-01");
  county.crimes("E01000003", 30, "2022-04-01", "2023-03-01");
  county.run("INSERT INTO published_statistic (publication, statistic, area_code, period_start, period_end, value, value_state, _source) VALUES "
             "('P', 'S', 'A1', DATE '2022-04-01', DATE '2023-03-31', 360, 'value', 'paper'), ('P', 'S', 'A2', DATE '2022-04-01', DATE '2023-03-31', 999, 'value', 'paper')");
  const Computation computation = county.compute();
  EXPECT_NE(estimate_of(computation, "counted:A1:2022/23").note.find("from police; published (paper): 360"), std::string::npos);
  ASSERT_EQ(computation.disagreements.size(), 1u);
  EXPECT_EQ(computation.disagreements[0].figures, 1u);
  EXPECT_EQ(computation.disagreements[0].compared, 2u);
  EXPECT_EQ(computation.disagreements[0].first, "South, 2022/23: published 999");
}

TEST(Breakdowns, ByEthnicityAndDeprivationStandBesideTheCategory) {
  TestCounty county;
  county.run("INSERT INTO deprivation (area_code, edition, domain, decile) VALUES ('E01000001', 2015, 'overall', 3), ('E01000001', 2019, 'overall', 1), ('E01000002', 2019, 'Overall', 10), "
             "('E01000003', 2019, 'overall', 2), ('E01000001', 2019, 'income', 7)");
  county.run("INSERT INTO population (area_code, year, sex, age_from, age_to, population) VALUES ('A1', 2022, 'Persons', 0, 90, 3000), ('E01000001', 2022, 'Persons', 0, 90, 1000), "
             "('E01000002', 2022, 'Persons', 0, 90, 2000), ('E01000003', 2022, 'Persons', 0, 90, 500), ('A2', 2022, 'Persons', 0, 90, 500)");
  county.indicator("crimes", "method = \"rate\"\nmultiplier = 1000\npolarity = \"low\"\nperiod = \"financial year\"\nlevels = [\"county\", \"authority\"]\ncategory_type = \"group\"\n"
                             "breakdowns = [\"category\", \"ethnicity\", \"deprivation\"]\n"
                             "numerator = \"SELECT lsoa_code AS place, lsoa_code AS small_area, month AS date, offence_group AS category, location AS ethnicity FROM crime\"\n"
                             "denominator = \"SELECT area_code AS place, area_code AS small_area, year, population AS weight, 'White' AS ethnicity FROM population\"\n");
  county.crimes("E01000001", 40, "2022-04-01", "2023-03-01");
  county.crimes("E01000003", 40, "2022-04-01", "2023-03-01");
  county.run("UPDATE crime SET location = 'White' WHERE offence_group = 'drugs'");
  const Computation computation = county.compute();
  const auto figure = [&](const std::string& area, const std::string& cell) { return estimate_of(computation, "crimes:" + area + ":2022/23" + cell); };
  EXPECT_EQ(figure("A1", "").count, 480);
  EXPECT_EQ(figure("A1", ":group=drugs").count, 120);
  EXPECT_EQ(figure("A1", ":ethnicity=White").count, 120);
  EXPECT_EQ(figure("A1", ":ethnicity=White").denominator, 3000);
  // By the latest edition, of the overall index; the authority's own row of population has no tenth, the small areas' have.
  EXPECT_EQ(figure("A1", ":deprivation decile=1 (most deprived)").count, 480);
  EXPECT_EQ(figure("A1", ":deprivation decile=1 (most deprived)").denominator, 1000);
  EXPECT_EQ(figure("A1", ":deprivation decile=10 (least deprived)").value, 0);
  EXPECT_EQ(figure("K1", ":deprivation decile=2").count, 480);
  EXPECT_FALSE(has_estimate(computation, "crimes:A1:2022/23:deprivation decile=2")) << "it has no such small area";
  EXPECT_FALSE(has_estimate(computation, "crimes:A1:2022/23:deprivation decile=3")) << "of an earlier edition";
}

}  // namespace
}  // namespace dmp::indicators
