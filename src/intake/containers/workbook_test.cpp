#include "core/hash.hpp"
#include "intake/containers/number_format.hpp"
#include "intake/containers/opening_case.hpp"
#include "intake/containers/sheet.hpp"

namespace dmp::intake::containers {
namespace {

struct Sheet {
  std::string name, rows, state;
};

class Workbook : public OpeningCase {
 protected:
  std::filesystem::path xlsx(const std::vector<Sheet>& sheets, const std::string& strings = "", const std::string& styles = "",
                             const std::string& properties = "") {
    std::string list, relations;
    std::vector<ZipMember> members{{"[Content_Types].xml", "<Types/>"}};
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      const std::string id = std::to_string(i + 1);
      list += "<sheet name=\"" + sheets[i].name + "\" sheetId=\"" + id + "\" r:id=\"rId" + id + "\"" + (sheets[i].state.empty() ? "" : " state=\"" + sheets[i].state + "\"") + "/>";
      relations += "<Relationship Id=\"rId" + id + "\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet" + id + ".xml\"/>";
      members.push_back({"xl/worksheets/sheet" + id + ".xml", "<worksheet><sheetData>" + sheets[i].rows + "</sheetData></worksheet>"});
    }
    relations += "<Relationship Id=\"s\" Type=\"http://x/relationships/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>";
    relations += "<Relationship Id=\"t\" Type=\"http://x/relationships/styles\" Target=\"styles.xml\"/>";
    members.push_back({"xl/workbook.xml", "<workbook xmlns:r=\"r\">" + properties + "<sheets>" + list + "</sheets></workbook>"});
    members.push_back({"xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>"});
    members.push_back({"xl/sharedStrings.xml", strings.empty() ? "<sst/>" : strings});
    members.push_back({"xl/styles.xml", styles.empty() ? "<styleSheet/>" : styles});
    return zip("book.xlsx", members);
  }

  std::filesystem::path ods(const std::string& tables, const std::string& before = "") {
    const std::string content = before +
                                "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:draw=\"d\"><office:body><office:spreadsheet>" + tables +
                                "</office:spreadsheet></office:body></office:document-content>";
    return zip("book.ods", {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", content}, {"META-INF/manifest.xml", "<manifest/>"}});
  }

  std::string csv(const std::filesystem::path& path, const std::string& sheet = "") {
    catalogue::FormatDefinition format;
    format.sheet = sheet;
    return text_of(open_one(path, format));
  }
};

TEST_F(Workbook, RowNOfTheSheetIsRecordN) {
  const auto path = xlsx({{"Data", "<row r=\"3\"><c r=\"B3\"><v>7</v></c></row><row r=\"5\"><c r=\"A5\"><v>1</v></c><c r=\"C5\"><v>2</v></c></row><row r=\"9\"><c r=\"A9\" s=\"1\"/></row>", ""}});
  const OpenedTable table = open_one(path);
  EXPECT_EQ(text_of(table), "\n\n,7,\n\n1,,2\n");
  EXPECT_EQ(table.name, path.string() + "#Data");
  EXPECT_TRUE(table.record_is_line);
  EXPECT_EQ(table.first_line, 1U);
  EXPECT_EQ(table.delimiter, ',');
  EXPECT_TRUE(table.notes.empty());
  EXPECT_EQ(table.sha256.get(), core::sha256(core::read_file(path)));
}

TEST_F(Workbook, TextsOfEveryKindAreRead) {
  const std::string strings =
      "<sst><si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>not this</t></rPh></si><si><t>say \"hi\", twice</t></si><si><t>two_x000A_lines &amp; more</t></si></sst>";
  const std::string rows =
      "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c></row>"
      "<row><c t=\"inlineStr\"><is><t>inline</t></is></c><c t=\"str\"><f>A1</f><v>formula</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c></row>";
  EXPECT_EQ(csv(xlsx({{"S", rows, ""}}, strings)), "plain,rich text,\"say \"\"hi\"\", twice\",\"two\nlines & more\"\ninline,formula,TRUE,#N/A\n");
}

TEST_F(Workbook, NumbersComeAsPeopleSeeThem) {
  const std::string styles =
      "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy hh:mm\"/><numFmt numFmtId=\"165\" formatCode=\"mmm\\-yy\"/>"
      "<numFmt numFmtId=\"166\" formatCode=\"00000\"/><numFmt numFmtId=\"167\" formatCode=\"&quot;day &quot;#,##0.00\"/></numFmts>"
      "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"10\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";
  const std::string rows =
      "<row><c s=\"0\"><v>12.0</v></c><c s=\"0\"><v>1.1000000000000001</v></c><c><v>1.5E-3</v></c><c s=\"1\"><v>43466</v></c><c s=\"2\"><v>43466.75</v></c>"
      "<c s=\"3\"><v>44501</v></c><c s=\"4\"><v>0.28999999999999998</v></c><c s=\"5\"><v>123</v></c><c s=\"6\"><v>1234.5</v></c><c s=\"7\"><v>0.75</v></c></row>";
  // 43466 is 1 January 2019, 44501 is 1 November 2021 in every spreadsheet program.
  EXPECT_EQ(csv(xlsx({{"S", rows, ""}}, "", styles)), "12,1.1,0.0015,2019-01-01,2019-01-01 18:00:00,2021-11-01,29%,00123,1234.5,18:00:00\n");
  EXPECT_EQ(csv(xlsx({{"S", "<row><c s=\"1\"><v>42004</v></c></row>", ""}}, "", styles, "<workbookPr date1904=\"1\"/>")), "2019-01-01\n");
}

TEST_F(Workbook, ASheetIsFoundByNameOrNumber) {
  const auto path = xlsx({{"Secret", "<row><c><v>1</v></c></row>", "hidden"}, {"Notes", "<row><c><v>2</v></c></row>", ""}, {"MYE2 - Persons", "<row><c><v>3</v></c></row>", ""}});
  EXPECT_EQ(csv(path), "2\n");
  EXPECT_EQ(open_one(path).notes.at(0).rule, "sheet chosen");
  EXPECT_EQ(csv(path, "MYE2 - Persons"), "3\n");
  EXPECT_EQ(csv(path, "mye2-persons"), "3\n");
  EXPECT_EQ(csv(path, "1"), "1\n");
  catalogue::FormatDefinition format;
  format.sheet = "Persons";
  EXPECT_NE(refusal(path, format).find("name one of its 3 sheets: 'Secret', 'Notes', 'MYE2 - Persons'"), std::string::npos);
}

TEST_F(Workbook, AnEmptySheetIsAWarning) {
  const OpenedTable table = open_one(xlsx({{"S", "", ""}}));
  EXPECT_EQ(text_of(table), "");
  EXPECT_EQ(table.notes.at(0).rule, "empty file");
}

TEST_F(Workbook, EntitiesCannotGrow) {
  const std::string bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>";
  const auto path = zip("book.xlsx", {{"[Content_Types].xml", "<Types/>"},
                                      {"xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" id=\"r\"/></sheets></workbook>"},
                                      {"xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"r\" Type=\"/worksheet\" Target=\"s.xml\"/></R>"},
                                      {"xl/s.xml", bomb}});
  EXPECT_NE(refusal(path).find("declares an entity ('a')"), std::string::npos) << refusal(path);
  EXPECT_NE(refusal(ods("", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")).find("declares an entity"), std::string::npos);
}

TEST_F(Workbook, DamagedSheetsAreRefused) {
  EXPECT_NE(refusal(xlsx({{"S", "<row><c>", ""}})).find("XML inside is damaged"), std::string::npos);
  EXPECT_NE(refusal(xlsx({{"S", "<row><c t=\"s\"><v>5</v></c></row>", ""}})).find("points at a text"), std::string::npos);
  EXPECT_NE(refusal(xlsx({{"S", "<row r=\"2\"><c><v>5</v></c></row><row r=\"1\"><c><v>5</v></c></row>", ""}})).find("comes after row 2"), std::string::npos);
  EXPECT_NE(refusal(xlsx({{"S", "<row r=\"99999999\"><c><v>5</v></c></row>", ""}})).find("larger than"), std::string::npos);
  EXPECT_NE(refusal(xlsx({{"S", "<row><c r=\"ZZZZ1\"><v>5</v></c></row>", ""}})).find("no good address"), std::string::npos);
  EXPECT_NE(refusal(xlsx({})).find("no sheet"), std::string::npos);
  EXPECT_NE(refusal(zip("a.xlsx", {{"[Content_Types].xml", "<Types/>"}})).find("no such member"), std::string::npos);
  EXPECT_NE(refusal(zip("a.docx", {{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", ""}})).find("a document"), std::string::npos);
  EXPECT_NE(refusal(file("a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, 'x'))).find("workbook"), std::string::npos);
}

TEST_F(Workbook, OpenDocumentCellsAndRepeatsAreRead) {
  const std::string table =
      "<table:table table:name=\"One\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>a<text:s text:c=\"2\"/>b</text:p><text:p>c</text:p></table:table-cell>"
      "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"3\"><text:p>3.00</text:p></table:table-cell>"
      "<table:covered-table-cell/><table:table-cell office:value-type=\"percentage\" office:value=\"0.125\"><text:p>13%</text:p></table:table-cell></table:table-row>"
      "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>"
      "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"date\" office:date-value=\"2019-01-01\"><office:annotation><text:p>note</text:p></office:annotation><text:p>1 Jan</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"date\" office:date-value=\"2019-01-01T18:30:00\"><text:p>x</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>TRUE</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"time\" office:time-value=\"PT26H30M05S\"/>"
      "<table:table-cell office:value-type=\"float\" office:value=\"0\"><text:p>#N/A</text:p></table:table-cell></table:table-row>"
      "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
  EXPECT_EQ(csv(ods(table)), "\"a  b\nc\",3,3,,12.5%\n\n\n2019-01-01,2019-01-01 18:30:00,TRUE,26:30:05,#N/A\n2019-01-01,2019-01-01 18:30:00,TRUE,26:30:05,#N/A\n");
  EXPECT_EQ(csv(ods(table + "<table:table table:name=\"Two\"><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>"), "Two"), "1\n");
}

TEST_F(Workbook, OpenDocumentTablesThatAreNoSheetsAreLeftOut) {
  const std::string tables =
      "<table:tracked-changes><table:cell-content-change><table:table-cell office:value-type=\"float\" office:value=\"9\"/></table:cell-content-change></table:tracked-changes>"
      "<table:table table:name=\"S\"><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>"
      "<table:dde-links><table:dde-link><table:table table:name=\"D\"/></table:dde-link></table:dde-links>";
  EXPECT_EQ(csv(ods(tables)), "1\n");
  EXPECT_TRUE(open_one(ods(tables)).notes.empty());
}

TEST_F(Workbook, RepeatsWithoutEndAreRefused) {
  const std::string cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\"";
  EXPECT_NE(refusal(ods("<table:table><table:table-row table:number-rows-repeated=\"4000000000\">" + cell + "/></table:table-row></table:table>")).find("larger than"), std::string::npos);
  EXPECT_NE(refusal(ods("<table:table><table:table-row>" + cell + " table:number-columns-repeated=\"4000000000\"/></table:table-row></table:table>")).find("larger than"), std::string::npos);
}

TEST_F(Workbook, RealWorkbooksAreRead) {
  const auto data = shared_data();
  SKIP_WITHOUT(data / "formats");
  // Expected cells read off in the publisher's file: Nomis, England's regions, all ages 2020.
  const std::string nomis = csv(data / "formats" / "nomis_2021_11_22_110504.xlsx");
  EXPECT_NE(nomis.find("\nAge,East,East Midlands,London,"), std::string::npos);
  EXPECT_NE(nomis.find("\nAll Ages,6269161,4865583,9002488,"), std::string::npos);
  const std::string rents = csv(data / "formats" / "WeeklyRentInUKLocalPublic.ods");
  EXPECT_NE(rents.find("\n,E07000157,Alnwick,,,,,,31.75,32.73,"), std::string::npos);
  // ONS mid-2021: the United Kingdom has 67,026,292 people.
  const std::string people = csv(data / "population" / "ukpopestimatesmid2021on2021geographyfinal.xls", "MYE2 - Persons");
  EXPECT_NE(people.find("\nK02000001,UNITED KINGDOM,Country,67026292,675477,"), std::string::npos);
  EXPECT_TRUE(csv(data / "methods" / "standardisation" / "testdata_Byars_Wilson.xlsx").starts_with("x,n,lowercl,uppercl,confidence,method\n65,,50.163187710459454,82.84913854593984,95%,Byars\n"));
}

TEST(NumberFormat, CodesAreUnderstood) {
  using Kind = dmp::intake::containers::NumberFormat::Kind;
  for (const auto& [code, kind] : std::vector<std::pair<const char*, Kind>>{{"General", Kind::number}, {"0.00E+00", Kind::number}, {"#,##0;[Red]-#,##0", Kind::number},
                                                                              {"yyyy\\-mm\\-dd;@", Kind::date}, {"[$-809]dd mmmm yyyy", Kind::date}, {"mmmm yyyy", Kind::date},
                                                                              {"yyyy", Kind::year}, {"h:mm AM/PM", Kind::time}, {"[h]:mm:ss", Kind::elapsed},
                                                                              {"d/m/yy h:mm", Kind::date_time}, {"0.0%", Kind::percent}, {"\"days\" 0", Kind::number},
                                                                              {"_-£* #,##0.00_-", Kind::number}, {"0000", Kind::padded}, {"0", Kind::number}})
    EXPECT_EQ(read_number_format(code).kind, kind) << code;
}

TEST(NumberFormat, SerialsBecomeDates) {
  const NumberFormat date{NumberFormat::Kind::date}, both{NumberFormat::Kind::date_time}, elapsed{NumberFormat::Kind::elapsed};
  EXPECT_EQ(formatted_text(1, date, false), "1900-01-01");
  EXPECT_EQ(formatted_text(59, date, false), "1900-02-28");
  EXPECT_EQ(formatted_text(60, date, false), "60");  // 29 February 1900, which never was
  EXPECT_EQ(formatted_text(61, date, false), "1900-03-01");
  EXPECT_EQ(formatted_text(2958465, date, false), "9999-12-31");
  EXPECT_EQ(formatted_text(2958466, date, false), "2958466");
  EXPECT_EQ(formatted_text(-1, date, false), "-1");
  EXPECT_EQ(formatted_text(43465.999999999, both, false), "2019-01-01 00:00:00");
  EXPECT_EQ(formatted_text(1.25, elapsed, false), "30:00:00");
}

TEST(NumberFormat, PercentagesHaveNoBinaryNoise) {
  EXPECT_EQ(percent_text(0.07), "7%");
  EXPECT_EQ(percent_text(0.285), "28.5%");
  EXPECT_EQ(percent_text(1), "100%");
}

}  // namespace
}  // namespace dmp::intake::containers
