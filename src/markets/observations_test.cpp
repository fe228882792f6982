#include "markets/observations.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "markets/hidden.hpp"

namespace dmp::markets {
namespace {

/// A county of two authorities, and the force that has the same two.
std::unique_ptr<engine::Session> store() {
  auto session = engine::open_database(":memory:", {});
  session->execute(
      "CREATE SCHEMA model; CREATE TABLE model.area (area_code VARCHAR, area_type VARCHAR); INSERT INTO model.area VALUES ('E06000001', 'authority'), ('E06000002', 'authority'), ('E10000001', 'county'), ('E23000001', 'force');"
      "CREATE TABLE model.area_member (member_code VARCHAR, area_code VARCHAR); INSERT INTO model.area_member VALUES ('E06000001', 'E06000001'), ('E06000002', 'E06000002'), ('E06000001', 'E10000001'), ('E06000002', 'E10000001'), "
      "('E06000001', 'E23000001'), ('E06000002', 'E23000001'), ('E01000001', 'E06000001'), ('E01000001', 'E10000001');"
      "CREATE TABLE wastewater (site VARCHAR, area_code VARCHAR, sampled_on DATE, year INTEGER, weekday VARCHAR, substance VARCHAR, population INTEGER, flow_l_day DOUBLE, concentration_ng_l DOUBLE, "
      "concentration_ng_l_state VARCHAR, load_mg_1000_day DOUBLE, load_mg_1000_day_state VARCHAR, _source VARCHAR);"
      "CREATE TABLE seizure (seizure_id VARCHAR, seized_on DATE, drug VARCHAR, quantity DOUBLE, unit VARCHAR, purity_percent DOUBLE, lsoa_code VARCHAR, authority_code VARCHAR, valuation_gbp DOUBLE, valuation_basis VARCHAR, _source VARCHAR);"
      "CREATE TABLE published_statistic (statistic VARCHAR, unit VARCHAR, area_code VARCHAR, period_start DATE, category_type VARCHAR, category VARCHAR, value DOUBLE, value_state VARCHAR, _source VARCHAR);"
      "CREATE TABLE county_line (line_ref VARCHAR, direction VARCHAR, first_known DATE, closed_on DATE, origin_code VARCHAR, destination_code VARCHAR, _source VARCHAR);"
      "CREATE TABLE treatment_episode (name_key VARCHAR, opiate BOOLEAN, crack BOOLEAN, start_date DATE, discharge_date DATE, authority_code VARCHAR);"
      "CREATE TABLE arrest (arrest_id VARCHAR, name_key VARCHAR, arrest_date DATE, lsoa_code VARCHAR); CREATE TABLE drug_test (arrest_id VARCHAR, authority_code VARCHAR, positive_opiates BOOLEAN, positive_cocaine BOOLEAN);"
      "CREATE TABLE prison_release (name_key VARCHAR, drug_group VARCHAR, released_on DATE, authority_code VARCHAR);"
      "CREATE TABLE death (drug_misuse BOOLEAN, registered_on DATE, authority_code VARCHAR, lsoa_code VARCHAR);");
  return session;
}

const std::vector<std::string> kAreas = {"E10000001", "E06000001", "E06000002"};

TEST(Observations, ReadsLoadsAsGivenOrFromConcentrationAndFlow) {
  const auto session = store();
  session->execute("INSERT INTO wastewater VALUES ('Works', 'E06000001', DATE '2024-03-12', 2024, 'Tuesday', 'Benzoylecgonine', 180000, 41e6, 820, 'value', NULL, 'missing', 'w'),"
                   "('Works', 'E06000001', DATE '2024-03-13', 2024, NULL, 'Benzoylecgonine', 180000, 41e6, NULL, 'suppressed', NULL, 'missing', 'w'),"
                   "('Bristol GB', NULL, NULL, 2023, 'Sunday', 'cocaine', NULL, NULL, NULL, 'missing', 318.39, 'value', 'e'), ('Bristol GB', NULL, NULL, 2023, 'Daily mean', 'cocaine', NULL, NULL, NULL, 'missing', 445.89, 'value', 'e'),"
                   "('Graz AT', NULL, NULL, 2023, 'Daily mean', 'mdma', NULL, NULL, NULL, 'missing', 20, 'value', 'e'), ('Graz AT', NULL, NULL, 2023, 'Weekend mean', 'mdma', NULL, NULL, NULL, 'missing', 30, 'value', 'e')");
  const Observations found = read_observations(*session, kAreas, core::financial_year(2023));
  ASSERT_EQ(found.wastewater.size(), 3U);
  const WastewaterSeries &bristol = found.wastewater[0], &graz = found.wastewater[1], &works = found.wastewater[2];
  ASSERT_EQ(bristol.days.size(), 1U);   // the day, not the mean
  EXPECT_EQ(bristol.days[0].weekday, 7);
  ASSERT_EQ(graz.days.size(), 1U);
  EXPECT_EQ(graz.days[0].weekday, 0);
  EXPECT_DOUBLE_EQ(graz.days[0].load, 20);
  EXPECT_EQ(works.substance, "benzoylecgonine");
  EXPECT_NEAR(works.days[0].load, 186.7778, 1e-4);   // 820 ng/l x 41 million l / 1e6 mg / 180 thousands
  EXPECT_EQ(works.days[0].weekday, 2);
  EXPECT_EQ(works.unquantified, 1U);
  EXPECT_EQ(found.sources, "e;w");
}

TEST(Observations, TakesSeizuresOfTheNearestYearOnceForEachArea) {
  const auto session = store();
  session->execute("INSERT INTO seizure VALUES ('1', DATE '2022-06-01', 'heroin', 1, 'kg', 40, 'E01000001', 'E06000001', 30000, 'wholesale', 's'), ('2', DATE '2023-03-31', 'heroin', 5, 'g', NULL, NULL, 'E06000002', NULL, NULL, 's'),"
                   "('3', DATE '2020-06-01', 'heroin', 9, 'kg', NULL, NULL, 'E06000002', NULL, NULL, 's')");
  const Observations found = read_observations(*session, kAreas, core::financial_year(2023));
  EXPECT_EQ(found.seizure_period, "2022/23");
  EXPECT_FALSE(found.seizures_published);
  ASSERT_EQ(found.seizures.size(), 4U);   // two in the county, one in each authority
  EXPECT_EQ(found.seizures[0].area, "E06000001");
  EXPECT_DOUBLE_EQ(found.seizures[0].purity, 0.4);
  EXPECT_EQ(found.seizures[0].month, 6);
  EXPECT_TRUE(std::isnan(found.seizures[1].value_gbp));
}

TEST(Observations, FallsBackOnTheForceWithTheSameAuthorities) {
  const auto session = store();
  session->execute("INSERT INTO published_statistic VALUES ('quantity seized', 'kg', 'E23000001', DATE '2018-04-01', 'drug', 'Cocaine', 4.2, 'value', 'q'), ('quantity seized', 'thousand tablets', 'E23000001', DATE '2018-04-01', 'drug', 'Ecstasy', "
                   "0.55, 'value', 'q'), ('quantity seized', 'kg', 'E23000001', DATE '2018-04-01', 'drug', 'Heroin', NULL, 'suppressed', 'q')");
  const Observations found = read_observations(*session, kAreas, core::financial_year(2023));
  EXPECT_TRUE(found.seizures_published);
  ASSERT_EQ(found.seizures.size(), 2U);
  EXPECT_EQ(found.seizures[0].area, "E10000001");
  EXPECT_EQ(found.seizures[1].unit, "tablets");
  EXPECT_DOUBLE_EQ(found.seizures[1].quantity, 550);
}

TEST(Observations, CountsLinesOpenInTheYear) {
  const auto session = store();
  session->execute("INSERT INTO county_line VALUES ('a', 'imported', DATE '2022-01-01', NULL, NULL, 'E06000001', 'l'), ('b', 'imported', DATE '2022-01-01', DATE '2022-12-01', NULL, 'E06000001', 'l'), ('c', 'exported', DATE '2024-01-01', NULL, "
                   "'E06000002', NULL, 'l'), ('d', 'imported', DATE '2024-05-01', NULL, NULL, 'E06000001', 'l')");
  const Observations found = read_observations(*session, {"E10000001"}, core::financial_year(2023));
  ASSERT_EQ(found.lines.size(), 2U);
  EXPECT_EQ(found.lines[0].direction, "exported");
  EXPECT_EQ(found.lines[1].lines, 1);
}

/// One person on all three lists, one on two, one on each alone; who left treatment years ago is on none.
TEST(LinkedLists, JoinPeopleByTheirPseudonym) {
  const auto session = store();
  session->execute("INSERT INTO treatment_episode VALUES ('p1', true, false, DATE '2022-05-01', NULL, 'E06000001'), ('p2', true, true, DATE '2023-05-01', DATE '2023-06-01', 'E06000001'), ('p9', true, true, DATE '2019-05-01', DATE '2019-06-01', "
                   "'E06000001'), ('p8', false, false, DATE '2023-05-01', NULL, 'E06000001'), ('p7', true, true, DATE '2023-08-01', NULL, 'E06000001');"
                   "INSERT INTO arrest VALUES ('1', 'p1', DATE '2023-07-01', 'E01000001'), ('2', 'p2', DATE '2023-07-01', NULL), ('3', 'p3', DATE '2023-07-01', NULL), ('4', 'p4', DATE '2023-07-01', NULL);"
                   "INSERT INTO drug_test VALUES ('1', 'E06000001', true, false), ('2', 'E06000001', true, false), ('3', 'E06000001', true, true), ('4', 'E06000001', false, true);"
                   "INSERT INTO prison_release VALUES ('p1', 'opiate', DATE '2023-09-01', 'E06000001'), ('p5', 'opiate', DATE '2023-09-01', 'E06000001'), ('p6', 'alcohol', DATE '2023-09-01', 'E06000001');"
                   "INSERT INTO death VALUES (true, DATE '2023-10-01', 'E06000001', NULL), (false, DATE '2023-10-01', 'E06000001', NULL), (true, DATE '2021-10-01', 'E06000001', NULL)");
  MarketInputs inputs;
  inputs.period = core::financial_year(2023);
  AreaInputs town;
  town.code = "E06000001", town.type = "authority";
  inputs.areas.push_back(town);
  const auto lists = read_linked_lists(*session, inputs);
  ASSERT_EQ(lists.size(), 1U);
  EXPECT_EQ(lists[0].period, "2023/24");
  EXPECT_EQ(lists[0].counts.lists, (std::vector<std::string>{"treatment", "arrests", "prison"}));
  EXPECT_EQ(lists[0].counts.count, (std::vector<double>{0, 1, 1, 1, 1, 0, 0, 1}));   // p7; p3; p2; p5; p1
  EXPECT_EQ(lists[0].in_treatment, 3);
  EXPECT_EQ(lists[0].deaths, 1);
}

}  // namespace
}  // namespace dmp::markets
