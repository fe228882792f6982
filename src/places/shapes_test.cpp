#include "places/shapes.hpp"

#include <gtest/gtest.h>

namespace dmp::places {
namespace {

TEST(Shapes, ReadPolygonsWithHolesAndSkipWhatIsNone) {
  const auto polygons = polygons_of("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1)), ((5 5, 6 5, 6 6, 5 5)))");
  ASSERT_EQ(polygons.size(), 2u);
  EXPECT_EQ(polygons[0].size(), 2u);
  EXPECT_EQ(polygons[0][0].size(), 5u);
  EXPECT_EQ(polygons[1][0][1].longitude, 6);
  EXPECT_TRUE(polygons_of("POLYGON ((0 0, 1").empty());
  EXPECT_TRUE(polygons_of("LINESTRING (0 0, 1 1)").empty());
  EXPECT_TRUE(polygons_of("").empty());
}

TEST(Shapes, OutlineOfTwoNeighboursHasNoInnerBorder) {
  const Shape west{"W", "West", polygons_of("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))")};
  const Shape east{"E", "East", polygons_of("POLYGON ((1 0, 2 0, 2 1, 1 1, 1 0))")};
  const Shape whole = outline("A", "All", {&west, &east});
  ASSERT_EQ(whole.polygons.size(), 1u);
  double area = 0;
  const Ring& ring = whole.polygons[0][0];
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) area += ring[i].longitude * ring[i + 1].latitude - ring[i + 1].longitude * ring[i].latitude;
  EXPECT_DOUBLE_EQ(std::abs(area) / 2, 2);
}

TEST(Shapes, TakeTheNewestVintageOfAnArea) {
  const auto session = engine::open_database(":memory:", {});
  session->execute("CREATE TABLE boundary(area_code VARCHAR, area_name VARCHAR, vintage VARCHAR, geometry VARCHAR)");
  session->execute("INSERT INTO boundary VALUES ('E1', 'One', '2011', 'POLYGON ((0 0, 1 0, 1 1, 0 0))'), ('E1', 'One', '2021', 'POLYGON ((0 0, 9 0, 9 9, 0 0))'), ('E2', 'Two', '2021', NULL)");
  const auto shapes = shapes_of(*session, {"E1", "E2", "E3"});
  ASSERT_EQ(shapes.size(), 1u);
  EXPECT_EQ(shapes[0].polygons[0][0][1].longitude, 9);
}

}  // namespace
}  // namespace dmp::places
