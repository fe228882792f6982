#include "stats/permutation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace dmp::stats {
namespace {

TEST(ConditionalDraws, NeverDrawTheOwnAreaNorOneTwice) {
  for (const std::size_t at_once : {1, 5, 9}) {
    ConditionalDraws draws(CounterRandom(1, 2), 10, 3, at_once);
    for (int b = 0; b < 200; ++b) {
      const auto sample = draws.next();
      const std::set<std::uint32_t> seen(sample.begin(), sample.end());
      EXPECT_EQ(seen.size(), at_once);
      EXPECT_FALSE(seen.contains(3));
      EXPECT_LT(*seen.rbegin(), 10U);
    }
  }
}

// Chi-square of the ordered pairs over 40,000 draws stays within 4.5 standard deviations of its mean (chance beyond: about 1 in 100,000).
// Two of nine others are compared one by one, two of five come from the pool: both ways are held against it.
TEST(ConditionalDraws, DrawEveryOrderedPairEquallyOften) {
  for (const std::size_t areas : {std::size_t{6}, std::size_t{10}}) {
    ConditionalDraws draws(CounterRandom(7, 1), areas, 2, 2);
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> times;
    const double all = 40000;
    for (int b = 0; b < all; ++b) {
      const auto sample = draws.next();
      ++times[{sample[0], sample[1]}];
    }
    const double pairs = static_cast<double>((areas - 1) * (areas - 2));
    EXPECT_EQ(static_cast<double>(times.size()), pairs);
    double chi_square = 0;
    for (const auto& [pair, count] : times) chi_square += (count - all / pairs) * (count - all / pairs) / (all / pairs);
    EXPECT_LT(chi_square, pairs - 1 + 4.5 * std::sqrt(2 * (pairs - 1)));
  }
}

TEST(Tail, TwoSidedIsTwiceTheSmallerAndAtMostOne) {
  Tail tail(2);
  for (const double simulated : {0., 1., 2., 3.}) tail.add(simulated);
  Permutations four{.count = 4, .seed = 0};
  EXPECT_EQ(tail.p(four), 1);
  four.alternative = Alternative::greater;
  EXPECT_DOUBLE_EQ(tail.p(four), 3.0 / 5);
  four.alternative = Alternative::less;
  EXPECT_DOUBLE_EQ(tail.p(four), 4.0 / 5);
  four.count = 0;
  EXPECT_TRUE(std::isnan(tail.p(four)));
}

}  // namespace
}  // namespace dmp::stats
