// dmp market and its sub-verbs as their user runs them: on the demonstration county and on a bare number of residents, with good and bad input.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

const fs::path& market_county() {
  static const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-market-");
  static const fs::path county = [] {
    const fs::path path = copy_of(small_county(), folder.path() / "county");
    const Ended built = run({"build", path.string()});
    EXPECT_EQ(built.exit_code, 0) << built.errors;
    return path;
  }();
  return county;
}

Json asked(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "market");
  for (const char* more : {"--format", "json", "--quiet"}) arguments.emplace_back(more);
  const Ended ended = run(arguments);
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  return ended.output.empty() ? Json::array() : Json::parse(ended.output);
}

/// Without a profile: 383,045 residents aged 16 to 59, as Bedfordshire had in mid-2017.
Json of_residents(std::vector<std::string> arguments) {
  for (const char* more : {"--population", "383045", "--period", "2017/18", "--drug", "powder_cocaine"}) arguments.emplace_back(more);
  return asked(std::move(arguments));
}

void refused(const std::vector<std::string>& arguments, int exit_code, const std::string& what) {
  std::vector<std::string> all = {"market"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Ended ended = run(all);
  std::string line;
  for (const std::string& argument : all) line += argument + " ";
  EXPECT_EQ(ended.exit_code, exit_code) << line << ended.errors;
  EXPECT_EQ(ended.errors.rfind("error: ", 0), 0u) << line << ended.errors;
  EXPECT_NE(ended.errors.find(what), std::string::npos) << line << ended.errors;
  EXPECT_TRUE(ended.output.empty()) << line << ended.output;
}

const Json* row_of(const Json& rows, const std::string& key, const std::string& value) {
  for (const Json& row : rows)
    if (row.at(key) == value) return &row;
  return nullptr;
}

TEST(Market, TheSurveysShareOfTheResidentsIsNamedAsSuchWithItsInterval) {
  const Json rows = of_residents({"--measure", "users"});
  const Json* survey = row_of(rows, "method", "survey");
  ASSERT_TRUE(survey);
  // 2.6% of 383,045 = 9,959; the median of the draws lies within a percent of it.
  EXPECT_NEAR(survey->at("value").get<double>(), 9959, 60);
  EXPECT_LT(survey->at("lower_95").get<double>(), 9959);
  EXPECT_GT(survey->at("upper_95").get<double>(), 9959);
}

TEST(Market, SensitivityGivesTornadoSobolAndInformationWithNamesForAreas) {
  const Json rows = asked({"sensitivity", market_county().string(), "--drug", "powder_cocaine", "--base", "1024"});
  double first = 0;
  bool area_named = false;
  for (const Json& row : rows) {
    if (row.at("kind") == "sobol") first += row.at("first_order").get<double>();
    if (row.at("kind") == "tornado" && row.at("name").get<std::string>().find("local_variation.E0690") != std::string::npos) {
      const std::string label = row.at("label");
      area_named = area_named || (label.rfind("local variation, ", 0) == 0 && label.find("E0690") == std::string::npos);
    }
  }
  EXPECT_TRUE(area_named);
  EXPECT_GT(first, 0.6);
  EXPECT_LT(first, 1.3);
  EXPECT_TRUE(row_of(rows, "kind", "information"));
}

TEST(Market, SolveSaysWhatEachUserWouldHaveToSpendAndSewageToCarry) {
  const Json rows = asked({"solve", market_county().string(), "--drug", "powder_cocaine", "--spend", "54e6"});
  ASSERT_EQ(rows.at(0).at("kind"), "claim");
  const Json* spend = row_of(rows, "name", "spend_per_user");
  const Json* load = row_of(rows, "name", "wastewater_load");
  ASSERT_TRUE(spend && load);
  EXPECT_NEAR(spend->at("needed_alone").get<double>() / spend->at("now").get<double>(), rows.at(0).at("ratio").get<double>(), 1e-9);
  EXPECT_EQ(spend->at("benchmark_value").get<double>(), 2152);
  EXPECT_GT(load->at("needed_alone").get<double>(), 0);
}

TEST(Market, ASpendThatNoJointMoveReachesIsSaidToBeOutOfReach) {
  const Json rows = of_residents({"solve", "--spend", "9e12"});
  EXPECT_NE(rows.at(0).at("note").get<std::string>().find("Even with every assumption moved at once"), std::string::npos) << rows.at(0);
  const Json* purity = row_of(rows, "name", "powder_cocaine.price.1");
  ASSERT_TRUE(purity);
  EXPECT_TRUE(purity->at("needed_together").is_null());
}

TEST(Market, ReturnsBalanceSupplyWastewaterSynthesisAndHiddenGiveRowsForTheCounty) {
  const std::string county = market_county().string();
  EXPECT_FALSE(asked({"returns", county, "--close", "0.5", "--years", "3"}).empty());
  EXPECT_FALSE(asked({"supply", county}).empty());
  EXPECT_FALSE(asked({"wastewater", county}).empty());
  const Json synthesis = asked({"synthesis", county, "--measure", "spend"});
  ASSERT_FALSE(synthesis.empty());
  for (const Json& row : synthesis)
    if (row.at("row") == "synthesis") {
      EXPECT_LT(row.at("r_hat").get<double>(), 1.01);
      EXPECT_GT(row.at("effective_draws").get<double>(), 1000);
    }
  for (const Json& row : asked({"balance", county, "--drug", "cannabis_herbal"}))
    if (row.at("term") == "net inflow needed") {
      EXPECT_GE(row.at("probability").get<double>(), 0);
      EXPECT_LE(row.at("probability").get<double>(), 1);
    }
  const Json hidden = asked({"hidden", county});
  EXPECT_TRUE(row_of(hidden, "method", "published estimate"));
  EXPECT_TRUE(row_of(hidden, "method", "spread over the models"));
  EXPECT_TRUE(row_of(hidden, "method", "multiple indicators"));
}

/// 90 kg for GBP 3m is GBP 33 a gram: the price by the kilogram.
TEST(Market, ValueTellsAWholesalePriceFromAStreetPrice) {
  const Json rows = asked({"value", "--drug", "powder_cocaine", "--quantity", "90", "--value", "3e6", "--basis", "street"});
  EXPECT_EQ(rows.at(0).at("nearest"), "wholesale");
  EXPECT_EQ(rows.at(0).at("fits"), false);
}

TEST(Market, TheSameBytesComeOutOnOneThreadAndOnSeveral) {
  const Ended one = run({"market", market_county().string(), "--threads", "1", "--quiet"}), three = run({"market", market_county().string(), "--threads", "3", "--quiet"});
  EXPECT_EQ(one.exit_code, 0) << one.errors;
  EXPECT_EQ(one.output, three.output);
}

TEST(Market, HiddenUsersAreEstimatesWithoutSmallCounts) {
  const Ended listed = run({"estimates", market_county().string(), "--indicator", "opiate_crack_users_by_method", "--format", "json"});
  ASSERT_EQ(listed.exit_code, 0) << listed.errors;
  const Json rows = Json::parse(listed.output);
  EXPECT_FALSE(rows.empty());
  for (const Json& row : rows) {
    EXPECT_EQ(row.at("quality"), "modelled");
    if (!row.at("count").is_null()) {
      EXPECT_GE(row.at("count").get<double>(), 10);
    }
  }
  const Ended told = run({"explain", market_county().string(), rows.at(0).at("estimate_id").get<std::string>()});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  EXPECT_NE(told.output.find("every method's answer in the area"), std::string::npos) << told.output;
}

TEST(Market, RefusesWhatCannotBe) {
  const std::string county = market_county().string();
  refused({"sensitivity", county}, 2, "--drug is missing");
  refused({"sensitivity", county, "--drug", "powder_cocain"}, 2, "Did you mean 'powder_cocaine'?");
  refused({"sensitivity", county, "--drug", "heroin", "--result", "spent"}, 2, "Did you mean 'spend'?");
  refused({"sensitivity", county, "--drug", "heroin", "--base", "1"}, 2, "--base must be");
  refused({"solve", county, "--drug", "heroin"}, 2, "one claim is needed");
  refused({"solve", county, "--drug", "heroin", "--spend", "-5"}, 2, "above 0");
  refused({"solve", county, "--drug", "heroin", "--spend", "1e300"}, 2, "above 0");
  refused({"solve", county, "--drug", "any_drug", "--spend", "5"}, 2, "gives no 'spend'");
  refused({"returns", county, "--close", "1.5"}, 2, "unmet need");
  refused({"returns", county, "--years", "0"}, 2, "years");
  refused({"returns", "--population", "5"}, 2, "needs a built profile");
  refused({"hidden", "--population", "5"}, 2, "need a built profile");
  refused({"balance", county, "--throughput", "500-200"}, 2, "is no throughput");
  refused({"balance", county, "--drug", "zzz"}, 2, "there is no");
  refused({"value", "--drug", "heroin", "--quantity", "0", "--value", "1"}, 2, "above 0");
  refused({"value", "--drug", "heroin", "--quantity", "1", "--value", "inf"}, 2, "above 0");
  refused({"value", "--drug", "heroin", "--quantity", "1", "--value", "1", "--basis", "retail"}, 2, "no basis");
  refused({"value", "--drug", "any_drug", "--quantity", "1", "--value", "1"}, 2, "catalogue/4-markets/any_drug.toml:");
  refused({"synthesis", county, "--measure", "spends"}, 2, "Did you mean 'spend'?");
  refused({county, "--measure", "foo"}, 2, "no measure 'foo'");
  for (const char* verb : {"supply", "wastewater", "balance", "hidden", "synthesis"}) refused({verb, county, "--area", "E06000999"}, 2, "no market of the area");
  refused({county, "--without", "coverag"}, 2, "Did you mean 'coverage'?");
  refused({county, "--period", "20/21x"}, 2, "is no period");
  refused({county, "--draws", "5"}, 2, "--draws");
  refused({"--population", "-5"}, 2, "--population must be above 0");
  refused({(fs::path(county) / "nowhere").string()}, 3, "no such folder");
}

/// A profile folder with one drug's file of its own, spoilt in one place.
class SpoiltMarket : public testing::Test {
 protected:
  void expect(const std::string& from, const std::string& to, const std::string& what) {
    std::string text = core::read_file(fs::path(DMP_SOURCE_DIR) / "catalogue/4-markets/powder_cocaine.toml");
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    text.replace(at, from.size(), to);
    core::write_file_whole(folder_.path() / "catalogue/4-markets/powder_cocaine.toml", text);
    const Ended ended = run({"market", folder_.path().string(), "--population", "100000", "--drug", "powder_cocaine"});
    EXPECT_EQ(ended.exit_code, 2) << to << "\n" << ended.errors;
    EXPECT_NE(ended.errors.find(what), std::string::npos) << ended.errors;
    EXPECT_NE(ended.errors.find("powder_cocaine.toml:"), std::string::npos) << ended.errors;
    const std::size_t place = ended.errors.find("powder_cocaine.toml:") + 20;
    EXPECT_NEAR(std::stod(ended.errors.substr(place)), static_cast<double>(line), 8) << "the place should be near the fault: " << ended.errors;
  }
  void SetUp() override { fs::create_directories(folder_.path() / "catalogue/4-markets"); }
  core::TemporaryFolder folder_{fs::temp_directory_path(), "dmp-spoilt-market-"};
};

TEST_F(SpoiltMarket, IsRefusedWithFileAndLine) {
  expect("min = 0.55, mode = 0.67, max = 0.78", "min = 0.95, mode = 0.67, max = 0.78", "min");
  expect("citation = \"Molar mass of cocaine\"\n", "", "citation");
  expect("unit = \"g/mol\"", "unit = \"litres\"", "unit");
  expect("matrix = [[1.0, 0.3], [0.3, 1.0]]", "matrix = [[1.0, 1.3], [1.3, 1.0]]", "correlation");
  expect("matrix = [[1.0, 0.3], [0.3, 1.0]]", "matrix = [[1.0, 0.3], [0.2, 1.0]]", "symmetric");
  expect("role = \"purity\"", "role = \"puritty\"", "puritty");
  expect("purchase = 0.5\nshare = 0.3", "purchase = 0.5\nshare = 0.4", "add to");
  expect("kind = \"proportion\", value = 2.3,", "kind = \"proportion\", value = 230,", "230");
  expect("kind = \"pert\", min = 40, mode = 63, max = 80", "kind = \"pert\", min = 40, mode = 63", "max");
  expect("kind = \"pert\", min = 40, mode = 63, max = 80", "kind = \"prt\", min = 40, mode = 63, max = 80", "prt");
}

}  // namespace
}  // namespace dmp::cases
