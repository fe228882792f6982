#include "calc/result_by_name.hpp"

namespace dmp::calc {
namespace {

Call with(std::map<std::string, std::string, std::less<>> options) {
  Call call;
  call.options = std::move(options);
  return call;
}

const std::string kLists = "a,b,c,count\n1,0,0,120\n0,1,0,85\n1,1,0,22\n0,0,1,60\n1,0,1,15\n0,1,1,10\n1,1,1,6\n";

// R 4.2.2: glm(count ~ a + b + c, poisson); see stats/hidden_population_test.cpp.
TEST(CalcCaptureRecapture, BestModelFirstAndTheAverageLast) {
  const ResultByName result("capture-recapture", kLists);
  ASSERT_EQ(result.rows(), 9U);
  EXPECT_EQ(result.text(0, "model"), "a+b+c");
  EXPECT_NEAR(result.number(0, "estimate"), 739.093040806795, 1e-5);
  EXPECT_EQ(result.number(0, "df"), 3);
  for (std::size_t row = 1; row < 8; ++row) EXPECT_GE(result.number(row, "aic"), result.number(row - 1, "aic"));
  EXPECT_EQ(result.text(8, "model"), "average");
  EXPECT_LT(result.number(8, "lower"), result.number(8, "estimate"));
}

TEST(CalcCaptureRecapture, FitsTheModelThatIsNamed) {
  const ResultByName result("capture-recapture", kLists, with({{"model", "a+b+a:b+c"}}));
  EXPECT_EQ(result.text(0, "model"), "a+b+a:b+c");
  EXPECT_NEAR(result.number(0, "estimate"), 757.354838709676, 1e-5);
  EXPECT_NE(mistake_of("capture-recapture", kLists, with({{"model", "a+x"}})).find("no list 'x'"), std::string::npos);
}

TEST(CalcCaptureRecapture, CountsRowsWhereThereIsNoCountColumn) {
  std::string people = "a,b\n";
  for (int i = 0; i < 20; ++i) people += "1,1\n";
  for (int i = 0; i < 80; ++i) people += "1,0\n";
  for (int i = 0; i < 60; ++i) people += "0,1\n";
  const ResultByName result("capture-recapture", people, with({{"method", "chapman"}}));
  EXPECT_NEAR(result.number(0, "estimate"), 101.0 * 81 / 21 - 1, 1e-9);
  EXPECT_GT(result.number(0, "lower_log"), 160);
  EXPECT_LT(result.number(0, "lower"), result.number(0, "lower_log"));
}

TEST(CalcCaptureRecapture, SaysWhereAHistoryIsWrong) {
  EXPECT_NE(mistake_of("capture-recapture", "a,b,count\n1,2,5\n").find("table.csv:2:2"), std::string::npos);
  EXPECT_NE(mistake_of("capture-recapture", "a,b,count\n0,0,5\n").find("people on no list"), std::string::npos);
  EXPECT_NE(mistake_of("capture-recapture", "a,count\n1,5\n").find("1 lists"), std::string::npos);
}

TEST(CalcRepeatCounts, GivesEveryEstimator) {
  const ResultByName result("repeat-counts", "times_seen,people\n1,2176\n2,1600\n3,1278\n");
  ASSERT_EQ(result.rows(), 4U);
  EXPECT_EQ(result.text(0, "estimator"), "chao");
  EXPECT_NEAR(result.number(0, "estimate"), 5054 + 2176.0 * 2176 / 3200, 1e-9);
  EXPECT_EQ(result.text(3, "estimator"), "zero_truncated_poisson");
  EXPECT_NE(mistake_of("repeat-counts", "times_seen,people\n1.5,2\n").find("whole number"), std::string::npos);
}

// By hand: 500 / 0.4 = 1250; z sqrt(0.6 / 40) = 0.24005.
TEST(CalcMultiplier, DividesTheBenchmarkByTheShare) {
  const ResultByName result("multiplier", "benchmark,positive,sample\n500,40,100\n500,0,100\n");
  EXPECT_NEAR(result.number(0, "estimate"), 1250, 1e-9);
  EXPECT_NEAR(result.number(0, "upper"), 1250 * std::exp(1.959963984540054 * std::sqrt(0.6 / 40)), 1e-6);
  EXPECT_TRUE(std::isnan(result.number(1, "estimate")));
  EXPECT_NE(mistake_of("multiplier", "benchmark,positive,sample\n500,140,100\n").find("cannot exceed"), std::string::npos);
}

TEST(CalcDistribution, OneRowOutForEachRowIn) {
  const ResultByName result("distribution", "kind,min,mode,max,lower,upper,coverage,p\npert,5,8,15,,,,0.9\nuniform,0,,10,,,,0.25\nlognormal,,,,20,80,0.9,0.05\nnormal,,,,,,,0.5\n");
  EXPECT_NEAR(result.number(0, "quantile"), 11.2075448566512, 1e-9);
  EXPECT_EQ(result.number(1, "quantile"), 2.5);
  EXPECT_EQ(result.number(1, "mean"), 5);
  EXPECT_NEAR(result.number(2, "quantile"), 20, 1e-9);
  EXPECT_EQ(result.text(3, "note"), "a parameter is missing");
  EXPECT_NE(mistake_of("distribution", "kind,min,max,p\nuniform,5,1,0.5\n").find("min is above max"), std::string::npos);
  EXPECT_NE(mistake_of("distribution", "kind,p\ncauchy,0.5\n").find("table.csv:2:1"), std::string::npos);
  Call call;
  call.renamed = {{"kind", "uniform"}};
  EXPECT_EQ(ResultByName("distribution", "min,max,p\n2,4,0.5\n", call).number(0, "quantile"), 3);
}

TEST(CalcPool, LeavesOutRowsWithoutAnInterval) {
  const ResultByName result("pool", "estimate,lower,upper\n100,80,125\n150,100,225\n130,120,141\n90,,\n");
  EXPECT_NEAR(result.number(0, "random"), 122.243899808042, 1e-9);
  EXPECT_EQ(result.text(0, "note"), "1 rows without estimate or interval left out");
}

// By hand: 500 mg a day for 1,000 of 675,000 people are 337.5 g; times 3.59 over a year 442 kg (domain reference, section 8 item 4).
TEST(CalcWastewater, GoesFromConcentrationToConsumption) {
  const std::string csv = "day,concentration_ng_l,flow_l_day,population\n2024-03-05,1000,337500000,675000\n2024-03-09,2000,337500000,675000\nWednesday,<100,337500000,675000\nSunday,*,1,1\n";
  const ResultByName result("wastewater", csv);
  ASSERT_EQ(result.rows(), 7U);
  EXPECT_NEAR(result.number(0, "load_g_day"), 337.5, 1e-9);
  EXPECT_NEAR(result.number(0, "mg_per_1000_day"), 500, 1e-9);
  EXPECT_NEAR(result.number(0, "consumption_g_day") * 365 / 1000, 442, 0.5);
  EXPECT_NEAR(result.number(2, "load_g_day"), 16.875, 1e-9);
  EXPECT_TRUE(std::isnan(result.number(3, "load_g_day")));
  EXPECT_EQ(result.text(4, "day"), "week");
  EXPECT_NEAR(result.number(4, "load_g_day"), (337.5 + 675 + 16.875) / 3, 1e-9);
  EXPECT_EQ(result.text(5, "day"), "weekend");
  EXPECT_NEAR(result.number(5, "load_g_day"), 675, 1e-9);
  EXPECT_NEAR(result.number(6, "mg_per_1000_day"), (500 + 25) / 2.0, 1e-9);
  const ResultByName masses("wastewater", csv, with({{"molar-mass-parent", "303.35"}, {"molar-mass-residue", "289.33"}, {"excretion", "0.292"}, {"loq", "1500"}}));
  EXPECT_NEAR(masses.number(1, "consumption_g_day") / masses.number(1, "load_g_day"), 3.59, 0.001);
  EXPECT_NEAR(masses.number(0, "load_g_day"), 750 * 0.3375, 1e-9);
  EXPECT_NE(mistake_of("wastewater", "day,concentration_ng_l,flow_l_day,population\nsomeday,1,1,1\n").find("is no day"), std::string::npos);
}

// By hand: 1,000 g at 80 % and 500 g at 40 %, street purity 50 %, GBP 80 a gram.
TEST(CalcSeizureValue, AddsUpWithAndWithoutPurity) {
  for (const std::string csv : {"grams,purity,price\n1000,0.8,80\n500,0.4,80\n", "grams,purity,price\n1000,80,80\n500,40,80\n"}) {
    const ResultByName result("seizure-value", csv, with({{"street-purity", "50"}}));
    EXPECT_EQ(result.number(0, "gross_g"), 1500);
    EXPECT_NEAR(result.number(0, "pure_g"), 1000, 1e-9);
    EXPECT_NEAR(result.number(0, "street_equivalent_g"), 2000, 1e-9);
    EXPECT_NEAR(result.number(0, "value_unadjusted_gbp"), 120000, 1e-9);
    EXPECT_NEAR(result.number(0, "value_purity_adjusted_gbp"), 160000, 1e-9);
  }
}

// R 4.2: lm(log(known) ~ first principal component), predict(interval = "prediction"); see stats/capture_model_set_test.cpp.
TEST(CalcMultipleIndicator, PredictsThePlaceWithoutAnEstimate) {
  const std::string places = "id,known,a,b\np1,4.1,2,10\np2,9.3,5,22\np3,6.2,3.1,18\np4,12.5,7,30\np5,7.7,4.4,17\np6,5.0,2.2,13\np7,,6,25\n";
  const ResultByName result("multiple-indicator", places);
  ASSERT_EQ(result.rows(), 7U);
  EXPECT_NEAR(result.number(6, "value"), 10.5589249, 1e-6);
  EXPECT_NEAR(result.number(6, "lower"), 9.1483545, 1e-6);
  EXPECT_NEAR(result.number(0, "cross_validated_error"), 0.044899789, 1e-8);
  EXPECT_NE(ResultByName("multiple-indicator", "known,a\n1,2\n2,3\n,4\n").text(0, "note").find("fewer than five"), std::string::npos);
}

}  // namespace
}  // namespace dmp::calc
