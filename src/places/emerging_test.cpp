#include "places/emerging.hpp"

#include <gtest/gtest.h>

namespace dmp::places {
namespace {

std::string name_of(const std::vector<int>& signs, const std::vector<double>& z = {}) {
  const Emergence found = emergence_of(signs, z.empty() ? std::vector<double>(signs.begin(), signs.end()) : z);
  return typology_name(found.typology, found.is_hot);
}

TEST(Emerging, NamesWhatBecameOfAPlace) {
  EXPECT_EQ(name_of({0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), "new hotspot");
  EXPECT_EQ(name_of({0, 0, 0, 0, 0, 0, 0, 1, 1, 1}), "consecutive hotspot");
  EXPECT_EQ(name_of({1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {3, 4, 3, 4, 3, 4, 3, 4, 3, 4}), "persistent hotspot");
  EXPECT_EQ(name_of({1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 8}), "intensifying hotspot");
  EXPECT_EQ(name_of({1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {8, 7, 6.5, 6, 5.5, 5, 4.5, 4, 3.5, 3}), "diminishing hotspot");
  EXPECT_EQ(name_of({0, 1, 0, 1, 1, 0, 0, 1, 0, 1}), "sporadic hotspot");
  EXPECT_EQ(name_of({0, 1, -1, 1, 1, 0, 0, 1, 0, 1}), "oscillating hotspot");
  EXPECT_EQ(name_of({1, 1, 1, 1, 1, 1, 1, 1, 1, 0}), "historical hotspot");
  EXPECT_EQ(name_of({0, 1, 0, 0, 0, 0, 0, 0, 0, 0}), "no pattern");
  EXPECT_EQ(name_of({-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, {-3, -3.5, -4, -4.5, -5, -5.5, -6, -6.5, -7, -8}), "intensifying cold spot");
  EXPECT_EQ(name_of({1, 1}), "no pattern");
}

}  // namespace
}  // namespace dmp::places
