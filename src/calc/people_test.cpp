#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "calc/result_by_name.hpp"
#include "core/number.hpp"

namespace dmp::calc {
namespace {

using Json = nlohmann::json;

const std::string kPeople =
    "time,status,cause,g,x,start\n5,1,1,a,1.2,0\n8,1,1,b,.5,2\n8,0,0,a,.3,1\n12,1,1,b,2,0\n15,1,1,a,1.1,5\n15,1,1,a,.7,3\n15,0,0,b,.4,0\n20,1,2,b,.9,8\n"
    "22,1,1,a,1.5,10\n30,0,0,b,.1,0\n31,1,1,a,.8,2\n31,1,2,b,.6,12\n40,1,1,b,.2,20\n45,0,0,a,.3,0\n45,1,2,b,1.0,5\n50,1,1,a,.5,30\n";
/// As kPeople without its last column, so that nobody comes late.
std::string from_the_beginning() {
  std::string text;
  std::istringstream lines(kPeople);
  for (std::string line; std::getline(lines, line);) text += line.substr(0, line.rfind(',')) + "\n";
  return text;
}

Call with(std::map<std::string, std::string, std::less<>> options) {
  Call call;
  call.options = std::move(options);
  return call;
}

// R 4.2.2, survival 3.5-3: summary(survfit(Surv(time, status) ~ 1), times = c(10, 31), rmean = 30)
TEST(CalcKaplanMeier, ReportsTheTimesThatAreAskedFor) {
  const ResultByName result("kaplan-meier", from_the_beginning(), with({{"at", "10,31,60"}, {"rmst", "30"}}));
  ASSERT_EQ(result.rows(), 3U);
  EXPECT_EQ(result.number(0, "at_risk"), 13);
  EXPECT_EQ(result.number(1, "at_risk"), 6);
  EXPECT_EQ(result.number(1, "events"), 7);
  EXPECT_NEAR(result.number(1, "survival"), 0.349002849002849, 1e-13);
  EXPECT_NEAR(result.number(1, "lower"), 0.16458080675, 1e-10);
  EXPECT_NEAR(result.number(0, "rmst"), 22.4855769230769, 1e-12);
  EXPECT_EQ(result.number(2, "survival"), 0);
}

TEST(CalcKaplanMeier, NamesABadStatusAndLeavesOutUnknownTimes) {
  EXPECT_NE(mistake_of("kaplan-meier", "time,status\n1,2\n").find("table.csv:2:2"), std::string::npos);
  EXPECT_NE(mistake_of("kaplan-meier", "time,status,start\n1,1,1\n").find("the start is not before"), std::string::npos);
  const ResultByName result("kaplan-meier", "time,status\n1,1\n2,0\n,1\n");
  EXPECT_EQ(result.rows(), 2U);
  EXPECT_EQ(result.text(0, "note"), "1 rows without time or status left out");
}

TEST(CalcLogRank, GivesARowAGroup) {
  Call call;
  call.renamed = {{"group", "g"}};
  const ResultByName result("log-rank", from_the_beginning(), call);
  ASSERT_EQ(result.rows(), 2U);
  EXPECT_EQ(result.text(0, "group"), "a");
  EXPECT_NEAR(result.number(1, "chi_square"), 0.113127859840375, 1e-12);
  EXPECT_NEAR(result.number(0, "expected"), 6.53931623931624, 1e-12);
}

// R 4.2.2, cmprsk 2.2-11: timepoints(cuminc(time, cause), 22)
TEST(CalcCumulativeIncidence, GivesEveryCause) {
  Call call = with({{"at", "22"}});
  call.renamed = {{"status", "cause"}};
  const ResultByName result("cumulative-incidence", from_the_beginning(), call);
  ASSERT_EQ(result.rows(), 2U);
  EXPECT_NEAR(result.number(0, "incidence"), 0.4017094017094017, 1e-14);
  EXPECT_NEAR(result.number(0, "std_err"), std::sqrt(0.01809155188172729), 1e-14);
  EXPECT_EQ(result.number(1, "cause"), 2);
  EXPECT_NEAR(result.number(1, "incidence"), 0.0747863247863248, 1e-14);
}

// R 4.2.2, survival 3.5-3: coxph(Surv(start, time, status) ~ x)
TEST(CalcCox, TakesTheCovariatesThatAreNamed) {
  const ResultByName result("cox", kPeople, with({{"covariates", "x"}}));
  ASSERT_EQ(result.rows(), 1U);
  EXPECT_EQ(result.text(0, "term"), "x");
  EXPECT_NEAR(result.number(0, "hazard_ratio"), std::exp(result.number(0, "coefficient")), 1e-12);
  EXPECT_LT(result.number(0, "lower"), result.number(0, "hazard_ratio"));
  EXPECT_NE(mistake_of("cox", kPeople, with({{"covariates", "g"}})).find("is no number"), std::string::npos);
}

TEST(CalcSimilarity, ComparesTexts) {
  const ResultByName result("similarity", "a,b\nMARTHA,MARHTA\n,x\n");
  EXPECT_NEAR(result.number(0, "jaro_winkler"), 0.961111, 1e-6);
  EXPECT_EQ(result.number(0, "levenshtein"), 2);
  EXPECT_EQ(result.number(0, "damerau_levenshtein"), 1);
  EXPECT_EQ(result.text(0, "soundex_a"), "M630");
  EXPECT_EQ(result.number(1, "jaro"), 0);
}

// By hand: z-scores of (0, 10, 20) are -1, 0, 1.
TEST(CalcNeighbours, RanksByDistanceOfZScores) {
  Call call = with({{"k", "1"}});
  const ResultByName result("neighbours", "id,v\na,0\nb,10\nc,20\n", call);
  ASSERT_EQ(result.rows(), 3U);
  EXPECT_EQ(result.text(0, "neighbour"), "b");
  EXPECT_NEAR(result.number(0, "distance"), 1, 1e-14);
}

TEST(CalcRound, RoundsToMultiplesOrMidpoints) {
  const std::string csv = "x\n0\n1\n6\n7\n12\n*\n";
  const ResultByName midpoint("round", csv, with({{"midpoint", "6"}}));
  const std::vector<double> expected = {0, 3, 3, 9, 9};
  for (std::size_t row = 0; row < expected.size(); ++row) EXPECT_EQ(midpoint.number(row, "rounded"), expected[row]);
  EXPECT_EQ(midpoint.text(5, "note"), "x is suppressed (*)");
  const ResultByName fives("round", csv);
  EXPECT_EQ(fives.number(2, "rounded"), 5);
  EXPECT_EQ(fives.number(4, "rounded"), 10);
  EXPECT_NE(mistake_of("round", csv, with({{"midpoint", "6"}, {"to", "5"}})).find("exclude"), std::string::npos);
}

Json published_patterns() {
  const char* folder = std::getenv("DMP_GOLDEN");
  std::ifstream file((folder ? std::filesystem::path(folder) : std::filesystem::path(DMP_SOURCE_DIR) / "../shared/golden") / "linkage/fellegi_sunter.json");
  return file ? Json::parse(file).at("cases") : Json();
}

TEST(CalcFellegiSunter, MatchesThePublishedEstimates) {
  const Json cases = published_patterns();
  if (cases.is_null()) GTEST_SKIP() << "no published reference values";
  int compared = 0;
  for (const auto& one : cases) {
    if (one["function"] != "Fellegi-Sunter EM from pattern counts" || !one["args"]["start"].contains("m1")) continue;
    const Json& patterns = one["inputs"]["patterns"];
    const std::size_t size = patterns[0].size();
    std::string csv;
    for (std::size_t k = 0; k < size; ++k) csv += "c" + std::to_string(k) + ",";
    csv += "count\n";
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      for (const auto& level : patterns[i]) csv += (level.is_null() ? "" : std::to_string(level.get<int>())) + ",";
      csv += core::exact_text(one["inputs"]["counts"][i].get<double>()) + "\n";
    }
    const Json& start = one["args"]["start"];
    const ResultByName result("fellegi-sunter", csv, with({{"lambda", core::exact_text(start["lambda"])}, {"m", core::exact_text(start["m1"])}, {"u", core::exact_text(start["u1"])}}));
    const double tolerance = one["tol"]["abs"];
    EXPECT_NEAR(result.number(0, "lambda"), one["expected"]["lambda"].get<double>(), tolerance) << one["id"];
    for (std::size_t k = 0; k < size; ++k) {
      EXPECT_NEAR(result.number(2 * k + 1, "m"), one["expected"]["m_agree"][k].get<double>(), tolerance) << one["id"] << k;
      EXPECT_NEAR(result.number(2 * k + 1, "u"), one["expected"]["u_agree"][k].get<double>(), tolerance) << one["id"] << k;
    }
    EXPECT_EQ(result.rows(), 2 * size + patterns.size());
    ++compared;
  }
  EXPECT_GE(compared, 3);
}

}  // namespace
}  // namespace dmp::calc
