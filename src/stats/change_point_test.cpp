#include "stats/change_point.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace dmp::stats {
namespace {

const std::vector<double> kCounts = {14, 18, 12, 16, 15, 13, 9, 7, 10, 6, 8, 5}, kControl = {40, 44, 39, 47, 42, 41, 40, 43, 38, 45, 41, 39};

TEST(ChangePoint, AtAKnownStepIsThatOfAPoissonRegression) {
  // R 4.2: glm(x ~ after, quasipoisson): ratio 0.511363636363637, its error 0.114803767642379 at dispersion 0.392424255089671, which is taken for 1.
  const ChangePoint found = change_at(kCounts, {}, 6);
  EXPECT_NEAR(found.ratio, 0.511363636363637, 1e-12);
  EXPECT_DOUBLE_EQ(found.dispersion, 1);
  EXPECT_NEAR(std::log(found.upper / found.ratio) / 1.959963984540054, 0.114803767642379 / std::sqrt(0.392424255089671), 1e-7);
  EXPECT_EQ(found.first_after, 6u);
}

TEST(ChangePoint, WithAControlIsTheRatioOfTheRatios) {
  // R 4.2: glm(cbind(x, control) ~ after, quasibinomial).
  const ChangePoint found = change_at(kCounts, kControl, 6);
  EXPECT_NEAR(found.ratio, 0.525914634146342, 1e-12);
  EXPECT_NEAR(std::log(found.upper / found.ratio) / 1.959963984540054, 0.1146141314061909 / std::sqrt(0.315752500086672), 1e-7);
}

TEST(ChangePoint, IsLookedForWhereItIsNotKnown) {
  // The greatest log likelihood ratio over all splits, by R.
  const ChangePoint found = find_change(kCounts, {}, {.count = 999, .seed = 1});
  EXPECT_EQ(found.first_after, 6u);
  EXPECT_NEAR(found.llr, 7.07759267472602, 1e-9);
  EXPECT_LE(found.p, 0.01);
}

TEST(ChangePoint, IsFoundByChanceAsOftenAsPSays) {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    RandomSequence random{CounterRandom(seed)};
    std::vector<double> counts;
    for (int step = 0; step < 24; ++step) {
      double sum = -std::log(random.uniform()), count = 0;
      while (sum < 8) sum -= std::log(random.uniform()), ++count;
      counts.push_back(count);
    }
    found += find_change(counts, {}, {.count = 199, .seed = seed}).p <= 0.05;
  }
  EXPECT_LE(found, 20);  // 10 are expected
}

TEST(ChangePoint, PassesOverMissingStepsAndSaysWhatItCannot) {
  std::vector<double> counts = kCounts;
  counts[3] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NEAR(change_at(counts, {}, 6).before, (14 + 18 + 12 + 15 + 13) / 5.0, 1e-12);
  EXPECT_FALSE(change_at(kCounts, {}, 2).withheld.empty());
  EXPECT_FALSE(change_at(std::vector<double>(12, 0), {}, 6).withheld.empty());
  EXPECT_FALSE(find_change(std::vector<double>{1, 2, 3}, {}, {}).withheld.empty());
  const ChangePoint one_sided = find_change(std::vector<double>{0, 0, 0, 0, 9, 9, 9, 9}, {}, {.count = 99, .seed = 1});
  EXPECT_EQ(one_sided.first_after, 4u);
  EXPECT_TRUE(std::isnan(one_sided.ratio));
}

}  // namespace
}  // namespace dmp::stats
