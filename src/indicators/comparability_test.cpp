#include "indicators/comparability.hpp"

#include <cmath>

#include "indicators/test_county.hpp"

namespace dmp::indicators {
namespace {

const std::string kUsers = R"(
method = "published"
polarity = "low"
period = "as published"
levels = ["county", "authority"]
comparator = "england"
interval = "published"
numerator = "SELECT area_code AS place, period_start, period_end, value, lower_95, upper_95, method_version AS vintage FROM drug_user_estimate"
)";

void users(TestCounty& county, const std::string& area, int year, const std::string& method, int value) {
  const std::string from = std::to_string(year) + "-04-01", to = std::to_string(year + 1) + "-03-31";
  county.run("INSERT INTO drug_user_estimate (area_code, period_start, period_end, drug_group, method_version, value, value_state, lower_95, upper_95) VALUES ('" + area + "', DATE '" + from + "', DATE '" + to +
             "', 'opiate', '" + method + "', " + std::to_string(value) + ", 'value', " + std::to_string(value - 2) + ", " + std::to_string(value + 2) + ")");
}

TEST(Vintages, OfTwoMethodsAreNotComparedAndTheNoteSaysSo) {
  TestCounty county;
  county.indicator("users", kUsers);
  users(county, "E92000001", 2019, "B", 50);
  users(county, "A1", 2019, "A", 90);
  users(county, "A2", 2019, "B", 90);
  const Computation computation = county.compute();
  const core::Estimate other = estimate_of(computation, "users:A1:2019/20");
  EXPECT_EQ(other.significance, "not compared");
  EXPECT_EQ(other.comparator, "");
  EXPECT_TRUE(std::isnan(other.comparator_value));
  EXPECT_EQ(other.note, "not compared with England: the estimates are of different methods or vintages (A; B)");
  EXPECT_EQ(comparison_of(computation, "users:A1:2019/20", "england").withheld, "the estimates are of different methods or vintages (A; B)");
  EXPECT_EQ(estimate_of(computation, "users:A2:2019/20").significance, "worse");
}

TEST(Vintages, MakeNoTrendWhereTheyChangeInside) {
  TestCounty county;
  county.indicator("users", kUsers);
  for (int year = 2012; year <= 2018; ++year) users(county, "A1", year, year < 2014 ? "A" : "B", 10 * (year - 2000));
  const Computation computation = county.compute();
  const core::Estimate mixed = estimate_of(computation, "users:A1:2016/17"), clean = estimate_of(computation, "users:A1:2018/19");
  EXPECT_EQ(mixed.trend, "cannot be calculated");
  EXPECT_EQ(mixed.note, "no trend: the estimates are of different methods or vintages (A; B)");
  EXPECT_EQ(clean.trend, "increasing and getting worse");
  EXPECT_EQ(clean.note, "");
}

TEST(Changes, OfComparatorAndAreaAreToldSinceTheVintageBegan) {
  TestCounty county;
  county.indicator("users", kUsers);
  for (int year = 2012; year <= 2018; ++year) {
    users(county, "A1", year, year < 2014 ? "A" : "B", 60);
    users(county, "E92000001", year, year < 2014 ? "A" : "B", 58 - 2 * (year - 2012));
  }
  const Computation computation = county.compute();
  const core::Comparison latest = comparison_of(computation, "users:A1:2018/19", "england"), first = comparison_of(computation, "users:A1:2014/15", "england");
  EXPECT_EQ(latest.since, "2014/15");
  EXPECT_DOUBLE_EQ(latest.earlier, 54);
  EXPECT_DOUBLE_EQ(latest.change, -8);
  // Two figures give or take 2: the difference is known to the root of 8.
  EXPECT_NEAR(latest.change_lower, -8 - std::sqrt(8.0), 1e-9);
  EXPECT_NEAR(latest.change_upper, -8 + std::sqrt(8.0), 1e-9);
  EXPECT_DOUBLE_EQ(latest.own_earlier, 60);
  EXPECT_DOUBLE_EQ(latest.own_change, 0);
  EXPECT_NEAR(latest.own_change_upper, std::sqrt(8.0), 1e-9);
  EXPECT_EQ(first.since, "") << "what was before is of another vintage";
  EXPECT_TRUE(std::isnan(first.change));
}

TEST(Definitions, ThatChangeOnADayEndTheTrend) {
  TestCounty county;
  county.indicator("users", kUsers + "[[not_comparable]]\nsince = 2015-04-01\nreason = \"a new question was asked from April 2015 on\"\n");
  for (int year = 2012; year <= 2019; ++year) users(county, "A1", year, "A", 10 * (year - 2000));
  const Computation computation = county.compute();
  EXPECT_EQ(estimate_of(computation, "users:A1:2018/19").note, "no trend: a new question was asked from April 2015 on");
  EXPECT_EQ(estimate_of(computation, "users:A1:2019/20").trend, "increasing and getting worse");
}

TEST(Definitions, OfOneAreaMayDifferInSomePeriodsOnly) {
  TestCounty county;
  county.indicator("users", kUsers + "[[not_comparable]]\nareas = [\"A1\"]\nperiod = \"2018/19\"\nreason = \"two clinics did not report\"\n");
  for (const char* area : {"A1", "E92000001"})
    for (const int year : {2018, 2019}) users(county, area, year, "A", 50);
  const Computation computation = county.compute();
  EXPECT_EQ(estimate_of(computation, "users:A1:2018/19").note, "not compared with England: two clinics did not report");
  EXPECT_EQ(estimate_of(computation, "users:A1:2019/20").significance, "similar");
}

TEST(RollingPeriods, OverlapAndMakeNoTrend) {
  TestCounty county;
  county.indicator("users", kUsers);
  for (int year = 2012; year <= 2018; ++year) users(county, "A1", year, "A", 50);
  county.run("UPDATE drug_user_estimate SET period_end = period_end + INTERVAL 2 YEAR");
  const core::Estimate estimate = estimate_of(county.compute(), "users:A1:2018/19-2020/21");
  EXPECT_EQ(estimate.trend, "cannot be calculated");
  EXPECT_EQ(estimate.note, "no trend: its periods overlap");
}

TEST(Years, ThatDoNotFollowOneAnotherMakeNoTrendAndItIsSaid) {
  TestCounty county;
  county.indicator("users", kUsers);
  for (const int year : {2012, 2013, 2014, 2016, 2017}) users(county, "A1", year, "A", 50);
  EXPECT_EQ(estimate_of(county.compute(), "users:A1:2017/18").note, "no trend: its years do not follow one another");
}

TEST(Intervals, ThatAreMissingMakeNoTrendAndItIsSaid) {
  TestCounty county;
  county.indicator("users", kUsers);
  for (int year = 2012; year <= 2016; ++year) users(county, "A1", year, "A", 50);
  county.run("UPDATE drug_user_estimate SET lower_95 = NULL WHERE period_start = DATE '2014-04-01'");
  const core::Estimate estimate = estimate_of(county.compute(), "users:A1:2016/17");
  EXPECT_EQ(estimate.trend, "cannot be calculated");
  EXPECT_TRUE(estimate.note.starts_with("no trend: ")) << estimate.note;
}

TEST(Boundaries, ThatWereDividedMakeFiguresByBestFitThatAreNotCompared) {
  TestCounty county;
  county.indicator("rate", R"(
method = "rate"
multiplier = 1000
polarity = "low"
period = "financial year"
levels = ["county", "authority", "small area"]
comparator = "county"
numerator = "SELECT lsoa_code AS place, month AS date FROM crime"
denominator = "SELECT area_code AS place, year, population AS weight FROM population"
)");
  county.run("INSERT INTO area_successor (old_code, new_code, change, share) VALUES ('E01900001', 'E01000001', 'S', 0.6), ('E01900001', 'E01000002', 'S', 0.4)");
  county.run("INSERT INTO population (area_code, year, sex, age_from, age_to, population) SELECT 'E0100000' || i, 2022, 'Persons', 0, 120, 1000 FROM range(1, 5) t(i)");
  for (const char* area : {"E01900001", "E01000003", "E01000004"}) county.crimes(area, 40, "2022-04-01", "2023-03-01");
  const Computation computation = county.compute();
  const core::Estimate divided = estimate_of(computation, "rate:E01000001:2022/23"), whole = estimate_of(computation, "rate:E01000003:2022/23");
  EXPECT_EQ(divided.significance, "not compared");
  EXPECT_EQ(divided.note, "counts rows of older boundaries, allotted to today's by best fit; not compared with County: rows of older boundaries were allotted by best fit in one of them only");
  EXPECT_NE(whole.significance, "not compared");
  // Both parts lie in the authority: its figure is whole.
  EXPECT_EQ(estimate_of(computation, "rate:A1:2022/23").note, "");
}

TEST(Denominators, OfDifferentSourcesAreToldBesideTheComparison) {
  TestCounty county;
  county.indicator("rate", R"(
method = "rate"
multiplier = 1000
polarity = "low"
period = "financial year"
levels = ["county", "authority"]
comparator = "england"
numerator = "SELECT lsoa_code AS place, month AS date FROM crime"
denominator = "SELECT area_code AS place, year, population AS weight FROM population"
)");
  const auto people = [&](const std::string& area, const std::string& source, int number) {
    county.run("INSERT INTO population (_source, area_code, year, sex, age_from, age_to, population) VALUES ('" + source + "', '" + area + "', 2022, 'Persons', 0, 120, " + std::to_string(number) + ")");
  };
  people("A1", "registered_patients", 2000);
  people("A2", "mid_year_estimates", 3000);
  people("E92000001", "mid_year_estimates", 50000);
  for (const char* area : {"E01000001", "E01000003"}) county.crimes(area, 40, "2022-04-01", "2023-03-01");
  county.crimes("E92000001", 900, "2022-04-01", "2023-03-01");
  const Computation computation = county.compute();
  EXPECT_EQ(estimate_of(computation, "rate:A1:2022/23").note, "the denominators come from different sources (registered_patients; mid_year_estimates for England)");
  EXPECT_EQ(estimate_of(computation, "rate:A2:2022/23").note, "");
}

}  // namespace
}  // namespace dmp::indicators
