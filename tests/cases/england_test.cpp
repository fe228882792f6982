// Every authority of England over the shared public data: what was published is made again and compared.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;

class England : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* named = std::getenv("DMP_DATA");
    const fs::path data = fs::weakly_canonical(named ? fs::path(named) : fs::path(DMP_SOURCE_DIR) / ".." / "shared" / "data");
    if (!fs::exists(data / "fingertips")) GTEST_SKIP() << "no real data at " << data;
    setenv("DMP_DATA", data.c_str(), 1);
    copy_of(fs::path(DMP_SOURCE_DIR) / "tests" / "cases" / "england", profile_);
    fs::remove_all(profile_ / "build");
  }

  core::TemporaryFolder folder_{fs::temp_directory_path(), "dmp-england-"};
  fs::path profile_ = folder_.path() / "england";
};

TEST_F(England, PublishedFiguresAreReproducedAndEachDisagreementIsExplained) {
  const Ended checked = run({"check", profile_.string(), "--format", "json"});
  const auto report = nlohmann::json::parse(checked.output);
  std::string together;
  for (const auto& issue : report.at("issues")) {
    EXPECT_NE(issue.at("rule"), "published figures not reproduced") << issue.at("text");
    if (issue.at("rule") == "published figures made again, together") together = issue.at("text");
  }
  EXPECT_NE(together.find("published values made again"), std::string::npos);
  EXPECT_EQ(together.find("not explained"), std::string::npos) << together;
}

TEST_F(England, EveryAuthorityOfTodayIsThere) {
  const Ended built = run({"build", profile_.string()});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  std::set<std::string> authorities;
  for (const auto& row : csv_rows(run({"estimates", profile_.string(), "--format", "csv"}).output))
    if (row.size() > 6 && row[6] == "authority") authorities.insert(row[4]);
  EXPECT_EQ(authorities.size(), 296u);
}

}  // namespace
}  // namespace dmp::cases
