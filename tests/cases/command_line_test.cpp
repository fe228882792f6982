#include <gtest/gtest.h>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;

TEST(CommandLine, EveryVerbHasHelpWithAnExample) {
  const Ended help = run({"help"});
  ASSERT_EQ(help.exit_code, 0);
  for (const char* verb : {"init", "synth", "check", "build", "estimates", "explain", "diff", "claims", "operations", "sign", "verify", "rollup", "report", "calc", "catalogue", "completion"}) {
    EXPECT_NE(help.output.find(verb), std::string::npos) << verb;
    for (const Ended& shown : {run({verb, "--help"}), run({"help", verb})}) {
      EXPECT_EQ(shown.exit_code, 0) << verb << shown.errors;
      EXPECT_NE(shown.output.find("Example"), std::string::npos) << verb;
      EXPECT_NE(shown.output.find("dmp " + std::string(verb)), std::string::npos) << verb;
    }
  }
  EXPECT_EQ(run({"--version"}).output.substr(0, 4), "dmp ");
}

TEST(CommandLine, WrongUsageExitsWithTwoAndSaysHowToMend) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{}, {"bild"}, {"build", "--no-such-option"}, {"estimates", "--format", "pdf", small_county().string()}, {"calc", "no-such-method", "x.csv"}}) {
    const Ended wrong = run(arguments);
    EXPECT_EQ(wrong.exit_code, arguments.size() == 4 ? 3 : 2) << wrong.errors;
    EXPECT_TRUE(wrong.errors.starts_with("error: ")) << wrong.errors;
    EXPECT_NE(wrong.errors.find(" - "), std::string::npos) << wrong.errors;
  }
}

TEST(CommandLine, MissingFoldersAndProfilesExitWithThree) {
  for (const char* verb : {"build", "check", "estimates"}) {
    const Ended missing = run({verb, "/no/such/folder"});
    EXPECT_EQ(missing.exit_code, 3) << verb << ": " << missing.errors;
    EXPECT_TRUE(missing.errors.starts_with("error: ")) << missing.errors;
  }
}

TEST(CommandLine, InitMakesAProfileThatBuildsAsItIs) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-init-");
  const fs::path profile = folder.path() / "mine";
  const Ended made = run({"init", profile.string()});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const Ended built = run({"build", profile.string()});
  EXPECT_EQ(built.exit_code, 0) << built.errors;
  EXPECT_TRUE(fs::exists(profile / "build" / "report" / "index.html"));
  EXPECT_EQ(run({"check", profile.string()}).exit_code, 0);
  EXPECT_EQ(run({"init", profile.string()}).exit_code, 2) << "a folder that is not empty";
}

TEST(CommandLine, ShellsAndTheManualAreServed) {
  for (const char* shell : {"bash", "zsh", "fish", "man"}) {
    const Ended made = run({"completion", shell});
    EXPECT_EQ(made.exit_code, 0);
    EXPECT_NE(made.output.find("estimates"), std::string::npos) << shell;
  }
  EXPECT_EQ(run({"completion", "tcsh"}).exit_code, 2);
}

TEST(CommandLine, ResultsGoToAFileWholeOrNotAtAll) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-out-");
  core::write_file_whole(folder.path() / "in.csv", "x,n\n5,39\n2,3\n");
  const fs::path out = folder.path() / "out.csv";
  ASSERT_EQ(run({"calc", "proportion", (folder.path() / "in.csv").string(), "-o", out.string()}).exit_code, 0);
  const auto rows = csv_rows(core::read_file(out));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(run({"calc", "proportion", (folder.path() / "in.csv").string(), "-o", "/no/such/folder/out.csv"}).exit_code, 3);
}

}  // namespace
}  // namespace dmp::cases
