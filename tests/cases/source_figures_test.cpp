// Figures that a published drugs market profile and needs assessment stand on, from cited facts: examples/source-figures.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;

/// The profile, built once.
class SourceFigures : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new core::TemporaryFolder(fs::temp_directory_path(), "dmp-figures-");
    const fs::path profile = profile_folder();
    copy_of(fs::path(DMP_SOURCE_DIR) / "examples" / "source-figures", profile);
    fs::remove_all(profile / "build");
    built_ = run({"build", profile.string()});
    for (const auto& row : csv_rows(run({"estimates", profile.string(), "--audience", "restricted", "--format", "csv"}).output))
      if (row.size() > 19) rows_[row[0]] = row;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
    rows_.clear();
  }
  static fs::path profile_folder() { return folder_->path() / "figures"; }

  static double number(const std::string& id, std::size_t column) {
    const auto found = rows_.find(id);
    if (found == rows_.end() || found->second[column].empty()) return -1;
    return std::stod(found->second[column]);
  }
  static double value(const std::string& id) { return number(id, 15); }

  static std::string arithmetic(const std::string& id) {
    const std::string text = run({"explain", profile_folder().string(), id, "--audience", "restricted"}).output;
    const auto from = text.find("The arithmetic\n");
    return from == std::string::npos ? text : text.substr(from, text.find("\n\n", from) - from);
  }

  static core::TemporaryFolder* folder_;
  static Ended built_;
  static std::map<std::string, std::vector<std::string>> rows_;
};

core::TemporaryFolder* SourceFigures::folder_ = nullptr;
Ended SourceFigures::built_;
std::map<std::string, std::vector<std::string>> SourceFigures::rows_;

#define EXPECT_TOLD(id, line) EXPECT_NE(arithmetic(id).find(line), std::string::npos) << arithmetic(id)

TEST_F(SourceFigures, AreBuiltWithoutARejectedRow) {
  EXPECT_EQ(built_.exit_code, 0) << built_.errors;
  EXPECT_NE(built_.errors.find(" 0 rejected"), std::string::npos) << built_.errors;
}

TEST_F(SourceFigures, UsersAreResidentsTimesPrevalence) {
  const std::string id = "local_users_by_drug:E26000001:2017/18:age=16-59:drug=any drug";
  EXPECT_NEAR(value(id), 34474.05, 0.001);
  EXPECT_TOLD(id, "34,474 = 383,045 residents aged 16-59 x 9.0%");
  EXPECT_NEAR(value("local_users_by_drug:E26000001:2016/17:age=16-59:drug=any drug"), 32559, 0.5);
  EXPECT_NEAR(value("local_users_by_drug:E26000001:2018/19:age=16-59:drug=any drug"), 36006, 0.5);
  EXPECT_NEAR(value("local_users_by_drug:E26000001:2017/18:age=16-59:drug=powder cocaine"), 9959, 0.5);
  EXPECT_NEAR(value("local_users_by_drug:E26000001:2017/18:age=16-59:drug=cannabis"), 27579, 0.5);
  EXPECT_NEAR(value("retraced_share_of_users:E26000001:2017/18"), 8.88, 0.005);
  EXPECT_TOLD("retraced_share_of_users:E26000001:2017/18", "8.88% = 34,000 / 383,045");
}

TEST_F(SourceFigures, SpendPerUserIsTwoAndAHalfTimesWhatReviewsCite) {
  EXPECT_NEAR(value("retraced_spend_per_user:E26000001:2017/18:drug=powder cocaine"), 5402, 0.5);
  EXPECT_TOLD("retraced_spend_per_user:E26000001:2017/18:drug=powder cocaine", "5,402 = GBP 53,800,000 / 9,959 users (383,045 residents aged 16-59 x 2.6%), or GBP 104 a week");
  EXPECT_NEAR(value("retraced_spend_per_user:E26000001:2017/18:drug=cannabis"), 2139, 0.5);
  EXPECT_NEAR(value("retraced_value_at_cited_spend:E26000001:2017/18:drug=powder cocaine"), 21.4e6, 0.05e6);
  EXPECT_NEAR(value("retraced_value_at_cited_spend:E26000001:2017/18:drug=cannabis"), 23.9e6, 0.05e6);
  EXPECT_NEAR(value("retraced_reported_over_cited:E26000001:2017/18:drug=powder cocaine"), 2.5, 0.05);
  EXPECT_NEAR(value("retraced_reported_over_cited:E26000001:2017/18:drug=cannabis"), 2.5, 0.05);
}

TEST_F(SourceFigures, ScaledDownTheNationalMarketIsBelowTheReportedOne) {
  EXPECT_NEAR(value("retraced_share_of_england_and_wales:E26000001:2019"), 1.14, 0.005);
  EXPECT_NEAR(value("retraced_value_top_down:E26000001:2019:drug=all drugs"), 107e6, 0.5e6);
}

TEST_F(SourceFigures, WastewaterAtSupposedLoadsGivesKilogramsAndPounds) {
  const std::string id = "retraced_wastewater_value:E26000001:2019:load=500 mg";
  EXPECT_NEAR(number(id, 20), 680, 1);
  EXPECT_NEAR(value(id), 54e6, 0.5e6);
  EXPECT_TOLD(id, "674,992 residents x 500 mg per 1,000 a day x 3.59 x 365 = 442 kg pure, at 65% purity 680 kg, x GBP 80 a gram");
  EXPECT_NEAR(value("retraced_wastewater_value:E26000001:2019:load=900 mg"), 98e6, 0.5e6);
  EXPECT_NEAR(value("retraced_wastewater_value:E26000001:2019:load=300 mg"), 33e6, 0.5e6);
}

TEST_F(SourceFigures, ThroughputIsSetAgainstTheResidentsShare) {
  EXPECT_NEAR(value("retraced_consumption_by_residents:E06000032:2019:drug=cocaine"), 32.0, 0.05);
  EXPECT_NEAR(value("retraced_consumption_by_residents:E06000032:2019:drug=heroin"), 10.6, 0.05);
  EXPECT_NEAR(value("retraced_consumption_by_residents:E26000001:2019:drug=cocaine"), 101, 0.5);
  EXPECT_NEAR(value("retraced_consumption_by_residents:E26000001:2019:drug=heroin"), 34, 0.5);
  EXPECT_NEAR(value("retraced_export_share:E06000032:2019:throughput=200 kg a month"), 79, 0.5);
  EXPECT_NEAR(value("retraced_export_share:E06000032:2019:throughput=500 kg a month"), 91, 0.5);
  EXPECT_NEAR(value("retraced_export_share:E26000001:2019:throughput=200 kg a month"), 32, 0.5);
  EXPECT_NEAR(value("retraced_export_share:E26000001:2019:throughput=500 kg a month"), 73, 0.5);
}

TEST_F(SourceFigures, ASeizureSValueStandsOnItsBasis) {
  EXPECT_NEAR(value("retraced_seizure_value_per_gram:E26000001:2019/20"), 33, 0.5);
  EXPECT_NEAR(value("retraced_seizure_value_at_street_price:E26000001:2019/20:drug=powder cocaine"), 7.2e6, 1);
  EXPECT_EQ(value("retraced_grams_per_plant:E26000001:2023/24"), 84);
  EXPECT_EQ(value("retraced_gbp_per_gram_of_plants:E26000001:2023/24"), 10);
  EXPECT_EQ(value("retraced_value_of_100_plants:E26000001:2023/24:yield=84 g, the force"), 84000);
  EXPECT_EQ(value("retraced_value_of_100_plants:E26000001:2023/24:yield=55 g, guideline of 2021"), 55000);
  EXPECT_EQ(value("retraced_value_of_100_plants:E26000001:2023/24:yield=40 g, guideline of 2012"), 40000);
}

TEST_F(SourceFigures, TheSeizureRateIsTheHomeOfficeS) {
  EXPECT_EQ(std::lround(value("retraced_seizure_rate:E26000001:2019/20")), 2071);
  EXPECT_TOLD("retraced_seizure_rate:E26000001:2019/20", "2,071 per million residents = 1,398 / 674,992 x 1,000,000");
}

TEST_F(SourceFigures, UnmetNeedMovesWithTheVintageOfTheEstimateAlone) {
  EXPECT_NEAR(value("retraced_unmet_need_first:E92000001:2016/17"), 54.0, 0.05);
  EXPECT_NEAR(value("retraced_unmet_need_revised:E92000001:2016/17"), 55.5, 0.05);
  EXPECT_NEAR(value("retraced_unmet_need_newer:E92000001:2016/17"), 57.7, 0.05);
  EXPECT_TOLD("retraced_unmet_need_newer:E92000001:2016/17", "57.7% = 1 - 144,427 / 341,032");
}

TEST_F(SourceFigures, LocationQuotientsAreSharesOverShares) {
  EXPECT_NEAR(value("retraced_location_quotient:E06000032:2020"), 1.60, 0.005);
  EXPECT_NEAR(value("retraced_location_quotient:E01015794:2020"), 9.7, 0.05);
  EXPECT_TOLD("retraced_location_quotient:E06000032:2020", "1.60 = 50 / 31.29");
}

TEST_F(SourceFigures, ExclusionsAreMoreThanDoubleTheNationalRate) {
  EXPECT_NEAR(value("retraced_exclusion_ratio:E06000055:2020/21"), 2.68, 0.005);
  // Wilson for 5 of 39: 5.60 to 26.71.
  const std::string id = "drug_alcohol_share_of_exclusions:E06000055:2020-09 to 2021-08";
  EXPECT_NEAR(value(id), 12.8, 0.05);
  EXPECT_NEAR(number(id, 16), 5.60, 0.005);
  EXPECT_NEAR(number(id, 17), 26.71, 0.005);
}

TEST_F(SourceFigures, APercentageThatGivesAwayASmallCountIsNotPublished) {
  // 11.5% can only be 3 of 26 where five or fewer are known to be meant.
  const std::string id = "drug_alcohol_share_of_exclusions:E06000056:2020-09 to 2021-08";
  EXPECT_NEAR(value(id), 11.5, 0.05);
  for (const auto& row : csv_rows(run({"estimates", profile_folder().string(), "--indicator", "drug_alcohol_share_of_exclusions", "--format", "csv"}).output))
    if (row[0] == id) EXPECT_TRUE(row[15].empty() && row[19].empty()) << row[15];
}

TEST(SourceIntervals, OfSmallCountsAreTheKnownOnes) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-intervals-");
  core::write_file_whole(folder.path() / "rates.csv", "x,n\n5,1\n10,1\n");
  const auto rates = csv_rows(run({"calc", "rate", (folder.path() / "rates.csv").string(), "--multiplier", "1", "--format", "csv"}).output);
  ASSERT_EQ(rates.size(), 3u);
  // Below ten events the exact Poisson interval stands in place of Byar's 1.611 (R: qchisq(0.025, 10) / 2).
  EXPECT_NEAR(std::stod(rates[1][1]), 1.623, 0.001);
  EXPECT_NEAR(std::stod(rates[1][2]), 11.668, 0.001);
  EXPECT_NEAR(std::stod(rates[2][1]), 4.787, 0.001);
  EXPECT_NEAR(std::stod(rates[2][2]), 18.391, 0.001);
  core::write_file_whole(folder.path() / "shares.csv", "x,n\n5,39\n2,3\n");
  const auto shares = csv_rows(run({"calc", "proportion", (folder.path() / "shares.csv").string(), "--format", "csv"}).output);
  ASSERT_EQ(shares.size(), 3u);
  EXPECT_NEAR(std::stod(shares[1][1]), 0.0560, 0.0001);
  EXPECT_NEAR(std::stod(shares[1][2]), 0.2671, 0.0001);
  EXPECT_NEAR(std::stod(shares[2][1]), 0.2077, 0.0001);
  EXPECT_NEAR(std::stod(shares[2][2]), 0.9385, 0.0001);
}

}  // namespace
}  // namespace dmp::cases
