// Texts, editions and packages held against each other by the executable, as its users do it.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

fs::path built_operations(const fs::path& into) {
  const fs::path profile = copy_of(fs::path(DMP_SOURCE_DIR) / "examples" / "operations", into / "operations");
  fs::remove_all(profile / "build");
  const Ended built = run({"build", profile.string(), "--quiet"});
  EXPECT_EQ(built.exit_code, 0) << built.errors;
  return profile;
}

TEST(Claims, OfATextAreTableJsonAndPage) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-claims-");
  const fs::path profile = built_operations(folder.path());
  const fs::path text = folder.path() / "text.md";
  core::write_file_whole(text, "2 July 2020\n\nIn June 2020 the days of action against organised crime in Bedfordshire brought 24 arrests.\n\nOn Monday (1 July) 12.8% of cases (5 or less) were closed. <script>alert(1)</script>\n");
  const Ended table = run({"claims", profile.string(), text.string(), "--format", "csv", "--html", (folder.path() / "page.html").string()});
  EXPECT_EQ(table.exit_code, 1) << "the weekday does not fit";
  const auto rows = csv_rows(table.output);
  ASSERT_GT(rows.size(), 3U);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"start", "end", "text", "value", "value_high", "unit", "hedge", "subject", "place", "period", "verdict", "issue", "estimate_id", "reason"}));
  const std::string page = core::read_file(folder.path() / "page.html");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("inconsistent"), std::string::npos);
  const Ended json = run({"claims", profile.string(), text.string(), "--format", "json", "--quiet"});
  bool weekday = false, revealed = false;
  for (const Json& claim : Json::parse(json.output)) {
    weekday = weekday || claim.at("issue") == "weekday";
    revealed = revealed || claim.at("issue") == "reveals a suppressed count";
  }
  EXPECT_TRUE(weekday);
  EXPECT_TRUE(revealed);
  core::write_file_whole(text, "Nothing is counted here.\n");
  EXPECT_EQ(run({"claims", profile.string(), text.string()}).exit_code, 0);
  EXPECT_EQ(run({"claims", profile.string(), (folder.path() / "none.txt").string()}).exit_code, 3);
  EXPECT_EQ(run({"claims"}).exit_code, 2);
  core::write_file_whole(text, "PK\x03\x04 no document");
  const Ended damaged = run({"claims", profile.string(), text.string()});
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_EQ(damaged.errors.find("error: "), 0U) << damaged.errors;
}

TEST(Operations, OfPressReleasesGiveCardsAndShares) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-operations-");
  const fs::path profile = built_operations(folder.path());
  const Ended cards = run({"operations", profile.string(), "--format", "json"});
  ASSERT_EQ(cards.exit_code, 0) << cards.errors;
  std::map<std::string, double> value;
  for (const Json& row : Json::parse(cards.output)) value[row.at("measure").get<std::string>() + "|" + row.at("operation").get<std::string>()] = row.at("value");
  const std::string operation = "Days of action against organised crime, June 2020";
  EXPECT_EQ(value["Arrests, by operation|" + operation], 24);
  EXPECT_EQ(value["Firearms recovered, by operation|" + operation], 7);
  // 3,000,000 pounds over 90,000 g: a wholesale price, though called street value.
  EXPECT_NEAR(value["Stated value per gram, by operation and basis|" + operation + ", street"], 33.33, 0.01);
  bool share = false;
  for (const auto& [name, each] : value) share = share || (name.find("firearms: " + operation + " of Takedown") != std::string::npos && std::abs(each - 100.0 * 7 / 77) < 1e-9);
  EXPECT_TRUE(share) << "7 of 77 firearms";
}

TEST(Rollup, RefusesAPackageThatWasTamperedWith) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-rollup-");
  const fs::path profile = built_operations(folder.path()), key = folder.path() / "key", package = folder.path() / "package";
  ASSERT_EQ(run({"sign", "--new-key", key.string()}).exit_code, 0);
  ASSERT_EQ(run({"sign", profile.string(), package.string(), "--key", key.string()}).exit_code, 0);
  EXPECT_EQ(run({"verify", package.string(), "--trust", key.string() + ".pub"}).exit_code, 0);
  std::ofstream(package / "estimates.parquet", std::ios::app) << "x";
  EXPECT_EQ(run({"verify", package.string()}).exit_code, 1);
  const Ended refused = run({"rollup", (folder.path() / "region").string(), package.string(), package.string()});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.errors.find("was changed"), std::string::npos) << refused.errors;
  EXPECT_FALSE(fs::exists(folder.path() / "region"));
}

}  // namespace
}  // namespace dmp::cases
