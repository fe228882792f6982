#include "stats/excess.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/random.hpp"

namespace dmp::stats {
namespace {

// R 4.2: ppois(9, 4, lower.tail = FALSE); pnbinom(9, size = 4 / 0.5, mu = 4, lower.tail = FALSE) has size = mu^2 / (between E^2).
TEST(Excess, TailsAreThoseOfPoissonAndNegativeBinomial) {
  EXPECT_NEAR(excess_p(10, 4, {1, 0}), 0.00813224, 1e-8);
  EXPECT_NEAR(excess_p(10, 4, {1, 0.5}), 0.07514663, 1e-8);
  EXPECT_NEAR(shortfall_p(1, 4, {1, 0}), 0.09157819, 1e-8);
  EXPECT_NEAR(shortfall_p(1, 4, {1, 0.5}), 0.25925926, 1e-8);
  EXPECT_EQ(excess_p(0, 4, {1, 0}), 1);
  EXPECT_TRUE(std::isnan(excess_p(1, 0, {1, 0})));
}

/// Counts of places whose own rates vary with the variance, of which the first few are so many times as hot.
std::vector<double> county(std::size_t places, double mean, double variance, std::size_t hot, double times, std::uint64_t seed) {
  RandomSequence random(CounterRandom(seed, 1));
  std::vector<double> counts;
  for (std::size_t i = 0; i < places; ++i) {
    const double own = std::exp(std::sqrt(std::log1p(variance)) * random.normal() - std::log1p(variance) / 2) * (i < hot ? times : 1) * mean;
    double sum = 0, count = -1;
    while (sum < own) sum -= std::log(random.uniform()), ++count;
    counts.push_back(count);
  }
  return counts;
}

TEST(Excess, TheUsualVariationIsThatOfOrdinaryPlacesDespiteHotOnes) {
  const std::vector<double> expected(4000, 20);
  const UsualVariation plain = usual_variation(county(4000, 20, 0, 0, 1, 1), expected), varied = usual_variation(county(4000, 20, 0.09, 0, 1, 2), expected),
                       spiked = usual_variation(county(4000, 20, 0.09, 160, 8, 3), expected);
  EXPECT_NEAR(plain.mean_ratio, 1, 0.02);
  EXPECT_NEAR(plain.between, 0, 0.005);
  EXPECT_NEAR(varied.between, 0.09, 0.015);
  // Four in a hundred are eight times as hot: their own share of the plain variance would be near 2.
  EXPECT_NEAR(spiked.mean_ratio, 1, 0.05);
  EXPECT_NEAR(spiked.between, 0.09, 0.05);
}

TEST(Excess, AmongOrdinaryPlacesSmallPAreAsRareAsTheySay) {
  const std::vector<double> expected(4000, 12), counts = county(4000, 12, 0.1, 0, 1, 5);
  const UsualVariation usual = usual_variation(counts, expected);
  int below = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) below += excess_p(counts[i], expected[i], usual) < 0.01;
  EXPECT_LT(below, 4000 * 0.016);
}

TEST(Excess, FewPlacesAndNoEventsGiveNoVariation) {
  EXPECT_EQ(usual_variation(std::vector<double>{5, 9}, std::vector<double>{7, 7}).between, 0);
  EXPECT_EQ(usual_variation(std::vector<double>(20, 0.0), std::vector<double>(20, 1.0)).mean_ratio, 0);
  EXPECT_EQ(usual_variation({}, {}).mean_ratio, 1);
}

}  // namespace
}  // namespace dmp::stats
