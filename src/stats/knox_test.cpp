#include "stats/knox.hpp"

#include <gtest/gtest.h>

#include "stats/random.hpp"

namespace dmp::stats {
namespace {

TEST(Knox, CountsPairsByDistanceAndTime) {
  const std::vector<PointEvent> events = {{0, 0, 0}, {0, 80, 3}, {0, 0, 20}, {500, 0, 1}};
  const std::vector<double> distances = {100, 200}, times = {7, 28};
  const auto table = knox(events, distances, times, 0, 1, 1);
  ASSERT_EQ(table.size(), 4u);
  EXPECT_EQ(table[0].observed, 1);  // first and second
  EXPECT_EQ(table[1].observed, 2);  // either with the third
  EXPECT_EQ(table[2].observed, 0);
  EXPECT_EQ(table[3].to_distance, 200);
  EXPECT_TRUE(knox(events, {}, times, 9, 1, 1).empty());
}

/// Events all over a square and a year, of which a share is followed by another nearby within days.
std::vector<PointEvent> burglaries(double repeats, std::uint64_t seed) {
  RandomSequence random(CounterRandom(seed, 1));
  std::vector<PointEvent> events;
  for (int i = 0; i < 300; ++i) {
    const PointEvent first{random.uniform() * 5000, random.uniform() * 5000, random.uniform() * 365};
    events.push_back(first);
    if (random.uniform() < repeats) events.push_back({first.x + 60 * random.uniform(), first.y + 60 * random.uniform(), first.time + 6 * random.uniform()});
  }
  return events;
}

TEST(Knox, FindsNearRepeatsWhereThereAreSome) {
  const std::vector<double> distances = {100, 500}, times = {7, 30};
  const auto repeats = knox(burglaries(0.2, 3), distances, times, 199, 5, 0);
  EXPECT_GT(repeats[0].ratio, 3);
  EXPECT_EQ(repeats[0].p, 1.0 / 200);
  const auto none = knox(burglaries(0, 4), distances, times, 199, 5, 0);
  EXPECT_GT(none[0].p, 0.05);
  EXPECT_EQ(knox(burglaries(0.2, 3), distances, times, 199, 5, 1)[3].p, repeats[3].p);
}

}  // namespace
}  // namespace dmp::stats
