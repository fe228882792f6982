#include <gtest/gtest.h>

#include <filesystem>

#include "catalogue/catalogue.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

/// Runs dmp init and dmp catalogue as the command line does; gives the exit code, 2 and 3 also for errors thrown.
class Commands : public testing::Test {
 protected:
  int run(std::vector<std::string> arguments) {
    Context context;
    context.quiet = true;
    CLI::App app;
    add_init(app, context);
    add_catalogue(app, context);
    std::reverse(arguments.begin(), arguments.end());
    try {
      app.parse(arguments);
    } catch (const core::UserError& error) {
      fault = error.what();
      return static_cast<int>(error.kind());
    } catch (const CLI::ParseError&) {
      return 2;
    }
    return context.exit_code;
  }

  std::string written(const fs::path& file) const { return core::read_file(file); }

  core::TemporaryFolder base{fs::temp_directory_path(), "dmp-cli-"};
  std::string folder = (base.path() / "profile").string(), output = (base.path() / "out").string(), fault;
};

TEST_F(Commands, InitWritesAProfileThatTheCatalogueFindsInOrder) {
  EXPECT_EQ(run({"init", folder}), 0);
  EXPECT_TRUE(fs::exists(fs::path(folder) / "profile.toml"));
  EXPECT_EQ(run({"catalogue", "check", folder, "-o", output}), 0);
  EXPECT_EQ(written(output), "file,line,column,problem,mend\n") << "no faults";
}

TEST_F(Commands, InitRefusesAFolderThatIsNotEmptyAndWritesNothing) {
  fs::create_directories(folder);
  core::write_file_whole(fs::path(folder) / "mine.txt", "x");
  EXPECT_EQ(run({"init", folder}), 2);
  EXPECT_NE(fault.find("the folder is not empty"), std::string::npos) << fault;
  EXPECT_FALSE(fs::exists(fs::path(folder) / "profile.toml"));
  EXPECT_EQ(run({"init", (fs::path(folder) / "mine.txt").string()}), 2) << "a file is no folder";
  fs::remove(fs::path(folder) / "mine.txt");
  EXPECT_EQ(run({"init", folder}), 0) << "an empty folder is as good as a new one";
}

TEST_F(Commands, CatalogueCheckReportsAFaultWithItsPlaceAndExitsWithOne) {
  ASSERT_EQ(run({"init", folder}), 0);
  const fs::path own = fs::path(folder) / "catalogue/3-indicators/own_cannabis_possession_rate.toml";
  std::string text = written(own);
  text.replace(text.find("polarity ="), 10, "polarty  =");
  core::write_file_whole(own, text);
  EXPECT_EQ(run({"catalogue", "check", folder, "-o", output}), 1);
  EXPECT_EQ(written(output), "file,line,column,problem,mend\n" + own.generic_string() + ",13,1,unknown key in an indicator 'polarty',Did you mean 'polarity'?\n");
}

TEST_F(Commands, CatalogueShowsOneDefinitionAndTheNearestOfAMisspeltOne) {
  EXPECT_EQ(run({"catalogue", "show", "table/crime", "-o", output}), 0);
  EXPECT_EQ(written(output).substr(0, 18), "# Recorded crimes\n");
  EXPECT_EQ(run({"catalogue", "show", "drug_tset"}), 2);
  EXPECT_EQ(fault, "the catalogue has no 'drug_tset' - did you mean 'drug_test'?");
}

TEST_F(Commands, CatalogueListsYourOwnBesideTheBuiltIn) {
  ASSERT_EQ(run({"init", folder}), 0);
  EXPECT_EQ(run({"catalogue", "list", folder, "-o", output}), 0);
  EXPECT_NE(written(output).find("table,crime,Recorded crimes,crime,built-in\n"), std::string::npos);
  EXPECT_NE(written(output).find("indicator,own_cannabis_possession_rate,"), std::string::npos);
  EXPECT_EQ(run({"catalogue", "list", folder + "-no"}), 3);
}

TEST_F(Commands, CatalogueDocsWritesThePages) {
  EXPECT_EQ(run({"catalogue", "docs", "-o", output}), 0);
  EXPECT_TRUE(fs::exists(fs::path(output) / "index.md"));
  EXPECT_TRUE(fs::exists(fs::path(output) / "tables/crime.md"));
  EXPECT_TRUE(fs::exists(fs::path(output) / "sources/crime.csv"));
  EXPECT_EQ(run({"catalogue", "docs"}), 2) << "where to must be said";
}

}  // namespace
}  // namespace dmp::cli
