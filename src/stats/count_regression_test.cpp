#include "stats/count_regression.hpp"

#include <gtest/gtest.h>

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>

#include "stats/normal.hpp"
#include "stats/random.hpp"
#include "stats/rate.hpp"

namespace dmp::stats {
namespace {

/// Twenty-four places: a score, a group of three, and a seventh place with three times its count.
CountData places() {
  const std::vector<double> score = {6,    9.4,  12.8, 16.2, 14.6, 18,   21.3, 24.7, 28.1, 26.5, 29.9, 33.3,
                                     36.7, 40.1, 38.5, 41.9, 45.3, 48.7, 52,   50.4, 53.8, 57.2, 60.6, 64};
  const std::vector<double> residents = {1180, 1020, 1300, 1140, 980,  1260, 1100, 940,  1220, 1060, 900,  1180,
                                         1020, 1300, 1140, 980,  1260, 1100, 940,  1220, 1060, 900,  1180, 1020};
  CountData data;
  data.count = {9, 9, 3, 21, 9, 13, 45, 8, 9, 20, 16, 16, 30, 12, 20, 13, 29, 13, 14, 16, 24, 19, 25, 24};
  data.terms = 4;
  for (std::size_t i = 0; i < score.size(); ++i) {
    data.offset.push_back(std::log(residents[i]));
    const std::size_t group = (i + 1) % 3;
    for (const double x : {1.0, score[i], group == 1 ? 1.0 : 0.0, group == 2 ? 1.0 : 0.0}) data.design.push_back(x);
  }
  return data;
}

// R 4.2.2: glm(y ~ x + g + offset(log(pop)), family = poisson)
TEST(CountRegression, PoissonAgreesWithR) {
  const CountFit fit = fit_counts(places(), CountFamily::poisson);
  ASSERT_TRUE(fit.converged);
  const std::vector<double> coefficients = {-4.8454059237826437, 0.0136258805533762, 0.5158173211998237, 0.0684676361166207};
  const std::vector<double> errors = {0.14885326318538952, 0.00298546603480756, 0.11946384680736041, 0.12751955828872949};
  for (std::size_t j = 0; j < 4; ++j) {
    EXPECT_NEAR(fit.coefficients[j], coefficients[j], 1e-9);
    EXPECT_NEAR(fit.standard_errors[j], errors[j], 1e-9);
  }
  EXPECT_NEAR(fit.deviance, 73.43923155602563, 1e-8);
  EXPECT_NEAR(fit.log_likelihood, -91.54850982765569, 1e-8);
  EXPECT_NEAR(fit.aic, 191.09701965531139, 1e-8);
  EXPECT_NEAR(fit.dispersion, 3.88605677630332, 1e-7);
  EXPECT_NEAR(fit.leverage[6], 0.14349446551406, 1e-8);
  EXPECT_NEAR(fit.cooks_distance[6], 1.65844603737806, 1e-7);
}

// R 4.2.2, MASS 7.3-58.2: glm.nb(y ~ x + g + offset(log(pop))), epsilon 1e-14
TEST(CountRegression, NegativeBinomialAgreesWithMass) {
  const CountFit fit = fit_counts(places(), CountFamily::negative_binomial);
  ASSERT_TRUE(fit.converged);
  const std::vector<double> coefficients = {-4.9471185844552590, 0.0156313398631797, 0.5739867009200057, 0.0913899285901218};
  const std::vector<double> errors = {0.24900003936886808, 0.00516805021438839, 0.20938433777762377, 0.21477405950123296};
  for (std::size_t j = 0; j < 4; ++j) {
    EXPECT_NEAR(fit.coefficients[j], coefficients[j], 1e-7);
    EXPECT_NEAR(fit.standard_errors[j], errors[j], 1e-7);
  }
  EXPECT_NEAR(fit.alpha, 0.1150107160782845, 1e-8);
  EXPECT_NEAR(fit.alpha_standard_error, 0.0493219967351063, 1e-9);  // its formula at the last theta; MASS takes it one step earlier
  EXPECT_NEAR(fit.deviance, 23.9105474873620025, 1e-6);
  EXPECT_NEAR(fit.log_likelihood, -79.4540989037568863, 1e-8);
  EXPECT_NEAR(fit.aic, 168.9081978075137727, 1e-7);
  EXPECT_NEAR(fit.dispersion, 1.2480484783187564, 1e-6);
  EXPECT_NEAR(fit.leverage[6], 0.143278474124347, 1e-7);
  EXPECT_NEAR(fit.cooks_distance[6], 0.514140608737209, 1e-6);
  EXPECT_NEAR(deviance_residual(9, fit.expected[0], fit.alpha), -1.24361906532931, 1e-7);
  EXPECT_NEAR(deviance_residual(45, fit.expected[6], fit.alpha), 2.49066135507607, 1e-7);
}

// The same with one row left out: predict(se.fit = TRUE), and pnbinom(y, size = 1 / ((1 + a) exp(se^2) - 1), mu) averaged over a.
TEST(CountRegression, EachPlaceIsPredictedWithoutItselfAsInR) {
  const CountData data = places();
  const CountFit fit = fit_counts(data, CountFamily::negative_binomial);
  const auto predictions = predict_left_out(data, fit);
  struct Golden {
    std::size_t row;
    double expected, error, alpha, alpha_error, p, below;
  };
  for (const Golden& golden : {Golden{0, 18.3554710387443, 0.219687253830079, 0.107502224701, 0.0480646928598995, 0.285411052625461, 0.142705526312731},
                               Golden{6, 15.2482293095491, 0.139159267460864, 0.0525963519257852, 0.0345767183808718, 0.000910581820990861, 0.999634571981919},
                               Golden{23, 18.3816439892901, 0.236482076384086, 0.120255500346706, 0.052124986621316, 0.502255442546032, 0.777734940053897}}) {
    const CountPrediction& prediction = predictions[golden.row];
    EXPECT_NEAR(prediction.expected, golden.expected, 1e-5);
    EXPECT_NEAR(prediction.log_standard_error, golden.error, 1e-6);
    EXPECT_NEAR(prediction.alpha, golden.alpha, 1e-6);
    EXPECT_NEAR(prediction.alpha_standard_error, golden.alpha_error, 1e-6);
    EXPECT_NEAR(predictive_p(data.count[golden.row], prediction), golden.p, 1e-6);
    EXPECT_NEAR(predictive_probability(data.count[golden.row], prediction), golden.below, 1e-6);
  }
}

TEST(CountRegression, WithoutExcessScatterTheNegativeBinomialIsPoisson) {
  CountData data = places();
  const CountFit first = fit_counts(data, CountFamily::poisson);
  for (std::size_t i = 0; i < data.size(); ++i) data.count[i] = std::round(first.expected[i]);
  const CountFit poisson = fit_counts(data, CountFamily::poisson), negative = fit_counts(data, CountFamily::negative_binomial);
  EXPECT_EQ(negative.alpha, 0);
  EXPECT_NEAR(negative.coefficients[1], poisson.coefficients[1], 1e-12);
  const CountPrediction sure{4.0, 0, 0, 0};
  EXPECT_NEAR(predictive_probability(3, sure), 0.43347012036670896, 1e-12);  // ppois(3, 4)
}

TEST(CountRegression, RefusesWhatCannotBeFitted) {
  CountData data = places();
  data.count[2] = 2.5;
  EXPECT_EQ(fit_counts(data, CountFamily::poisson).withheld, "a count is negative, missing or not a whole number");
  data = places();
  data.offset[1] = std::log(0.0);
  EXPECT_EQ(fit_counts(data, CountFamily::poisson).withheld, "a place has no population");
  data = places();
  std::fill(data.count.begin(), data.count.end(), 0);
  EXPECT_EQ(fit_counts(data, CountFamily::poisson).withheld, "nothing was counted");
  data = places();
  for (std::size_t i = 0; i < data.size(); ++i) data.design[4 * i + 1] = 2;
  EXPECT_EQ(fit_counts(data, CountFamily::poisson).withheld, "explaining values depend on each other");
  data = places();
  data.count.resize(4), data.offset.resize(4), data.design.resize(16);
  EXPECT_EQ(fit_counts(data, CountFamily::poisson).withheld, "no more places than terms");
  EXPECT_EQ(find_outliers(data, CountFamily::negative_binomial, 0.05).withheld, "too few areas to tell what is usual among them");
}

TEST(CountRegression, AGroupWithoutAnyCountHasNoneExpected) {
  CountData data = places();
  for (std::size_t i = 0; i < data.size(); ++i)
    if (data.design[4 * i + 3] > 0) data.count[i] = 0;
  const CountFit fit = fit_counts(data, CountFamily::negative_binomial);
  EXPECT_LT(fit.expected[1], 1e-3);
  EXPECT_GT(fit.expected[2], 5);
}

TEST(CountRegression, TheIntervalOfTheRatioHoldsBothDoubts) {
  const Interval sure = observed_ratio_interval(20, {10, 0, 0, 0}, 0.95), unsure = observed_ratio_interval(20, {10, 0.2, 0, 0}, 0.95);
  const Interval byar = byar_interval(20, 0.95);
  EXPECT_NEAR(sure.lower, byar.lower / 10, 1e-12);
  EXPECT_NEAR(sure.upper, byar.upper / 10, 1e-12);
  EXPECT_NEAR(std::log(2 / unsure.lower), std::hypot(std::log(20 / byar.lower), 1.959963984540054 * 0.2), 1e-12);
  EXPECT_EQ(observed_ratio_interval(0, {10, 0.2, 0, 0}, 0.95).lower, 0);
  EXPECT_GT(observed_ratio_interval(0, {10, 0.2, 0, 0}, 0.95).upper, 0.3688);
}

/// A made-up county of `places` wards whose counts follow deprivation and scatter by alpha; the first `outliers` have `ratio`
/// times as many.
CountData invented(std::uint64_t seed, std::size_t places, double alpha, std::size_t outliers, double ratio) {
  RandomSequence random(CounterRandom(seed, 7));
  CountData data;
  data.terms = 2;
  for (std::size_t i = 0; i < places; ++i) {
    const double score = random.normal(), at_risk = 4000 + 8000 * random.uniform();
    double mean = at_risk * 0.003 * std::exp(0.4 * score) * (i < outliers ? ratio : 1);
    if (alpha > 0) mean *= alpha * boost::math::gamma_p_inv(1 / alpha, random.uniform());
    const double draw = random.uniform();
    double count = 0;
    while (boost::math::gamma_q(count + 1, mean) < draw) ++count;
    data.count.push_back(count);
    data.offset.push_back(std::log(at_risk));
    data.design.insert(data.design.end(), {1, score});
  }
  return data;
}

struct Rates {
  double false_share = 0, any_false = 0, power = 0;
};

Rates rates_over(int runs, std::size_t places, double alpha, std::size_t outliers, double ratio) {
  Rates rates;
  for (int run = 0; run < runs; ++run) {
    const OutlierSearch search = find_outliers(invented(static_cast<std::uint64_t>(run) + 1, places, alpha, outliers, ratio), CountFamily::negative_binomial, 0.05);
    double right = 0, wrong = 0;
    for (std::size_t i = 0; i < places; ++i) (i < outliers ? right : wrong) += search.found[i];
    rates.false_share += wrong > 0 ? wrong / (wrong + right) / runs : 0;
    rates.any_false += (wrong > 0 ? 1.0 : 0.0) / runs;
    rates.power += outliers ? right / static_cast<double>(outliers) / runs : 0;
  }
  return rates;
}

// Over 100 runs each with 30, 60 and 120 places and alpha 0, 0.03 and 0.1 the share of runs with anything found where nothing was
// planted was 0.01 to 0.06, the false share beside planted places 0.02 to 0.04; fewer are run here.
TEST(OutlierSearch, KeepsTheFalseDiscoveryRateAndFindsPlantedPlaces) {
  constexpr int kRuns = 60;
  const double doubt = 2 * std::sqrt(0.05 * 0.95 / kRuns);
  for (const double alpha : {0.0, 0.05}) {
    const Rates none = rates_over(kRuns, 40, alpha, 0, 1), some = rates_over(kRuns, 40, alpha, 4, 2.6);
    EXPECT_LE(none.any_false, 0.05 + doubt) << alpha;
    EXPECT_LE(some.false_share, 0.05 + doubt) << alpha;
    EXPECT_GE(some.power, alpha > 0 ? 0.6 : 0.95);
  }
}

TEST(OutlierSearch, OneOutlierDoesNotHideAnother) {
  const CountData data = invented(11, 60, 0.02, 6, 3);
  const OutlierSearch search = find_outliers(data, CountFamily::negative_binomial, 0.05);
  EXPECT_EQ(std::accumulate(search.found.begin(), search.found.begin() + 6, 0), 6);
  EXPECT_GT(search.rounds, 1);
  EXPECT_EQ(search.fit.used, 60U - static_cast<std::size_t>(std::accumulate(search.found.begin(), search.found.end(), 0)));
}

TEST(OutlierSearch, ResidualsAreStandardNormalWhereTheModelHolds) {
  const CountData data = invented(3, 400, 0.05, 0, 1);
  const OutlierSearch search = find_outliers(data, CountFamily::negative_binomial, 0.05);
  const CounterRandom random(1);
  double mean = 0, square = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const double residual = quantile_residual(data.count[i], search.predictions[i], random.uniforms(i)[0]);
    mean += residual / 400, square += residual * residual / 400;
  }
  EXPECT_NEAR(mean, 0, 0.1);
  EXPECT_NEAR(square, 1, 0.15);
}

TEST(OutlierSearch, OneStepPredictionsAgreeWithRefits) {
  // 520 places are predicted by one step; the fit to all but one is made by leaving it out.
  const CountData data = invented(5, 520, 0.05, 0, 1);
  const CountFit fit = fit_counts(data, CountFamily::negative_binomial);
  const auto predictions = predict_left_out(data, fit);
  for (const std::size_t i : {0U, 100U, 519U}) {
    std::vector<char> used(data.size(), 1);
    used[i] = 0;
    const CountFit without = fit_counts(data, CountFamily::negative_binomial, used);
    EXPECT_NEAR(predictions[i].expected / without.expected[i], 1, 2e-4);
    EXPECT_NEAR(predictive_p(data.count[i], predictions[i]), predictive_p(data.count[i], predict_left_out(data, without, used)[i]), 5e-3);
  }
}

}  // namespace
}  // namespace dmp::stats
