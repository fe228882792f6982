#include "markets/published.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "markets/test_markets.hpp"

namespace dmp::markets {
namespace {

/// A county as Bedfordshire was in mid-2017: 383,045 residents aged 16 to 59, of 664,600 in all, and the figures published about it.
class Published : public testing::Test {
 protected:
  Published() {
    inputs.period = core::financial_year(2017);
    inputs.areas.push_back({"E26000001", "Bedfordshire", "county", {}, {32000, 31500, 160000, 159545, 45000, 85000, 424256, 664600, true, 2017}, 0, {}});
    claim("any_drug", "Users", "users", 34000);
    claim("powder_cocaine", "Cocaine", "spend", 53.8e6);
    claim("cannabis_herbal", "Cannabis", "spend", 59e6);
    claim("class_a", "Throughput", "throughput", 200);
    claim("class_a", "Throughput", "throughput", 500);
    claim("powder_cocaine", "90 kg", "seized_kg", 90);
    claim("powder_cocaine", "90 kg", "seized_value", 3e6);
    claim("cannabis_herbal", "Plants", "plants", 7500);
    claim("cannabis_herbal", "Plants", "plants_kg", 630);
    claim("cannabis_herbal", "Plants", "plants_value", 6.3e6);
    model.draws = 20'000;
    const auto models = demand_models(built_in_markets(), settings, inputs, {});
    market = simulate(models, inputs, model);
    market.methods = other_methods(market, built_in_markets(), settings, inputs);
    Evidence evidence(built_in_markets(), settings, inputs, model);
    const Assessment assessment = assess(market, models, evidence);
    checks = published_checks(market, assessment, evidence);
  }
  void claim(const std::string& drug, const std::string& name, const std::string& measure, double value) { settings.claims.push_back({drug, "E26000001", "", name, "a profile", measure, value, {}}); }
  const PublishedCheck& check(const std::string& name) const {
    const auto found = std::find_if(checks.begin(), checks.end(), [&](const PublishedCheck& one) { return one.name == name; });
    if (found == checks.end()) throw std::runtime_error("no check " + name);
    return *found;
  }
  static const PublishedWay& way(const PublishedCheck& of, const std::string& begins) {
    const auto found = std::find_if(of.ways.begin(), of.ways.end(), [&](const PublishedWay& one) { return one.name.rfind(begins, 0) == 0; });
    if (found == of.ways.end()) throw std::runtime_error("no way " + begins);
    return *found;
  }
  MarketInputs inputs;
  catalogue::MarketSettings settings;
  Settings model;
  Market market;
  std::vector<PublishedCheck> checks;
};

/// 383,045 x 9.0% = 34,474, which is published as 34,000.
TEST_F(Published, UsersAreTheSurveysShareOfTheResidents) {
  const PublishedCheck& users = check("Users");
  EXPECT_NEAR(way(users, "Survey's share").summary.median, 34474, 150);
  EXPECT_EQ(users.nearest, "Survey's share x residents, no corrections");
  EXPECT_NE(users.text.find("rests on the survey without corrections"), std::string::npos) << users.text;
  EXPECT_GT(way(users, "Users x days").summary.median, 40000);
}

/// 9,959 users x GBP 2,152 = GBP 21.4m: 2.5 times less than published, which is GBP 5,402 a user, GBP 104 a week. Cannabis: 27,579 x 867 = 23.9m.
TEST_F(Published, SpendsLieTwoAndAHalfTimesAboveTheSurvey) {
  const PublishedCheck& cocaine = check("Cocaine");
  EXPECT_NEAR(way(cocaine, "Spend of a surveyed user").summary.median, 21.4e6, 0.2e6);
  EXPECT_NEAR(way(cocaine, "Spend of a surveyed user").ratio, 2.51, 0.03);
  EXPECT_NE(cocaine.text.find("GBP 104 a week"), std::string::npos) << cocaine.text;
  EXPECT_NE(cocaine.text.find("Sewage would have to carry"), std::string::npos);
  EXPECT_NEAR(way(check("Cannabis"), "Spend of a user").summary.median, 23.9e6, 0.3e6);
  const PublishedCheck& together = check("Published spends together");
  EXPECT_NEAR(together.low, 112.8e6, 1);
  EXPECT_NEAR(way(together, "Market of all drugs").summary.median, 107e6, 1e6);
}

TEST_F(Published, NinetyKilogramsAreValuedAtThePriceByTheKilogram) {
  const PublishedCheck& find = check("90 kg");
  EXPECT_EQ(find.nearest, "at the wholesale price");
  EXPECT_TRUE(find.fits);
  EXPECT_GT(way(find, "at the street price").summary.lower_95, 3e6);
}

/// 630 kg / 7,500 = 84 g, the police's convention; the guidelines make 300 and 412.5 kg.
TEST_F(Published, PlantsAreThePolicesConvention) {
  const PublishedCheck& weight = check("Plants, weight");
  EXPECT_NE(weight.text.find("84 g a plant"), std::string::npos) << weight.text;
  EXPECT_NEAR(way(weight, "Police convention").ratio, 1, 1e-9);
  EXPECT_NEAR(way(weight, "Sentencing guideline of 2021").summary.median, 412.5, 1e-9);
  EXPECT_NE(check("Plants, value").text.find("GBP 840 a plant and GBP 10.00 a gram"), std::string::npos) << check("Plants, value").text;
}

TEST_F(Published, ThroughputsStandBesideUseAndTheNationalTonnage) {
  const PublishedCheck& flow = check("Throughput");
  EXPECT_EQ(flow.low, 200);
  EXPECT_EQ(flow.high, 500);
  EXPECT_TRUE(way(flow, "passes on").summary.median > 0);
  // 117 t and 40 t over the country's residents aged 16 to 59: about 101 and 34 kg a month.
  EXPECT_NEAR(way(flow, "the country's tonnage").summary.median, 135, 10);
}

TEST_F(Published, EveryWayIsAnEstimateWithThePublishedFigureBesideIt) {
  const catalogue::Catalogue all = catalogue::read_catalogue(catalogue::built_in_files(), {});
  const auto estimates = published_estimates(checks, market, all, inputs);
  std::size_t ways = 0;
  for (const PublishedCheck& one : checks) ways += one.ways.size();
  EXPECT_EQ(estimates.size(), ways);
  for (const core::Estimate& e : estimates) {
    EXPECT_FALSE(std::isnan(e.value)) << e.estimate_id;
    EXPECT_NE(e.note.find("published: "), std::string::npos);
    EXPECT_FALSE(e.method.empty());
  }
}

}  // namespace
}  // namespace dmp::markets
