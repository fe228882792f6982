#include "places/hotspots.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "places/layer_overlap.hpp"
#include "stats/random.hpp"

namespace dmp::places {
namespace {

/// Small areas on a chessboard with 1,500 residents each; counts are Poisson around five times the area's own risk.
Layer chessboard(int side, const std::vector<std::pair<int, double>>& risks, std::uint64_t seed, double mean = 5) {
  Layer layer;
  stats::RandomSequence random(stats::CounterRandom(seed, 1));
  for (int i = 0; i < side * side; ++i) {
    double risk = mean;
    for (const auto& [area, times] : risks) risk *= area == i ? times : 1;
    double sum = -std::log(random.uniform()), count = 0;
    while (sum < risk) sum -= std::log(random.uniform()), ++count;
    layer.areas.push_back({"S" + std::to_string(i), "Area " + std::to_string(i), i < side * side / 2 ? "A" : "B", count, 1500, i % side * 1000.0, i / side * 1000.0, true});
    auto& links = layer.links.emplace_back();
    for (int r = i / side - 1; r <= i / side + 1; ++r)
      for (int c = i % side - 1; c <= i % side + 1; ++c)
        if ((r != i / side || c != i % side) && r >= 0 && c >= 0 && r < side && c < side) links.push_back({static_cast<std::size_t>(r * side + c), 1.0});
  }
  return layer;
}

HotspotSettings quick() { return {.permutations = 999, .replicates = 99, .threads = 1}; }

TEST(Hotspots, FindALonelyHotPlaceByItsCount) {
  const HotspotMap found = find_hotspots(chessboard(20, {{45, 8}}, 11), quick());
  EXPECT_EQ(found.areas[45].heat, Heat::own);
  EXPECT_LE(found.areas[45].excess_p, found.areas[45].excess_p_adjusted);
  ASSERT_FALSE(found.clusters.empty());
  EXPECT_EQ(found.areas[45].scan_cluster, 1u);
  EXPECT_LT(found.hot, 5u);
}

TEST(Hotspots, FindAPatchOfWarmPlacesByItsNeighbourhood) {
  HotspotSettings settings = quick();
  settings.permutations = 9999;  // with 999 no p is small enough to pass among 400 areas
  const HotspotMap found = find_hotspots(chessboard(20, {{230, 2.5}, {231, 2.5}, {232, 2.5}, {250, 2.5}, {251, 2.5}, {252, 2.5}, {270, 2.5}, {271, 2.5}, {272, 2.5}}, 11), settings);
  EXPECT_TRUE(found.areas[251].heat == Heat::neighbourhood || found.areas[251].heat == Heat::both);
  EXPECT_GT(found.areas[251].gi_z, 3);
  EXPECT_LE(found.areas[251].gi_p_simulated, found.areas[251].gi_p_adjusted);
  EXPECT_LE(found.areas[251].gi_p_adjusted, found.areas[251].gi_p_bonferroni);
  EXPECT_EQ(found.areas[251].scan_cluster, 1u);
  EXPECT_LT(found.hot, 40u);
}

TEST(Hotspots, FewAreCalledHotWhereNoneAre) {
  std::size_t maps = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    HotspotSettings settings = quick();
    settings.replicates = 0;
    settings.seed = seed;
    const HotspotMap found = find_hotspots(chessboard(15, {}, seed), settings);
    maps += found.hot > 0;
  }
  // Two tests at 0.05, each over the whole map: about one map in ten; six or more of twenty would happen once in ninety.
  EXPECT_LE(maps, 5u);
}

TEST(Hotspots, SharesAndQuotientsByHand) {
  Layer layer = chessboard(4, {}, 1);
  for (std::size_t i = 0; i < 16; ++i) layer.areas[i].count = i == 5 ? 25 : 5;
  const Hotspot hot = find_hotspots(layer, quick()).areas[5];
  EXPECT_DOUBLE_EQ(hot.share, 0.25);
  EXPECT_DOUBLE_EQ(hot.location_quotient, 4);
  EXPECT_DOUBLE_EQ(hot.expected, 6.25);
  EXPECT_DOUBLE_EQ(hot.rate, 25.0 / 1500);
  EXPECT_LT(hot.smoothed_rate, hot.rate);
}

TEST(Hotspots, AreasWithoutPeopleCountOrNeighboursDoNoHarm) {
  Layer layer = chessboard(12, {{60, 10}}, 2);
  layer.areas[3].population = 0;
  layer.areas[7].count = std::nan("");
  layer.areas[9].population = std::nan("");
  layer.links[100].clear();
  const HotspotMap found = find_hotspots(layer, quick());
  EXPECT_EQ(found.without_part, 3u);
  EXPECT_GE(found.islands, 1u);
  EXPECT_FALSE(found.areas[3].takes_part);
  EXPECT_TRUE(std::isnan(found.areas[100].gi_z));
  EXPECT_FALSE(std::isnan(found.areas[100].excess_p));
  EXPECT_TRUE(found.areas[60].heat == Heat::own || found.areas[60].heat == Heat::both);
}

TEST(Hotspots, NothingToSayIsSaid) {
  Layer few = chessboard(3, {}, 1);
  EXPECT_FALSE(find_hotspots(few, quick()).note.empty());
  Layer none = chessboard(5, {}, 1), alike = chessboard(5, {}, 1);
  for (LayerArea& area : none.areas) area.count = 0;
  for (LayerArea& area : alike.areas) area.count = 4;
  EXPECT_FALSE(find_hotspots(none, quick()).note.empty());
  EXPECT_EQ(find_hotspots(alike, quick()).hot, 0u);
}

TEST(Hotspots, AreTheSameOnAnyNumberOfThreads) {
  const Layer layer = chessboard(15, {{40, 6}}, 3);
  HotspotSettings one = quick(), four = quick();
  four.threads = 4;
  const HotspotMap a = find_hotspots(layer, one), b = find_hotspots(layer, four);
  for (std::size_t i = 0; i < a.areas.size(); ++i) {
    EXPECT_EQ(a.areas[i].gi_p_simulated, b.areas[i].gi_p_simulated);
    EXPECT_EQ(a.areas[i].scan_cluster, b.areas[i].scan_cluster);
  }
}

TEST(LayerOverlap, OfALayerWithItselfIsWhole) {
  const Layer drugs = chessboard(15, {{40, 9}, {100, 9}, {150, 9}}, 5), violence = chessboard(15, {{40, 9}, {100, 9}, {200, 9}}, 6);
  HotspotSettings settings = quick();
  settings.replicates = 0;
  const HotspotMap d = find_hotspots(drugs, settings), v = find_hotspots(violence, settings);
  const LayerOverlap own = layer_overlap(drugs, d, d, settings), other = layer_overlap(drugs, d, v, settings);
  EXPECT_EQ(own.hotspots.coefficient, 1);
  EXPECT_EQ(own.hotspots.jaccard, 1);
  EXPECT_NEAR(own.rank_correlation, 1, 1e-12);
  EXPECT_GE(other.hotspots.both, 2);
  EXPECT_LT(other.hotspots.jaccard, 1);
  EXPECT_LE(other.maps.p_both, 0.05);
}

}  // namespace
}  // namespace dmp::places
