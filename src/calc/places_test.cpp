#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "calc/result_by_name.hpp"
#include "core/file.hpp"
#include "core/number.hpp"

namespace dmp::calc {
namespace {

using Json = nlohmann::json;

/// A file of neighbours that goes when the test ends.
class NeighbourFile {
 public:
  explicit NeighbourFile(const std::vector<std::vector<int>>& lists) : folder_(std::filesystem::temp_directory_path(), "dmp-places-") {
    std::string csv = "from,to\n";
    for (std::size_t i = 0; i < lists.size(); ++i)
      for (const int to : lists[i]) csv += std::to_string(i) + "," + std::to_string(to) + "\n";
    core::write_file_whole(folder_.path() / "n.csv", csv);
  }
  [[nodiscard]] std::string name() const { return (folder_.path() / "n.csv").string(); }

 private:
  core::TemporaryFolder folder_;
};

/// The areas whose points lie within a distance of each other.
std::vector<std::vector<int>> within(const Json& points, double distance) {
  std::vector<std::vector<int>> lists(points.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = 0; j < points.size(); ++j)
      if (i != j && std::hypot(points[i][0].get<double>() - points[j][0].get<double>(), points[i][1].get<double>() - points[j][1].get<double>()) <= distance) lists[i].push_back(static_cast<int>(j));
  return lists;
}

std::string csv_of(const std::vector<std::pair<std::string, Json>>& columns) {
  std::string csv = "id";
  for (const auto& column : columns) csv += "," + column.first;
  for (std::size_t i = 0; i < columns.front().second.size(); ++i) {
    csv += "\n" + std::to_string(i);
    for (const auto& column : columns) csv += "," + core::exact_text(column.second[i].get<double>());
  }
  return csv + "\n";
}

Call call_with(const NeighbourFile& file, const std::string& style, const std::string& alternative = "greater") {
  Call call;
  call.options = {{"neighbours", file.name()}, {"style", style}, {"alternative", alternative}, {"permutations", "99"}};
  return call;
}

Json published_cases() {
  const char* folder = std::getenv("DMP_GOLDEN");
  std::ifstream file((folder ? std::filesystem::path(folder) : std::filesystem::path(DMP_SOURCE_DIR) / "../shared/golden") / "spatial/esda.json");
  return file ? Json::parse(file).at("cases") : Json();
}

std::string method_of(const Json& one) {
  const auto function = one["function"].get<std::string>();
  if (function.starts_with("G_Local")) return one["args"]["star"].get<bool>() ? "gi-star" : "gi";
  if (function == "G") return "global-g";
  if (function == "Moran_BV") return "moran-bv";
  if (function == "Geary") return "geary";
  if (function == "Join_Counts") return "join-count";
  if (function == "Moran_Local") return "local-moran";
  return "moran";
}

void expect_published(const Json& one) {
  const auto id = one["id"].get<std::string>();
  const Json& inputs = one["inputs"];
  const NeighbourFile file(inputs.contains("points") ? within(inputs["points"], one["args"]["distance_band"]) : inputs["neighbours"].get<std::vector<std::vector<int>>>());
  const std::string method = method_of(one);
  std::vector<std::pair<std::string, Json>> columns;
  if (method == "moran-bv") columns = {{"value", inputs["x"]}, {"value2", inputs["y"]}};
  else if (inputs.contains("events")) columns = {{"value", inputs["events"]}, {"population", inputs["population"]}};
  else columns = {{"value", inputs["y"]}};
  const std::string transform = one["args"].value("transform", one["args"].value("transformation", "B"));
  const ResultByName result(method, csv_of(columns), call_with(file, transform == "R" || transform == "r" ? "W" : "B"));
  const auto near = [&](const char* expected, const std::string& column) {
    if (!one["expected"].contains(expected)) return;
    const double wanted = one["expected"][expected];
    EXPECT_NEAR(result.number(0, column), wanted, one["tol"].contains("rel") ? one["tol"]["rel"].get<double>() * std::fabs(wanted) : one["tol"].value("abs", 1e-9)) << id << ' ' << expected;
  };
  for (const char* name : {"I", "C", "G"}) near(name, "statistic");
  for (const char* name : {"VI_rand", "VC_rand"}) near(name, "variance_randomisation");
  for (const char* name : {"VI_norm", "VC_norm"}) near(name, "variance_normality");
  near("EC", "expectation");
  near("z_rand", "z");
  if (method == "global-g") near("p_norm_one_sided", "p");
  if (one["expected"].contains("Zs")) {
    for (std::size_t i = 0; i < result.rows(); ++i) EXPECT_NEAR(result.number(i, "z"), one["expected"]["Zs"][i].get<double>(), 1e-6) << id << i;
  }
  if (method == "join-count") {
    EXPECT_EQ(result.number(0, "statistic"), one["expected"]["WW"].get<double>());
    EXPECT_EQ(result.number(1, "statistic"), one["expected"]["BW"].get<double>());
    EXPECT_EQ(result.number(2, "statistic"), one["expected"]["BB"].get<double>());
  }
  if (method == "local-moran") {
    EXPECT_NEAR(result.number(0, "z"), one["expected"]["z_sim_first"].get<double>(), one["tol"]["abs"].get<double>()) << id;
  }
}

TEST(CalcPlaces, MatchesThePublishedValues) {
  const Json cases = published_cases();
  if (cases.is_null()) GTEST_SKIP() << "no published reference values";
  for (const auto& one : cases) expect_published(one);
}

const std::vector<std::vector<int>> kLine = {{1}, {0, 2}, {1, 3}, {2, 4}, {3, 5}, {4}};

TEST(CalcPlaces, TheSumOfLocalMoranIsProportionalToTheGlobalOne) {
  const NeighbourFile file(kLine);
  const std::string csv = "id,value\n0,1\n1,2\n2,4\n3,7\n4,8\n5,12\n";
  const ResultByName local("local-moran", csv, call_with(file, "W")), global("moran", csv, call_with(file, "W"));
  double sum = 0;
  for (std::size_t i = 0; i < 6; ++i) sum += local.number(i, "statistic");
  EXPECT_NEAR(sum / 6, global.number(0, "statistic"), 1e-12);
}

TEST(CalcPlaces, TheSameSeedGivesTheSamePAndOneOfItsSteps) {
  const NeighbourFile file(kLine);
  const std::string csv = "id,value\n0,1\n1,2\n2,4\n3,7\n4,8\n5,12\n";
  const ResultByName once("local-moran", csv, call_with(file, "W", "two-sided")), again("local-moran", csv, call_with(file, "W", "two-sided"));
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(once.number(i, "p_sim"), again.number(i, "p_sim"));
    EXPECT_LE(once.number(i, "p_sim"), 1);
    EXPECT_NEAR(std::round(once.number(i, "p_sim") * 100), once.number(i, "p_sim") * 100, 1e-9);
    EXPECT_GE(once.number(i, "p_fdr"), once.number(i, "p"));
    EXPECT_GE(once.number(i, "p_bonferroni"), once.number(i, "p_fdr"));
  }
}

TEST(CalcPlaces, AreasWithoutAValueTakeNoPart) {
  const NeighbourFile file(kLine);
  const std::string csv = "id,value\n0,1\n1,2\n2,4\n3,7\n4,8\n5,*\n";
  const ResultByName local("gi-star", csv, call_with(file, "B"));
  EXPECT_EQ(local.text(5, "note"), "value is suppressed (*)");
  EXPECT_FALSE(std::isnan(local.number(4, "z")));
  EXPECT_EQ(ResultByName("moran", csv, call_with(file, "W")).text(0, "note"), "1 areas without a value left out");
  EXPECT_NE(mistake_of("moran", csv).find("--neighbours"), std::string::npos);
}

// By hand: 30 of 100 crimes in 2 of 50 square kilometres: 0.3 / 0.04 = 7.5; at most 60 could have been hit.
TEST(CalcAccuracy, GivesHitRateAndIndices) {
  const ResultByName result("accuracy", "hits,total,area,study_area,max_hits\n30,100,2,50,60\n");
  EXPECT_NEAR(result.number(0, "hit_rate"), 0.3, 1e-15);
  EXPECT_NEAR(result.number(0, "pai"), 7.5, 1e-12);
  EXPECT_NEAR(result.number(0, "pei"), 0.5, 1e-15);
}

}  // namespace
}  // namespace dmp::calc
