// The main job on real public data, where the folder of it is there (DMP_DATA, or shared/data beside the repository).
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// A copy of a profile that finds the data wherever the copy lies.
fs::path profile_for(const char* folder_of_repository, const fs::path& into) {
  copy_of(fs::path(DMP_SOURCE_DIR) / folder_of_repository, into);
  fs::remove_all(into / "build");
  setenv("DMP_DATA", data_folder().c_str(), 1);
  return into;
}

double value_of(const std::string& csv, const std::string& id) {
  for (const auto& row : csv_rows(csv))
    if (row[0] == id) return row[15].empty() ? -1 : std::stod(row[15]);
  return -1;
}

TEST(RealData, BedfordshireGivesThePublishedPicture) {
  if (!fs::exists(data_folder() / "police-uk")) GTEST_SKIP() << "no real data at " << data_folder();
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-beds-");
  const fs::path profile = profile_for("examples/bedfordshire", folder.path() / "bedfordshire");
  const Ended built = run({"build", profile.string()});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  EXPECT_NE(built.errors.find(" 0 rejected"), std::string::npos) << built.errors;
  const std::string estimates = run({"estimates", profile.string(), "--format", "csv"}).output;
  // "Half of all drug crimes within Bedfordshire occur in Luton" (needs assessment 2022): 878 of 1,736 in 2022/23.
  EXPECT_NEAR(value_of(estimates, "area_share_of_drug_crime:E06000032:2022/23"), 50.58, 0.01);
  // 878 offences over 225,239 residents (census 2021).
  EXPECT_NEAR(value_of(estimates, "drug_offence_rate:E06000032:2022/23"), 3.898, 0.001);
  EXPECT_NEAR(value_of(estimates, "drug_crime_location_quotient:E06000032:2022/23"), 1.588, 0.001);
  // ONS deaths related to drug poisoning, registrations 2020: Luton 16.
  EXPECT_EQ(value_of(estimates, "published_drug_poisoning_deaths:E06000032:2020"), 16);
  EXPECT_TRUE(fs::exists(profile / "build" / "report" / "index.html"));
}

TEST(RealData, EveryFileOfTheSharedFolderLoads) {
  if (!fs::exists(data_folder() / "police-uk")) GTEST_SKIP() << "no real data at " << data_folder();
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-shared-");
  const fs::path profile = profile_for("tests/cases/shared_data", folder.path() / "shared");
  const Ended checked = run({"check", profile.string(), "--format", "json"});
  const Json report = Json::parse(checked.output);
  const Json& totals = report.at("totals");
  EXPECT_EQ(totals.at("rows").get<long long>(), totals.at("loaded").get<long long>() + totals.at("rejected").get<long long>() + totals.at("duplicates").get<long long>());
  EXPECT_GT(totals.at("loaded").get<long long>(), 2'000'000);
  EXPECT_EQ(totals.at("rejected").get<long long>(), 0) << checked.errors.substr(0, 2000);
  for (const Json& source : report.at("sources"))
    for (const Json& file : source.at("files")) EXPECT_GT(file.at("rows").get<long long>(), 0) << file.dump();
  for (const Json& issue : report.at("issues")) EXPECT_NE(issue.at("rule"), "unreadable file") << issue.dump();
}

}  // namespace
}  // namespace dmp::cases
