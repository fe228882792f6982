#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

/// Runs dmp hotspots weights as the command line does.
class HotspotsWeights : public testing::Test {
 protected:
  std::string run(std::vector<std::string> arguments) {
    Context context;
    CLI::App app;
    add_hotspots(app, context);
    const std::string file = (folder.path() / "links.csv").string();
    arguments.insert(arguments.begin(), {"hotspots", "weights"});
    arguments.insert(arguments.end(), {"-o", file});
    std::reverse(arguments.begin(), arguments.end());
    testing::internal::CaptureStderr();
    try {
      app.parse(arguments);
    } catch (...) {
      told = testing::internal::GetCapturedStderr();
      throw;
    }
    told = testing::internal::GetCapturedStderr();
    return core::read_file(file);
  }

  /// A folder of the shared data, or nothing.
  static fs::path boundaries() {
    const char* given = std::getenv("DMP_DATA");
    return (given ? fs::path(given) : fs::path(DMP_SOURCE_DIR) / ".." / "shared" / "data") / "geography" / "boundaries";
  }

  static long links_in(const std::string& csv) { return std::count(csv.begin(), csv.end(), '\n') - 1; }

  core::TemporaryFolder folder{fs::temp_directory_path(), "dmp-weights-test-"};
  std::string told;
};

TEST_F(HotspotsWeights, FromCsvWithWellKnownText) {
  const fs::path file = folder.path() / "areas.csv";
  core::write_file_whole(file,
                         "name,area_code,geometry\nWest,A,\"POLYGON ((-0.42 51.88,-0.41 51.88,-0.41 51.89,-0.42 51.89,-0.42 51.88))\"\n"
                         "East,B,\"POLYGON ((-0.41 51.88,-0.40 51.88,-0.40 51.89,-0.41 51.89,-0.41 51.88))\"\nNowhere,C,\n");
  EXPECT_EQ(run({file.string(), "--contiguity", "rook"}), "from,to,weight\nA,B,1\nB,A,1\n");
  EXPECT_NE(told.find("3 areas, 2 links"), std::string::npos) << told;
  EXPECT_NE(told.find("1 areas have no neighbours: C"), std::string::npos) << told;
}

TEST_F(HotspotsWeights, TellsWhatIsWrongWithTheFile) {
  const fs::path twice = folder.path() / "twice.csv", none = folder.path() / "none.csv";
  core::write_file_whole(twice, "code,geometry\nA,POINT (0 51)\nA,POINT (0 52)\n");
  core::write_file_whole(none, "code,shape\nA,x\n");
  EXPECT_THROW(run({twice.string()}), core::UserError);
  EXPECT_THROW(run({none.string()}), core::UserError);
  EXPECT_THROW(run({twice.string(), "--k", "2", "--distance", "100"}), core::UserError);
  EXPECT_THROW(run({twice.string(), "--id", "cod"}), core::UserError);
}

// libpysal 4.14.1: Queen and Rook from the same files; KNN and DistanceBand from centroids in EPSG:27700.
TEST_F(HotspotsWeights, OfBedfordshireAreThoseOfLibpysal) {
  const fs::path shared = boundaries() / "bedfordshire";
  if (!fs::exists(shared)) GTEST_SKIP() << "the shared data are not there: " << shared;
  std::vector<std::string> files;
  for (const char* code : {"E06000032", "E06000055", "E06000056"}) files.push_back((shared / ("lsoa_" + std::string(code) + ".geojson")).string());
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), files.begin(), files.end());
    return links_in(run(more));
  };
  EXPECT_EQ(with({"--id", "LSOA21CD", "--contiguity", "queen"}), 2386);
  EXPECT_EQ(with({"--id", "LSOA21CD", "--contiguity", "rook"}), 2350);
  EXPECT_EQ(with({"--distance", "2000"}), 7342);
  EXPECT_NE(told.find("34 areas have no neighbours"), std::string::npos);
  EXPECT_EQ(with({"--k", "5"}), 417 * 5);
}

TEST_F(HotspotsWeights, OfEnglandAndWalesAreThoseOfLibpysal) {
  const fs::path file = boundaries() / "boundaries_lsoa21.geojson.gz";
  if (!fs::exists(file)) GTEST_SKIP() << "the shared data are not there: " << file;
  EXPECT_EQ(links_in(run({file.string()})), 209'984);
}

}  // namespace
}  // namespace dmp::cli
