#include "pipeline/rollup.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/signing.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;

core::Estimate figure(const std::string& indicator, const std::string& unit, double value, double count = core::Estimate::kMissing, double denominator = core::Estimate::kMissing) {
  core::Estimate estimate;
  estimate.indicator_id = indicator;
  estimate.indicator_name = indicator;
  estimate.period = "2023/24";
  estimate.period_start = "2023-04-01";
  estimate.period_end = "2024-03-31";
  estimate.unit = unit;
  estimate.value = value;
  estimate.count = count;
  estimate.denominator = denominator;
  estimate.quality = "observed";
  return estimate;
}

Partner partner(const std::string& area, const std::vector<core::Estimate>& figures, const std::string& hash = "same") {
  Partner out;
  out.name = out.area_name = area;
  out.area_code = area.substr(0, 1);
  out.key = "00112233445566";
  for (core::Estimate estimate : figures) {
    estimate.area_code = out.area_code;
    estimate.area_name = area;
    estimate.area_type = "county";
    estimate.estimate_id = estimate.indicator_id + ":" + estimate.area_code + ":" + estimate.period;
    out.estimates.push_back(estimate);
    out.definitions.emplace_back(estimate.indicator_id, Partner::Definition{hash, {"population"}});
  }
  return out;
}

/// A count of events with an interval of its own.
core::Estimate events(double count) {
  core::Estimate estimate = figure("deaths", "deaths", count);
  estimate.lower_95 = count / 2, estimate.upper_95 = 2 * count;
  return estimate;
}

TEST(Rollup, GivesNoIntervalToWhatHasNone) {
  const Rollup rollup = roll_up({partner("Ash", {figure("population", "people", 50'350)}), partner("Birch", {figure("population", "people", 50'350)})}, {});
  EXPECT_EQ(rollup.estimates[0].value, 100'700);
  EXPECT_TRUE(std::isnan(rollup.estimates[0].lower_95));
  EXPECT_EQ(rollup.shares[0].share, 50);
  EXPECT_TRUE(std::isnan(rollup.shares[0].lower_95));
}

TEST(Rollup, AddsCountsAndSharesThem) {
  const Rollup rollup = roll_up({partner("Ash", {events(30)}), partner("Birch", {events(10)})}, {});
  EXPECT_EQ(rollup.estimates[0].value, 40);
  // Byar's interval of 40 events: 28.57 to 54.47 (Breslow and Day, worked by hand).
  EXPECT_NEAR(rollup.estimates[0].lower_95, 28.57, 0.01);
  EXPECT_NEAR(rollup.estimates[0].upper_95, 54.47, 0.01);
  ASSERT_EQ(rollup.shares.size(), 2U);
  EXPECT_DOUBLE_EQ(rollup.shares[0].share, 75);
  // Wilson's interval of 30 of 40: R, binom::binom.confint(30, 40, method = "wilson") gives 0.5981 and 0.8581.
  EXPECT_NEAR(rollup.shares[0].lower_95, 59.81, 0.01);
  EXPECT_NEAR(rollup.shares[0].upper_95, 85.81, 0.01);
}

TEST(Rollup, MakesRatesOfTheAddedCounts) {
  const Rollup rollup = roll_up({partner("Ash", {figure("rate", "per 1,000 residents", 4, 400, 100'000)}), partner("Birch", {figure("rate", "per 1,000 residents", 1, 300, 300'000)})}, {});
  EXPECT_DOUBLE_EQ(rollup.estimates[0].value, 1.75);
  EXPECT_EQ(rollup.estimates[0].count, 700);
  EXPECT_EQ(rollup.estimates[0].area_type, "region");
  const Rollup share = roll_up({partner("Ash", {figure("share", "%", 50, 50, 100)}), partner("Birch", {figure("share", "%", 10, 10, 100)})}, {});
  EXPECT_DOUBLE_EQ(share.estimates[0].value, 30);
}

TEST(Rollup, AddsModelledSumsWithTheirIntervals) {
  core::Estimate a = figure("value", "GBP a year", 50e6), b = figure("value", "GBP a year", 30e6);
  a.lower_95 = 40e6, a.upper_95 = 60e6, b.lower_95 = 22.5e6, b.upper_95 = 37.5e6;
  const Rollup rollup = roll_up({partner("Ash", {a}), partner("Birch", {b})}, {});
  EXPECT_EQ(rollup.estimates[0].value, 80e6);
  EXPECT_NEAR(rollup.estimates[0].lower_95, 67.5e6, 1);  // 80 less the root of 10 squared and 7.5 squared
  EXPECT_NEAR(rollup.shares[0].share, 62.5, 1e-9);
  EXPECT_LT(rollup.shares[0].lower_95, 62.5);
}

/// A rate standardised in two ages, of weights 60 and 40.
core::Estimate standardised(double value) {
  core::Estimate estimate = figure("admissions", "per 100,000 residents, age-standardised", value, 100, 10'000);
  estimate.method = "directly standardised rate (ESP2013), Dobson's interval";
  return estimate;
}

AgeCounts two_ages(double young, double young_residents, double old, double old_residents) { return {100'000, {{young, young_residents, 60}, {old, old_residents, 40}}, {}}; }

TEST(Rollup, StandardisesTheRateOfAllTogether) {
  Partner ash = partner("Ash", {standardised(700)}), birch = partner("Birch", {standardised(500)});
  ash.age_counts["admissions:A:2023/24"] = two_ages(30, 6'000, 70, 4'000);
  birch.age_counts["admissions:B:2023/24"] = two_ages(20, 2'000, 40, 8'000);
  const Rollup rollup = roll_up({ash, birch}, {});
  ASSERT_EQ(rollup.estimates.size(), 3U) << rollup.left_out[0].reason;
  // By hand: (60 x 50 / 8,000 + 40 x 110 / 12,000) / 100 x 100,000.
  EXPECT_NEAR(rollup.estimates[0].value, 741.6666666667, 1e-9);
  EXPECT_EQ(rollup.estimates[0].count, 160);
  EXPECT_EQ(rollup.estimates[0].denominator, 20'000);
  // Dobson: value + sqrt(variance of the rate / 160) (Byar's limit of 160 - 160); variance (0.6/8,000)^2 50 + (0.4/12,000)^2 110, Byar's limits 136.167 and 186.803.
  const double scale = 100'000 * std::sqrt((std::pow(0.6 / 8'000, 2) * 50 + std::pow(0.4 / 12'000, 2) * 110) / 160);
  EXPECT_NEAR(rollup.estimates[0].lower_95, 741.6666666667 + scale * (136.167 - 160), 0.01);
  EXPECT_NEAR(rollup.estimates[0].upper_95, 741.6666666667 + scale * (186.803 - 160), 0.01);
}

TEST(Rollup, SaysWhyAStandardisedRateIsLeftOut) {
  Partner ash = partner("Ash", {standardised(700)}), birch = partner("Birch", {standardised(500)});
  const auto reason = [&] {
    const Rollup rollup = roll_up({ash, birch}, {});
    return rollup.left_out.empty() ? std::string() : rollup.left_out[0].reason;
  };
  EXPECT_EQ(reason(), "Ash does not tell its counts by age of it: its edition was made by an earlier version");
  ash.age_counts["admissions:A:2023/24"] = two_ages(30, 6'000, 70, 4'000);
  birch.age_counts["admissions:B:2023/24"].withheld = "some ages have too few events to be told (fewer than 5)";
  EXPECT_EQ(reason(), "Birch does not tell its counts by age: some ages have too few events to be told (fewer than 5)");
  birch.age_counts["admissions:B:2023/24"] = {100'000, {{20, 2'000, 50}, {40, 8'000, 50}}, {}};
  EXPECT_EQ(reason(), "the standard populations differ");
}

/// What an edition tells of the rate of a county whose ages have these events.
AgeCounts told(std::vector<double> events, bool with_gap = false, AgeCountsOf earlier = {}) {
  static const catalogue::Catalogue catalogue = [] {
    catalogue::Catalogue made;
    made.indicators["admissions"].multiplier = 100'000;
    return made;
  }();
  core::Estimate rate = standardised(700);
  rate.area_code = "A", rate.area_type = "county", rate.estimate_id = "admissions:A:2023/24";
  core::Estimates released = {rate};
  released.push_back(rate);
  released[1].age = "0-17", released[1].estimate_id += ":age=0-17", released[1].suppressed = with_gap ? "suppressed" : "";
  std::unordered_map<core::Text, indicators::Bases> bases;
  for (const double count : events) bases["admissions"]["admissions:A:2023/24"].ages.push_back({count, 1'000, 5'000});
  AgeCountsInput input{&released, &bases, &catalogue, {{"admissions", disclosure::Rule{}}}, {std::move(earlier)}, false};
  return released_age_counts(input).at("admissions:A:2023/24");
}

TEST(AgeCounts, AreToldWhereNoAgeIsSmall) {
  EXPECT_EQ(told({0, 5, 30}).ages.size(), 3U);
  EXPECT_EQ(told({0, 4, 30}).ages.size(), 0U);
  EXPECT_NE(told({0, 4, 30}).withheld.find("too few events"), std::string::npos);
  EXPECT_NE(told({0, 5, 30}, true).withheld.find("suppressed"), std::string::npos);
  EXPECT_TRUE(told({0, 5, 30}, false, {{"admissions:A:2023/24", told({0, 5, 30})}}).withheld.empty());
  EXPECT_NE(told({0, 5, 33}, false, {{"admissions:A:2023/24", told({0, 5, 30})}}).withheld.find("earlier edition"), std::string::npos);
}

TEST(AgeCounts, AreReadBackAsTheyWereWritten) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "age-counts-");
  AgeCountsOf all;
  all["a"] = {100'000, {{0.1, 1.5, 5'000}, {1.0 / 3, 2, 5'500}}, {}};
  all["b"].withheld = "its figures are rounded";
  write_age_counts(all, folder.path() / "age_counts.json");
  const AgeCountsOf back = read_age_counts(folder.path() / "age_counts.json");
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back.at("a").ages[1].events, 1.0 / 3);
  EXPECT_EQ(back.at("b").withheld, "its figures are rounded");
  EXPECT_TRUE(read_age_counts(folder.path() / "none.json").empty());
  core::write_file_whole(folder.path() / "age_counts.json", "{");
  EXPECT_THROW((void)read_age_counts(folder.path() / "age_counts.json"), core::UserError);
}

TEST(Rollup, GivesNoFigureThatWouldGiveAPartnersAway) {
  core::Estimate hidden = figure("deaths", "deaths", core::Estimate::kMissing);
  hidden.suppressed = "suppressed";
  const Rollup rollup = roll_up({partner("Ash", {figure("deaths", "deaths", 30)}), partner("Birch", {hidden})}, {});
  EXPECT_TRUE(rollup.estimates.empty());
  ASSERT_EQ(rollup.left_out.size(), 1U);
  EXPECT_NE(rollup.left_out[0].reason.find("Birch gives no value (suppressed)"), std::string::npos);
}

TEST(Rollup, LeavesOutWhatIsNotMadeAlike) {
  const Rollup definitions = roll_up({partner("Ash", {figure("deaths", "deaths", 30)}, "one"), partner("Birch", {figure("deaths", "deaths", 3)}, "two")}, {});
  EXPECT_TRUE(definitions.estimates.empty());
  EXPECT_NE(definitions.left_out[0].reason.find("differently"), std::string::npos);
  Partner other = partner("Birch", {figure("deaths", "deaths", 3)});
  other.definitions[0].second.populations = {"census21"};
  EXPECT_NE(roll_up({partner("Ash", {figure("deaths", "deaths", 30)}), other}, {}).left_out[0].reason.find("vintages"), std::string::npos);
  EXPECT_FALSE(roll_up({partner("Ash", {figure("deaths", "deaths", 30)}), partner("Birch", {})}, {}).left_out.empty());
  EXPECT_FALSE(roll_up({partner("Ash", {figure("ratio", "ratio", 2)}), partner("Birch", {figure("ratio", "ratio", 2)})}, {}).left_out.empty());
}

class Packages : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [name, code, deaths] : {std::tuple("ash", "E10000001", 30.0), std::tuple("birch", "E10000002", 10.0)}) {
      const fs::path edition = folder_.path() / name;
      fs::create_directories(edition / "restricted");
      core::Estimate estimate = figure("deaths", "deaths", deaths);
      estimate.area_code = code;
      estimate.area_name = name;
      estimate.area_type = "county";
      estimate.estimate_id = std::string("deaths:") + code + ":2023/24";
      write_estimates({estimate}, edition / "estimates.parquet");
      core::write_file_whole(edition / "restricted" / "estimates.parquet", "secret");
      core::write_file_whole(edition / "edition.json", R"({"edition": "abc", "title": ")" + std::string(name) + R"(", "indicators": {"deaths": {"numerator_sql": "SELECT 1", "tables": []}}})");
    }
    make_signing_key(key());
    for (const char* name : {"ash", "birch"}) sign_edition(folder_.path() / name, key(), package(name));
  }
  [[nodiscard]] fs::path key() const { return folder_.path() / "key"; }
  [[nodiscard]] fs::path package(const std::string& name) const { return folder_.path() / (name + "-package"); }

  core::TemporaryFolder folder_{fs::temp_directory_path(), "dmp-packages-"};
};

TEST_F(Packages, AreWholeAndHoldNothingRestricted) {
  const Package checked = verify_package(package("ash"), {key().string() + ".pub"});
  EXPECT_TRUE(checked.problems.empty()) << checked.problems[0];
  EXPECT_TRUE(checked.trusted);
  EXPECT_FALSE(fs::exists(package("ash") / "restricted"));
  EXPECT_EQ(fs::status(key()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Packages, GiveTheRegion) {
  const Rollup rollup = write_rollup({package("ash"), package("birch")}, folder_.path() / "region", {.name = "The wood"});
  EXPECT_EQ(rollup.estimates[0].value, 40);
  EXPECT_EQ(estimates_in(folder_.path() / "region" / "estimates.parquet").size(), 3U);
  EXPECT_NE(core::read_file(folder_.path() / "region" / "index.html").find("The wood"), std::string::npos);
}

TEST_F(Packages, ThatWereTamperedWithAreRefused) {
  const auto problem = [&](const char* what) {
    const Package checked = verify_package(package("ash"), {});
    for (const std::string& each : checked.problems)
      if (each.find(what) != std::string::npos) return true;
    return false;
  };
  std::ofstream(package("ash") / "estimates.parquet", std::ios::app) << "x";
  EXPECT_TRUE(problem("was changed"));
  core::write_file_whole(package("ash") / "extra.csv", "a,b\n");
  EXPECT_TRUE(problem("not in the signed list"));
  std::string manifest = core::read_file(package("ash") / "manifest.json");
  manifest.replace(manifest.find("ash"), 3, "oak");
  core::write_file_whole(package("ash") / "manifest.json", manifest);
  EXPECT_TRUE(problem("after it was signed"));
  core::write_file_whole(package("ash") / "manifest.sig", "{");
  EXPECT_TRUE(problem("damaged"));
  fs::remove(package("ash") / "manifest.sig");
  EXPECT_TRUE(problem("not signed"));
  try {
    write_rollup({package("ash"), package("birch")}, folder_.path() / "region", {});
    FAIL() << "a package that was tampered with was taken";
  } catch (const core::UserError& error) {
    EXPECT_NE(std::string(error.what()).find("ash-package"), std::string::npos);
  }
  EXPECT_FALSE(fs::exists(folder_.path() / "region"));
}

TEST_F(Packages, OfAnotherSignerAreRefused) {
  make_signing_key(folder_.path() / "other");
  const Package checked = verify_package(package("ash"), {folder_.path() / "other.pub"});
  ASSERT_EQ(checked.problems.size(), 1U);
  EXPECT_NE(checked.problems[0].find("not among those trusted"), std::string::npos);
  EXPECT_THROW(make_signing_key(key()), core::UserError);
  EXPECT_THROW(sign_edition(folder_.path() / "ash", folder_.path() / "other.pub", folder_.path() / "p"), core::UserError);
}

TEST_F(Packages, OfOneAreaTwiceAreRefused) {
  EXPECT_THROW(write_rollup({package("ash"), package("ash")}, folder_.path() / "region", {}), core::UserError);
  EXPECT_THROW(write_rollup({package("ash")}, folder_.path() / "region", {}), core::UserError);
  EXPECT_FALSE(verify_package(folder_.path() / "nowhere", {}).problems.empty());
}

}  // namespace
}  // namespace dmp::pipeline
