#include "synth/synth.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "synth/extract.hpp"
#include "synth/written_folder.hpp"

namespace dmp::synth {
namespace {

namespace fs = std::filesystem;
using testing::cells_of;
using testing::lines_of;
using testing::small_county;
using testing::unpacked;
using Json = nlohmann::json;

/// One county for all tests of this file.
const fs::path& county() {
  static const core::TemporaryFolder folder(testing::temporary_place(), "synth");
  static const fs::path made = [] {
    write_profile_folder(small_county(folder.path() / "county"));
    return folder.path() / "county";
  }();
  return made;
}

const Json& truth() {
  static const Json read = Json::parse(core::read_file(county() / "truth.json"));
  return read;
}

/// The rows of a file with their line numbers, without the rows that truth.json calls faults.
std::vector<std::vector<std::string>> good_rows(const Json& file) {
  std::set<std::size_t> spoilt;
  for (const auto& fault : file["faults"]) spoilt.insert(fault["line"].get<std::size_t>());
  const auto lines = lines_of(unpacked(county() / file["file"].get<std::string>()));
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (!spoilt.contains(i + 1)) rows.push_back(cells_of(lines[i], file["form"]["delimiter"].get<std::string>()[0]));
  return rows;
}

bool is_text_table(const Json& file) {
  const auto container = file["form"]["container"].get<std::string>();
  return (container == "plain" || container == "gzip") && file["source"] != "boundaries";
}

TEST(Synth, GivesTheSameBytesForAnyNumberOfThreads) {
  const core::TemporaryFolder folder(testing::temporary_place(), "synth");
  write_profile_folder(small_county(folder.path() / "one", 1));
  write_profile_folder(small_county(folder.path() / "five", 5));
  const auto one = testing::all_files(folder.path() / "one"), five = testing::all_files(folder.path() / "five");
  ASSERT_EQ(one.size(), five.size());
  for (const auto& [name, bytes] : one) EXPECT_TRUE(five.at(name) == bytes) << name;
}

TEST(Synth, GivesOtherBytesForAnotherSeed) {
  const core::TemporaryFolder folder(testing::temporary_place(), "synth");
  auto settings = small_county(folder.path() / "other");
  settings.seed = 8;
  write_profile_folder(settings);
  EXPECT_NE(core::read_file(folder.path() / "other/sources/arrests.csv"), core::read_file(county() / "sources/arrests.csv"));
}

TEST(Synth, WritesSeveralCountiesWithCodesOfTheirOwn) {
  const core::TemporaryFolder folder(testing::temporary_place(), "synth");
  auto settings = small_county(folder.path() / "two");
  settings.scale = 2;
  const auto made = write_profile_folder(settings);
  EXPECT_EQ(made.counties, 2);
  std::set<std::string> codes;
  std::size_t rows = 0;
  for (const auto& line : lines_of(core::read_file(folder.path() / "two/sources/boundaries.geojson"))) {
    const auto at = line.find("\"area_code\":\"");
    if (at == std::string::npos) continue;
    ++rows;
    codes.insert(line.substr(at + 13, 9));
  }
  EXPECT_EQ(codes.size(), rows);
  EXPECT_GT(rows, 760U);
}

TEST(Synth, SaysOfEveryFileHowManyRowsAreLoadedRejectedAndDouble) {
  std::uint64_t rows = 0, rejected = 0, duplicates = 0;
  for (const auto& file : truth()["files"]) {
    SCOPED_TRACE(file["file"].get<std::string>());
    EXPECT_EQ(file["rows"].get<int>(), file["loaded"].get<int>() + file["rejected"].get<int>() + file["duplicates"].get<int>());
    rows += file["rows"].get<std::uint64_t>(), rejected += file["rejected"].get<std::uint64_t>(), duplicates += file["duplicates"].get<std::uint64_t>();
    if (is_text_table(file)) {
      EXPECT_EQ(lines_of(unpacked(county() / file["file"].get<std::string>())).size(), file["rows"].get<std::size_t>() + 1);
    }
    EXPECT_EQ(file["faults"].size(), file["rejected"].get<std::size_t>() + file["duplicates"].get<std::size_t>());
  }
  EXPECT_EQ(truth()["totals"]["rows"].get<std::uint64_t>(), rows);
  EXPECT_EQ(truth()["totals"]["rejected"].get<std::uint64_t>(), rejected);
  EXPECT_EQ(truth()["totals"]["duplicates"].get<std::uint64_t>(), duplicates);
}

TEST(Synth, PlantsEveryFaultInTheLineAndColumnItNames) {
  for (const auto& file : truth()["files"]) {
    if (!is_text_table(file)) continue;
    SCOPED_TRACE(file["file"].get<std::string>());
    const char delimiter = file["form"]["delimiter"].get<std::string>()[0];
    auto lines = lines_of(unpacked(county() / file["file"].get<std::string>()));
    if (file["form"]["byte_order_mark"].get<bool>()) {
      ASSERT_EQ(lines[0].substr(0, 3), "\xEF\xBB\xBF");
      lines[0].erase(0, 3);
    }
    const auto header = cells_of(lines[0], delimiter);
    for (const auto& fault : file["faults"]) {
      const auto line = fault["line"].get<std::size_t>() - 1;
      if (fault["effect"] == "duplicate") {
        EXPECT_NE(std::find(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(line), lines[line]), lines.begin() + static_cast<std::ptrdiff_t>(line));
        continue;
      }
      const auto column = std::find(header.begin(), header.end(), fault["column"].get<std::string>()) - header.begin();
      EXPECT_EQ(cells_of(lines[line], delimiter).at(static_cast<std::size_t>(column)), fault["value"].get<std::string>());
    }
  }
}

TEST(Synth, HasNoEqualRowsButThePlantedOnes) {
  for (const auto& file : truth()["files"]) {
    if (!is_text_table(file)) continue;
    // Spoilt rows aside: two of them may be spoilt alike.
    std::set<std::size_t> rejected;
    for (const auto& fault : file["faults"])
      if (fault["effect"] == "rejected") rejected.insert(fault["line"].get<std::size_t>() - 1);
    const auto lines = lines_of(unpacked(county() / file["file"].get<std::string>()));
    std::set<std::string> distinct;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (!rejected.contains(i)) distinct.insert(lines[i]);
    EXPECT_EQ(lines.size() - rejected.size() - distinct.size(), file["duplicates"].get<std::size_t>()) << file["file"];
  }
}

TEST(Synth, SpoilsEverySource) {
  std::set<std::string> spoilt;
  for (const auto& file : truth()["files"])
    if (!file["faults"].empty()) spoilt.insert(file["source"].get<std::string>());
  for (const auto& definition : extracts()) EXPECT_TRUE(spoilt.contains(std::string(definition.id))) << definition.id;
}

TEST(Synth, CountsCrimesAsTheFilesHoldThem) {
  std::map<std::string, long long> found, planted;
  for (const auto& file : truth()["files"])
    if (file["source"] == "crime")
      for (const auto& row : good_rows(file)) ++found[row[4]];
  for (const auto& year : truth()["counted"]["crime"])
    for (const auto& area : year)
      for (const auto& [group, count] : area.items()) planted[group] += count.get<long long>();
  EXPECT_EQ(found, planted);
  EXPECT_EQ(found.size(), 14U);
}

TEST(Synth, CountsArrestsPopulationAndPositiveTestsAsTheFilesHoldThem) {
  long long arrests = 0, related = 0, positive = 0, residents = 0;
  for (const auto& file : truth()["files"]) {
    if (file["source"] == "arrests")
      for (const auto& row : good_rows(file)) ++arrests, related += row[7] == "true";
    if (file["source"] == "drug_tests")
      for (const auto& row : good_rows(file)) positive += row[8] == "true" || row[9] == "true";
    if (file["file"] == "sources/population_2024.csv")
      for (const auto& row : good_rows(file)) residents += row[0] == "E92000001" ? 0 : std::stoll(row[5]);
  }
  const auto& counted = truth()["counted"];
  EXPECT_EQ(arrests, counted["arrests"]["all"].get<long long>());
  EXPECT_EQ(related, counted["arrests"]["drug_or_alcohol"].get<long long>());
  EXPECT_EQ(positive, counted["drug_tests"]["positive"].get<long long>());
  long long planted = 0;
  for (const auto& count : counted["population"]["2024"]) planted += count.get<long long>();
  EXPECT_EQ(residents, planted);
}

TEST(Synth, CountsPeopleInTreatmentAsTheRegistryAndTheEpisodesSay) {
  // Record id to true person, then distinct persons with an episode that touches 2023/24, by authority.
  std::map<std::string, std::string> person;
  for (const auto& line : lines_of(core::read_file(county() / "truth_people.csv"))) {
    const auto cells = cells_of(line, ',');
    if (cells[0] == "treatment") person[cells[1]] = cells[2];
  }
  std::map<std::string, std::set<std::string>> people;
  for (const auto& file : truth()["files"])
    if (file["source"] == "treatment_episodes")
      for (const auto& row : good_rows(file))
        if (row[14] <= "2024-03-31" && (row[29].empty() || row[29] >= "2023-04-01") && (row[10] == "true" || row[11] == "true")) people[row[2]].insert(person.at(row[33]));
  int compared = 0;
  for (const auto& row : truth()["counties"][0]["hidden_population"]) {
    if (row["period"] != "2023/24") continue;
    EXPECT_EQ(people[row["area"].get<std::string>()].size(), row["opiate_and_crack_users_in_treatment"].get<std::size_t>());
    EXPECT_LT(row["opiate_and_crack_users_in_treatment"].get<int>(), row["opiate_and_crack_users"].get<int>());
    ++compared;
  }
  EXPECT_EQ(compared, 3);
}

TEST(Synth, CountsHomelessHouseholdsOrdersAndReoffendersAsTheFilesHoldThem) {
  long long homeless = 0, orders = 0, rehabilitation = 0, cohort = 0, again = 0;
  for (const auto& file : truth()["files"]) {
    if (file["source"] == "homelessness_duties")
      for (const auto& row : good_rows(file)) homeless += row[8] == "true";
    if (file["source"] == "sentences")
      for (const auto& row : good_rows(file)) orders += row[7].ends_with("order"), rehabilitation += row[8] == "true";
    if (file["source"] == "reoffending")
      for (const auto& row : good_rows(file)) cohort += row[7] == "true" && !row[8].empty(), again += row[7] == "true" && row[8] == "true";
  }
  const auto& counted = truth()["counted"];
  long long planted_homeless = 0, planted_orders = 0, planted_rehabilitation = 0;
  for (const auto& year : counted["homelessness"])
    for (const auto& area : year) planted_homeless += area["drug"].get<long long>();
  for (const auto& area : counted["orders"]) planted_orders += area["all"].get<long long>(), planted_rehabilitation += area.value("drug_rehabilitation", 0LL);
  EXPECT_EQ(homeless, planted_homeless);
  EXPECT_EQ(orders, planted_orders);
  EXPECT_EQ(rehabilitation, planted_rehabilitation);
  EXPECT_EQ(cohort, counted["reoffending"]["drug_cohort"].get<long long>());
  EXPECT_EQ(again, counted["reoffending"]["drug_cohort_reoffended"].get<long long>());
  EXPECT_GT(homeless, 0);
  EXPECT_GT(cohort, 50);
}

TEST(Synth, PublishesWhatTheCasesGiveButForOnePlantedShare) {
  std::map<std::string, double> published;
  for (const auto& file : truth()["files"])
    if (file["source"] == "published_figures")
      for (const auto& row : good_rows(file))
        if (row[1] == "Households with a drug dependency need") published[row[5].substr(0, 4) + row[3]] = std::stod(row[14]);
  ASSERT_EQ(published.size(), 15U);
  int apart = 0;
  for (const auto& [year, areas] : truth()["counted"]["homelessness"].items())
    for (const auto& [area, counts] : areas.items()) apart += published.at(year.substr(0, 4) + area) != counts["drug"].get<double>();
  EXPECT_EQ(apart, 1);
}

TEST(Synth, PlantsMarketsThatMultiplyOut) {
  std::map<std::string, Json> parameters;
  for (const auto& market : truth()["planted"]["markets"]) parameters[market["drug"].get<std::string>()] = market;
  std::map<std::string, double> county_users, authority_users;
  for (const auto& row : truth()["counties"][0]["market"]) {
    const auto& p = parameters.at(row["drug"].get<std::string>());
    const double kilograms = row["users"].get<double>() * p["days_a_year"].get<double>() * p["grams_a_day"].get<double>() / 1000;
    EXPECT_NEAR(row["kilograms"].get<double>(), kilograms, 0.002 + kilograms * 1e-4);
    EXPECT_NEAR(row["spend_gbp"].get<double>(), row["kilograms"].get<double>() * 1000 * p["price_gbp_per_gram"].get<double>(), 60);
    const bool whole = row["area"].get<std::string>().starts_with("E10");
    (whole ? county_users : authority_users)[row["drug"].get<std::string>()] += row["users"].get<double>();
  }
  for (const auto& [drug, users] : county_users) EXPECT_NEAR(users, authority_users[drug], 0.02) << drug;
}

TEST(Synth, LeavesTheRuralAuthorityWithoutHotspots) {
  const auto& place = truth()["counties"][0];
  std::set<std::string> rural;
  for (const auto& line : lines_of(core::read_file(county() / "sources/areas.csv")))
    if (line.find("Vale of Harrowfen") != std::string::npos && line.starts_with("E019")) rural.insert(line.substr(0, 9));
  EXPECT_FALSE(rural.empty());
  for (const auto* layer : {"drugs", "violence"})
    for (const auto& hotspot : place["hotspots"][layer]) EXPECT_FALSE(rural.contains(hotspot["area"].get<std::string>()));
}

TEST(Synth, NamesASourceDefinitionForEveryExtract) {
  const fs::path built_in = fs::path(DMP_SOURCE_DIR) / "catalogue/1-sources";
  for (const auto& definition : extracts()) {
    const std::string file = std::string(definition.id) + ".toml";
    EXPECT_TRUE(fs::exists(built_in / file) || fs::exists(county() / "catalogue/1-sources" / file)) << definition.id;
  }
}

TEST(Synth, RefusesAFolderThatIsNotItsOwn) {
  const core::TemporaryFolder folder(testing::temporary_place(), "synth");
  core::write_file_whole(folder.path() / "thesis.txt", "do not overwrite");
  auto settings = small_county(folder.path());
  settings.force = true;
  EXPECT_THROW(write_profile_folder(settings), core::UserError);
  EXPECT_EQ(core::read_file(folder.path() / "thesis.txt"), "do not overwrite");
  settings.folder = county();
  settings.force = false;
  EXPECT_THROW(write_profile_folder(settings), core::UserError);
  settings.folder = folder.path() / "new";
  settings.scale = 1e9;
  EXPECT_THROW(write_profile_folder(settings), core::UserError);
}

TEST(Synth, UsesNoCodeOrNameOfARealPlace) {
  const char* given = std::getenv("DMP_DATA");
  const fs::path data = given != nullptr ? fs::path(given) : fs::path(DMP_SOURCE_DIR) / "../shared/data";
  const fs::path lookup = data / "geography/lookups/lookup_lsoa21_ward24_ltla24.csv.gz";
  if (!fs::exists(lookup)) GTEST_SKIP() << "no look-up of real areas in " << data;
  std::set<std::string> real;
  for (const auto* file : {"lookup_lsoa21_ward24_ltla24.csv.gz", "lookup_ltla23_utla23.csv", "lookup_ltla24_csp24_pfa24.csv"})
    for (const auto& line : lines_of(unpacked(data / "geography/lookups" / file)))
      for (const auto& cell : cells_of(line, ',')) real.insert(cell);
  ASSERT_GT(real.size(), 40000U);
  for (const auto& line : lines_of(core::read_file(county() / "sources/areas.csv"))) {
    const auto cells = cells_of(line, ',');
    if (cells[0] == "area_code" || cells[0] == "E92000001") continue;
    EXPECT_FALSE(real.contains(cells[0])) << cells[0];
    EXPECT_FALSE(real.contains(cells[1])) << cells[1];
  }
}

}  // namespace
}  // namespace dmp::synth
