#include "stats/conditional_sums.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/hypergeometric.hpp>
#include <cmath>
#include <vector>

namespace dmp::stats {
namespace {

std::vector<double> drawn(const std::vector<double>& values, std::size_t own, std::size_t neighbours, std::size_t count) {
  const std::vector<double> weights(neighbours, 1.0);
  ConditionalSums sums(CounterRandom(7, own + 1), values, own, weights);
  std::vector<double> result(count);
  sums.fill(result);
  return result;
}

TEST(ConditionalSums, OfMarkedPlacesFollowTheHypergeometricDistribution) {
  // 300 places, 40 of them marked, the fixed one among them: 39 of the 299 others; eight neighbours.
  std::vector<double> values(300, 0.0);
  for (std::size_t i = 0; i < 40; ++i) values[7 * i % 300] = 1;
  constexpr std::size_t kCount = 400'000;
  std::vector<double> seen(9, 0.0);
  for (const double sum : drawn(values, 0, 8, kCount)) seen[static_cast<std::size_t>(sum)] += 1;
  const boost::math::hypergeometric exact(39, 8, 299);
  for (unsigned s = 0; s < 6; ++s) {
    const double p = boost::math::pdf(exact, s), deviation = std::sqrt(p * (1 - p) / kCount);
    EXPECT_NEAR(seen[s] / kCount, p, 4.5 * deviation) << s;
  }
}

TEST(ConditionalSums, NeverDrawAPlaceTwiceNorThePlaceItself) {
  // The tightest samples that are drawn side by side: 24 of 96 others. A single marked place can be met once, the own one never.
  for (const std::size_t marked : {std::size_t{0}, std::size_t{50}, std::size_t{96}}) {
    std::vector<double> values(97, 0.0);
    values[marked] = 1;
    std::size_t met = 0;
    for (const double sum : drawn(values, 50, 24, 20'000)) {
      ASSERT_TRUE(sum == 0 || sum == 1) << sum;
      met += sum == 1;
    }
    if (marked == 50) EXPECT_EQ(met, 0u);
    else EXPECT_NEAR(static_cast<double>(met) / 20'000, 24.0 / 96, 0.015);
  }
}

TEST(ConditionalSums, LargeSamplesAreDrawnWithoutReplacementToo) {
  const std::vector<double> values(31, 1.0);
  for (const double sum : drawn(values, 3, 30, 100)) EXPECT_EQ(sum, 30);
}

TEST(ConditionalSums, AreTheSameHoweverTheyAreAskedFor) {
  std::vector<double> values(1000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i * i % 977);
  const std::vector<double> weights = {0.5, 0.25, 0.125, 0.125};
  ConditionalSums at_once(CounterRandom(1, 5), values, 4, weights), piecemeal(CounterRandom(1, 5), values, 4, weights);
  std::vector<double> whole(203), parts(203);
  at_once.fill(whole);
  std::size_t done = 0;
  for (const std::size_t size : {1, 5, 16, 40, 141}) {
    piecemeal.fill(std::span(parts).subspan(done, size));
    done += size;
  }
  EXPECT_EQ(done, parts.size());
  EXPECT_EQ(whole, parts);
}

}  // namespace
}  // namespace dmp::stats
