// Whatever comes in: an error that says what, where and how to mend, or rejected rows that are kept; never a crash.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// A profile with one source of crimes, whose file the test writes.
class BadInput : public ::testing::Test {
 protected:
  BadInput() : folder_(fs::temp_directory_path(), "dmp-bad-") {
    fs::create_directories(sources());
    write("areas.csv",
          "area_code,area_name,area_type,parent_code\nE06900001,Osterton,authority,\nE01900001,Osterton 001A,small area,E06900001\n");
    profile("crime", "crime.csv");
  }

  [[nodiscard]] fs::path sources() const { return folder_.path() / "sources"; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(sources() / name, std::ios::binary) << text; }
  void profile(const std::string& source, const std::string& file) const {
    std::ofstream(folder_.path() / "profile.toml") << "title = \"Bad input\"\n[[area]]\ncode = \"E06900001\"\nname = \"Osterton\"\ntype = \"authority\"\n"
                                                      "[[source]]\nid = \"areas\"\nfiles = [\"sources/areas.csv\"]\n[[source]]\nid = \"" +
                                                          source + "\"\nfiles = [\"sources/" + file + "\"]\n";
  }

  struct Checked {
    Ended run;
    Json json;
    long long rows = 0, loaded = 0, rejected = 0;
    [[nodiscard]] bool has_rule(const std::string& rule) const {
      for (const Json& issue : json.at("issues"))
        if (issue.at("rule") == rule) return true;
      return false;
    }
  };
  /// Checks the profile; the counts are those of the crime file.
  [[nodiscard]] Checked check() const {
    Checked checked;
    checked.run = run({"check", folder_.path().string(), "--format", "json"});
    EXPECT_EQ(checked.run.signal, 0) << checked.run.errors;
    if (checked.run.output.empty()) return checked;
    checked.json = Json::parse(checked.run.output);
    for (const Json& source : checked.json.at("sources"))
      for (const Json& file : source.at("files")) {
        if (source.at("source") == "areas") continue;
        checked.rows += file.at("rows").get<long long>();
        checked.loaded += file.at("loaded").get<long long>();
        checked.rejected += file.at("rejected").get<long long>();
      }
    return checked;
  }

  core::TemporaryFolder folder_;
};

constexpr const char* kHeader = "crime_id,month,offence_group,lsoa_code,aggravating_drugs\n";

TEST_F(BadInput, RowsWithBadCellsAreKeptWithTheirPlaces) {
  write("crime.csv", std::string(kHeader) +
                         "a,2023-05,drugs,E01900001,yes\n"
                         "b,2023-13,drugs,E01900001,yes\n"
                         "c,2023-05,druggs,E01900001,yes\n"
                         "d,2023-05,drugs,E01900001,perhaps\n"
                         "e,,drugs,E01900001,no\n"
                         "f,2023-05,drugs,not a code!,no\n"
                         "g,2023-05,drugs\n");
  const Checked checked = check();
  EXPECT_EQ(checked.run.exit_code, 1);
  EXPECT_EQ(checked.rows, 7);
  EXPECT_EQ(checked.loaded, 1);
  EXPECT_EQ(checked.rejected, 6);
  for (const char* rule : {"not a month", "not an allowed value", "not yes or no", "missing value", "not an area code", "ragged row"}) EXPECT_TRUE(checked.has_rule(rule)) << rule;
  EXPECT_NE(checked.run.errors.find("crime.csv:3:2"), std::string::npos) << checked.run.errors;
}

TEST_F(BadInput, ImpossibleDatesAndNegativeCountsAreRejected) {
  profile("operations", "operations.csv");
  write("operations.csv", "operation_id,name,start_date,end_date,arrests,charges,cash_gbp,firearms,vehicles,people_safeguarded,sentence_years\n"
                          "1,Oak,31/02/2021,,1,1,100,0,0,0,0\n"
                          "2,Elm,2021-03-01,,-4,1,100,0,0,0,0\n"
                          "3,Ash,2021-03-01,,3,1,\"\xC2\xA3"
                          "1,234.50\",0,0,0,0\n"
                          "4,Yew,2021-03-01,,3,1,\"12,34\",0,0,0,0\n");
  const Checked checked = check();
  EXPECT_EQ(checked.rows, 4);
  EXPECT_EQ(checked.rejected, 3) << checked.run.errors;
  EXPECT_TRUE(checked.has_rule("not a date"));
  EXPECT_TRUE(checked.has_rule("too small"));
  EXPECT_TRUE(checked.has_rule("not a number"));
}

TEST_F(BadInput, AMissingAndARepeatedColumnRejectEveryRow) {
  write("crime.csv", "crime_id,offence_group,lsoa_code\na,drugs,E01900001\nb,drugs,E01900001\n");
  Checked checked = check();
  EXPECT_EQ(checked.rejected, 2);
  EXPECT_TRUE(checked.has_rule("missing column"));
  write("crime.csv", "crime_id,month,month,offence_group\na,2023-01,2023-02,drugs\n");
  checked = check();
  EXPECT_EQ(checked.rejected, 1);
  EXPECT_TRUE(checked.has_rule("duplicate header"));
}

TEST_F(BadInput, EmptyFilesAndFilesWithOnlyAHeaderAreSaid) {
  write("crime.csv", "");
  Checked checked = check();
  EXPECT_EQ(checked.rows, 0);
  EXPECT_FALSE(checked.json.at("issues").empty());
  write("crime.csv", kHeader);
  checked = check();
  EXPECT_EQ(checked.run.exit_code, 0) << checked.run.errors;
  EXPECT_TRUE(checked.has_rule("no rows"));
}

TEST_F(BadInput, BinaryGarbageAndDamagedArchivesAreRefusedByName) {
  std::string garbage;
  for (int i = 0; i < 20'000; ++i) garbage += static_cast<char>((i * 7919) >> 3);
  const std::vector<std::pair<std::string, std::string>> files = {
      {"crime.csv", garbage}, {"crime.csv.gz", "\x1f\x8b\x08" + garbage}, {"crime.zip", "PK\x03\x04" + garbage}, {"crime.xlsx", "PK\x03\x04" + garbage}, {"crime.parquet", "PAR1" + garbage + "PAR1"}};
  for (const auto& [name, bytes] : files) {
    profile("crime", name);
    write(name, bytes);
    const Checked checked = check();
    EXPECT_TRUE(checked.run.exit_code == 1 || checked.run.exit_code == 3) << name << checked.run.exit_code;
    EXPECT_NE(checked.run.errors.find(name), std::string::npos) << checked.run.errors;
    fs::remove(sources() / name);
  }
}

TEST_F(BadInput, AFileOfWhichNothingCanBeReadIsSaidByTheBuildToo) {
  write("crime.csv", std::string("PK\x03\x04", 4) + "no archive after all");
  const Ended built = run({"build", folder_.path().string()});
  EXPECT_EQ(built.signal, 0);
  EXPECT_NE(built.errors.find("warning: nothing of this file is in the edition (sources/crime.csv): "), std::string::npos) << built.errors;
}

/// Who copies the program alone has no reader of boundaries beside it.
TEST_F(BadInput, BoundariesWithoutTheirReaderAreMissingByNameAndFirst) {
  write("boundaries.geojson", R"({"type": "FeatureCollection", "features": []})");
  write("crime.csv", "not,what\nit,should be\n");
  profile("boundaries", "boundaries.geojson");
  const fs::path alone = folder_.path() / "alone" / "bin" / "dmp", told = folder_.path() / "told";
  fs::create_directories(alone.parent_path());
  fs::copy_file(DMP_EXECUTABLE, alone);
  ASSERT_GE(std::system(("'" + alone.string() + "' check '" + folder_.path().string() + "' --format json > '" + told.string() + "' 2>/dev/null").c_str()), 0);
  const Json first = Json::parse(core::read_file(told)).at("issues").at(0);
  EXPECT_EQ(first.at("rule"), "unreadable file");
  EXPECT_EQ(first.at("file"), "sources/boundaries.geojson") << "not the library, whose path is this machine's";
  EXPECT_NE(first.at("text").get<std::string>().find("dmp_gdal.so, which reads boundaries, is not beside the program: "), std::string::npos);
}

TEST_F(BadInput, ATruncatedGzipIsSaid) {
  std::string text = kHeader;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919) + ",2023-05,drugs,E01900001,yes\n";
  const fs::path file = sources() / "crime.csv.gz";
  const gzFile out = gzopen(file.c_str(), "wb");
  gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
  gzclose(out);
  fs::resize_file(file, fs::file_size(file) / 2);
  profile("crime", "crime.csv.gz");
  const Checked checked = check();
  EXPECT_EQ(checked.run.exit_code, 1);
  EXPECT_NE(checked.run.errors.find("crime.csv.gz"), std::string::npos) << checked.run.errors;
}

TEST_F(BadInput, AnEndlessLineTakesNoMemory) {
  {
    std::ofstream out(sources() / "crime.csv", std::ios::binary);
    out << kHeader << "a,2023-05,drugs,E01900001,yes\nb,2023-05,drugs,";
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 300; ++i) out << block;
    out << "\nc,2023-05,drugs,E01900001,no\n";
  }
  const Checked checked = check();
  EXPECT_EQ(checked.rows, 3);
  EXPECT_EQ(checked.loaded, 2);
  EXPECT_TRUE(checked.has_rule("line too long"));
}

TEST_F(BadInput, FoldersLoopsAndUnreadableFilesAreRefused) {
  fs::create_directories(sources() / "crime.csv");
  EXPECT_NE(run({"check", folder_.path().string()}).exit_code, 0);
  fs::remove(sources() / "crime.csv");
  fs::create_symlink("loop-b.csv", sources() / "loop-a.csv");
  fs::create_symlink("loop-a.csv", sources() / "loop-b.csv");
  profile("crime", "loop-a.csv");
  Ended looped = run({"check", folder_.path().string()});
  EXPECT_NE(looped.exit_code, 0);
  EXPECT_NE(looped.errors.find("error: "), std::string::npos);
  fs::create_directory_symlink("..", sources() / "up");
  profile("crime", "**/*.csv");
  looped = run({"check", folder_.path().string()});
  EXPECT_EQ(looped.signal, 0);
  // A path that leaves the folder is refused.
  profile("crime", "../../../../etc/passwd");
  EXPECT_EQ(run({"check", folder_.path().string()}).exit_code, 2);
}

TEST_F(BadInput, AnalystsSqlIsOneSelectOverTheTablesOrRefusedWithItsPlace) {
  write("crime.csv", std::string(kHeader) + "a,2023-05,drugs,E01900001,yes\n");
  fs::create_directories(folder_.path() / "catalogue" / "3-indicators");
  const auto indicator = [&](const std::string& sql) {
    std::ofstream(folder_.path() / "catalogue" / "3-indicators" / "mine.toml")
        << "id = \"mine\"\nname = \"Mine\"\nquestion = \"How many?\"\ndomain = \"CRI\"\nfamily = \"crime\"\ntier = \"local\"\nmethod = \"count\"\nunit = \"offences\"\npolarity = \"none\"\n"
           "quality = \"observed\"\nperiod = \"whole\"\nlevels = [\"authority\"]\ncitation = \"mine\"\nnumerator = '''\n"
        << sql << "\n'''\n[[example]]\ngiven.crime = [ { crime_id = \"c\", month = 2023-05-01, offence_group = \"drugs\", lsoa_code = \"E01900001\" } ]\nexpect = [ { value = 1 } ]\n";
    return run({"build", folder_.path().string()});
  };
  EXPECT_EQ(indicator("SELECT lsoa_code AS place, month AS date FROM crime").exit_code, 0);
  for (const char* sql : {"DELETE FROM crime", "SELECT 1; SELECT 2", "COPY crime TO '/tmp/dmp-stolen.csv'", "SELECT lsoa_code AS place, month AS date FROM read_csv('/etc/passwd')",
                          "SELECT lsoa_cod AS place, month AS date FROM crime", "SELECT lsoa_code AS place, month AS date FROM crimes", "ATTACH '/tmp/x.db'", "INSTALL httpfs",
                          "SELECT lsoa_code AS place, month AS date FROM 'sources/crime.csv'", "SELECT content AS place FROM read_text('/etc/passwd')"}) {
    const Ended refused = indicator(sql);
    EXPECT_TRUE(refused.exit_code == 1 || refused.exit_code == 2) << sql << ": " << refused.exit_code << refused.errors;
    EXPECT_NE(refused.errors.find("mine.toml:"), std::string::npos) << sql << ": " << refused.errors;
  }
  EXPECT_FALSE(fs::exists("/tmp/dmp-stolen.csv"));
}

}  // namespace
}  // namespace dmp::cases
