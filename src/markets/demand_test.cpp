#include "markets/demand.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "markets/market.hpp"
#include "markets/test_markets.hpp"
#include "markets/worked_checks.hpp"

namespace dmp::markets {
namespace {

/// A county of two authorities with known residents.
MarketInputs county() {
  MarketInputs inputs;
  inputs.period = core::financial_year(2023);
  AreaInputs first{"E06000001", "First", "authority", {}, {9000, 8800, 30000, 30500, 9000, 21000, 85000, 140000, true, 2023}, 0.2, {}};
  AreaInputs second{"E06000002", "Second", "authority", {}, {5000, 5200, 26000, 26500, 8000, 24000, 70000, 120000, true, 2023}, -0.1, {}};
  first.users["crack"] = {1500, 1200, 1850, "2019/20", "linked sources"};
  first.users["opiate"] = {2000, 1700, 2350, "2019/20", "linked sources"};
  AreaInputs whole{"E10000001", "County", "county", {1, 2}, {14000, 14000, 56000, 57000, 17000, 45000, 155000, 260000, true, 2023}, 0.06, {}};
  inputs.areas = {whole, first, second};
  return inputs;
}

Settings few(std::uint64_t draws) {
  Settings settings;
  settings.draws = draws;
  return settings;
}

TEST(WorkedChecks, OfTheCatalogueComeOut) {
  const auto faults = run_worked_checks(built_in_markets());
  for (const CheckFault& fault : faults)
    ADD_FAILURE() << fault.place.text() << " " << fault.market << ", " << fault.check << ": " << fault.result << " is " << fault.found << ", not " << fault.expected;
}

/// Domain reference, worked reproduction 1: 383,045 residents x 9.0%.
TEST(Demand, GivesThePublishedUsersOfBedfordshire) {
  catalogue::MarketExample example;
  example.population = 383045;
  example.period = "2017/18";
  EXPECT_NEAR(best_results(built_in_markets(), built_in_markets().market("any_drug"), example).at("users"), 34474, 0.1);
  EXPECT_NEAR(best_results(built_in_markets(), built_in_markets().market("powder_cocaine"), example).at("users"), 9959, 0.2);
  EXPECT_NEAR(best_results(built_in_markets(), built_in_markets().market("cannabis_herbal"), example).at("users"), 27579, 0.3);
}

TEST(Demand, IsTheSameBytesOnAnyNumberOfThreads) {
  const MarketInputs inputs = county();
  const auto models = demand_models(built_in_markets(), {}, inputs, {"powder_cocaine", "heroin", "crack"});
  Settings settings = few(10'007);  // no whole number of blocks
  settings.threads = 1;
  const Market one = simulate(models, inputs, settings);
  for (const unsigned threads : {2U, 5U}) {
    settings.threads = threads;
    const Market several = simulate(models, inputs, settings);
    for (std::size_t d = 0; d < one.drugs.size(); ++d)
      for (std::size_t a = 0; a < inputs.areas.size(); ++a)
        for (const auto& [output, summary] : one.drugs[d].areas[a].results) {
          const Summary& other = several.drugs[d].areas[a].results.at(output);
          EXPECT_EQ(summary.median, other.median) << output;
          EXPECT_EQ(summary.mean, other.mean) << output;
          EXPECT_EQ(summary.upper_99_8, other.upper_99_8) << output;
        }
  }
}

TEST(Demand, OfACountyIsTheSumOfItsAuthorities) {
  const MarketInputs inputs = county();
  const auto models = demand_models(built_in_markets(), {}, inputs, {});
  for (const DemandModel& model : models) {
    Block block(model.parameters().size(), 500);
    model.parameters().fill(1, 0, 0, block);
    std::vector<double> whole(500), first(500), second(500);
    model.users(block, 0, all_corrections(), whole);
    model.users(block, 1, all_corrections(), first);
    model.users(block, 2, all_corrections(), second);
    for (std::size_t i = 0; i < 500; ++i) ASSERT_DOUBLE_EQ(whole[i], first[i] + second[i]) << model.drug().id;
  }
}

TEST(Demand, OfCrackAndHeroinComesFromTheEstimatesOfTheirUsers) {
  const MarketInputs inputs = county();
  const auto models = demand_models(built_in_markets(), {}, inputs, {"crack"});
  const Market market = simulate(models, inputs, few(50'000));
  const Summary& users = market.drugs[0].areas[1].results.at("users");
  EXPECT_NEAR(users.median, 1500, 5);
  EXPECT_NEAR(users.upper_95 / users.lower_95, 1850.0 / 1200.0, 0.02);
  // The second authority has none: the national rate stands in, and it is said.
  EXPECT_NEAR(market.drugs[0].areas[2].results.at("users").median, 70000 * 0.0058, 15);
  ASSERT_FALSE(market.notes.empty());
  EXPECT_NE(market.notes.back().find("national rate stands in"), std::string::npos);
}

TEST(Demand, EveryCorrectionMovesTheUsersTheWayItShould) {
  const MarketInputs inputs = county();
  const auto models = demand_models(built_in_markets(), {}, inputs, {"powder_cocaine"});
  const Block best = models[0].parameters().best();
  const auto users = [&](const Corrections& corrections, std::size_t area) {
    double value = 0;
    models[0].users(best, area, corrections, std::span(&value, 1));
    return value;
  };
  const double survey = users({}, 1);
  EXPECT_DOUBLE_EQ(survey, (9000 + 8800 + 30000 + 30500) * 0.021);
  // 16 to 24 at 4.3%, 25 to 59 at (2.1 - 0.185 x 4.3) / 0.815 %; men 1.7 times as likely: 2 x 1.7 / 2.7 and 2 / 2.7.
  const double older = (0.021 - 0.185 * 0.043) / 0.815, men = 3.4 / 2.7, women = 2 / 2.7;
  EXPECT_NEAR(users({"age_sex"}, 1), 9000 * 0.043 * men + 8800 * 0.043 * women + 30000 * older * men + 30500 * older * women, 1e-9);
  EXPECT_NEAR(users({"deprivation"}, 1), survey * std::exp(0.1 * 0.2), 1e-9);
  EXPECT_NEAR(users({"under_reporting"}, 1), survey / 0.8, 1e-9);
  EXPECT_NEAR(users({"coverage"}, 1), survey / 0.93, 1e-9);
  EXPECT_NEAR(users({"over_59"}, 1), survey + 21000 * 0.021 * 0.106, 1e-9);
  EXPECT_NEAR(users({"under_16"}, 1), survey + 9000 * 0.043 * 0.25, 1e-9);
}

TEST(Demand, OfTypesAgesAndSexesAddsToTheWhole) {
  const MarketInputs inputs = county();
  const auto models = demand_models(built_in_markets(), {}, inputs, {"cannabis_herbal"});
  Block block(models[0].parameters().size(), 100);
  models[0].parameters().fill(1, 0, 0, block);
  std::vector<double> all(100);
  models[0].users(block, 0, all_corrections(), all);
  Consumption one(100);
  models[0].consumption(block, one);
  std::map<std::string, std::vector<double>> sums, masses;
  const auto groups = models[0].groups();
  const auto draws = models[0].breakdown(block, 0, all, one);
  ASSERT_EQ(groups.size(), draws.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    sums[groups[g].kind].resize(100), masses[groups[g].kind].resize(100);
    for (std::size_t i = 0; i < 100; ++i) sums[groups[g].kind][i] += draws[g].users[i], masses[groups[g].kind][i] += 1000 * draws[g].kilograms[i];
  }
  ASSERT_EQ(sums.size(), 3U);
  for (const auto& [kind, sum] : sums)
    for (std::size_t i = 0; i < 100; ++i) {
      EXPECT_NEAR(sum[i] / all[i], 1, 1e-12) << kind;
      EXPECT_NEAR(masses[kind][i] / (all[i] * one.grams[i]), 1, 1e-12) << kind;
    }
}

TEST(Demand, TakesAProfilesOwnParameters) {
  const MarketInputs inputs = county();
  catalogue::MarketSettings settings;
  catalogue::MarketParameter price;
  price.role = "price", price.purchase = 1, price.share = 1, price.unit = "GBP", price.distribution = {"fixed", {{"value", 100}}, {}, {}, {}};
  settings.overrides.push_back({"powder_cocaine", price});
  const auto models = demand_models(built_in_markets(), settings, inputs, {"powder_cocaine"});
  const Market market = simulate(models, inputs, few(2000));
  EXPECT_EQ(market.drugs[0].areas[0].results.at("price").median, 100);
  EXPECT_EQ(market.drugs[0].areas[0].results.at("price").upper_95, 100);
}

TEST(Demand, IntervalsLieInEachOther) {
  const MarketInputs inputs = county();
  const Market market = simulate(demand_models(built_in_markets(), {}, inputs, {}), inputs, few(5000));
  EXPECT_EQ(market.drugs.size(), 12U);
  for (const DrugMarket& drug : market.drugs)
    for (const AreaMarket& area : drug.areas)
      for (const auto& [output, s] : area.results) {
        EXPECT_TRUE(std::isfinite(s.mean)) << drug.id << " " << output;
        EXPECT_LE(s.lower_99_8, s.lower_95);
        EXPECT_LE(s.lower_95, s.lower_80);
        EXPECT_LE(s.lower_80, s.lower_50);
        EXPECT_LE(s.lower_50, s.median);
        EXPECT_LE(s.median, s.upper_50);
        EXPECT_LE(s.upper_50, s.upper_80);
        EXPECT_LE(s.upper_80, s.upper_95);
        EXPECT_LE(s.upper_95, s.upper_99_8);
      }
}

/// Mean and variance of a product of independent log-normals are known: mean exp(sum m + sum s2 / 2).
TEST(Demand, TheProductOfLogNormalsHasItsKnownMoments) {
  ParameterSet set;
  double m = 0, s2 = 0;
  for (int i = 0; i < 4; ++i) {
    catalogue::MarketParameter parameter;
    parameter.role = "factor" + std::to_string(i), parameter.distribution = {"lognormal", {{"meanlog", 0.1 * i}, {"sdlog", 0.2}}, {}, {}, {}};
    set.add({parameter.role, parameter, "", Sampler(parameter)});
    m += 0.1 * i, s2 += 0.04;
  }
  constexpr std::size_t n = 200'000;
  Block block(4, n);
  set.fill(5, 0, 0, block);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += block.column(0)[i] * block.column(1)[i] * block.column(2)[i] * block.column(3)[i];
  const double mean = std::exp(m + s2 / 2), sd = mean * std::sqrt(std::expm1(s2));
  EXPECT_NEAR(sum / n, mean, 4 * sd / std::sqrt(static_cast<double>(n)));
}

TEST(ParameterSet, DeclaredRankCorrelationsAreThereInTheDraws) {
  ParameterSet set;
  for (const char* name : {"a", "b"}) {
    catalogue::MarketParameter parameter;
    parameter.role = name, parameter.distribution = {"pert", {{"min", 0}, {"mode", 1}, {"max", 5}}, {}, {}, {}};
    set.add({name, parameter, "", Sampler(parameter)});
  }
  catalogue::MarketCorrelation correlation;
  correlation.matrix = {{1, 0.6}, {0.6, 1}};
  set.correlate({0, 1}, correlation);
  constexpr std::size_t n = 20'000;
  Block block(2, n);
  set.fill(5, 0, 0, block);
  // Spearman's: the correlation of the ranks.
  std::vector<std::vector<double>> rank(2, std::vector<double>(n));
  for (std::size_t k = 0; k < 2; ++k) {
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return block.column(k)[x] < block.column(k)[y]; });
    for (std::size_t i = 0; i < n; ++i) rank[k][order[i]] = static_cast<double>(i) / n - 0.5;
  }
  double product = 0;
  for (std::size_t i = 0; i < n; ++i) product += rank[0][i] * rank[1][i];
  EXPECT_NEAR(12 * product / n, 0.6, 0.02);
  correlation.matrix = {{1, 0.99, -0.99}, {0.99, 1, 0.99}, {-0.99, 0.99, 1}};
  EXPECT_THROW(set.correlate({0, 1, 1}, correlation), core::UserError);
}

}  // namespace
}  // namespace dmp::markets
