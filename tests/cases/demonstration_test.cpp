// The main job on the demonstration county: planted truth is found, the same bytes come out, every figure can be retraced.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cases/run.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"

namespace dmp::cases {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

TEST(Demonstration, CheckFindsExactlyThePlantedFaults) {
  const Ended checked = run({"check", small_county().string(), "--format", "json"});
  EXPECT_EQ(checked.exit_code, 1) << checked.errors;
  const Json report = Json::parse(checked.output), truth = Json::parse(core::read_file(small_county() / "truth.json"));
  std::map<std::string, std::array<long long, 4>> found, planted;
  for (const Json& source : report.at("sources"))
    for (const Json& file : source.at("files")) {
      const std::array<long long, 4> counts = {file.at("rows"), file.at("loaded"), file.at("rejected"), file.at("duplicates")};
      EXPECT_EQ(counts[0], counts[1] + counts[2] + counts[3]) << file.dump();
      EXPECT_EQ(file.at("sha256").get<std::string>().size(), 64u);
      std::string name = fs::path(file.at("file").get<std::string>()).filename().string();
      found[name.substr(0, name.find_first_of("!#"))] = counts;
    }
  for (const Json& file : truth.at("files")) {
    const std::array<long long, 4> counts = {file.at("rows"), file.at("loaded"), file.at("rejected"), file.at("duplicates")};
    planted[fs::path(file.at("file").get<std::string>()).filename().string()] = counts;
  }
  EXPECT_GT(planted.size(), 40u);
  for (const auto& [name, counts] : planted) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_EQ(found[name], counts) << name;
  }
  EXPECT_GT(report.at("totals").at("rejected").get<long long>(), 50);
}

TEST(Demonstration, BuildWritesAnEditionWithAReportAndADataPack) {
  const fs::path build = built_county() / "build";
  for (const char* file : {"dmp.duckdb", "report/index.html", "data-pack.xlsx", "latest/estimates.parquet", "latest/edition.json"}) EXPECT_TRUE(fs::exists(build / file)) << file;
  const std::string page = core::read_file(build / "report" / "index.html");
  EXPECT_NE(page.find("<h1"), std::string::npos);
  EXPECT_EQ(page.find("src=\"http"), std::string::npos);
  EXPECT_LT(page.size(), 5u << 20);
  const Ended listed = run({"estimates", built_county().string(), "--audience", "restricted", "--format", "csv"});
  EXPECT_EQ(listed.exit_code, 0) << listed.errors;
  const auto rows = csv_rows(listed.output);
  ASSERT_GT(rows.size(), 1000u);
  std::map<std::string, int> families;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].size(), 32u);
    ++families[rows[i][1]];
  }
  EXPECT_GE(families.size(), 180u) << "indicators";
}

/// The rural authority's published share of homeless households with a drug need is planted at four times that of its cases.
TEST(Demonstration, BuildWarnsWhereAPublishedTableContradictsTheRecords) {
  const Json manifest = Json::parse(core::read_file(built_county() / "build" / "latest" / "edition.json"));
  std::map<std::string, int> figures;
  for (const Json& each : manifest.at("disagreements")) figures[each.at("indicator").get<std::string>()] = each.at("figures").get<int>();
  EXPECT_EQ(figures["homelessness_drug_need"], 1) << manifest.at("disagreements").dump();
  EXPECT_FALSE(figures.contains("homelessness_alcohol_need"));
  EXPECT_FALSE(figures.contains("children_in_need_drug_factor"));
  EXPECT_NE(core::read_file(built_county() / "build" / "report" / "index.html").find("Sources disagree"), std::string::npos);
}

TEST(Demonstration, TheSameInputsGiveTheSameBytesOnAnyNumberOfThreads) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-again-");
  const fs::path again = copy_of(small_county(), folder.path() / "elsewhere");
  const Ended built = run({"build", again.string(), "--threads", "1"});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  const fs::path first = fs::canonical(built_county() / "build" / "latest"), second = fs::canonical(again / "build" / "latest");
  EXPECT_EQ(first.filename(), second.filename()) << "the edition's name";
  for (const char* file : {"estimates.parquet", "restricted/estimates.parquet", "report/index.html", "data-pack.xlsx", "edition.json"})
    EXPECT_EQ(core::sha256_of_file(first / file), core::sha256_of_file(second / file)) << file;
  const Ended compared = run({"diff", first.string(), second.string(), "--format", "csv"});
  EXPECT_EQ(compared.exit_code, 0) << compared.errors;
  EXPECT_EQ(csv_rows(compared.output).size(), 1u) << "only the header";
}

TEST(Demonstration, AChangedExtractGivesANewEditionAndDiffNamesTheFigures) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-changed-");
  const fs::path changed = copy_of(built_county(), folder.path() / "county");
  const fs::path homicides = changed / "sources" / "homicides.csv";
  std::string text = core::read_file(homicides);
  const std::size_t second_line = text.find('\n') + 1;
  text.erase(second_line, text.find('\n', second_line) + 1 - second_line);
  core::write_file_whole(homicides, text);
  const fs::path before = fs::canonical(changed / "build" / "latest");
  const Ended built = run({"build", changed.string()});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  const fs::path after = fs::canonical(changed / "build" / "latest");
  EXPECT_NE(before, after);
  const Ended compared = run({"diff", "--dir", changed.string(), before.filename().string(), "latest", "--audience", "restricted", "--format", "csv"});
  EXPECT_EQ(compared.exit_code, 0) << compared.errors;
  const auto rows = csv_rows(compared.output);
  ASSERT_GT(rows.size(), 1u);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_NE(rows[i][0].find("homicide"), std::string::npos) << rows[i][0];
    EXPECT_EQ(rows[i].back(), "data");
  }
}

TEST(Demonstration, EveryFigureCanBeExplainedAndRecomputed) {
  const Ended listed = run({"estimates", built_county().string(), "--indicator", "drug_offence_rate", "--format", "csv"});
  const auto rows = csv_rows(listed.output);
  ASSERT_GT(rows.size(), 1u);
  const Ended explained = run({"explain", built_county().string(), rows[1][0], "--recompute", "--format", "json"});
  EXPECT_EQ(explained.exit_code, 0) << explained.errors;
  const Json json = Json::parse(explained.output);
  EXPECT_TRUE(json.at("recomputed").at("same").get<bool>());
  EXPECT_TRUE(json.at("recomputed").at("files_changed").empty()) << json.at("recomputed").dump();
  EXPECT_FALSE(json.at("numerator_sql").get<std::string>().empty());
  EXPECT_FALSE(json.at("files").empty());
  const Ended unknown = run({"explain", built_county().string(), "drug_offence_rat"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.errors.find("drug_offence_rate"), std::string::npos) << unknown.errors;
}

TEST(Demonstration, NoPersonIsNamedInAnythingThatIsWritten) {
  const auto people = csv_rows(core::read_file(small_county() / "truth_people.csv"));
  ASSERT_GT(people.size(), 10u);
  std::vector<std::string> identifiers;
  for (std::size_t i = 1; i < people.size() && identifiers.size() < 200; ++i)
    for (const std::string& cell : people[i])
      if (cell.size() == 10 && cell.find_first_not_of("0123456789") == std::string::npos) identifiers.push_back(cell);
  ASSERT_FALSE(identifiers.empty()) << "NHS numbers of the truth file";
  for (const char* file : {"build/report/index.html", "build/latest/edition.json", "build/dmp.duckdb"}) {
    const std::string bytes = core::read_file(built_county() / file);
    for (const std::string& identifier : identifiers) ASSERT_EQ(bytes.find(identifier), std::string::npos) << file << " holds an identifier";
  }
}

}  // namespace
}  // namespace dmp::cases
