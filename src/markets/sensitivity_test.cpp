#include "markets/sensitivity.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "catalogue/catalogue.hpp"
#include "markets/back_solver.hpp"
#include "markets/returns.hpp"
#include "markets/test_markets.hpp"

namespace dmp::markets {
namespace {

catalogue::MarketParameter parameter(const std::string& role, const std::string& type, double median, double sdlog) {
  catalogue::MarketParameter made;
  made.role = role, made.user_type = type, made.unit = role == "share" || role == "purity" ? "share" : role == "days" ? "days a year" : role == "price" ? "GBP" : role == "dose" ? "g" : "g a day";
  if (role == "price") made.purchase = 1, made.share = 1;
  if (sdlog > 0) made.distribution = {"lognormal", {{"meanlog", std::log(median)}, {"sdlog", sdlog}}, {}, {}, {}};
  else made.distribution = {"fixed", {{"value", median}}, {}, {}, {}};
  return made;
}

/// A drug whose spend per user is days x price, both log-normal with known spreads: everything about it is known in closed form.
struct Simple {
  static constexpr double kDays = 50, kPrice = 80, kDaysSpread = 0.3, kPriceSpread = 0.4;
  catalogue::Catalogue catalogue;
  catalogue::MarketSettings settings;
  MarketInputs inputs = inputs_of_population(100'000, core::financial_year(2023));
  std::vector<DemandModel> models;

  Simple() {
    catalogue::MarketDefinition drug;
    drug.id = "simple", drug.name = "Simple", drug.kind = "drug", drug.code = "simple";
    auto prevalence = parameter("prevalence", "", 0.02, 0);
    prevalence.age = "16-59", prevalence.period = "2023/24";
    drug.parameters = {prevalence, parameter("share", "frequent", 1, 0), parameter("days", "frequent", kDays, kDaysSpread), parameter("quantity", "frequent", 1, 0),
                       parameter("price", "", kPrice, kPriceSpread), parameter("purity", "", 0.5, 0), parameter("dose", "", 0.1, 0)};
    drug.benchmarks.push_back({"spend_per_user", "A published user", "2016/17", "", "GBP a year", "A study", "", 2152, {}, {}, {}, {}, false, {}});
    drug.datasets.push_back({"prices", "Prices", {"price"}, {}, "", 0, {}});
    drug.datasets.push_back({"measured", "A perfect measurement, nearly", {}, {}, "spend", 0.02, {}});
    catalogue.markets.emplace("simple", drug);
    models = demand_models(catalogue, settings, inputs, {});
  }
  [[nodiscard]] Question question(const char* output = "spend") const { return Question(models[0], 0, output, {}); }
};

TEST(Tornado, SwingsAsFarAsTheParametersDo) {
  const Simple simple;
  const auto bars = tornado(simple.question());
  ASSERT_EQ(bars.size(), 2U);
  EXPECT_EQ(bars[0].parameter, "simple.price.1");
  const double median = 2000 * 50 * 80, z = 1.2815515655446004;
  EXPECT_NEAR(bars[0].high, median * std::exp(0.4 * z), 1e-4 * median);
  EXPECT_NEAR(bars[0].low, median * std::exp(-0.4 * z), 1e-4 * median);
  EXPECT_NEAR(bars[1].high, median * std::exp(0.3 * z), 1e-4 * median);
}

/// The logarithm is a sum: first order and total are the shares of the variances, 0.16 and 0.09 of 0.25.
TEST(Sobol, IndicesOfASumAreTheSharesOfTheVariance) {
  const Simple simple;
  Settings settings;
  settings.threads = 1;
  const auto indices = sobol_indices(simple.question(), settings, 65'536);
  ASSERT_EQ(indices.size(), 2U);
  EXPECT_NEAR(indices[0].first, 0.64, 0.02);
  EXPECT_NEAR(indices[0].total, 0.64, 0.02);
  EXPECT_NEAR(indices[1].first, 0.36, 0.02);
  EXPECT_NEAR(indices[1].total, 0.36, 0.02);
  settings.threads = 3;
  const auto again = sobol_indices(simple.question(), settings, 65'536);
  EXPECT_EQ(indices[0].first, again[0].first);
  EXPECT_EQ(indices[1].total, again[1].total);
}

TEST(InformationValue, IsWhatTheClosedFormSays) {
  const Simple simple;
  const auto values = information_values(simple.question(), simple.catalogue, {}, 512, 8192);
  ASSERT_EQ(values.size(), 2U);
  // With the price known the width is 2 sinh(1.96 x 0.3) times the price's mean over its median; now it is 2 sinh(1.96 x 0.5).
  const double left = std::sinh(1.959964 * 0.3) * std::exp(0.08) / std::sinh(1.959964 * 0.5);
  EXPECT_EQ(values[0].dataset, "measured");
  EXPECT_GT(values[0].share_removed, 0.9);
  EXPECT_NEAR(values[1].share_removed, 1 - left, 0.04);
}

TEST(BackSolver, FindsWhatWouldHaveToBeTrue) {
  const Simple simple;
  const double median = 2000 * 50 * 80;
  const BackSolution solution = solve_back(simple.question(), 2 * median, simple.models[0].drug(), {});
  EXPECT_NEAR(solution.factor, 2, 0.02);
  // P(Z > ln 2 / 0.5)
  EXPECT_NEAR(solution.probability, 0.0828, 0.005);
  ASSERT_EQ(solution.parameters.size(), 2U);
  EXPECT_NEAR(solution.parameters[0].alone, 160, 1e-3);
  EXPECT_NEAR(solution.parameters[1].alone, 100, 1e-3);
  // Together each moves by its share of the variance: 2^0.64 and 2^0.36.
  EXPECT_NEAR(solution.parameters[0].together, 80 * std::pow(2, 0.64), 0.05);
  EXPECT_NEAR(solution.parameters[1].together, 50 * std::pow(2, 0.36), 0.05);
  const auto& spend = solution.results[1];
  EXPECT_EQ(spend.parameter, "spend_per_user");
  EXPECT_NEAR(spend.alone, 8000, 60);
  EXPECT_EQ(spend.benchmark_value, 2152);
  EXPECT_NE(solution.sentence.find("3.7 times the published"), std::string::npos) << solution.sentence;
  EXPECT_THROW(solve_back(simple.question(), -1, simple.models[0].drug(), {}), core::UserError);
}

TEST(BackSolver, SaysWhereNoValueIsEnough) {
  const Simple simple;
  const BackSolution solution = solve_back(simple.question(), 20.0 * 2000 * 50 * 80, simple.models[0].drug(), {});
  for (const NeededValue& value : solution.parameters) {
    if (value.parameter != "simple.days.frequent") continue;
    EXPECT_TRUE(std::isnan(value.alone)) << "a year has 366 days at most";
  }
}

TEST(Question, AsksForAResultThatTheModelGives) {
  const Simple simple;
  EXPECT_THROW(simple.question("spent"), core::UserError);
}

TEST(Returns, OfClosingHalfTheUnmetNeedAreItsArithmetic) {
  const catalogue::Catalogue& catalogue = built_in_markets();
  TreatmentNeed need{"E06000032", "Luton", summary_of_interval(1500, Summary::kMissing, Summary::kMissing), 600, ""};
  const auto lines = scenario_returns(catalogue, {need}, {0.5, 3}, {});
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_DOUBLE_EQ(lines[0].summary.median, 900);
  EXPECT_DOUBLE_EQ(lines[1].summary.median, 450);
  // 450 places x 2 years of the full number; cost between 2,000 and 6,000 a place.
  EXPECT_GT(lines[3].summary.lower_95, 450 * 2 * 2000.0);
  EXPECT_LT(lines[3].summary.upper_95, 450 * 2 * 6000.0);
  EXPECT_GT(lines[5].summary.lower_99_8, 0);
  EXPECT_THROW(scenario_returns(catalogue, {need}, {1.5, 3}, {}), core::UserError);
  const auto cost = costs(catalogue, {need}, {}, {});
  ASSERT_EQ(cost.size(), 2U);
  EXPECT_DOUBLE_EQ(cost[0].summary.median, 1500 * 44231.0);
}

}  // namespace
}  // namespace dmp::markets
