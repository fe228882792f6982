#include <gtest/gtest.h>

#include <fmt/format.h>

#include <fstream>
#include <map>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCodes[] = {"E06900001", "E06900002"};

/// A profile of one county that is made of these of the two authorities, with their residents and admissions.
void write_profile(const fs::path& folder, const std::string& code, const std::vector<int>& authorities) {
  fs::create_directories(folder / "sources");
  std::string profile = "title = \"County " + code + "\"\n[period]\nstart = \"2023-04-01\"\nend = \"2024-03-31\"\n", members;
  for (const int each : authorities) members += fmt::format("{}\"{}\"", members.empty() ? "" : ", ", kCodes[each]);
  profile += fmt::format("\n[[area]]\ncode = \"{}\"\nname = \"County {}\"\ntype = \"county\"\nmembers = [{}]\n", code, code, members);
  for (const char* source : {"areas", "population", "hospital_admissions"}) profile += fmt::format("\n[[source]]\nid = \"{}\"\nfiles = [\"sources/{}.csv\"]\n", source, source);
  std::string areas = "area_code,area_name,area_type,parent_code\n" + code + ",County " + code + ",county,\n", people = "area_code,year,sex,age_from,age_to,population\n",
              admissions = "admission_id,admitted_on,sex,age,ethnicity,lsoa_code,authority_code,primary_diagnosis,secondary_diagnoses,admission_method,nhs_number\n";
  int serial = 0;
  for (const int each : authorities) {
    areas += fmt::format("{0},Authority {1},authority,{2}\n", kCodes[each], each, code);
    for (int band = 0; band < 19; ++band) {
      people += fmt::format("{},2023,Persons,{},{},{}\n", kCodes[each], 5 * band, band == 18 ? 120 : 5 * band + 4, 4000 - 150 * band + (each == 1 ? 90 * band : 0));
      // Children under fifteen none, all others at least twenty, the second county older than the first.
      for (int i = 0; band >= 3 && i < 20 + (each == 0 ? 20 - band : band); ++i) {
        const int month = serial++ % 12;  // every month of the financial year
        admissions += fmt::format("{}-{}-{},{}-{:02}-11,Male,{},,,{},F10.2,,emergency,\n", each, band, i, month < 9 ? 2023 : 2024, month < 9 ? month + 4 : month - 8, 5 * band + i % 5, kCodes[each]);
      }
    }
  }
  core::write_file_whole(folder / "profile.toml", profile);
  core::write_file_whole(folder / "sources/areas.csv", areas);
  core::write_file_whole(folder / "sources/population.csv", people);
  core::write_file_whole(folder / "sources/hospital_admissions.csv", admissions);
}

/// The csv row of an indicator's total by the names of its columns.
std::map<std::string, std::string> total_of(const std::string& csv, const std::string& indicator) {
  const auto rows = csv_rows(csv);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    std::map<std::string, std::string> row;
    for (std::size_t k = 0; k < rows[0].size() && k < rows[i].size(); ++k) row[rows[0][k]] = rows[i][k];
    if (row["indicator_id"] == indicator && row["sex"] == "Persons" && row["age"] == "All ages" && row["category"].empty() && row["period"] == "2023/24" && row["area_type"] != "authority") return row;
  }
  return {};
}

TEST(Rollup, StandardisedRateIsThatOfTheTwoCountiesAsOne) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-rollup-case-");
  const fs::path ash = folder.path() / "ash", birch = folder.path() / "birch", both = folder.path() / "both", key = folder.path() / "key";
  write_profile(ash, "E10900001", {0});
  write_profile(birch, "E10900002", {1});
  write_profile(both, "E10900003", {0, 1});
  for (const fs::path& each : {ash, birch, both}) {
    const Ended built = run({"build", each.string(), "--quiet"});
    ASSERT_EQ(built.exit_code, 0) << built.errors;
  }
  ASSERT_EQ(run({"sign", "--new-key", key.string()}).exit_code, 0);
  for (const fs::path& each : {ash, birch}) ASSERT_EQ(run({"sign", each.string(), each.string() + "-package", "--key", key.string()}).exit_code, 0);
  const fs::path region = folder.path() / "region";
  const Ended rolled = run({"rollup", region.string(), ash.string() + "-package", birch.string() + "-package", "--name", "The wood"});
  ASSERT_EQ(rolled.exit_code, 0) << rolled.errors;

  auto added = total_of(core::read_file(region / "estimates.csv"), "alcohol_specific_admissions");
  // With all its digits: public editions show rates to one decimal.
  auto direct = total_of(run({"estimates", both.string(), "--indicator", "alcohol_specific_admissions", "--audience", "restricted", "--format", "csv"}).output, "alcohol_specific_admissions");
  ASSERT_FALSE(added.empty()) << core::read_file(region / "left_out.csv");
  ASSERT_FALSE(direct.empty());
  EXPECT_EQ(added["area_name"], "The wood");
  for (const char* column : {"value", "lower_95", "upper_95", "lower_99_8", "upper_99_8", "count", "denominator"}) {
    SCOPED_TRACE(column);
    ASSERT_FALSE(direct[column].empty());
    EXPECT_NEAR(std::stod(added[column]), std::stod(direct[column]), 1e-9 * std::stod(direct[column]));
  }
  // What a mean of the two rates would give is another number.
  auto one = total_of(run({"estimates", ash.string(), "--indicator", "alcohol_specific_admissions", "--format", "csv"}).output, "alcohol_specific_admissions");
  auto other = total_of(run({"estimates", birch.string(), "--indicator", "alcohol_specific_admissions", "--format", "csv"}).output, "alcohol_specific_admissions");
  EXPECT_GT(std::abs((std::stod(one["value"]) + std::stod(other["value"])) / 2 - std::stod(added["value"])), 1);
}

}  // namespace
}  // namespace dmp::cases
