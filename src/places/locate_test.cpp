#include "places/locate.hpp"

#include <gtest/gtest.h>

namespace dmp::places {
namespace {

TEST(Locate, GivesUnplacedPointsTheAreaThatHoldsThem) {
  const auto session = engine::open_database(":memory:", {});
  session->execute(
      "CREATE TABLE area(area_code VARCHAR, area_type VARCHAR);"
      "INSERT INTO area VALUES ('S1', 'small area'), ('S2', 'small area'), ('A', 'authority');"
      "CREATE TABLE boundary(area_code VARCHAR, vintage VARCHAR, geometry VARCHAR);"
      "INSERT INTO boundary VALUES ('S1', '2021', 'POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))'), ('S2', '2021', 'POLYGON ((1 0, 2 0, 2 1, 1 1, 1 0))'), "
      "('A', '2021', 'POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0))'), ('S2', '2011', 'POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))');"
      "CREATE TABLE stop_search(id INTEGER, longitude DOUBLE, latitude DOUBLE, lsoa_code VARCHAR);"
      "INSERT INTO stop_search VALUES (1, 0.5, 0.5, NULL), (2, 1.5, 0.5, NULL), (3, 5, 5, NULL), (4, NULL, NULL, NULL), (5, 0.5, 0.5, 'S9'), (6, 1, 0.5, NULL), (7, 1.5, 0.5, NULL)");
  const Located located = locate_points(*session, "stop_search");
  EXPECT_EQ(located.rows, 4u);
  EXPECT_EQ(located.outside, 1u);
  const auto table = engine::fetch(*session, "SELECT string_agg(coalesce(lsoa_code, '-'), ' ' ORDER BY id) FROM stop_search");
  EXPECT_EQ(std::get<std::string>(table.rows()[0][0]), "S1 S2 - - S9 S1 S2");
}

TEST(Locate, LeavesEverythingWhereNoBoundariesAreHeld) {
  const auto session = engine::open_database(":memory:", {});
  session->execute(
      "CREATE TABLE area(area_code VARCHAR, area_type VARCHAR); CREATE TABLE boundary(area_code VARCHAR, vintage VARCHAR, geometry VARCHAR);"
      "CREATE TABLE crime(longitude DOUBLE, latitude DOUBLE, lsoa_code VARCHAR); INSERT INTO crime VALUES (0.5, 0.5, NULL)");
  EXPECT_EQ(locate_points(*session, "crime").rows, 0u);
}

}  // namespace
}  // namespace dmp::places
