#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

/// Runs dmp check as the command line does.
class Check : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder / "sources");
    core::write_file_whole(folder / "profile.toml",
                           "title = \"A <county>\"\n[[area]]\ncode = \"E07000001\"\nname = \"Northby\"\ntype = \"authority\"\n\n[[source]]\nid = \"crime\"\nfiles = [\"sources/crime*.csv\"]\n");
  }

  void crime(const std::string& rows) { core::write_file_whole(folder / "sources" / "crime.csv", "crime_id,month,offence_group,lsoa_code\n" + rows); }

  int run(std::vector<std::string> arguments) {
    Context context;
    context.quiet = true;
    CLI::App app;
    add_check(app, context);
    arguments.insert(arguments.begin(), {"check", folder.string()});
    std::reverse(arguments.begin(), arguments.end());
    testing::internal::CaptureStderr();
    int code = 0;
    try {
      app.parse(arguments);
      code = context.exit_code;
    } catch (const core::UserError& error) {
      code = static_cast<int>(error.kind());
    }
    told = testing::internal::GetCapturedStderr();
    return code;
  }

  core::TemporaryFolder base{fs::temp_directory_path(), "dmp-check-"};
  fs::path folder = base.path() / "profile";
  std::string output = (base.path() / "out").string(), page = (base.path() / "page.html").string(), told;
};

TEST_F(Check, SoundSourcesExitWithNoughtAndLeaveNothingButTheKey) {
  crime("C1,2023-01,drugs,E01000001\nC2,2023-02,drugs,E01000001\n");
  EXPECT_EQ(run({"--format", "csv", "-o", output}), 0) << told;
  EXPECT_EQ(core::read_file(output).substr(0, 62), "source,table,file,sha256,rows,loaded,rejected,duplicates\ncrime");
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(folder / "build")) left.push_back(entry.path().filename().string());
  EXPECT_EQ(left, std::vector<std::string>{"pseudonym.key"});
}

TEST_F(Check, ARejectedRowExitsWithOneAndSaysWhere) {
  crime("C1,2023-01,drugs,E01000001\nC2,soon,drugs,E01000001\n");
  EXPECT_EQ(run({"-o", output}), 1);
  EXPECT_NE(told.find("error: 'soon' is not a month"), std::string::npos) << told;
  EXPECT_NE(told.find("crime.csv:3:2)"), std::string::npos) << told;
}

TEST_F(Check, AFileThatCannotBeReadExitsWithOne) {
  crime("C1,2023-01,drugs,E01000001\n");
  core::write_file_whole(folder / "sources" / "crime-broken.csv", std::string("\x1f\x8b\x08\x00broken", 10));
  EXPECT_EQ(run({"-o", output}), 1);
  EXPECT_NE(told.find("crime-broken.csv"), std::string::npos) << told;
}

TEST_F(Check, AtMostTwentyLinesAreToldAndTheRestCounted) {
  std::string profile = core::read_file(folder / "profile.toml");
  for (int i = 0; i < 30; ++i) {
    // One bad cell of a kind of its own in each file, so that nothing can be merged.
    const std::string name = "drug_user_estimates";
    core::write_file_whole(folder / "sources" / (name + std::to_string(i) + ".csv"), "area_code,period_start,period_end,drug_group,value\nE07000001,2020-04-01,2021-03-31,tea,5\n");
  }
  crime("C1,soon,drugs,E01000001\nC2,2023-01,dragons,E01000001\n,2023-01,,E01000001\nC4,2023-01,drugs,X\n");
  core::write_file_whole(folder / "profile.toml", profile + "\n[[source]]\nid = \"drug_user_estimates\"\nfiles = [\"sources/drug_user_estimates*.csv\"]\n");
  EXPECT_EQ(run({"-o", output}), 1);
  EXPECT_LE(std::count(told.begin(), told.end(), '\n'), 21) << told;
  EXPECT_NE(told.find("in 30 files"), std::string::npos) << "files with the same fault are told of once\n" << told;
}

TEST_F(Check, AFileWithAHeaderAndNoRowsIsAWarning) {
  crime("");
  EXPECT_EQ(run({"-o", output}), 0);
  EXPECT_NE(told.find("warning: the file has a header and no rows"), std::string::npos) << told;
}

TEST_F(Check, ThePageIsWholeAndEscapesWhatItShows) {
  crime("C1,2023-01,drugs,E01000001\nC2,<b>,drugs,E01000001\n");
  EXPECT_EQ(run({"--html", page, "--format", "table", "-o", output}), 1);
  const std::string html = core::read_file(page);
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(html.ends_with("</html>") || html.ends_with("</html>\n"));
  EXPECT_NE(html.find("A &lt;county&gt;"), std::string::npos);
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_NE(html.find("Completeness"), std::string::npos);
  EXPECT_NE(core::read_file(output).find("error:"), std::string::npos) << "the table form shows the worst findings";
}

TEST_F(Check, AnUnknownFormatIsRefusedBeforeAnythingIsRead) {
  crime("C1,2023-01,drugs,E01000001\n");
  EXPECT_EQ(run({"--format", "xml"}), 2);
  EXPECT_FALSE(fs::exists(folder / "build"));
}

}  // namespace
}  // namespace dmp::cli
