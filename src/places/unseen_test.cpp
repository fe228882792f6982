#include "places/unseen.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "places/bridge.hpp"
#include "places/simplified.hpp"
#include "places/withheld.hpp"
#include "stats/random.hpp"

namespace dmp::places {
namespace {

double poisson(stats::RandomSequence& random, double mean) {
  double sum = -std::log(random.uniform()), count = 0;
  while (sum < mean) sum -= std::log(random.uniform()), ++count;
  return count;
}

/// Small areas on a chessboard whose counts follow deprivation; some have so many times fewer.
struct World {
  Layer layer;
  CovariateValues deprivation{"deprivation", false, false, false, {}, {}, ""};
};

World world(int side, const std::vector<std::pair<int, double>>& fewer, std::uint64_t seed, double mean = 25) {
  World made;
  stats::RandomSequence random(stats::CounterRandom(seed, 7));
  for (int i = 0; i < side * side; ++i) {
    const double deprived = random.normal(), scatter = std::exp(0.2 * random.normal() - 0.02);
    double expected = mean * std::exp(0.4 * deprived - 0.08) * scatter;
    for (const auto& [area, times] : fewer)
      if (area == i) expected *= times;
    made.layer.areas.push_back({"S" + std::to_string(i), "Area " + std::to_string(i), i < side * side / 2 ? "A" : "B", poisson(random, expected), 1500, i % side * 1000.0, i / side * 1000.0, true});
    made.deprivation.numbers.push_back(deprived);
    auto& links = made.layer.links.emplace_back();
    for (int r = i / side - 1; r <= i / side + 1; ++r)
      for (int c = i % side - 1; c <= i % side + 1; ++c)
        if ((r != i / side || c != i % side) && r >= 0 && c >= 0 && r < side && c < side) links.push_back({static_cast<std::size_t>(r * side + c), 1.0});
  }
  return made;
}

HotspotSettings quick() { return {.permutations = 1999, .threads = 1}; }

TEST(Unseen, FindsAPlaceWithFewerThanItsDeprivationLeadsOneToExpect) {
  const World made = world(17, {{100, 0.12}}, 5);
  const UnseenMap found = find_unseen(made.layer, {made.deprivation}, quick());
  ASSERT_TRUE(found.note.empty());
  EXPECT_TRUE(found.places[100].shortfall == Shortfall::own || found.places[100].shortfall == Shortfall::both);
  EXPECT_LE(found.places[100].p, found.places[100].p_adjusted);
  EXPECT_LT(found.places[100].ratio, 0.3);
  EXPECT_NEAR(std::log(found.needs.effects.at(0).ratio), 0.4, 0.08);  // one standard deviation of deprivation
  EXPECT_LT(found.needs.alpha, found.needs.alpha_without);
  EXPECT_NEAR(found.needs.dispersion, 1, 0.25);
  EXPECT_GT(found.needs.moran_p, 0.01);
}

TEST(Unseen, AsksWhetherLittleActivityExplainsIt) {
  World made = world(17, {}, 6);
  CovariateValues activity{"searches", false, true, true, {}, {}, ""};
  stats::RandomSequence random(stats::CounterRandom(1));
  for (std::size_t i = 0; i < made.layer.areas.size(); ++i) {
    // Offences follow searches; in areas 30 and 60 hardly anybody searched, in area 100 there are few in spite of searches.
    const double searched = i == 30 || i == 60 ? 0.03 : std::exp(0.35 * random.normal());
    activity.numbers.push_back(1000 * searched);
    made.layer.areas[i].count = poisson(random, 30 * std::exp(0.4 * made.deprivation.numbers[i]) * std::pow(searched, 0.7) * (i == 100 ? 0.08 : 1));
  }
  const UnseenMap found = find_unseen(made.layer, {made.deprivation, activity}, quick());
  EXPECT_GT(found.with_activity.places, 0u);
  for (const std::size_t place : {30U, 60U, 100U}) EXPECT_NE(found.places[place].shortfall, Shortfall::none);
  EXPECT_FALSE(found.places[100].explained_by_activity);
  EXPECT_TRUE(found.places[30].explained_by_activity);
  EXPECT_TRUE(found.places[60].explained_by_activity);
  EXPECT_LT(found.with_activity.alpha, found.needs.alpha);
}

TEST(Unseen, NamesAFalseOneNoMoreOftenThanAlphaSays) {
  int maps = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const World made = world(12, {}, seed);
    HotspotSettings settings = quick();
    settings.permutations = 999;
    maps += find_unseen(made.layer, {made.deprivation}, settings).unseen > 0;
  }
  EXPECT_LE(maps, 7);  // two tests at 5%: 4 of 40 are expected
}

TEST(Unseen, SaysWhatItCannotUse) {
  World made = world(8, {}, 2);
  made.deprivation.reason = "nothing is held of it";
  const CovariateValues constant{"constant", false, false, false, std::vector<double>(64, 3), {}, ""};
  const UnseenMap found = find_unseen(made.layer, {made.deprivation, constant}, quick());
  ASSERT_EQ(found.notes.size(), 2u);
  EXPECT_EQ(found.notes[0], "deprivation is not taken into account: nothing is held of it");
  EXPECT_EQ(found.notes[1], "constant: the same everywhere, left out");
  EXPECT_FALSE(find_unseen(world(4, {}, 2).layer, {}, quick()).note.empty());
  for (LayerArea& area : made.layer.areas) area.count = 0;
  EXPECT_FALSE(find_unseen(made.layer, {}, quick()).note.empty());
}

TEST(Bridge, DealsADividedAreaByItsResidentsAndKeepsTotals) {
  const std::vector<BridgeLink> links = {{"A", "A"}, {"B", "B1"}, {"B", "B2"}, {"C", "CD"}, {"D", "CD"}};
  const Bridge shares = bridge(links, {{"B1", 3000}, {"B2", 1000}}, BridgeRule::shares);
  ASSERT_EQ(shares.shares.size(), 5u);
  EXPECT_DOUBLE_EQ(shares.shares[1].share, 0.75);
  EXPECT_DOUBLE_EQ(shares.shares[2].share, 0.25);
  EXPECT_EQ(shares.shares[4].to, "CD");
  const Bridge fit = bridge(links, {{"B1", 3000}, {"B2", 1000}}, BridgeRule::best_fit);
  EXPECT_EQ(fit.shares[1].to, "B1");
  EXPECT_DOUBLE_EQ(fit.shares[1].share, 1);
  const Bridge blind = bridge(links, {}, BridgeRule::shares);
  EXPECT_DOUBLE_EQ(blind.shares[1].share, 0.5);
  EXPECT_EQ(blind.without_people, std::vector<std::string>{"B"});
}

TEST(Simplified, NeighboursStillShareTheirBorder) {
  // Two squares with a wavy border between them.
  Ring left = {{0, 0}}, right;
  for (int i = 0; i <= 20; ++i) left.push_back({1 + (i % 2 ? 0.001 : 0), i * 0.05});
  left.push_back({0, 1});
  left.push_back({0, 0});
  right = {{2, 0}, {2, 1}};
  for (int i = 20; i >= 0; --i) right.push_back({1 + (i % 2 ? 0.001 : 0), i * 0.05});
  right.push_back({2, 0});
  const auto made = simplified({{"L", "L", {{left}}}, {"R", "R", {{right}}}}, 0.01);
  EXPECT_LT(made[0].polygons[0][0].size(), 8u);
  std::size_t shared = 0;
  for (const Point& a : made[0].polygons[0][0])
    for (const Point& b : made[1].polygons[0][0]) shared += a.longitude == b.longitude && a.latitude == b.latitude;
  EXPECT_GE(shared, 2u);
  EXPECT_EQ(made[1].polygons[0][0].front().longitude, made[1].polygons[0][0].back().longitude);
}

TEST(Withheld, TakesOutWhatWouldGiveACountAway) {
  catalogue::Catalogue catalogue;
  catalogue.indicators["hot"].layers = {"layer"};
  const auto row = [](const std::string& indicator, const std::string& category, double value, const std::string& suppressed) {
    core::Estimate e;
    e.indicator_id = indicator, e.area_code = "S1", e.area_type = "small area", e.category = category, e.value = value, e.suppressed = suppressed, e.period_start = "2023-04-01", e.period_end = "2024-03-31";
    return e;
  };
  core::Estimates released = {row("layer", "", core::Estimate::kMissing, "suppressed"), row("hot", "", 1, ""), row("hot", "p of the count", 0.001, ""), row("hot", "p of the neighbourhood", 0.002, "")};
  withhold_where_counts_are(released, catalogue, false);
  EXPECT_EQ(released[1].value, 1);
  EXPECT_TRUE(std::isnan(released[2].value));
  EXPECT_EQ(released[2].suppressed, "suppressed");
  EXPECT_EQ(released[3].value, 0.002);
}

}  // namespace
}  // namespace dmp::places
