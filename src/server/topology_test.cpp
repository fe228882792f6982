#include "server/topology.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace dmp::server {
namespace {

using Json = nlohmann::json;

/// The ring of a geometry put together again from arcs, as a reader of TopoJSON does (specification, 2.1.4).
GridRing ring_of(const Json& topology, const Json& arcs) {
  GridRing ring;
  for (const auto& entry : arcs) {
    const int number = entry.get<int>();
    const Json& arc = topology.at("arcs").at(static_cast<std::size_t>(number < 0 ? ~number : number));
    GridRing points;
    GridPoint at;
    for (const auto& step : arc) points.push_back(at = {at.x + step[0].get<int>(), at.y + step[1].get<int>()});
    if (number < 0) std::reverse(points.begin(), points.end());
    ring.insert(ring.end(), points.begin() + (ring.empty() ? 0 : 1), points.end());
  }
  return ring;
}

/// Whether two rings are the same from another beginning.
bool same_ring(GridRing a, GridRing b) {
  if (a.size() != b.size()) return false;
  a.pop_back(), b.pop_back();
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a == b) return true;
    std::rotate(a.begin(), a.begin() + 1, a.end());
  }
  return false;
}

TEST(Topology, SharedBordersAreWrittenOnceAndRingsComeBack) {
  const GridRing left = {{0, 0}, {10, 0}, {10, 5}, {10, 10}, {0, 10}, {0, 0}}, right = {{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 5}, {10, 0}};
  const Json topology = Json::parse(topology_text({{"L", "Left \"one\"", {{left}}}, {"R", "Right", {{right}}}}));
  const Json& areas = topology["objects"]["areas"]["geometries"];
  EXPECT_EQ(topology["arcs"].size(), 3u);  // the border, and what is left of each ring
  EXPECT_EQ(areas[0]["id"], "L");
  EXPECT_EQ(areas[0]["properties"]["name"], "Left \"one\"");
  EXPECT_TRUE(same_ring(ring_of(topology, areas[0]["arcs"][0]), left));
  EXPECT_TRUE(same_ring(ring_of(topology, areas[1]["arcs"][0]), right));
}

TEST(Topology, HolesIslandsAndAreasWithoutOutlineKeepTheirPlaces) {
  const GridRing outer = {{0, 0}, {30, 0}, {30, 30}, {0, 30}, {0, 0}}, hole = {{10, 10}, {10, 20}, {20, 20}, {20, 10}, {10, 10}}, island = {{50, 50}, {60, 50}, {60, 60}, {50, 50}},
                 inside = {{10, 10}, {20, 10}, {20, 20}, {10, 20}, {10, 10}};
  const Json topology = Json::parse(topology_text({{"A", "A", {{outer, hole}, {island}}}, {"B", "B", {}}, {"C", "C", {{inside}}}, {"D", "D", {{{{1, 1}, {1, 1}, {2, 1}, {1, 1}}}}}}));
  const Json& areas = topology["objects"]["areas"]["geometries"];
  EXPECT_EQ(areas[0]["type"], "MultiPolygon");
  EXPECT_TRUE(same_ring(ring_of(topology, areas[0]["arcs"][0][1]), hole));
  EXPECT_TRUE(same_ring(ring_of(topology, areas[0]["arcs"][1][0]), island));
  EXPECT_TRUE(areas[1]["type"].is_null());
  EXPECT_TRUE(same_ring(ring_of(topology, areas[2]["arcs"][0]), inside));
  EXPECT_EQ(areas[2]["arcs"][0][0].get<int>(), ~areas[0]["arcs"][0][1][0].get<int>());  // the hole walked the other way round
  EXPECT_TRUE(areas[3]["type"].is_null());  // collapsed on the grid
}

}  // namespace
}  // namespace dmp::server
