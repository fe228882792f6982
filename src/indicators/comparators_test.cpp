#include "indicators/comparators.hpp"

#include <cmath>

#include "indicators/areas.hpp"
#include "indicators/neighbours.hpp"
#include "indicators/test_county.hpp"

namespace dmp::indicators {
namespace {

const std::string kRate = R"(
method = "rate"
multiplier = 1000
polarity = "low"
period = "financial year"
levels = ["authority"]
comparator = "england"
numerator = "SELECT lsoa_code AS place, month AS date FROM crime"
denominator = "SELECT area_code AS place, year, population AS weight FROM population"
to_match = "{n} fewer offences would have to be recorded"
)";

/// A profile of one authority, E06000001, in a region of six, three of them in its force; n crimes a month in each and 10,000 residents.
class Region : public testing::Test {
 protected:
  Region() {
    county.run("DELETE FROM area");
    county.run("INSERT INTO area (area_code, area_name, area_type) VALUES ('R1', 'East', 'region'), ('F1', 'East Police', 'force')");
    for (int i = 1; i <= 6; ++i) {
      const std::string code = authority(i), small = small_area(i);
      county.run("INSERT INTO area (area_code, area_name, area_type, parent_code) VALUES ('" + code + "', 'Place " + std::to_string(i) + "', 'authority', 'R1'), ('" + small + "', 'S', 'small area', '" + code + "')");
      if (i <= 3) county.run("INSERT INTO area (area_code, area_name, area_type, parent_code) VALUES ('" + code + "', 'Place', 'authority', 'F1')");
      county.run("INSERT INTO population (area_code, year, sex, age_from, age_to, population, _source) VALUES ('" + code + "', 2022, 'Persons', 0, 120, 10000, 'mye')");
    }
    county.profile().areas = {{authority(1), "Place 1", "authority", {}}};
    county.indicator("rate", kRate);
  }
  static std::string authority(int i) { return "E0600000" + std::to_string(i); }
  static std::string small_area(int i) { return "E0100000" + std::to_string(i); }
  void crimes(int i, int n) { county.crimes(small_area(i), n, "2022-04-01", "2023-03-01"); }

  TestCounty county;
  const std::string id = "rate:E06000001:2022/23";
};

TEST_F(Region, AreasThatAreOnlyComparedWithGiveNoEstimates) {
  for (int i = 1; i <= 6; ++i) crimes(i, 20 + i);
  const Computation computation = county.compute();
  ASSERT_EQ(computation.estimates.size(), 1u);
  EXPECT_EQ(computation.estimates[0].estimate_id, id);
}

// R: 12 * c(40, 20, 10) of 10,000 residents; PHEindicatormethods::phe_rate gives 480 / 10000: 43.80 to 52.49, 360 / 20000: 16.19 to 19.96 (per 1,000).
TEST_F(Region, AGroupsCountsArePooledAndBothUncertaintiesGoIntoDifferenceAndGap) {
  crimes(1, 40);
  crimes(2, 20);
  crimes(3, 10);
  const core::Comparison force = comparison_of(county.compute(), id, "force");
  EXPECT_EQ(force.comparator, "other authorities of East Police");
  EXPECT_EQ(force.areas, "E06000002;E06000003");
  EXPECT_EQ(force.areas_with_value, 2);
  EXPECT_EQ(force.value, 18);
  EXPECT_NEAR(force.lower_95, 16.1883, 1e-3);
  EXPECT_NEAR(force.upper_95, 19.9590, 1e-3);
  EXPECT_EQ(force.difference, 30);
  EXPECT_NEAR(force.difference_lower, 30 - std::hypot(48 - 43.8013, 19.9590 - 18), 1e-3);
  EXPECT_NEAR(force.difference_upper, 30 + std::hypot(52.4932 - 48, 18 - 16.1883), 1e-3);
  EXPECT_NEAR(force.ratio, 48.0 / 18, 1e-12);
  EXPECT_EQ(force.significance, "worse");
  EXPECT_EQ(force.test, "95% interval of the difference");
  EXPECT_EQ(force.rank, 1);
  EXPECT_EQ(force.rank_of, 3);
  EXPECT_NEAR(force.gap, 300, 1e-9);
  EXPECT_NEAR(force.gap_lower, 10 * force.difference_lower, 1e-9);
  EXPECT_EQ(force.gap_sentence, "For Place 1 to match the other authorities of East Police, 300 fewer offences would have to be recorded (95% interval 254 to 348).");
}

TEST_F(Region, ARegionIsAddedUpOnlyWhereAllItsAuthoritiesAreCovered) {
  for (int i = 1; i <= 5; ++i) crimes(i, 20);
  EXPECT_FALSE(has_comparison(county.compute(), id, "region"));
  crimes(6, 20);
  const core::Comparison region = comparison_of(county.compute(), id, "region");
  EXPECT_EQ(region.comparator, "East");
  EXPECT_EQ(region.value, 24);
  EXPECT_EQ(region.significance, "similar");
  EXPECT_EQ(region.test, "95% interval against the comparator's value");
  EXPECT_EQ(region.rank_of, 6);
  EXPECT_EQ(region.gap_sentence, "Place 1 matches East already.");
}

TEST_F(Region, AFewRowsFromBeyondTheBorderDoNotCoverAnAuthority) {
  crimes(1, 40);
  crimes(2, 1);
  crimes(3, 1);
  EXPECT_FALSE(has_comparison(county.compute(), id, "force"));
}

TEST_F(Region, HalfOfAGroupMayStandForItAndFewerMayNot) {
  county.profile().comparators.lists = {{"Chosen", {authority(2), authority(3), authority(4), authority(5)}, {}}};
  crimes(1, 40);
  crimes(2, 40);
  const core::Comparison few = comparison_of(county.compute(), id, "list");
  EXPECT_EQ(few.withheld, "1 of the 4 areas have a figure that may be compared");
  EXPECT_TRUE(std::isnan(few.value));
  EXPECT_TRUE(std::isnan(few.rank));
  crimes(3, 40);
  EXPECT_EQ(comparison_of(county.compute(), id, "list").value, 48);
}

TEST_F(Region, ADeclaredDifferenceOfDefinitionTakesAnAreaOutAndSaysWhy) {
  county.profile().comparators.lists = {{"Chosen", {authority(2), authority(3)}, {}}};
  for (int i = 1; i <= 3; ++i) crimes(i, 20 * i);
  catalogue::NotComparable rule;
  rule.indicator = "ra*";
  rule.areas = {authority(3)};
  rule.reason = "Place 3 records cautions too";
  county.profile().not_comparable = {rule};
  const core::Comparison without = comparison_of(county.compute(), id, "list");
  EXPECT_EQ(without.areas_with_value, 1);
  EXPECT_EQ(without.value, 48);
  county.profile().not_comparable[0].areas = {authority(1)};
  const core::Comparison none = comparison_of(county.compute(), id, "list");
  EXPECT_EQ(none.withheld, "Place 3 records cautions too");
  EXPECT_EQ(none.significance, "not compared");
  EXPECT_TRUE(none.gap_sentence.empty());
}

TEST_F(Region, DenominatorsYearsApartAreNotCompared) {
  county.profile().comparators.lists = {{"Chosen", {authority(2)}, {}}};
  crimes(1, 40);
  crimes(2, 40);
  county.run("UPDATE population SET year = 2018 WHERE area_code = 'E06000002'");
  EXPECT_EQ(comparison_of(county.compute(), id, "list").withheld, "the denominators are of 2022 and 2018");
}

/// Twelve authorities alike but for their number of residents, share of old people and deprivation.
class Neighbourhood : public testing::Test {
 protected:
  Neighbourhood() {
    county.run("DELETE FROM area");
    for (int i = 1; i <= 12; ++i) {
      const std::string code = authority(i);
      county.run("INSERT INTO area (area_code, area_name, area_type) VALUES ('" + code + "', 'Place " + std::to_string(i) + "', 'authority')");
      for (const auto& [from, to, people] : {std::tuple{0, 14, 1000 * i}, {15, 24, 1000 * i}, {25, 64, 3000 * i}, {65, 120, 1000 * i + 50 * i * i}})
        county.run("INSERT INTO population (area_code, year, sex, age_from, age_to, population) VALUES ('" + code + "', 2021, 'Persons', " + std::to_string(from) + ", " + std::to_string(to) + ", " + std::to_string(people) + ")");
      county.run("INSERT INTO deprivation (area_code, edition, domain, score, decile) VALUES ('" + code + "', 2019, 'overall', " + std::to_string(40 - 2 * i) + ", 5)");
    }
    prepare_lookups(county.session(), county.catalogue(), county.profile());
  }
  static std::string authority(int i) { return "E060001" + std::to_string(10 + i); }
  TestCounty county;
};

TEST_F(Neighbourhood, TheNearestComeFirstAndTheFarthestHasADistanceOfOne) {
  NeighbourFinder finder(county.session(), county.catalogue());
  const NeighbourList all = finder.find(authority(6), "model", 100);
  EXPECT_EQ(all.withheld, "");
  ASSERT_EQ(all.neighbours.size(), 11u);
  EXPECT_EQ(all.neighbours.back().rebased, 1);
  EXPECT_TRUE(all.neighbours[0].code == authority(5) || all.neighbours[0].code == authority(7));
  EXPECT_EQ(all.neighbours[0].rank, 1);
  for (const Neighbour& neighbour : all.neighbours) EXPECT_NEAR(neighbour.rebased, neighbour.distance / all.neighbours.back().distance, 1e-12);
  for (const Neighbour& neighbour : finder.find(authority(6), "model", 2).neighbours) EXPECT_EQ(neighbour.stability, 1) << neighbour.code;
}

TEST_F(Neighbourhood, IsFoundInsideATransactionThatIsTakenBack) {
  NeighbourFinder before(county.session(), county.catalogue());
  const NeighbourList expected = before.find(authority(6), "model", 3);
  county.run("DROP TABLE model.authority_member");
  county.run("BEGIN");
  NeighbourFinder finder(county.session(), county.catalogue());
  const NeighbourList found = finder.find(authority(6), "model", 3);
  county.run("ROLLBACK");
  ASSERT_EQ(found.neighbours.size(), 3u) << found.withheld;
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(found.neighbours[i].code, expected.neighbours[i].code);
}

TEST_F(Neighbourhood, ResidentsAreCountedOnceHoweverTheyAreCut) {
  const NeighbourTable plain = NeighbourFinder(county.session(), county.catalogue()).table(authority(3));
  // The same people again by sex, and in one row of all ages.
  county.run("INSERT INTO population (area_code, year, sex, age_from, age_to, population) SELECT area_code, year, s.sex, age_from, age_to, population / 2 FROM population, (VALUES ('Male'), ('Female')) s(sex)");
  county.run("INSERT INTO population (area_code, year, sex, age_from, age_to, population) SELECT area_code, year, 'Persons', 0, 120, sum(population) FROM population WHERE sex = 'Persons' GROUP BY ALL");
  const NeighbourTable cut = NeighbourFinder(county.session(), county.catalogue()).table(authority(3));
  EXPECT_EQ(cut.variables, plain.variables);
  EXPECT_EQ(cut.values, plain.values);
  ASSERT_EQ(plain.variables[0], "residents");
  EXPECT_NEAR(plain.values[0][2], std::log(6 * 3000 + 50 * 9), 1e-12);
}

TEST_F(Neighbourhood, VariablesThatAreAlikeOrAbsentAreDroppedAndSaid) {
  NeighbourFinder finder(county.session(), county.catalogue());
  const NeighbourList list = finder.find(authority(1), "model", 3);
  EXPECT_EQ(list.variables, (std::vector<std::string>{"residents", "aged_under_15", "aged_15_to_24", "aged_65_and_over", "deprivation_score"}));
  const auto said = [&](const std::string& note) { return std::find(list.notes.begin(), list.notes.end(), note) != list.notes.end(); };
  EXPECT_TRUE(said("variable most_deprived_fifth is not used: it is the same in all single-tier authorities"));
  EXPECT_TRUE(said("variable asian is not used: there are no rows in the table 'census_group'"));
}

TEST_F(Neighbourhood, AnAuthorityWithoutAVariableIsLeftOutAndHasNoNeighbours) {
  county.run("DELETE FROM deprivation WHERE area_code = '" + authority(4) + "'");
  NeighbourFinder finder(county.session(), county.catalogue());
  const NeighbourList own = finder.find(authority(4), "model", 3);
  EXPECT_EQ(own.withheld, "the area lacks one of the variables, or the model leaves it out");
  const NeighbourList other = finder.find(authority(5), "model", 20);
  EXPECT_EQ(other.neighbours.size(), 10u);
  EXPECT_EQ(other.notes.back(), "left out for lack of a variable: Place 4 (no deprivation_score)");
  EXPECT_EQ(finder.find("E06000099", "model", 3).withheld, "the area look-up holds no authority or county with this code");
}

TEST_F(Neighbourhood, APublishedListIsTakenInItsOrderAndOfItsLatestEdition) {
  county.run("INSERT INTO area_neighbour (area_code, neighbour_code, rank, list, edition, _file, _line) VALUES ('" + authority(1) + "', '" + authority(9) + "', NULL, 'cipfa', '2024', 1, 3), ('" + authority(1) + "', '" +
             authority(2) + "', NULL, 'cipfa', '2024', 1, 2), ('" + authority(1) + "', '" + authority(3) + "', 1, 'cipfa', '2019', 1, 2)");
  NeighbourFinder finder(county.session(), county.catalogue());
  const NeighbourList list = finder.find(authority(1), "cipfa", 15);
  EXPECT_EQ(list.name, "CIPFA 2024");
  ASSERT_EQ(list.neighbours.size(), 2u);
  EXPECT_EQ(list.neighbours[0].code, authority(2));
  EXPECT_TRUE(std::isnan(list.neighbours[0].distance));
  EXPECT_EQ(finder.find(authority(2), "cipfa", 15).withheld, "no list 'cipfa' for this area is among the sources");
}

}  // namespace
}  // namespace dmp::indicators
