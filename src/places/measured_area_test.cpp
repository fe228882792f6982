#include "places/measured_area.hpp"

#include <gtest/gtest.h>

namespace dmp::places {
namespace {

TEST(MeasuredArea, MeasuresOnTheNationalGridWithHoles) {
  // A square of 0.01 degrees near Luton, and the same with a hole of a quarter of it. Expected: PROJ 9.1 and Shapely 2.
  const auto measured = measure_areas({{"whole", "POLYGON ((-0.42 51.88, -0.41 51.88, -0.41 51.89, -0.42 51.89, -0.42 51.88))"},
                                       {"holed", "POLYGON ((-0.42 51.88, -0.41 51.88, -0.41 51.89, -0.42 51.89, -0.42 51.88), (-0.4175 51.8825, -0.4125 51.8825, -0.4125 51.8875, -0.4175 51.8875, -0.4175 51.8825))"}});
  EXPECT_TRUE(measured.notes.empty());
  EXPECT_NEAR(measured.areas[0].square_metres, 765759.67, 1);
  EXPECT_NEAR(measured.areas[1].square_metres / measured.areas[0].square_metres, 0.75, 1e-5);
  EXPECT_NEAR(measured.areas[0].centre.easting, 509186.41, 0.1);
  EXPECT_NEAR(measured.areas[0].centre.northing, 221902.48, 0.1);
}

TEST(MeasuredArea, RepairsWhatCrossesItselfAndTellsWhatIsNoOutline) {
  const auto measured = measure_areas({{"bow tie", "POLYGON ((-0.42 51.88, -0.41 51.89, -0.41 51.88, -0.42 51.89, -0.42 51.88))"},
                                       {"empty", "POLYGON EMPTY"},
                                       {"none", ""},
                                       {"garbled", "POLYGON ((0 0, 1"},
                                       {"grid", "POLYGON ((509000 221000, 510000 221000, 510000 222000, 509000 221000))"},
                                       {"flat", "POLYGON ((-0.42 51.88, -0.41 51.88, -0.42 51.88, -0.42 51.88))"},
                                       {"sydney", "POLYGON ((151 -33, 151.1 -33, 151.1 -33.1, 151 -33))"},
                                       {"point", "POINT (-0.415 51.8787)"}});
  ASSERT_EQ(measured.areas.size(), 8u);
  EXPECT_GT(measured.areas[0].square_metres, 300'000);
  for (const std::size_t i : {1, 2, 3, 4, 5}) EXPECT_FALSE(measured.areas[i].has_place()) << measured.areas[i].id;
  EXPECT_TRUE(measured.areas[7].has_place());
  EXPECT_NEAR(measured.areas[7].centre.easting, 509201.661, 0.01);
  std::vector<std::string> rules;
  for (const auto& note : measured.notes) rules.push_back(note.rule + " " + std::to_string(note.rows));
  EXPECT_EQ(rules, (std::vector<std::string>{"geometry repaired 1", "no geometry 3", "not a geometry 1", "not in degrees 1", "not in Great Britain 1"}));
}

}  // namespace
}  // namespace dmp::places
