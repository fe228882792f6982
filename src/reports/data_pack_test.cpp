#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <thread>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "reports/invented_county.hpp"
#include "reports/report.hpp"
#include "reports/package_parts.hpp"

namespace dmp::reports {
namespace {

TEST(DataPack, HasItsSheetsEachWithOneTableAndNoMergedCells) {
  write_data_pack(invented_county(), place("invented-county.xlsx"));
  const auto parts = contents(place("invented-county.xlsx"));
  const std::string& workbook = parts.at("xl/workbook.xml");
  std::size_t last = 0;
  for (const char* sheet : {"Cover", "Contents", "Notes", "Latest_figures", "Drug_use", "Supply_and_market", "Crime", "Deaths_and_harm", "Treatment",
                            "Context", "Small_areas", "Indicators", "Sources", "Files", "Data_quality"}) {
    const std::size_t at = workbook.find(std::string("name=\"") + sheet + "\"");
    ASSERT_NE(at, std::string::npos) << sheet;
    EXPECT_GT(at, last);
    last = at;
  }
  for (int sheet = 4; sheet <= 15; ++sheet) {
    const std::string& xml = parts.at("xl/worksheets/sheet" + std::to_string(sheet) + ".xml");
    EXPECT_NE(xml.find("<tableParts count=\"1\">"), std::string::npos);
    EXPECT_EQ(xml.find("state=\"frozen\""), std::string::npos) << "frozen panes are in the way of who reads enlarged";
    EXPECT_EQ(xml.find("mergeCell"), std::string::npos);
    EXPECT_EQ(xml.find("<f>"), std::string::npos);
  }
}

TEST(DataPack, IsTheSameBytesWheneverItIsMade) {
  write_data_pack(one_figure(), place("first.xlsx"));
  std::this_thread::sleep_for(std::chrono::milliseconds(2100));  // longer than a zip file's clock
  write_data_pack(one_figure(), place("second.xlsx"));
  EXPECT_EQ(core::read_file(place("first.xlsx")), core::read_file(place("second.xlsx")));
}

TEST(DataPack, TakesItsDateFromTheDataAndKeepsFullPrecision) {
  ReportInput input = one_figure();
  input.estimates[0].value = 2.345678901234567;
  write_data_pack(input, place("one.xlsx"));
  const auto parts = contents(place("one.xlsx"));
  EXPECT_NE(parts.at("docProps/core.xml").find("2024-03-31T00:00:00Z</dcterms:created>"), std::string::npos);
  EXPECT_NE(parts.at("xl/worksheets/sheet4.xml").find("<v>2.345678901234567</v>"), std::string::npos);
}

TEST(DataPack, OfMoreFiguresThanASpreadsheetBearsHoldsTheLatestAndSaysWhereAllAre) {
  ReportInput input = one_figure();
  core::Estimate before = input.estimates[0];
  before.estimate_id += "-before";
  before.period = "2022/23", before.period_start = "2022-04-01", before.period_end = "2023-03-31";
  before.value = 4711.25;
  input.estimates[0].value = 815.5;
  input.estimates.insert(input.estimates.begin(), before);
  const auto has = [&](const char* name, const std::string& text) {
    for (const auto& [part, content] : contents(place(name)))
      if (content.find(text) != std::string::npos) return true;
    return false;
  };
  write_data_pack(input, place("all.xlsx"));
  EXPECT_TRUE(has("all.xlsx", "<v>4711.25</v>"));
  EXPECT_FALSE(has("all.xlsx", "all 2 estimates"));
  write_data_pack(input, place("latest.xlsx"), SheetFormat::excel, 1);
  EXPECT_FALSE(has("latest.xlsx", "<v>4711.25</v>"));
  EXPECT_TRUE(has("latest.xlsx", "<v>815.5</v>"));
  EXPECT_TRUE(has("latest.xlsx", "all 2 estimates would be too many for a spreadsheet"));
}

TEST(DataPack, NeverHoldsANumberThatIsSuppressed) {
  ReportInput input = one_figure();
  core::Estimate& row = input.estimates[0];
  row.suppressed = "suppressed";
  row.value = row.count = 918273, row.lower_95 = 918270, row.upper_95 = 918279, row.comparator_value = 918277, row.denominator = 918278;
  write_data_pack(input, place("suppressed.xlsx"));
  for (const auto& [name, text] : contents(place("suppressed.xlsx"))) EXPECT_EQ(text.find("91827"), std::string::npos) << name;
  EXPECT_NE(contents(place("suppressed.xlsx")).at("xl/sharedStrings.xml").find("[c]"), std::string::npos);
}

TEST(DataPack, WritesATextThatLooksLikeAFormulaAsText) {
  ReportInput input = one_figure();
  input.estimates[0].area_name = "=HYPERLINK(\"http://example.org\")";
  write_data_pack(input, place("formula.xlsx"));
  const auto parts = contents(place("formula.xlsx"));
  EXPECT_EQ(parts.at("xl/worksheets/sheet4.xml").find("<f>"), std::string::npos);
  EXPECT_NE(parts.at("xl/sharedStrings.xml").find("=HYPERLINK("), std::string::npos);
}

TEST(DataPack, ThatCannotBeWrittenSaysSoAndLeavesTheOldOne) {
  const auto folder = place("data-pack-folder.xlsx");
  std::filesystem::create_directories(folder);
  EXPECT_THROW(write_data_pack(one_figure(), folder), core::UserError);
  EXPECT_TRUE(std::filesystem::is_directory(folder));
}

TEST(DataPack, AsOpenDocumentHoldsTheSameTables) {
  ReportInput input = one_figure();
  input.estimates[0].value = 2.345678901234567;
  input.estimates[0].area_name = "=HYPERLINK(\"http://example.org\") & <b>";
  write_data_pack(input, place("one.ods"), SheetFormat::open_document);
  EXPECT_EQ(core::read_file(place("one.ods")).substr(30, 54), "mimetypeapplication/vnd.oasis.opendocument.spreadsheet") << "first and not compressed, as the format asks";
  const auto parts = contents(place("one.ods"));
  const std::string& xml = parts.at("content.xml");
  for (const char* sheet : {"Cover", "Contents", "Notes", "Latest_figures", "Indicators", "Sources"}) EXPECT_NE(xml.find(std::string("table:name=\"") + sheet + "\""), std::string::npos) << sheet;
  EXPECT_NE(xml.find("office:value=\"2.345678901234567\""), std::string::npos);
  EXPECT_NE(xml.find("=HYPERLINK(&quot;http://example.org&quot;) &amp; &lt;b&gt;"), std::string::npos);
  EXPECT_EQ(xml.find("table:formula"), std::string::npos);
  EXPECT_EQ(xml.find("covered-table-cell"), std::string::npos) << "no merged cells";
  EXPECT_NE(xml.find("<table:database-range table:name=\"table_latest_figures\" table:target-range-address=\"$Latest_figures.$A$5:$Latest_figures.$AC$6\" table:contains-header=\"true\"/>"), std::string::npos);
  EXPECT_NE(parts.at("meta.xml").find("2024-03-31T00:00:00"), std::string::npos);
  EXPECT_NE(parts.at("styles.xml").find("fo:language=\"en\" fo:country=\"GB\""), std::string::npos);
}

TEST(DataPack, HoldsTogetherWithAlmostNothing) {
  write_data_pack({}, place("nothing.xlsx"));
  EXPECT_EQ(contents(place("nothing.xlsx")).count("xl/worksheets/sheet3.xml"), 1u);
}

}  // namespace
}  // namespace dmp::reports
