#include "stats/survival.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/cox.hpp"
#include "stats/fellegi_sunter.hpp"
#include "stats/text_similarity.hpp"

namespace dmp::stats {
namespace {

// Expected values of this file: R 4.2.2 with survival 3.5-3 and cmprsk 2.2-11 over these sixteen people.
const std::vector<double> kTime = {5, 8, 8, 12, 15, 15, 15, 20, 22, 30, 31, 31, 40, 45, 45, 50};
const std::vector<int> kCause = {1, 1, 0, 1, 1, 1, 0, 2, 1, 0, 1, 2, 1, 0, 2, 1};
const std::vector<std::size_t> kGroup = {0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0};
const std::vector<double> kX = {1.2, .5, .3, 2, 1.1, .7, .4, .9, 1.5, .1, .8, .6, .2, .3, 1.0, .5};
const std::vector<double> kStart = {0, 2, 1, 0, 5, 3, 0, 8, 10, 0, 2, 12, 20, 0, 5, 30};

Followed competing() { return {.start = {}, .time = kTime, .status = kCause}; }
Followed any_event() {
  Followed followed = competing();
  for (int& status : followed.status) status = status != 0;
  return followed;
}

const SurvivalStep& at(const std::vector<SurvivalStep>& curve, double time) {
  for (const auto& step : curve)
    if (step.time == time) return step;
  throw std::out_of_range("no step");
}

TEST(KaplanMeier, MatchesSurvfitOfR) {
  const auto curve = kaplan_meier(any_event());
  ASSERT_EQ(curve.size(), 11U);
  const SurvivalStep& fifteen = at(curve, 15);
  EXPECT_EQ(fifteen.at_risk, 12);
  EXPECT_EQ(fifteen.events, 2);
  EXPECT_EQ(fifteen.censored, 1);
  EXPECT_NEAR(fifteen.survival, 0.673076923076923, 1e-14);
  EXPECT_NEAR(fifteen.survival * std::sqrt(fifteen.greenwood), 0.1204139967359386, 1e-14);
  const Interval log = survival_interval(fifteen, SurvivalScale::log, 0.95);
  EXPECT_NEAR(log.lower, 0.4740062496811538, 1e-13);
  EXPECT_NEAR(log.upper, 0.955752259982725, 1e-13);
  const Interval log_log = survival_interval(fifteen, SurvivalScale::log_log, 0.95);
  EXPECT_NEAR(log_log.lower, 0.382928510563633, 1e-13);
  EXPECT_NEAR(log_log.upper, 0.849353546534141, 1e-13);
  EXPECT_NEAR(survival_interval(fifteen, SurvivalScale::plain, 0.95).lower, 0.437069826239960, 1e-13);
  EXPECT_EQ(survival_interval(at(curve, 5), SurvivalScale::log, 0.95).upper, 1);
  EXPECT_EQ(curve.back().survival, 0);
  EXPECT_TRUE(std::isnan(survival_interval(curve.back(), SurvivalScale::log, 0.95).upper));
}

TEST(KaplanMeier, RestrictedMeanMatchesSurvfitOfR) {
  const RestrictedMean mean = restricted_mean(kaplan_meier(any_event()), 30);
  EXPECT_NEAR(mean.value, 22.4855769230769, 1e-12);
  EXPECT_NEAR(mean.standard_error, 2.2564041456511, 1e-12);
}

TEST(KaplanMeier, DelayedEntryMatchesSurvfitOfR) {
  Followed followed = any_event();
  followed.start = kStart;
  const auto curve = kaplan_meier(followed);
  EXPECT_EQ(curve[0].at_risk, 9);
  EXPECT_EQ(at(curve, 15).at_risk, 10);
  EXPECT_NEAR(at(curve, 20).survival, 0.493714285714286, 1e-14);
}

TEST(KaplanMeier, WithoutCensoringIsTheShareStillThere) {
  const auto curve = kaplan_meier({.start = {}, .time = {3, 1, 2, 4}, .status = {1, 1, 1, 1}});
  for (std::size_t i = 0; i < curve.size(); ++i) EXPECT_NEAR(curve[i].survival, 1 - (i + 1) / 4.0, 1e-15);
  EXPECT_TRUE(kaplan_meier({}).empty());
}

TEST(LogRankTest, MatchesSurvdiffOfR) {
  const LogRank test = log_rank(any_event(), kGroup, {});
  EXPECT_NEAR(test.chi_square, 0.113127859840375, 1e-13);
  EXPECT_NEAR(test.expected[0], 6.53931623931624, 1e-13);
  std::vector<std::size_t> stratum;
  for (const double x : kX) stratum.push_back(x > 0.6);
  const LogRank stratified = log_rank(any_event(), kGroup, stratum);
  EXPECT_NEAR(stratified.chi_square, 0.240666654144989, 1e-13);
  EXPECT_NEAR(stratified.expected[1], 1.45833333333333 + 3.80357142857143, 1e-13);
  EXPECT_TRUE(std::isnan(log_rank(any_event(), std::vector<std::size_t>(16, 0), {}).p));
}

TEST(CumulativeIncidence, MatchesCmprsk) {
  const auto one = cumulative_incidence(competing(), 1), two = cumulative_incidence(competing(), 2);
  const std::vector<std::pair<double, double>> first = {{0.0625, 0.00390625}, {0.125, 0.00730902777777778}, {0.192307692307692, 0.0107581360946746}, {0.326923076923077, 0.015707883195864},
                                                        {0.326923076923077, 0.01570788319586397}, {0.4017094017094017, 0.01809155188172729}};
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_NEAR(one[i].incidence, first[i].first, 1e-14) << i;
    EXPECT_NEAR(one[i].variance, first[i].second, 1e-14) << i;
  }
  EXPECT_NEAR(one.back().incidence, 0.750712250712251, 1e-14);
  EXPECT_NEAR(one.back().variance, 0.0492495848259513, 1e-13);
  EXPECT_NEAR(two.back().incidence, 0.249287749287749, 1e-14);
  EXPECT_NEAR(two.back().variance, 0.0187988376729251, 1e-14);
}

TEST(CumulativeIncidence, OfAllCausesAndSurvivalAddUpToOne) {
  const auto one = cumulative_incidence(competing(), 1), two = cumulative_incidence(competing(), 2);
  const auto curve = kaplan_meier(any_event());
  for (std::size_t i = 0; i < curve.size(); ++i) EXPECT_NEAR(one[i].incidence + two[i].incidence + curve[i].survival, 1, 1e-14);
}

TEST(Cox, MatchesCoxphOfR) {
  std::vector<double> group(kGroup.begin(), kGroup.end());
  const std::vector<std::vector<double>> covariates = {kX, group};
  const CoxModel efron = cox(any_event(), covariates, Ties::efron);
  EXPECT_NEAR(efron.coefficient[0], 1.596825634334150, 1e-8);
  EXPECT_NEAR(efron.coefficient[1], 0.141321164355877, 1e-8);
  EXPECT_NEAR(efron.standard_error[0], 0.665526770410363, 1e-8);
  EXPECT_NEAR(efron.null_log_likelihood, -23.0911603538561, 1e-11);
  EXPECT_NEAR(efron.log_likelihood, -20.1972210966753, 1e-11);
  const CoxModel breslow = cox(any_event(), covariates, Ties::breslow);
  EXPECT_NEAR(breslow.coefficient[0], 1.59122860747554, 1e-8);
  EXPECT_NEAR(breslow.log_likelihood, -20.5035868045598, 1e-11);
  Followed late = any_event();
  late.start = kStart;
  const CoxModel delayed = cox(late, covariates, Ties::efron);
  EXPECT_NEAR(delayed.coefficient[0], 1.3760000372940253, 1e-7);
  EXPECT_NEAR(delayed.standard_error[1], 0.620020913829240, 1e-7);
  EXPECT_NEAR(delayed.log_likelihood, -18.8046254636513, 1e-10);
}

TEST(Cox, SaysWhyItIsWithheld) {
  const std::vector<std::vector<double>> constant = {std::vector<double>(16, 1)};
  EXPECT_FALSE(cox(any_event(), constant, Ties::efron).withheld.empty());
  EXPECT_EQ(cox({.start = {}, .time = {1, 2}, .status = {0, 0}}, std::vector<std::vector<double>>{{1, 2}}, Ties::efron).withheld, "no events");
}

// W. E. Winkler (1990), table 1, and the usual examples of each method.
TEST(TextSimilarity, MatchesThePublishedExamples) {
  EXPECT_NEAR(jaro_similarity("MARTHA", "MARHTA"), 0.944444, 1e-6);
  EXPECT_NEAR(jaro_winkler_similarity("MARTHA", "MARHTA"), 0.961111, 1e-6);
  EXPECT_NEAR(jaro_similarity("DIXON", "DICKSONX"), 0.766667, 1e-6);
  EXPECT_NEAR(jaro_winkler_similarity("DIXON", "DICKSONX"), 0.813333, 1e-6);
  EXPECT_NEAR(jaro_winkler_similarity("DWAYNE", "DUANE"), 0.84, 1e-6);
  EXPECT_EQ(levenshtein_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(damerau_levenshtein_distance("ca", "abc"), 2U);
  EXPECT_EQ(damerau_levenshtein_distance("robyn", "roybn"), 1U);
  EXPECT_EQ(levenshtein_distance("Zo\xC3\xAB", "Zoe"), 1U);
}

TEST(TextSimilarity, EmptyTextsAreLikeNoOther) {
  EXPECT_EQ(jaro_winkler_similarity("", ""), 0);
  EXPECT_EQ(jaro_similarity("", "a"), 0);
  EXPECT_EQ(levenshtein_distance("", "abc"), 3U);
  EXPECT_EQ(jaro_similarity("abc", "abc"), 1);
  EXPECT_EQ(soundex("123"), "");
}

// United States National Archives, The Soundex Indexing System (Ashcraft, Tymczak, Pfister, Lee, Gutierrez, Washington).
TEST(TextSimilarity, SoundexMatchesTheNationalArchives) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"Ashcraft", "A261"}, {"Tymczak", "T522"}, {"Pfister", "P236"}, {"Lee", "L000"}, {"Gutierrez", "G362"}, {"Washington", "W252"}, {"Robert", "R163"}};
  for (const auto& [name, key] : cases) EXPECT_EQ(soundex(name), key) << name;
}

// Names with the keys that follow from the published rules.
TEST(TextSimilarity, NysiisAndMetaphoneFollowTheirRules) {
  const std::vector<std::pair<std::string, std::string>> nysiis_keys = {{"Knight", "NAGT"}, {"MacDonald", "MCDANALD"}, {"Phillips", "FALAP"}, {"Robyn", "RABYN"}, {"Schmidt", "SNAD"}, {"Worthy", "WARTY"}, {"Casstevens", "CASTAFAN"}};
  for (const auto& [name, key] : nysiis_keys) EXPECT_EQ(nysiis(name), key) << name;
  const std::vector<std::pair<std::string, std::string>> metaphone_keys = {{"Thompson", "0MPSN"}, {"Knight", "NT"}, {"Smith", "SM0"}, {"Schmidt", "SKMTT"}, {"Philip", "FLP"}, {"Wright", "RT"}, {"Which", "WX"}, {"Lamb", "LM"}, {"Xavier", "SFR"}, {"Judge", "JJ"}, {"Nation", "NXN"}};
  for (const auto& [name, key] : metaphone_keys) EXPECT_EQ(metaphone(name), key) << name;
}

TEST(FellegiSunter, ProbabilityIsTheOddsOfTheWeight) {
  const MatchModel model{.lambda = 0.1, .m = {{0.1, 0.9}, {0.2, 0.8}}, .u = {{0.7, 0.3}, {0.9, 0.1}}};
  const std::vector<int> agree = {1, 1}, unknown = {-1, 1};
  EXPECT_NEAR(match_probability(match_weight(model, agree)), 0.1 * 0.72 / (0.1 * 0.72 + 0.9 * 0.03), 1e-14);
  EXPECT_NEAR(match_weight(model, unknown), std::log2(0.1 / 0.9 * 8), 1e-14);
}

}  // namespace
}  // namespace dmp::stats
