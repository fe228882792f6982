#include <gtest/gtest.h>

#include "calc/result_by_name.hpp"

namespace dmp::calc {
namespace {

TEST(PlacesTime, ChangePointLooksForTheStepOrTakesIt) {
  const std::string series = "x,control\n14,40\n18,44\n12,39\n16,47\n15,42\n13,41\n9,40\n7,43\n10,38\n6,45\n8,41\n5,39\n";
  // R 4.2: glm(cbind(x, control) ~ after, quasibinomial) and, of x alone, the greatest likelihood ratio.
  const ResultByName known("change-point", series, {.options = {{"at", "7"}}});
  EXPECT_NEAR(known.number(0, "ratio"), 0.525914634146342, 1e-12);
  const ResultByName looked_for("change-point", "x\n14\n18\n12\n16\n15\n13\n9\n7\n10\n6\n8\n5\n");
  EXPECT_EQ(looked_for.number(0, "first_after"), 7);
  EXPECT_NEAR(looked_for.number(0, "llr"), 7.07759267472602, 1e-9);
}

TEST(PlacesTime, MannKendallNamesTheTrend) {
  const ResultByName rising("mann-kendall", "value\n1\n2\n4\n5\n7\n9\n");
  EXPECT_EQ(rising.text(0, "trend"), "increasing");
  EXPECT_EQ(rising.number(0, "s"), 15);
  EXPECT_EQ(ResultByName("mann-kendall", "value\n1\n1\n1\n").text(0, "trend"), "cannot be calculated");
}

TEST(PlacesTime, KnoxFindsEventsThatFollowOnOthersNearBy) {
  std::string events = "x,y,time\n";
  for (int i = 0; i < 30; ++i) events += std::to_string(i * 1000) + ",0," + std::to_string(i * 40) + "\n" + std::to_string(i * 1000 + 50) + ",0," + std::to_string(i * 40 + 3) + "\n";
  const ResultByName found("knox", events, {.options = {{"distances", "100"}, {"times", "7"}, {"permutations", "99"}}});
  EXPECT_EQ(found.number(0, "observed"), 30);
  EXPECT_NEAR(found.number(0, "p_sim"), 0.01, 1e-12);
}

}  // namespace
}  // namespace dmp::calc
