#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "calc/result_by_name.hpp"
#include "core/number.hpp"

namespace dmp::calc {
namespace {

using Json = nlohmann::json;

Json published(const std::string& name) {
  const char* folder = std::getenv("DMP_GOLDEN");
  std::ifstream file((folder ? std::filesystem::path(folder) : std::filesystem::path(DMP_SOURCE_DIR) / "../shared/golden") / "spatial" / name);
  return file ? Json::parse(file) : Json();
}

std::string csv_of(const std::vector<std::pair<std::string, Json>>& columns) {
  std::string csv = "id";
  for (const auto& column : columns) csv += "," + column.first;
  for (std::size_t i = 0; i < columns.front().second.size(); ++i) {
    csv += "\n" + std::to_string(i + 1);
    for (const auto& column : columns) csv += "," + core::exact_text(column.second[i].get<double>());
  }
  return csv + "\n";
}

Call call_with(std::map<std::string, std::string, std::less<>> options) {
  Call call;
  call.options = std::move(options);
  return call;
}

std::vector<int> ids_in(const std::string& text) {
  std::istringstream words(text);
  std::vector<int> ids;
  for (int id = 0; words >> id;) ids.push_back(id);
  return ids;
}

std::string satscan_csv(const Json& inputs) {
  return csv_of({{"cases", inputs["cases"]}, {"population", inputs["population"]}, {"x", inputs["coord2_long"]}, {"y", inputs["coord1_lat"]}});
}

void expect_cluster(const ResultByName& result, std::size_t row, const Json& cluster, const Json& tolerance, const std::string& where) {
  EXPECT_NEAR(result.number(row, "llr"), cluster["llr"].get<double>(), tolerance["llr_abs"].get<double>()) << where;
  EXPECT_EQ(result.number(row, "cases"), cluster["cases"].get<double>()) << where;
  EXPECT_EQ(result.number(row, "population"), cluster["population"].get<double>()) << where;
  EXPECT_NEAR(result.number(row, "p"), cluster["p"].get<double>(), tolerance["p_abs"].get<double>()) << where;
  const std::vector<int> found = ids_in(result.text(row, "ids")), wanted = cluster["ids"].get<std::vector<int>>();
  EXPECT_EQ(std::set<int>(found.begin(), found.end()), std::set<int>(wanted.begin(), wanted.end())) << where;
  if (cluster.contains("expected")) {
    EXPECT_NEAR(result.number(row, "expected"), cluster["expected"].get<double>(), 0.006) << where;
  }
  if (cluster.contains("rr")) {
    EXPECT_NEAR(result.number(row, "relative_risk"), cluster["rr"].get<double>(), 0.0051) << where;
  }
}

// SaTScan 9.6 and 9.3.1, FleXScan 3.1.2: upstate New York leukaemia, 281 tracts.
TEST(CalcScan, MatchesThePublishedClusters) {
  const Json file = published("scan_ny_leukaemia.json");
  if (file.is_null()) GTEST_SKIP() << "no published reference values";
  for (const Json& one : file["cases"]) {
    const auto id = one["id"].get<std::string>();
    if (id.find("flexible") != std::string::npos || !one["expected"].contains("clusters")) continue;
    const bool flexscan = id.starts_with("flexscan_ny_binomial_circular"), globe = flexscan || id.ends_with("longlat");
    if (!flexscan && !id.starts_with("satscan")) continue;
    Call call = call_with({{"coordinates", globe ? "longitude-latitude" : "planar"}, {"model", flexscan ? "bernoulli" : "poisson"}});
    if (flexscan) call.options["max-places"] = "10";
    else call.options["max-share"] = core::exact_text(one["args"]["max_pop"].get<double>());
    const ResultByName result("scan", satscan_csv(file["shared_inputs"]), call);
    const Json& clusters = one["expected"]["clusters"];
    ASSERT_GE(result.rows(), clusters.size()) << id;
    for (std::size_t k = 0; k < clusters.size(); ++k) expect_cluster(result, k, clusters[k], one["tol"], id + " " + std::to_string(k + 1));
  }
}

TEST(CalcScan, MatchesThePublishedEllipse) {
  const Json file = published("scan_ny_leukaemia.json");
  if (file.is_null()) GTEST_SKIP() << "no published reference values";
  const Json& in = file["shared_inputs"];
  // The first coordinate is the x of the published run; nine or fifteen directions are not the same from the other axis.
  const std::string csv = csv_of({{"cases", in["cases"]}, {"population", in["population"]}, {"x", in["coord1_lat"]}, {"y", in["coord2_long"]}});
  const ResultByName result("scan", csv, call_with({{"window", "ellipse"}, {"permutations", "19"}}));
  EXPECT_NEAR(result.number(0, "llr"), 22.034279, 1e-5);
  EXPECT_EQ(result.number(0, "cases"), 337);
  EXPECT_EQ(result.number(0, "population"), 496712);
  EXPECT_EQ(result.number(0, "p"), 0.05);
}

// Data of R's rsatscan; the expected values were computed by a second program that gives SaTScan's own on the New York data.
TEST(CalcScan, MatchesThePublishedBernoulliCluster) {
  const Json file = published("scan_bernoulli_nhumberside.json");
  if (file.is_null()) GTEST_SKIP() << "no published reference values";
  const Json& one = file["cases"][0];
  const Json& in = one["inputs"];
  const ResultByName result("scan", csv_of({{"cases", in["cases"]}, {"controls", in["controls"]}, {"x", in["x"]}, {"y", in["y"]}}),
                            call_with({{"model", "bernoulli"}}));
  const Json& expected = one["expected"]["mlc"];
  EXPECT_NEAR(result.number(0, "llr"), expected["llr"].get<double>(), 1e-6);
  EXPECT_EQ(ids_in(result.text(0, "ids")), expected["ids_1based"].get<std::vector<int>>());
  EXPECT_EQ(result.number(0, "population"), expected["population"].get<double>());
  EXPECT_NEAR(result.number(0, "p"), one["expected"]["mlc_p_mc999"].get<double>(), 0.06);
  EXPECT_EQ(result.text(0, "note"), "") << "cases lie outside too, so there is a relative risk";
}

constexpr const char* kLine = "id,cases,population,x,y\na,1,100,0,0\nb,8,100,1,0\nc,9,100,2,0\nd,1,100,5,0\ne,1,100,6,0\nf,0,100,7,0\n";

// By hand: 17 of 20 cases where 20 / 3 are expected: 17 ln(17 / (20/3)) + 3 ln(3 / (40/3)) = 11.4385...
TEST(CalcScan, FindsThePlantedCluster) {
  const ResultByName result("scan", kLine, call_with({{"permutations", "99"}}));
  EXPECT_EQ(result.text(0, "ids"), "c b");
  EXPECT_NEAR(result.number(0, "llr"), 17 * std::log(17 / (20.0 / 3)) + 3 * std::log(3 / (40.0 / 3)), 1e-12);
  EXPECT_EQ(result.number(0, "cases"), 17);
  EXPECT_NEAR(result.number(0, "expected"), 20.0 / 3, 1e-12);
  EXPECT_EQ(result.number(0, "radius"), 1);
  EXPECT_NEAR(result.number(0, "relative_risk"), (17.0 / 200) / (3.0 / 400), 1e-12);
  EXPECT_LE(result.number(0, "p"), 0.02);
}

TEST(CalcScan, PlacesEquallyFarEnterTogether) {
  // Around b lie a and c at the same distance: a window of b and c alone is centred on c.
  const ResultByName result("scan", "id,cases,population,x,y\na,0,100,0,0\nb,9,100,1,0\nc,0,100,2,0\nd,1,100,50,0\n",
                            call_with({{"permutations", "9"}, {"max-share", "0.75"}}));
  EXPECT_EQ(result.text(0, "ids"), "b");
  EXPECT_EQ(result.rows(), 1U);
}

TEST(CalcScan, BernoulliTakesControlsOrAllPeople) {
  const std::string controls = "id,cases,controls,x,y\na,1,9,0,0\nb,8,2,1,0\nc,9,1,2,0\nd,1,9,5,0\ne,1,9,6,0\n";
  const std::string people = "id,cases,population,x,y\na,1,10,0,0\nb,8,10,1,0\nc,9,10,2,0\nd,1,10,5,0\ne,1,10,6,0\n";
  const ResultByName a("scan", controls, call_with({{"model", "bernoulli"}})), b("scan", people, call_with({{"model", "bernoulli"}}));
  const auto term = [](double k, double n) { return k * std::log(k / n); };
  EXPECT_NEAR(a.number(0, "llr"), term(17, 20) + term(3, 20) + term(3, 30) + term(27, 30) - term(20, 50) - term(30, 50), 1e-12);
  for (const char* column : {"llr", "p", "cases", "population", "expected"}) EXPECT_EQ(a.number(0, column), b.number(0, column)) << column;
  EXPECT_EQ(a.number(0, "expected"), 8);
}

TEST(CalcScan, SpaceTimeFindsPlaceAndPeriod) {
  std::string csv = "id,cases,population,x,y,time\n";
  for (int place = 0; place < 5; ++place)
    for (int month = 8; month <= 12; ++month)
      csv += "p" + std::to_string(place) + "," + std::to_string((place == 3 || place == 4) && (month == 9 || month == 10) ? 10 : 1) + ",50,"
          + std::to_string(place) + ",0," + std::to_string(month) + "\n";
  const ResultByName result("scan", csv, call_with({{"model", "space-time"}, {"permutations", "99"}}));
  EXPECT_EQ(result.text(0, "first_time"), "9");
  EXPECT_EQ(result.text(0, "last_time"), "10");
  EXPECT_EQ(result.number(0, "cases"), 40);
  EXPECT_EQ(result.number(0, "population"), 200);
  const double expected = 61.0 * 4 / 25;
  EXPECT_NEAR(result.number(0, "llr"), 40 * std::log(40 / expected) + 21 * std::log(21 / (61 - expected)), 1e-12);
  EXPECT_EQ(result.number(0, "p"), 0.01);
}

TEST(CalcScan, OneTimeInSpaceAndTimeIsSpaceAlone) {
  std::string csv(kLine);
  for (std::size_t at = csv.find('\n'), first = 1; at != std::string::npos; at = csv.find('\n', at + 2), first = 0) {
    const std::string added = first ? ",time" : ",1";
    csv.insert(at, added);
    at += added.size() - 1;
  }
  const ResultByName space("scan", kLine, call_with({})), both("scan", csv, call_with({{"model", "space-time"}}));
  ASSERT_EQ(space.rows(), both.rows());
  for (const char* column : {"llr", "p", "radius"}) EXPECT_EQ(space.number(0, column), both.number(0, column)) << column;
}

TEST(CalcScan, ThreadsChangeNothing) {
  for (const char* model : {"poisson", "bernoulli"}) {
    Call one = call_with({{"window", "ellipse"}, {"model", model}}), four = one;
    one.threads = 1;
    four.threads = 4;
    const ResultByName a("scan", kLine, one), b("scan", kLine, four);
    ASSERT_EQ(a.rows(), b.rows());
    for (std::size_t row = 0; row < a.rows(); ++row)
      for (const char* column : {"llr", "p", "shape", "angle"}) EXPECT_EQ(a.number(row, column), b.number(row, column)) << column;
  }
}

TEST(CalcScan, TurningTheMapChangesNoCircle) {
  const char* line_turned = "id,cases,population,x,y\na,1,100,0,0\nb,8,100,0,-2\nc,9,100,0,-4\nd,1,100,0,-10\ne,1,100,0,-12\nf,0,100,0,-14\n";
  const ResultByName straight("scan", kLine, call_with({})), turned("scan", line_turned, call_with({}));
  ASSERT_EQ(straight.rows(), turned.rows());
  for (std::size_t row = 0; row < straight.rows(); ++row) {
    EXPECT_EQ(straight.text(row, "ids"), turned.text(row, "ids"));
    EXPECT_EQ(straight.number(row, "p"), turned.number(row, "p"));
  }
}

TEST(CalcScan, ClustersShareNoPlace) {
  const ResultByName result("scan", "id,cases,population,x,y\na,9,100,0,0\nb,8,100,1,0\nc,0,100,2,0\nd,0,100,5,0\ne,7,100,6,0\nf,0,100,7,0\n",
                            call_with({{"permutations", "9"}}));
  std::set<std::string> seen;
  for (std::size_t row = 0; row < result.rows(); ++row) {
    std::istringstream words(result.text(row, "ids"));
    for (std::string id; words >> id;) EXPECT_TRUE(seen.insert(id).second) << id;
    if (row > 0) {
      EXPECT_LE(result.number(row, "llr"), result.number(row - 1, "llr"));
    }
  }
  EXPECT_GE(result.rows(), 2U);
}

TEST(CalcScan, NoCasesAreNoCluster) {
  EXPECT_EQ(ResultByName("scan", "id,cases,population,x,y\na,0,100,0,0\nb,0,100,1,0\n").rows(), 0U);
  EXPECT_EQ(ResultByName("scan", "id,cases,population,x,y\n").rows(), 0U);
}

TEST(CalcScan, MistakesAreNamed) {
  EXPECT_NE(mistake_of("scan", "id,cases,population,x,y\na,1.5,100,0,0\n").find("whole number (table.csv:2:2)"), std::string::npos);
  EXPECT_NE(mistake_of("scan", "id,cases,population,x,y\na,1,0,0,0\n").find("nobody lives"), std::string::npos);
  EXPECT_NE(mistake_of("scan", "id,cases,population,x,y\na,1,5,0,0\na,1,5,0,0\n").find("more than one row (table.csv:3:1)"), std::string::npos);
  EXPECT_NE(mistake_of("scan", "id,cases,x,y\na,1,0,0\n").find("--population"), std::string::npos);
  EXPECT_NE(mistake_of("scan", "id,cases,population,x,y\na,1,*,0,0\n").find("suppressed"), std::string::npos);
}

}  // namespace
}  // namespace dmp::calc
