// Comparators and nearest neighbours, as their user meets them: on real public data where the folder of it is there, and on the demonstration county.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;

/// A profile of Luton with the public data that the open model of neighbours reads.
fs::path luton(const fs::path& folder) {
  std::ofstream profile(folder / "profile.toml");
  profile << "title = \"Luton\"\n[data]\nroots = [\"" << data_folder().string() << "\"]\n[[area]]\ncode = \"E06000032\"\nname = \"Luton\"\ntype = \"authority\"\n";
  for (const auto& [source, file] : std::initializer_list<std::pair<const char*, const char*>>{{"lsoa21_ward24_ltla24", "geography/lookups/lookup_lsoa21_ward24_ltla24.csv.gz"},
                                                                                              {"ltla24_region24", "geography/lookups/lookup_ltla24_region24.csv"},
                                                                                              {"region24", "geography/lookups/lookup_ltla24_region24.csv"},
                                                                                              {"ltla24_pfa24", "geography/lookups/lookup_ltla24_csp24_pfa24.csv"},
                                                                                              {"la_all_codes", "geography/lookups/drkane_la_all_codes.csv"},
                                                                                              {"census21_age_lsoa21", "population/census21_pop.csv.gz"},
                                                                                              {"census21_ethnicity_ltla21", "population/ethnicity21_ltla21.csv.gz"},
                                                                                              {"census21_household_deprivation", "population/household_deprivation21_lsoa21.csv.gz"},
                                                                                              {"imd2019_ltla22", "imd/imd2019_england_ltla22.csv.gz"},
                                                                                              {"alcohol_dependence_estimates", "treatment/alcohol_dependence_estimates_la_2010-2018.csv"},
                                                                                              {"cipfa_neighbours_trafford", "fingertips/trafford_cipfa*.csv"}})
    profile << "[[source]]\nid = \"" << source << "\"\nfiles = [\"" << file << "\"]\n";
  return folder;
}

std::map<std::string, double> column(const std::string& csv, std::size_t key, std::size_t value) {
  std::map<std::string, double> found;
  const auto rows = csv_rows(csv);
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (rows[i].size() > std::max(key, value) && !rows[i][value].empty()) found[rows[i][key]] = std::stod(rows[i][value]);
  return found;
}

TEST(Comparators, NearestNeighboursAreThoseOfCalcAndOfR) {
  if (!fs::exists(data_folder() / "population")) GTEST_SKIP() << "no real data at " << data_folder();
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-neighbours-case-");
  const std::string profile = luton(folder.path()).string();
  const Ended found = run({"neighbours", profile, "--area", "E06000032", "--k", "15", "--format", "csv"});
  ASSERT_EQ(found.exit_code, 0) << found.errors;
  const auto distances = column(found.output, 3, 5);
  ASSERT_EQ(distances.size(), 15u) << found.output;
  // A town close to London of much the same size and make-up.
  EXPECT_TRUE(distances.contains("E06000039")) << "Slough";

  const Ended values = run({"neighbours", profile, "--area", "luton", "--values", "--format", "csv"});
  ASSERT_EQ(values.exit_code, 0) << values.errors;
  const fs::path table = folder.path() / "values.csv";
  std::ofstream(table) << values.output;
  const Ended calc = run({"calc", "neighbours", table.string(), "--id", "area_code", "--k", "200"});
  ASSERT_EQ(calc.exit_code, 0) << calc.errors;
  std::map<std::string, double> of_luton;
  for (const auto& row : csv_rows(calc.output))
    if (row[0] == "E06000032") of_luton[row[2]] = std::stod(row[3]);
  for (const auto& [code, distance] : distances) EXPECT_NEAR(distance, of_luton[code], 1e-9) << code;

  if (std::system("Rscript --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "R is not here; dmp calc agreed";
  const fs::path by_r = folder.path() / "r.csv";
  const fs::path script = folder.path() / "neighbours.R";
  std::ofstream(script) << "x <- read.csv('" << table.string() << "'); d <- as.matrix(dist(scale(x[,-1]))); i <- which(x$area_code == 'E06000032')\n"
                        << "write.csv(data.frame(code = x$area_code, distance = d[i, ]), '" << by_r.string() << "', row.names = FALSE, quote = FALSE)\n";
  ASSERT_EQ(std::system(("Rscript " + script.string()).c_str()), 0);
  const auto expected = column(core::read_file(by_r), 0, 1);
  for (const auto& [code, distance] : distances) EXPECT_NEAR(distance, expected.at(code), 1e-9) << code;
}

TEST(Comparators, APublishedListIsTakenAsItStands) {
  if (!fs::exists(data_folder() / "fingertips")) GTEST_SKIP() << "no real data at " << data_folder();
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-cipfa-case-");
  const std::string profile = luton(folder.path()).string();
  const Ended list = run({"neighbours", profile, "--area", "Trafford", "--list", "cipfa", "--format", "csv"});
  ASSERT_EQ(list.exit_code, 0) << list.errors;
  const auto rows = csv_rows(list.output);
  ASSERT_EQ(rows.size(), 16u);
  EXPECT_EQ(rows[1][1], "CIPFA 2024");
  EXPECT_EQ(rows[1][3], "E06000030");
  EXPECT_EQ(rows[8][4], "Bedford");
  const Ended none = run({"neighbours", profile, "--area", "Luton", "--list", "cipfa"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_NE(none.errors.find("no list 'cipfa' for this area"), std::string::npos) << none.errors;
  const Ended unknown = run({"neighbours", profile, "--area", "Lutton"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.errors.find("Did you mean 'Luton'?"), std::string::npos) << unknown.errors;
}

TEST(Comparators, EachEstimateStandsBesideItsNeighboursOnRealData) {
  if (!fs::exists(data_folder() / "treatment")) GTEST_SKIP() << "no real data at " << data_folder();
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-beside-case-");
  const std::string profile = luton(folder.path()).string();
  const std::vector<std::string> nearest = {"neighbours", profile, "--area", "Luton", "--format", "csv"};
  const Ended before = run(nearest);
  const Ended built = run({"build", profile});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  EXPECT_EQ(run(nearest).output, before.output) << "asked of the database that the build leaves";
  // Only Luton is an area of the profile.
  for (const auto& row : csv_rows(run({"estimates", profile, "--format", "csv"}).output)) EXPECT_NE(row[4], "E06000039");
  const Ended beside = run({"estimates", profile, "--comparisons", "--indicator", "alcohol_dependent_adults_prevalence", "--period", "2017/18", "--format", "csv"});
  ASSERT_EQ(beside.exit_code, 0) << beside.errors;
  std::map<std::string, std::vector<std::string>> kinds;
  for (const auto& row : csv_rows(beside.output)) kinds[row[5]] = row;
  ASSERT_TRUE(kinds.contains("neighbours")) << beside.output;
  const auto& row = kinds.at("neighbours");
  EXPECT_EQ(row[9], "15");
  EXPECT_GE(std::stod(row[8]), 8);
  EXPECT_GT(std::stod(row[10]), 0);
  EXPECT_LT(std::stod(row[11]), std::stod(row[10]));
  EXPECT_NE(row[20], "not compared");
}

TEST(Comparators, NothingIsPublishedOfWhatIsHeldBack) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-compared-case-");
  const fs::path county = folder.path() / "county";
  copy_of(small_county(), county);
  std::ofstream(county / "profile.toml", std::ios::app) << "\n[indicators]\nonly = [\"adults_in_treatment*\", \"drug_offence_rate\", \"drug_misuse_deaths*\", \"successful_completion\", \"cuckooing_repeat\"]\n";
  const Ended built = run({"build", county.string()});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  const auto estimates = csv_rows(run({"estimates", county.string(), "--format", "csv"}).output);
  std::set<std::string> shown;
  for (const auto& row : estimates)
    if (row.size() > 15 && !row[15].empty()) shown.insert(row[0]);
  const Ended published = run({"estimates", county.string(), "--comparisons", "--format", "csv"});
  ASSERT_EQ(published.exit_code, 0) << published.errors;
  const auto open = csv_rows(published.output), all = csv_rows(run({"estimates", county.string(), "--comparisons", "--audience", "restricted", "--format", "csv"}).output);
  ASSERT_GT(open.size(), 100u);
  EXPECT_GT(all.size(), open.size());
  for (std::size_t i = 1; i < open.size(); ++i) EXPECT_TRUE(shown.contains(open[i][0])) << open[i][0];
}

}  // namespace
}  // namespace dmp::cases
