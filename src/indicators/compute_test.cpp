#include "indicators/compute.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "indicators/test_county.hpp"

namespace dmp::indicators {
namespace {

const std::string kDrugCount = R"(
method = "count"
polarity = "low"
period = "financial year"
levels = ["county", "authority", "small area"]
comparator = "none"
numerator = "SELECT lsoa_code AS place, month AS date FROM crime WHERE offence_group = 'drugs'"
)";

const std::string kDrugRate = R"(
method = "rate"
multiplier = 1000
polarity = "low"
period = "financial year"
levels = ["county", "authority", "small area"]
comparator = "england"
numerator = "SELECT lsoa_code AS place, month AS date FROM crime WHERE offence_group = 'drugs'"
denominator = "SELECT area_code AS place, year, sex, age_from AS age, age_to, population AS weight FROM population"
)";

void people(TestCounty& county, const std::string& area, int year, const std::string& sex, int number) {
  county.run("INSERT INTO population (area_code, year, sex, age_from, age_to, population, _source) VALUES ('" + area + "', " + std::to_string(year) + ", '" + sex + "', 0, 120, " + std::to_string(number) +
             ", 'mye')");
}

TEST(Grid, GivesZeroWithItsIntervalWhereACoveredAreaHasNoCountedRow) {
  TestCounty county;
  county.indicator("drugs", kDrugCount);
  county.crimes("E01000001", 40, "2022-04-01", "2023-03-01");
  county.crimes("E01000003", 40, "2022-04-01", "2023-03-01");
  county.run("DELETE FROM crime WHERE lsoa_code = 'E01000003' AND offence_group = 'drugs'");
  const Computation computation = county.compute();
  EXPECT_EQ(estimate_of(computation, "drugs:A1:2022/23").value, 120);
  const core::Estimate zero = estimate_of(computation, "drugs:A2:2022/23");
  EXPECT_EQ(zero.value, 0);
  EXPECT_EQ(zero.lower_95, 0);
  EXPECT_NEAR(zero.upper_95, 3.688879454, 1e-8);  // -ln(0.025): exact Poisson
  EXPECT_EQ(estimate_of(computation, "drugs:E01000002:2022/23").value, 0);
  EXPECT_EQ(zero.sources, "police");
}

TEST(Coverage, AYearWithAGapOfMonthsIsNotGivenAndTold) {
  TestCounty county;
  county.indicator("drugs", kDrugCount);
  for (const char* area : {"E01000001", "E01000003"}) {
    county.crimes(area, 40, "2021-04-01", "2022-07-01");
    county.crimes(area, 40, "2023-03-01", "2024-03-01");
  }
  const Computation computation = county.compute();
  EXPECT_TRUE(has_estimate(computation, "drugs:K1:2021/22"));
  EXPECT_FALSE(has_estimate(computation, "drugs:K1:2022/23"));
  EXPECT_TRUE(has_estimate(computation, "drugs:K1:2023/24"));
  ASSERT_EQ(computation.skipped.size(), 1u);
  EXPECT_EQ(computation.skipped[0].reason, "2022/23 is incomplete: no rows for 2022-08 to 2023-02 in crime");
}

TEST(Coverage, AThinRegisterHasTrueZerosAndItsYearsAreRoundedOut) {
  TestCounty county;
  county.indicator("homicides", R"(
method = "count"
polarity = "low"
period = "calendar year"
levels = ["county", "authority"]
numerator = "SELECT authority_code AS place, recorded_date AS date FROM homicide"
)");
  county.run("INSERT INTO homicide (homicide_id, recorded_date, authority_code, _source) VALUES ('1', DATE '2021-03-04', 'A1', 's'), ('2', DATE '2021-09-04', 'A1', 's'), ('3', DATE '2022-11-04', 'A1', 's')");
  const Computation computation = county.compute();
  EXPECT_EQ(estimate_of(computation, "homicides:A1:2021").value, 2);
  EXPECT_EQ(estimate_of(computation, "homicides:A2:2021").value, 0);
  EXPECT_EQ(estimate_of(computation, "homicides:K1:2022").value, 1);
}

TEST(Coverage, ACountyIsNotGivenWhereOneOfItsAuthoritiesHasNoRowsThoughManyWereToBeExpected) {
  TestCounty county;
  county.indicator("drugs", kDrugCount);
  county.crimes("E01000001", 40, "2022-04-01", "2023-03-01");
  const Computation computation = county.compute();
  EXPECT_TRUE(has_estimate(computation, "drugs:A1:2022/23"));
  EXPECT_FALSE(has_estimate(computation, "drugs:A2:2022/23"));
  EXPECT_FALSE(has_estimate(computation, "drugs:K1:2022/23"));
}

TEST(Coverage, SaysWhereTwoSourcesHoldTheSameMonths) {
  TestCounty county;
  county.indicator("drugs", kDrugCount);
  for (const char* source : {"partner", "public"})
    for (const char* area : {"E01000001", "E01000003"}) county.crimes(area, 40, "2022-04-01", "2023-03-01", source);
  const core::Estimate estimate = estimate_of(county.compute(), "drugs:A1:2022/23");
  EXPECT_EQ(estimate.note, "counts rows of more than one source for the same months: partner, public");
  EXPECT_EQ(estimate.sources, "partner;public");
}

TEST(Counts, RowsWithoutAPlaceAreToldAndFewNotExactly) {
  for (const auto& [rows, told] : {std::pair(3, "fewer than 10 of the rows it counts name no place and are in no area's figure"), std::pair(12, "12 of the rows it counts name no place and are in no area's figure")}) {
    TestCounty county;
    county.indicator("drugs", kDrugCount);
    county.crimes("E01000001", 40, "2022-04-01", "2023-03-01", "partner");
    county.run("UPDATE crime SET lsoa_code = NULL WHERE rowid IN (SELECT rowid FROM crime WHERE offence_group = 'drugs' LIMIT " + std::to_string(rows) + ")");
    const Computation computation = county.compute();
    ASSERT_FALSE(computation.skipped.empty());
    EXPECT_EQ(computation.skipped[0].reason, told);
  }
}

/// People counted in every period between two days, once an area and period whatever number of rows they have there.
const std::string kOnTheBooks = R"(
method = "count"
polarity = "none"
period = "calendar year"
levels = ["county", "authority"]
breakdowns = ["sex", "category"]
category_type = "drug"
numerator = "SELECT authority_code AS place, start_date AS date, coalesce(discharge_date, DATE '2023-12-31') AS until, person_key AS person, sex, drug_group AS category FROM treatment_episode"
)";

TEST(People, AreCountedOnceInEveryPeriodTheyAreThere) {
  TestCounty county;
  county.indicator("on_the_books", kOnTheBooks);
  county.run(
      "INSERT INTO treatment_episode (episode_id, agency_code, person_key, authority_code, sex, drug_group, start_date, discharge_date, _source) VALUES "
      "('1', 'x', 'ann', 'A1', 'Female', 'opiate', DATE '2021-06-10', DATE '2022-01-01', 's'), "     // both years, by one day
      "('2', 'x', 'bob', 'A1', 'Male', 'opiate', DATE '2022-03-01', DATE '2022-04-01', 's'), "       // twice in A1, once in A2
      "('3', 'x', 'bob', 'A1', 'Male', 'alcohol', DATE '2022-05-01', DATE '2022-06-01', 's'), "
      "('4', 'x', 'bob', 'A2', 'Male', 'alcohol', DATE '2022-07-01', DATE '2022-08-01', 's'), "
      "('5', 'x', 'cat', 'A2', 'Female', 'opiate', DATE '2021-01-01', NULL, 's'), "                  // all three years
      "('6', 'x', NULL, 'A2', 'Female', 'opiate', DATE '2022-01-01', DATE '2022-12-31', 's'), "      // no person: left out and told
      "('7', 'x', 'dan', 'A2', NULL, 'opiate', DATE '2023-12-31', DATE '2023-12-31', 's')");
  const Computation computation = county.compute();
  const auto value = [&](const char* id) { return estimate_of(computation, std::string("on_the_books:") + id).value; };
  EXPECT_EQ(value("A1:2021"), 1);
  EXPECT_EQ(value("A1:2022"), 2);
  EXPECT_EQ(value("A2:2022"), 2);
  EXPECT_EQ(value("K1:2022"), 3);
  EXPECT_EQ(value("K1:2023"), 2);
  EXPECT_EQ(value("A1:2022:sex=Male"), 1);
  EXPECT_EQ(value("K1:2022:sex=Male"), 1);
  EXPECT_EQ(value("A1:2022:drug=opiate"), 2);
  EXPECT_EQ(value("A1:2022:drug=alcohol"), 1);
  EXPECT_EQ(value("K1:2022:drug=alcohol"), 1);
  EXPECT_EQ(estimate_of(computation, "on_the_books:K1:2022").note, "a row that names no person is left out");
}

TEST(People, ALastDayIsRefusedWhereNothingSaysWhoIsCounted) {
  TestCounty county;
  county.indicator("on_the_books", R"(
method = "count"
polarity = "none"
period = "calendar year"
levels = ["county"]
numerator = "SELECT authority_code AS place, start_date AS date, discharge_date AS until FROM treatment_episode"
)");
  county.run("INSERT INTO treatment_episode (episode_id, agency_code, authority_code, start_date, _source) VALUES ('1', 'x', 'A1', DATE '2021-06-10', 's')");
  EXPECT_THROW(county.compute(), core::UserError);
}

TEST(Areas, OldSmallAreaCodesRollUpThroughTheirSuccessors) {
  TestCounty county;
  county.indicator("drugs", kDrugCount);
  county.run("INSERT INTO area_successor (old_code, new_code, change, share) VALUES ('E01900001', 'E01000001', 'S', 0.3), ('E01900001', 'E01000002', 'S', 0.7), ('E01000003', 'E01000003', 'U', 1)");
  county.crimes("E01900001", 40, "2022-04-01", "2023-03-01");
  county.crimes("E01000003", 40, "2022-04-01", "2023-03-01");
  const Computation computation = county.compute();
  EXPECT_EQ(estimate_of(computation, "drugs:E01000002:2022/23").value, 120);
  EXPECT_EQ(estimate_of(computation, "drugs:E01000001:2022/23").value, 0);
  EXPECT_EQ(estimate_of(computation, "drugs:A1:2022/23").value, 120);
  EXPECT_EQ(estimate_of(computation, "drugs:K1:2022/23").value, 240);
}

TEST(Stock, AddsNeitherPartsToTheirWholeNorTheSexesToBothTogether) {
  TestCounty county;
  county.indicator("rate", kDrugRate);
  for (const char* area : {"E01000001", "E01000003"}) county.crimes(area, 40, "2022-04-01", "2023-03-01");
  people(county, "A1", 2022, "Persons", 1000);
  people(county, "A1", 2022, "Male", 490);
  people(county, "A1", 2022, "Female", 510);
  people(county, "E01000001", 2022, "Persons", 400);
  people(county, "E01000002", 2022, "Persons", 600);
  people(county, "A2", 2021, "Persons", 2000);
  const Computation computation = county.compute();
  EXPECT_EQ(estimate_of(computation, "rate:A1:2022/23").denominator, 1000);
  EXPECT_EQ(estimate_of(computation, "rate:E01000001:2022/23").denominator, 400);
  const core::Estimate earlier = estimate_of(computation, "rate:A2:2022/23");
  EXPECT_EQ(earlier.denominator, 2000);
  EXPECT_EQ(earlier.note, "denominator of 2021 for 2022; the denominator of County is of 2022");
}

TEST(Comparison, FallsBackToTheCountyWhereEnglandHasNoFigure) {
  TestCounty county;
  county.indicator("rate", kDrugRate);
  county.crimes("E01000001", 80, "2022-04-01", "2023-03-01");
  county.crimes("E01000003", 40, "2022-04-01", "2023-03-01");
  people(county, "A1", 2022, "Persons", 10000);
  people(county, "A2", 2022, "Persons", 10000);
  const Computation computation = county.compute();
  const core::Estimate north = estimate_of(computation, "rate:A1:2022/23"), whole = estimate_of(computation, "rate:K1:2022/23");
  EXPECT_EQ(north.comparator, "County");
  EXPECT_EQ(north.comparator_value, whole.value);
  EXPECT_EQ(north.significance, "worse");
  EXPECT_EQ(estimate_of(computation, "rate:A2:2022/23").significance, "better");
  EXPECT_EQ(whole.significance, "not compared");
}

TEST(Trend, IsTakenOverFiveYearsThatFollowOneAnother) {
  TestCounty county;
  county.indicator("rate", kDrugRate);
  for (int year = 2018; year <= 2022; ++year)
    for (const char* area : {"E01000001", "E01000003"})
      county.crimes(area, 100 * (year - 2016), std::to_string(year) + "-04-01", std::to_string(year + 1) + "-03-01");
  people(county, "A1", 2018, "Persons", 100000);
  people(county, "A2", 2018, "Persons", 100000);
  const Computation computation = county.compute();
  EXPECT_EQ(estimate_of(computation, "rate:A1:2022/23").trend, "increasing and getting worse");
  EXPECT_EQ(estimate_of(computation, "rate:A1:2021/22").trend, "cannot be calculated");
}

TEST(Estimates, AreTheSameBytesWhateverTheNumberOfThreads) {
  std::vector<std::string> seen;
  for (const std::size_t threads : {1, 2, 7}) {
    TestCounty county(threads);
    county.indicator("weights", R"(
method = "count"
polarity = "low"
period = "financial year"
levels = ["county", "authority"]
numerator = "SELECT lsoa_code AS place, month AS date, longitude AS weight FROM crime"
)");
    for (const char* area : {"E01000001", "E01000003"}) county.crimes(area, 4000, "2022-04-01", "2023-03-01");
    county.run("UPDATE crime SET longitude = 1.0 / (3 + date_part('month', month))");
    std::string text;
    for (const auto& estimate : county.compute().estimates) text += estimate.estimate_id + " " + std::to_string(estimate.value) + "\n";
    seen.push_back(text);
  }
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

std::string escaped(std::string sql) {
  for (std::size_t at = 0; (at = sql.find('"', at)) != std::string::npos; at += 2) sql.insert(at, "\\");
  return sql;
}

/// The error of an indicator with this SQL.
std::string refusal_of(const std::string& sql) {
  TestCounty county;
  county.indicator("wrong", "method = \"count\"\npolarity = \"low\"\nperiod = \"financial year\"\nlevels = [\"county\"]\nnumerator = \"\"\"\n" + escaped(sql) + "\n\"\"\"");
  try {
    county.compute();
  } catch (const core::UserError& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    EXPECT_EQ(error.place().file, "catalogue/3-indicators/wrong.toml");
    EXPECT_GT(error.place().line, 9u);
    return error.what();
  }
  return "not refused";
}

TEST(Sql, IsRefusedWithTheNearestRightName) {
  EXPECT_NE(refusal_of("SELECT lsoa_code AS place, month AS date FROM crimes").find("Did you mean 'crime'"), std::string::npos);
  EXPECT_NE(refusal_of("SELECT lsoa_codes AS place, month AS date FROM crime").find("Did you mean 'lsoa_code'"), std::string::npos);
  EXPECT_NE(refusal_of("SELECT lsoa_code AS place, month AS dat FROM crime").find("Did you mean 'date'"), std::string::npos);
  EXPECT_NE(refusal_of("SELECT lsoa_code AS area, month AS date FROM crime").find("no column 'place'"), std::string::npos);
}

TEST(Sql, IsNothingButOneSelectOverCanonicalTables) {
  for (const char* sql : {"SELECT lsoa_code AS place, month AS date FROM crime; SELECT 1", "DELETE FROM crime", "DROP TABLE crime", "COPY crime TO 'x.csv'", "SET threads = 1", "not sql",
                          "WITH gone AS (DELETE FROM crime RETURNING *) SELECT lsoa_code AS place, month AS date FROM gone", "SELECT * FROM read_csv('/etc/passwd')",
                          "SELECT sql AS place, DATE '2020-01-01' AS date FROM duckdb_tables()", "SELECT member_code AS place, DATE '2020-01-01' AS date FROM model.member",
                          "SELECT lsoa_code AS place, month AS date FROM crime) TO 'x.csv'; SELECT (1", "ATTACH 'x.db'", "PRAGMA database_list", "SELECT 'K1' AS place, DATE '2020-01-01' AS date FROM \"checkpoint\" ()",
                          "SELECT place, date FROM query('SELECT lsoa_code AS place, month AS date FROM crime')", "SELECT lsoa_code AS place, current_date AS date FROM crime", "SELECT 'K1' AS place, DATE '2020-01-01' AS date FROM '/etc/passwd'"})
    EXPECT_NE(refusal_of(sql), "not refused") << sql;
}

TEST(Indicators, WithoutRowsAreSkippedWithAReason) {
  TestCounty county;
  county.indicator("drugs", kDrugCount);
  const Computation computation = county.compute();
  EXPECT_TRUE(computation.estimates.empty());
  ASSERT_EQ(computation.skipped.size(), 1u);
  EXPECT_EQ(computation.skipped[0].indicator, "drugs");
  EXPECT_EQ(computation.skipped[0].reason, "no rows in the table 'crime'");
}

}  // namespace
}  // namespace dmp::indicators
