#include "stats/draws.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/copula.hpp"
#include "stats/distribution.hpp"
#include "stats/normal.hpp"
#include "stats/order_statistics.hpp"
#include "stats/quantile_table.hpp"
#include "stats/random.hpp"

namespace dmp::stats {
namespace {

/// Known answer of the generator's authors: Random123, kat_vectors, philox4x32 10 rounds, all words set.
TEST(Draws, BlocksAreThoseOfTheAuthorsKnownAnswers) {
  const auto zero = CounterRandom(0, 0).block(0);
  EXPECT_EQ(zero, (std::array<std::uint32_t, 4>{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}));
  const auto ones = CounterRandom(~0ULL, ~0ULL).block(~0ULL);
  EXPECT_EQ(ones, (std::array<std::uint32_t, 4>{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}));
}

TEST(Draws, AreTheWordsOfTheGeneratorHoweverTheyAreCut) {
  std::vector<double> whole(1000), pieces(1000);
  fill_uniforms(7, 11, 3, whole);
  for (std::size_t begin = 0; begin < 1000;) {
    const std::size_t size = std::min<std::size_t>(1 + begin % 97, 1000 - begin);
    fill_uniforms(7, 11, 3 + begin, std::span(pieces).subspan(begin, size));
    begin += size;
  }
  EXPECT_EQ(whole, pieces);
  const CounterRandom random(7, 11);
  for (std::size_t i = 0; i < 1000; ++i) EXPECT_EQ(whole[i], (static_cast<double>(random.block((i + 3) / 4)[(i + 3) % 4]) + 0.5) / 4294967296.0);
}

TEST(Draws, StreamsOfDifferentNamesAreUncorrelated) {
  constexpr std::size_t n = 100'000;
  std::vector<double> a(n), b(n);
  fill_uniforms(1, stream_of("price"), 0, a);
  fill_uniforms(1, stream_of("purity"), 0, b);
  double sum = 0, product = 0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i], product += (a[i] - 0.5) * (b[i] - 0.5);
  EXPECT_NEAR(sum / n, 0.5, 4 * std::sqrt(1.0 / 12 / n));
  EXPECT_NEAR(12 * product / n, 0, 4 / std::sqrt(static_cast<double>(n)));
}

TEST(QuantileTable, IsWithinOneMillionthForTheDistributionsOfTheField) {
  const std::vector<Distribution> distributions = {
      Pert{1, 2, 6, 4}, Pert{0.1, 0.15, 0.8, 4}, Pert{0, 0.01, 1, 4}, Normal{10, 2}, LogNormal{0, 0.1}, LogNormal{2, 0.5}, LogNormal{0, 1.2},
      Beta{2, 5}, Beta{0.5, 0.5}, Beta{600, 20000}, Gamma{2, 3}, Gamma{0.5, 1}, Triangular{0, 0.3, 1}, Uniform{2, 5}};
  for (const Distribution& distribution : distributions) {
    const QuantileTable table([&](double p) { return quantile(distribution, p); },
                              [&](std::span<const double> p, std::span<double> x, std::span<double> slope) { return quantiles_with_slopes(distribution, p, x, slope); });
    EXPECT_LT(table.worst_error(), distribution.index() == 1 ? 1e-4 : 1e-6) << distribution.index();
    for (const double p : {1e-9, 1e-6, 0.001, 0.25, 0.5, 0.75, 0.999, 1 - 1e-6}) {
      const double right = quantile(distribution, p);
      EXPECT_NEAR(table(p), right, 1e-4 * std::max(1.0, std::fabs(right))) << distribution.index() << " at " << p;
    }
  }
}

TEST(QuantileTable, GivesTheMomentsOfTheDistribution) {
  constexpr std::size_t n = 200'000;
  std::vector<double> x(n);
  fill_uniforms(1, 2, 0, x);
  const Pert pert{10, 30, 90, 4};
  QuantileTable([&](double p) { return quantile(pert, p); }).transform(x);
  const double average = std::accumulate(x.begin(), x.end(), 0.0) / n;
  double squares = 0;
  for (const double v : x) squares += (v - average) * (v - average);
  EXPECT_NEAR(average, mean(pert), 4 * std::sqrt(variance(pert) / n));
  EXPECT_NEAR(squares / n, variance(pert), 0.02 * variance(pert));
}

/// R 4.2.2: set of 11 numbers, quantile(x, c(0.025, 0.1, 0.25, 0.5, 0.9, 1)).
TEST(OrderStatistics, AreThoseOfR) {
  const std::vector<double> x = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
  const std::vector<double> p = {0.025, 0.1, 0.25, 0.5, 0.9, 1};
  const std::vector<double> right = {1, 1, 2.5, 4, 6, 9};
  EXPECT_EQ(quantiles_of(x, p), right);
  EXPECT_TRUE(std::isnan(quantiles_of({}, p)[0]));
}

TEST(OrderStatistics, AreThoseOfTheSortedNumbers) {
  std::vector<double> x(50'001);
  fill_uniforms(3, 4, 0, x);
  for (double& v : x) v = std::exp(3 * normal_quantile(v));  // a long tail: most numbers in one bucket
  const std::vector<double> p = {0.001, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.999};
  const std::vector<double> found = quantiles_of(x, p);
  std::sort(x.begin(), x.end());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double at = p[i] * 50'000;
    const auto k = static_cast<std::size_t>(at);
    EXPECT_DOUBLE_EQ(found[i], x[k] + (at - std::floor(at)) * (x[k + 1] - x[k]));
  }
}

TEST(Copula, CholeskyGivesTheMatrixBackAndRefusesWhatIsNoCorrelation) {
  const Matrix matrix = {{1, 0.5, 0.2}, {0.5, 1, -0.3}, {0.2, -0.3, 1}};
  const auto lower = cholesky(matrix);
  ASSERT_TRUE(lower);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < 3; ++k) sum += (*lower)[i][k] * (*lower)[j][k];
      EXPECT_NEAR(sum, matrix[i][j], 1e-14);
    }
  EXPECT_FALSE(cholesky({{1, 0.9, -0.9}, {0.9, 1, 0.9}, {-0.9, 0.9, 1}}));
  EXPECT_FALSE(cholesky({{1, 0.5}, {0.4, 1}}));
  EXPECT_DOUBLE_EQ(normal_correlation_of_rank(1), 1);
}

}  // namespace
}  // namespace dmp::stats
