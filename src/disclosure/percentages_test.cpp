#include "disclosure/percentages.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"

namespace dmp::disclosure {
namespace {

/// The profile of 2019 that says "5 or less" beside percentages; worked out by hand in the domain reference, section 8, item 11.
TEST(Percentages, GiveAwayTheCountsOfAPublishedProfile) {
  const ShareSearch five_or_less{1, 5, 1, 1000};
  EXPECT_EQ(shares_behind("12.8%", five_or_less), (std::vector<Share>{{5, 39}}));
  EXPECT_EQ(shares_behind("11.5%", five_or_less), (std::vector<Share>{{3, 26}}));
}

TEST(Percentages, SeveralSharesMayBeBehindOne) {
  const ShareSearch up_to_53{1, 53, 1, 53};
  EXPECT_EQ(shares_behind("29.2", up_to_53), (std::vector<Share>{{7, 24}, {14, 48}}));
  EXPECT_EQ(shares_behind("15.4", up_to_53), (std::vector<Share>{{2, 13}, {4, 26}, {6, 39}, {8, 52}}));
}

TEST(Percentages, AKnownBaseLeavesOneCount) {
  EXPECT_EQ(shares_behind("7.7", {0, 26, 26, 26}), (std::vector<Share>{{2, 26}}));
  EXPECT_EQ(shares_behind("8", {0, 26, 26, 26}), (std::vector<Share>{{2, 26}}));
}

TEST(Percentages, HalvesAreTakenBothWays) {
  // 1/8 = 12.5%: printed as 12 (to even) or 13 (up).
  for (const char* text : {"12", "13"}) EXPECT_EQ(shares_behind(text, {1, 8, 8, 8}), (std::vector<Share>{{1, 8}})) << text;
}

TEST(Percentages, WhatIsNoPercentageIsRefused) {
  for (const char* text : {"", "x", "101", "-1"}) EXPECT_THROW(shares_behind(text, {}), core::UserError) << text;
}

}  // namespace
}  // namespace dmp::disclosure
