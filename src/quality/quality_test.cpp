#include "quality/quality.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catalogue/catalogue.hpp"
#include "core/file.hpp"
#include "quality/months.hpp"
#include "quality/output.hpp"

namespace dmp::quality {
namespace {

namespace fs = std::filesystem;

/// Published figures and successors of areas, as no built-in template for partners reads them.
const std::string kFigures = R"toml(id = "figures"
name = "Figures"
publisher = "A publisher"
licence = "Open Government Licence v3.0"
citation = "Made for this test"
kind = "public"
table = "published_statistic"
[columns]
publication = { value = "Figures" }
statistic = "statistic"
unit = "unit"
area_code = "area_code"
area_name = "area_name"
period_start = "period_start"
period_end = "period_end"
value = "value"
lower_95 = "lower_95"
upper_95 = "upper_95"
note = "note"
[[example]]
input = """
statistic,unit,area_code,period_start,period_end,value
Deaths,deaths,E10000001,2023-01-01,2023-12-31,4
"""
rows = [ { statistic = "Deaths", value = 4.0 } ]
)toml";

const std::string kSuccessors = R"toml(id = "successors"
name = "Successors"
publisher = "A publisher"
licence = "Open Government Licence v3.0"
citation = "Made for this test"
kind = "public"
table = "area_successor"
[columns]
old_code = "old_code"
new_code = "new_code"
change = "change"
[[example]]
input = """
old_code,new_code,change
E01000009,E01000001,S
"""
rows = [ { old_code = "E01000009" } ]
)toml";

/// A county of two authorities with two small areas each, and extracts that a test writes.
class Quality : public testing::Test {
 protected:
  void SetUp() override {
    write("areas",
          "area_code,area_name,area_type,parent_code\n"
          "E10000001,The County,county,\n"
          "E07000001,Northby,authority,E10000001\nE07000002,Southby,authority,E10000001\n"
          "E01000001,Northby 1,small area,E07000001\nE01000002,Northby 2,small area,E07000001\n"
          "E01000003,Southby 1,small area,E07000002\nE01000004,Southby 2,small area,E07000002\n");
  }

  /// A file of a source; a second one has a name of its own.
  void write(const std::string& source, const std::string& text, const std::string& name = {}) {
    const fs::path file = folder.path() / "sources" / ((name.empty() ? source : name) + ".csv");
    fs::create_directories(file.parent_path());
    core::write_file_whole(file, text);
    if (name.empty()) sources += fmt::format("[[source]]\nid = \"{0}\"\nfiles = [\"sources/{0}*.csv\"]\n\n", source);
  }

  QualityReport assess_all(const std::string& period = {}) {
    core::write_file_whole(folder.path() / "profile.toml",
                           "title = \"The County\"\n" + (period.empty() ? "" : "[period]\nstart = \"" + period + "\"\nend = \"" + period + "\"\n") +
                               "[[area]]\ncode = \"E10000001\"\nname = \"The County\"\ntype = \"county\"\n\n[[area]]\ncode = \"E07000001\"\nname = \"Northby\"\ntype = \"authority\"\n\n"
                               "[[area]]\ncode = \"E07000002\"\nname = \"Southby\"\ntype = \"authority\"\n\n" + sources);
    const catalogue::Profile profile = catalogue::read_profile(folder.path());
    const catalogue::Catalogue all = catalogue::read_catalogue(catalogue::built_in_files(), {{"1-sources/figures.toml", kFigures}, {"1-sources/successors.toml", kSuccessors}});
    const auto session = engine::open_database(":memory:", {});
    intake::IntakeSettings settings;
    settings.threads = 2;
    settings.scratch = folder.path() / "build";
    intake = intake::read_sources(*session, all, profile, settings);
    return assess(*session, all, profile, intake);
  }

  /// The finding with this rule (and a text that holds the words), or one that fails the test when it is looked at.
  static core::Issue found(const QualityReport& report, const std::string& rule, const std::string& words = {}) {
    for (const Finding& finding : report.findings)
      if (finding.issue.rule == rule && finding.issue.text.find(words) != std::string::npos) return finding.issue;
    std::string all;
    for (const Finding& finding : report.findings) all += finding.issue.rule + ": " + finding.issue.text + "\n";
    ADD_FAILURE() << "no finding \"" << rule << "\" with \"" << words << "\" among\n" << all;
    return {};
  }

  static bool has(const QualityReport& report, const std::string& rule) {
    for (const Finding& finding : report.findings)
      if (finding.issue.rule == rule) return true;
    return false;
  }

  /// Arrests: so many in each month from January 2023 on, in the small areas in turn.
  static std::string arrests(const std::vector<int>& months, const std::string& area = {}) {
    std::string text = "arrest_id,arrest_date,person_id,forename,surname,date_of_birth,sex,age,ethnicity,offence_group,offence,drug_or_alcohol_offence,trigger_offence,custody_suite,lsoa_code\n";
    int number = 0;
    for (std::size_t month = 0; month < months.size(); ++month)
      for (int i = 0; i < months[month]; ++i, ++number)
        text += fmt::format("A{0},{1}-{2:02}-{3:02},P{0},Ann,Example{0},1990-01-01,F,{4},White,drugs,possession,yes,yes,Central,{5}\n", number, 2023 + month / 12, month % 12 + 1, i % 28 + 1, 33 + month / 12,
                            area.empty() ? fmt::format("E0100000{}", number % 4 + 1) : area);
    return text;
  }

  core::TemporaryFolder folder{fs::temp_directory_path(), "dmp-quality-"};
  std::string sources;
  intake::IntakeReport intake;
};

TEST_F(Quality, ACleanExtractHasNoWarnings) {
  write("arrests", arrests(std::vector<int>(12, 30)));
  const QualityReport report = assess_all();
  for (const Finding& finding : report.findings) EXPECT_EQ(finding.issue.severity, core::Severity::note) << finding.issue.rule << ": " << finding.issue.text;
  ASSERT_EQ(report.spans.size(), 1u);
  EXPECT_EQ(report.spans[0].months.size(), 12u);
  EXPECT_EQ(report.spans[0].months[0].rows, 30u);
}

TEST_F(Quality, BlankColumnsAndMarkersAreCountedBySourceAndArea) {
  std::string crime = "crime_id,month,offence_group,lsoa_code,aggravating_drugs\n";
  for (int i = 0; i < 400; ++i) crime += fmt::format("C{},2023-{:02},drugs,E0100000{},{}\n", i, i % 12 + 1, i % 4 + 1, i % 4 >= 2 && i % 8 < 4 ? "" : i % 4 >= 2 ? "no" : "yes");
  write("crime", crime);
  const QualityReport report = assess_all();
  const core::Issue marker = found(report, "marker often blank");
  EXPECT_EQ(marker.rows, 100u);
  EXPECT_NE(marker.text.find("aggravating_drugs 75.0% (lowest in Southby: 50.0%"), std::string::npos) << marker.text;
  ASSERT_FALSE(report.markers.empty());
  EXPECT_EQ(report.markers[0].rows, 400u);
  EXPECT_EQ(report.markers[0].filled, 300u);
  const auto fill = std::find_if(report.columns.begin(), report.columns.end(), [](const ColumnFill& column) { return column.column == "lsoa_code" && column.source == "crime"; });
  ASSERT_NE(fill, report.columns.end());
  EXPECT_EQ(fill->rows, 400u);
  EXPECT_EQ(fill->filled, 400u);
  EXPECT_GT(fill->indicators, 0u);
}

TEST_F(Quality, ImpossibleValuesAreFoundWithTheirPlace) {
  write("figures",
        "statistic,unit,area_code,period_start,period_end,value,lower_95,upper_95,note\n"
        "Share,%,E07000001,2023-01-01,2023-12-31,104,99,110,\n"
        "Share,%,E07000002,2023-01-01,2023-12-31,40,41,45,provisional\n");
  write("arrests", arrests(std::vector<int>(12, 30)) + "A999,1900-01-01,P999,Ann,Last,1990-01-01,F,30,White,drugs,possession,yes,yes,Central,E01000001\n");
  const QualityReport report = assess_all();
  EXPECT_EQ(found(report, "impossible percentage").line, 2u);
  EXPECT_EQ(found(report, "value outside its interval").line, 3u);
  EXPECT_EQ(found(report, "provisional figures").rows, 1u);
  const core::Issue far = found(report, "date far from the rest");
  EXPECT_EQ(far.rows, 1u);
  EXPECT_EQ(far.line, 362u);
  EXPECT_NE(far.text.find("1900-01"), std::string::npos);
}

TEST_F(Quality, ManyRejectedRowsAreAWarningOverTheErrors) {
  std::string text = arrests({30});
  text += "A98,never,P1,Ann,One,1990-01-01,F,30,White,drugs,possession,yes,yes,Central,E01000001\n";
  write("arrests", text);
  const QualityReport report = assess_all();
  EXPECT_NE(found(report, "many rows rejected").text.find("arrests 3.2% (not a date (1))"), std::string::npos);
  ASSERT_EQ(report.rejected.size(), 1u);
  EXPECT_EQ(report.rejected[0].rule, "not a date");
  EXPECT_EQ(report.rejected[0].of, 31u);
  EXPECT_EQ(report.findings[0].issue.severity, core::Severity::error) << "errors come first";
}

TEST_F(Quality, PeopleWhoCannotBeOneAreFound) {
  std::string text = arrests({40});
  const auto add = [&](const char* arrest, const char* person, const char* surname, const char* sex, int age) {
    text += fmt::format("{},2023-01-15,{},Sam,{},1980-01-01,{},{},White,drugs,possession,yes,yes,Central,E01000001\n", arrest, person, surname, sex, age);
  };
  add("B1", "Q1", "Twosexes", "M", 43), add("B2", "Q1", "Twosexes", "F", 43);
  add("B3", "Q2", "Aging", "M", 20), add("B4", "Q2", "Aging", "M", 60);
  add("B5", "Q3", "Twice", "M", 43), add("B6", "Q4", "Twice", "M", 43);
  for (int i = 0; i < 7; ++i) add(fmt::format("C{}", i).c_str(), "UNKNOWN", fmt::format("Name{}", i).c_str(), "M", 43);
  write("arrests", text);
  const QualityReport report = assess_all();
  EXPECT_EQ(found(report, "one person, two sexes").line, 42u);
  EXPECT_EQ(found(report, "one person, two sexes").rows, 2u);
  EXPECT_EQ(found(report, "one person, ages far apart").line, 44u);
  EXPECT_EQ(found(report, "one name, several identifiers").line, 46u);
  EXPECT_EQ(found(report, "placeholder identifier").rows, 7u);
}

TEST_F(Quality, GapsDropsAndLateSourcesAreFound) {
  write("arrests", arrests({60, 62, 58, 61, 0, 0, 0, 60, 59, 12, 61, 60, 63, 58}));
  std::string crime = "crime_id,month,offence_group,lsoa_code\n";
  for (int month = 1; month <= 12; ++month)
    for (int i = 0; i < 80; ++i)
      if (month < 6 || i % 4 < 2 || month > 8) crime += fmt::format("C{}-{},2023-{:02},drugs,E0100000{}\n", month, i, month, i % 4 + 1);
  write("crime", crime);
  const QualityReport report = assess_all("2024/25");
  EXPECT_NE(found(report, "months missing").text.find("3 months between 2023-01 and 2024-02 have no rows: 2023-05 to 2023-07"), std::string::npos);
  EXPECT_NE(found(report, "unusual number of rows in a month").text.find("2023-10 has 12 where about 60 are usual"), std::string::npos);
  EXPECT_NE(found(report, "months missing in an area").text.find("Southby (2023-06 to 2023-08)"), std::string::npos);
  EXPECT_NE(found(report, "no rows in the period", "crime holds 2023-01 to 2023-12").text.find("2024/25"), std::string::npos);
  EXPECT_FALSE(has(assess_all("2023"), "no rows in the period"));
}

TEST_F(Quality, ColumnsThatContradictEachOtherAreFoundWithTheirPlace) {
  write("treatment_episodes",
        "episode_id,client_id,agency_code,authority_code,client_group,drug_group,opiate,referral_date,start_date,discharge_date,discharge_reason\n"
        "E1,C1,AB1,E07000001,adult,opiate,yes,2023-01-01,2023-01-05,2023-06-01,completed drug free\n"
        "E2,C2,AB1,E07000001,adult,opiate,yes,2023-01-01,2023-01-05,2022-06-01,dropped out\n"
        "E3,C3,AB1,E07000001,adult,alcohol,yes,2023-01-01,2023-01-05,2023-06-01,\n");
  write("drug_tests", "test_id,test_date,eligible,tested,positive_opiates\nT1,2023-01-01,yes,yes,yes\nT2,2023-01-01,yes,no,yes\n");
  write("treatment_interventions", "intervention_id,episode_id,kind,start_date\nI1,E1,psychosocial,2023-01-06\nI2,E77,psychosocial,2023-01-06\n");
  const QualityReport report = assess_all();
  EXPECT_EQ(found(report, "discharge before start").line, 3u);
  EXPECT_NE(found(report, "discharge before start").file.find("treatment_episodes.csv"), std::string::npos);
  EXPECT_EQ(found(report, "discharge without a reason").line, 4u);
  EXPECT_EQ(found(report, "drug group does not fit").line, 4u);
  EXPECT_EQ(found(report, "positive without a test").line, 3u);
  EXPECT_EQ(found(report, "refers to a row that is not there").line, 3u);
}

TEST_F(Quality, AreaCodesThatAreUnknownOrReplacedAreFound) {
  write("successors", "old_code,new_code,change\nE01000009,E01000001,S\nE01000009,E01000002,S\n");
  write("crime", "crime_id,month,offence_group,lsoa_code\nC1,2023-01,drugs,E01000001\nC2,2023-01,drugs,E01009999\nC3,2023-01,drugs,E01000009\nC4,2023-01,drugs,E01000002\n");
  const QualityReport report = assess_all();
  EXPECT_EQ(found(report, "unknown area code").line, 3u);
  EXPECT_EQ(found(report, "unknown area code").rows, 1u);
  EXPECT_NE(found(report, "unknown area code").text.find("E01009999"), std::string::npos);
  EXPECT_EQ(found(report, "area codes of two vintages").line, 4u);
}

TEST_F(Quality, FilesReadTwiceAreFound) {
  std::string first = "crime_id,month,offence_group,lsoa_code\n", second = first;
  for (int i = 0; i < 60; ++i) first += fmt::format(",2023-01,anti-social behaviour,E0100000{}\n", i % 4 + 1), second += fmt::format(",2023-01,anti-social behaviour,E0100000{}\n", (i + 1) % 4 + 1);
  for (int i = 0; i < 60; ++i) first += fmt::format("C{},2023-01,drugs,E01000001\n", i), second += fmt::format("C{},2023-01,drugs,E01000002\n", i + 10);
  write("crime", first);
  write("crime", second, "crime-newer");
  write("arrests", arrests({20}));
  write("arrests", arrests({20}), "arrests-copy");
  const QualityReport report = assess_all();
  EXPECT_NE(found(report, "identical files").text.find("arrests-copy.csv"), std::string::npos);
  const core::Issue twice = found(report, "month loaded twice");
  EXPECT_EQ(twice.rows, 60u);
  EXPECT_NE(twice.text.find("2023-01"), std::string::npos);
  EXPECT_NE(found(report, "rows only in an older file").text.find("crime:"), std::string::npos);
}

TEST_F(Quality, SourcesThatContradictEachOtherAreFound) {
  write("figures",
        "statistic,unit,area_code,period_start,period_end,value\n"
        "Deaths,deaths,E10000001,2023-01-01,2023-12-31,400\nDeaths,deaths,E07000001,2023-01-01,2023-12-31,150\nDeaths,deaths,E07000002,2023-01-01,2023-12-31,160\n"
        "Clients,persons,E10000001,2023-01-01,2023-12-31,301\nClients,persons,E07000001,2023-01-01,2023-12-31,150\nClients,persons,E07000002,2023-01-01,2023-12-31,150\n"
        "Rolling,deaths,E10000001,2022-01-01,2022-12-31,10\nRolling,deaths,E10000001,2022-07-01,2023-06-30,11\n");
  std::string population = "area_code,year,sex,age_from,age_to,population\n";
  for (int area = 1; area <= 4; ++area) population += fmt::format("E0100000{},2023,Persons,0,120,1000\n", area);
  population += "E07000001,2023,Persons,0,120,2000\nE07000002,2023,Persons,0,120,2500\nE10000001,2023,Persons,0,120,4500\nE10000001,2023,Persons,30,34,300\n";
  write("population", population);
  std::string crime = "crime_id,month,offence_group,lsoa_code\n", street = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n";
  for (int i = 0; i < 30; ++i) crime += fmt::format("C{},2023-01,drugs,E01000001\n", i), street += fmt::format("S{},2023-01,The Force,The Force,-0.4,52.1,On a street,E01000001,Northby 1,Drugs,,\n", i);
  write("crime", crime);
  write("police_uk_street", street);
  const QualityReport report = assess_all();
  EXPECT_NE(found(report, "parts do not add up to the whole", "figures").text.find("400 published, 310 by adding"), std::string::npos);
  EXPECT_NE(found(report, "parts do not add up to the whole", "residents").text.find("Southby in 2023: 2500 for the authority, 2000 by adding"), std::string::npos);
  EXPECT_EQ(found(report, "overlapping age bands").rows, 1u);
  EXPECT_NE(found(report, "two sources for the same months").text.find("crime and police_uk_street both hold 2023-01"), std::string::npos);
  EXPECT_EQ(found(report, "overlapping periods").rows, 1u);
}

TEST_F(Quality, NoOutputHoldsAPersonalValue) {
  // Columns swapped and shifted, as in a broken export: names and identifiers stand where sex, age and date belong.
  write("arrests", arrests({5}) +
                       "B1,2023-01-15,Q1,Zebediah,Quackenbush,1990-01-01,Quackenbush,33,White,drugs,possession,yes,yes,Central,E01000001\n"
                       "B2,Quackenbush,Q1,Zebediah,Quackenbush,1990-01-01,F,33,White,drugs,possession,yes,yes,Central,E01000001\n"
                       "B3,2023-01-15,Q1,Zebediah,Quackenbush,1990-01-01,F,9434765919,White,drugs,possession,yes,yes,Central,E01000001\n"
                       "B4,2023-01-15,Q1,Zebediah,Quackenbush,1990-01-01,F,33,White,drugs,possession,Zebediah,yes,Central,E01000001\n"
                       "B5,2023-01-15,Q1,Zebediah,Quackenbush,1990-01-01,F,33,White,drugs,possession,yes,yes,Central,Quackenbush\n"
                       "B6,2023-01-15,Q1,Zebediah,Quackenbush,1990-01-01,M,33,White,drugs,possession,yes,yes,Central,E01000001\n"
                       "B7,2023-01-15,Q1,Zebediah,Quackenbush,1990-01-01,F,33,White,drugs,possession,yes,yes,Central,E01000001\n");
  const QualityReport report = assess_all();
  const std::string all = json(intake, report) + terminal_text(intake, report);
  for (const char* secret : {"Zebediah", "Quackenbush", "QUACKENBUSH", "9434765919", "1990-01-01"}) EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  EXPECT_GE(totals_of(intake).rejected, 4u);
  EXPECT_TRUE(has(report, "unknown area code") || totals_of(intake).rejected == 5);
  EXPECT_TRUE(has(report, "one person, two sexes"));
}

TEST(IssueLine, CannotDriveTheTerminal) {
  const std::string line = issue_line({"a\x1b[2J.csv", 3, 2, "not a date", core::Severity::error, 1, "'\n\x07' is not a date"});
  EXPECT_EQ(line, "error: '?" "?' is not a date (a?[2J.csv:3:2)");
}

TEST_F(Quality, JsonHasTheShapeOfTheInterfaceAndItsTotalsAddUp) {
  write("arrests", arrests({5}) + "A0,2023-01-15,P0,Ann,Same,1990-01-01,F,33,White,drugs,possession,yes,yes,Central,E01000001\n" +
                       "B1,never,Q1,Ann,Bad,1990-01-01,F,33,White,drugs,possession,yes,yes,Central,E01000001\n");
  const QualityReport report = assess_all();
  const auto document = nlohmann::json::parse(json(intake, report));
  std::uint64_t rows = 0;
  for (const auto& source : document["sources"]) {
    EXPECT_TRUE(source["source"].is_string() && source["table"].is_string());
    for (const auto& file : source["files"]) {
      EXPECT_EQ(file["rows"].get<int>(), file["loaded"].get<int>() + file["rejected"].get<int>() + file["duplicates"].get<int>());
      EXPECT_EQ(file["sha256"].get<std::string>().size(), 64u);
      rows += file["rows"].get<std::uint64_t>();
    }
  }
  EXPECT_EQ(document["totals"]["rows"], rows);
  EXPECT_EQ(document["totals"]["rejected"], 1);
  EXPECT_EQ(document["totals"]["duplicates"], 1);
  const auto& first = document["issues"][0];
  EXPECT_EQ(first["severity"], "error");
  EXPECT_EQ(first["rule"], "not a date");
  EXPECT_EQ(first["line"], 8);
  EXPECT_EQ(first["column"], 2);
  EXPECT_EQ(first["rows"], 1);
  EXPECT_NE(first["file"].get<std::string>().find("arrests.csv"), std::string::npos);
  const core::DataTable files = file_table(intake);
  EXPECT_EQ(files.columns(), (std::vector<std::string>{"source", "table", "file", "sha256", "rows", "loaded", "rejected", "duplicates"}));
  EXPECT_EQ(files.rows().size(), intake.files.size());
}

}  // namespace
}  // namespace dmp::quality
