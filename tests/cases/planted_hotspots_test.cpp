// Hotspots planted in synthetic counties are found, and few others: twelve counties here, two hundred in bench/planted_hotspots.cpp.
#include <gtest/gtest.h>

#include "../../bench/planted_hotspots.hpp"

namespace dmp::planted {
namespace {

TEST(PlantedHotspots, AreFoundAtTheStatedErrorRate) {
  Recovery drugs, violence;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    add_county(drugs, seed, false);
    add_county(violence, seed, true);
  }
  for (const Recovery& r : {drugs, violence}) {
    EXPECT_EQ(r.found_strong, r.planted_strong);
    EXPECT_GE(r.found, 0.97 * r.planted);
    EXPECT_LE(r.false_share / r.counties, 0.05);
    EXPECT_LE(r.around_false, 0.06 * std::max(r.around, 1));
  }
  EXPECT_EQ(drugs.rural, 0);
}

}  // namespace
}  // namespace dmp::planted
