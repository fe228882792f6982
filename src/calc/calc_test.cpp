#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "calc/method.hpp"
#include "calc/neighbours.hpp"
#include "core/file.hpp"
#include "engine/engine.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

core::DataTable calc(const std::string& method, const std::string& csv, Call call = {}) {
  call.method = method;
  return run_on(read_csv(csv, "table.csv", {}), call);
}

double number(const core::DataTable& table, std::size_t row, const std::string& column) {
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (table.columns()[i] != column) continue;
    const Cell& cell = table.rows().at(row)[i];
    if (const auto* whole = std::get_if<long long>(&cell)) return static_cast<double>(*whole);
    const auto* found = std::get_if<double>(&cell);
    return found ? *found : std::nan("");
  }
  ADD_FAILURE() << "no column " << column;
  return 0;
}

std::string text(const core::DataTable& table, std::size_t row, const std::string& column) {
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (table.columns()[i] != column) continue;
    const auto* found = std::get_if<std::string>(&table.rows().at(row)[i]);
    return found ? *found : "";
  }
  ADD_FAILURE() << "no column " << column;
  return "";
}

/// The message and kind of the mistake a call reports.
struct Mistake {
  core::ErrorKind kind;
  std::string what;
};
Mistake mistake(const std::string& method, const std::string& csv, const Call& call = {}) {
  try {
    calc(method, csv, call);
  } catch (const core::UserError& error) {
    return {error.kind(), error.what()};
  }
  ADD_FAILURE() << method << " reported no mistake";
  return {core::ErrorKind::resource, ""};
}

TEST(Calc, WritesTheGroupColumnsThenTheResultThenTheNote) {
  Call call;
  call.by = {"area", "sex"};
  const auto table = calc("proportion", "sex,x,n,area\nM,5,39,A\nF,2,3,A\n", call);
  EXPECT_EQ(table.columns(), (std::vector<std::string>{"area", "sex", "value", "lower", "upper", "note"}));
  EXPECT_EQ(text(table, 1, "sex"), "F");
  // Wilson 5/39 of the domain reference, section 8 item 13.
  EXPECT_NEAR(number(table, 0, "lower"), 0.0560, 5e-5);
  EXPECT_NEAR(number(table, 0, "upper"), 0.2671, 5e-5);
}

TEST(Calc, SeveralLevelsOfConfidenceNameTheirColumns) {
  Call call;
  call.confidence = "0.95,0.998";
  const auto table = calc("rate", "x,n\n10,1000\n", call);
  EXPECT_EQ(table.columns(), (std::vector<std::string>{"value", "lower_95", "upper_95", "lower_99_8", "upper_99_8", "note"}));
  EXPECT_LT(number(table, 0, "lower_99_8"), number(table, 0, "lower_95"));
}

TEST(Calc, GroupsAddUpInTheOrderOfTheirFirstRows) {
  Call call;
  call.by = {"g"};
  const auto table = calc("rate", "g,x,n\nb,1,100\na,5,100\nb,1,100\n", call);
  ASSERT_EQ(table.rows().size(), 2U);
  EXPECT_EQ(text(table, 0, "g"), "b");
  EXPECT_NEAR(number(table, 0, "value"), 1000, 1e-9);
}

TEST(Calc, MarkersAndEmptyCellsGiveAnEmptyResultWithTheReason) {
  const auto table = calc("proportion", "x,n\n*,10\nc,10\n..,10\n[x],10\n,10\n3,\n0,0\n");
  const std::vector<std::string> notes = {"x is suppressed (*)", "x is suppressed (c)", "x is not available (..)", "x is not available ([x])", "x is missing", "n is missing", "n is 0"};
  ASSERT_EQ(table.rows().size(), notes.size());
  for (std::size_t row = 0; row < notes.size(); ++row) {
    EXPECT_TRUE(std::isnan(number(table, row, "value")));
    EXPECT_EQ(text(table, row, "note"), notes[row]);
  }
}

TEST(Calc, RenamedColumnsAreReadAndNamedInNotes) {
  Call call;
  call.renamed = {{"x", "deaths"}, {"n", "people"}};
  const auto table = calc("rate", "people,deaths\n1000,5\n1000,*\n", call);
  EXPECT_NEAR(number(table, 0, "value"), 500, 1e-9);
  EXPECT_EQ(text(table, 1, "note"), "deaths is suppressed (*)");
}

TEST(Calc, ANumberInsteadOfAColumnIsThatNumberOnEveryRow) {
  Call call;
  call.renamed = {{"comparator", "12.5"}};
  call.options = {{"polarity", "low"}};
  EXPECT_EQ(text(calc("compare", "value,lower,upper\n10,9,11\n", call), 0, "significance"), "better");
}

TEST(Calc, MistakesInTheDataNameLineAndColumn) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"x,n\n1,10\nabc,10\n", "table.csv:3:1"}, {"n,x\n10,1\n10,-2\n", "table.csv:3:2"},
                                                                  {"x,n\n11,10\n", "table.csv:2:1"},        {"x,n\n1,10\n1\n", "table.csv:3:2"},
                                                                  {"x,n\n1,10,3\n", "table.csv:2:3"},       {"x,n,a\n1,10,\"open\n", "table.csv:2:3"}};
  for (const auto& [csv, place] : cases) {
    const Mistake found = mistake("proportion", csv);
    EXPECT_EQ(found.kind, core::ErrorKind::data) << csv;
    EXPECT_NE(found.what.find(place), std::string::npos) << found.what;
  }
}

TEST(Calc, AnIntervalWhoseEndsAreSwappedIsAMistakeInTheData) {
  const std::string trend = "value,lower,upper\n10,9,11\n11,12,10\n12,11,13\n13,12,14\n14,13,15\n";
  const std::vector<std::pair<std::string, std::string>> cases = {{"compare", "value,comparator,lower,upper\n10,8,9,11\n10,8,11,9\n"},
                                                                  {"compare", "value,lower,upper,comparator,comparator_lower,comparator_upper\n10,9,11,8,7,9\n10,9,11,8,9,7\n"},
                                                                  {"trend", trend},
                                                                  {"sii", "population,value,lower,upper\n100,5,4,6\n100,6,7,5\n100,7,6,8\n"},
                                                                  {"pool", "estimate,lower,upper\n100,80,120\n25,30,20\n"}};
  for (const auto& [method, csv] : cases) {
    const Mistake found = mistake(method, csv);
    EXPECT_EQ(found.kind, core::ErrorKind::data) << method;
    EXPECT_NE(found.what.find("table.csv:3:"), std::string::npos) << method << ": " << found.what;
    EXPECT_NE(found.what.find("is above the upper limit"), std::string::npos) << method << ": " << found.what;
  }
}

TEST(Calc, UnknownMethodsAndColumnsAreMistakesOfUsageWithASuggestion) {
  const Mistake method = mistake("porportion", "x,n\n1,2\n");
  EXPECT_EQ(method.kind, core::ErrorKind::usage);
  EXPECT_NE(method.what.find("'proportion'"), std::string::npos);
  Call call;
  call.renamed = {{"x", "deahts"}};
  const Mistake column = mistake("rate", "deaths,n\n1,2\n", call);
  EXPECT_EQ(column.kind, core::ErrorKind::usage);
  EXPECT_NE(column.what.find("'deaths'"), std::string::npos);
  call = {};
  call.by = {"nothing"};
  EXPECT_EQ(mistake("rate", "x,n\n1,2\n", call).kind, core::ErrorKind::usage);
  call = {};
  for (const char* level : {"1.5x", "1.5", "0", "100", "-0.95", ""}) {
    call.confidence = level;
    EXPECT_EQ(mistake("rate", "x,n\n1,2\n", call).kind, core::ErrorKind::usage) << level;
  }
}

TEST(Calc, AHeaderWithoutRowsGivesAHeaderWithoutRows) {
  for (const std::string method : {"proportion", "rate", "mean", "quantiles"}) EXPECT_TRUE(calc(method, "x,n\n").rows().empty()) << method;
  EXPECT_EQ(mistake("rate", "").kind, core::ErrorKind::data);
}

TEST(CalcCsv, ReadsMarksQuotesLineEndsAndOtherDelimiters) {
  for (const std::string csv : {"\xEF\xBB\xBFx,n\r\n5,39\r\n\r\n", "x;n\n5;39", "x\tn\n\"5\"\t 39 \n", "\"x\",\"n\"\n\"5\",\"39\"\n\n"})
    EXPECT_NEAR(number(calc("proportion", csv), 0, "value"), 5.0 / 39, 1e-15) << csv;
}

TEST(CalcCsv, KeepsQuotedDelimitersQuotesAndLineBreaks) {
  Call call;
  call.by = {"place"};
  const auto table = calc("rate", "place,x,n\n\"Luton, \"\"town\"\"\nand more\",1,10\nB,x,10\n", [&] {
    Call only = call;
    only.renamed = {{"x", "n"}};
    return only;
  }());
  EXPECT_EQ(text(table, 0, "place"), "Luton, \"town\"\nand more");
  EXPECT_NE(mistake("rate", "place,x,n\n\"two\nlines\",1,10\nB,x,10\n", call).what.find("table.csv:4:2"), std::string::npos);
}

TEST(CalcCsv, ReadsWindows1252WhereItIsNotUtf8) {
  Call call;
  call.by = {"place"};
  EXPECT_EQ(text(calc("rate", "place,x,n\nM\xE9ru \x80,1,10\n", call), 0, "place"), "M\xC3\xA9ru \xE2\x82\xAC");
}

TEST(CalcCsv, RefusesTwoColumnsOfOneName) { EXPECT_EQ(mistake("rate", "x,x,n\n1,2,3\n").kind, core::ErrorKind::data); }

TEST(CalcDsr, TakesTheStandardByBandInAnyOrderOrByPlace) {
  std::string in_order = "x,n\n", by_band = "ageband,x,n\n";
  std::string reversed;
  for (int band = 0; band < 19; ++band) {
    const std::string row = std::to_string(band + 1) + "," + std::to_string(1000 + 10 * band) + "\n";
    in_order += row;
    const std::string name = band == 18 ? "90+" : std::to_string(5 * band) + "-" + std::to_string(5 * band + 4);
    reversed = name + "," + row + reversed;
  }
  Call call;
  call.options = {{"standard", "esp2013"}};
  const auto first = calc("dsr", in_order, call);
  const auto second = calc("dsr", by_band + reversed, call);
  EXPECT_NEAR(number(first, 0, "value"), number(second, 0, "value"), 1e-9);
  EXPECT_EQ(number(first, 0, "total_count"), 190);
  EXPECT_EQ(mistake("dsr", "x,n\n1,2\n", call).kind, core::ErrorKind::data);
  EXPECT_EQ(mistake("dsr", "x,n\n1,2\n").kind, core::ErrorKind::usage);
  EXPECT_EQ(mistake("dsr", "ageband,x,n\n3-7,1,2\n", call).kind, core::ErrorKind::data);
}

TEST(CalcDsr, TakesABareNumberForTheAgeAtWhichABandStarts) {
  std::string by_band = "ageband,x,n\n", by_start = by_band, open_from_85 = by_band, start_of_85 = by_band;
  for (int age = 0; age <= 90; age += 5) {
    const std::string row = "," + std::to_string(age + 1) + "," + std::to_string(1000 + 2 * age) + "\n", start = std::to_string(age);
    by_band += (age == 90 ? "90+" : start + "-" + std::to_string(age + 4)) + row;
    by_start += start + row;
    if (age == 90) continue;
    open_from_85 += (age == 85 ? "85+" : start + "-" + std::to_string(age + 4)) + row;
    start_of_85 += start + row;
  }
  Call call;
  call.options = {{"standard", "esp2013"}};
  EXPECT_EQ(number(calc("dsr", by_start, call), 0, "value"), number(calc("dsr", by_band, call), 0, "value"));
  EXPECT_EQ(number(calc("dsr", start_of_85, call), 0, "value"), number(calc("dsr", open_from_85, call), 0, "value"));
}

TEST(CalcDsr, IsWithheldBelowTenEventsAndSaysSo) {
  const auto table = calc("dsr", "x,n,stdpop\n4,100,50\n,100,50\n5,100,50\n");
  EXPECT_TRUE(std::isnan(number(table, 0, "value")));
  EXPECT_EQ(number(table, 0, "total_count"), 9);
  EXPECT_EQ(text(table, 0, "note"), "fewer than 10 events");
}

TEST(CalcSmooth, DrawsRatesTogetherAndKeepsTheIds) {
  const auto table = calc("smooth", "id,x,n\na,2,100\nb,10,100\nc,90,1000\n");
  EXPECT_EQ(text(table, 1, "id"), "b");
  EXPECT_EQ(number(table, 0, "raw"), 0.02);
  EXPECT_GT(number(table, 0, "value"), 0.02);
}

TEST(CalcNeighbours, ReadsCsvGalAndGwtAlike) {
  const core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-calc-");
  const auto write = [&](const std::string& name, const std::string& text) {
    core::write_file_whole(folder.path() / name, text);
    return (folder.path() / name).string();
  };
  const std::vector<std::string> ids = {"a", "b", "c"};
  for (const std::string& file : {write("n.csv", "from,to\na,b\nb,a\nb,c\n"), write("n.gal", "0 3 shp id\na 1\nb\nb 2\na c\nc 0\n"), write("n.gwt", "0 3 shp id\na b 1\nb a 1\nb c 1\n")}) {
    const auto lists = read_neighbours(file, ids);
    ASSERT_EQ(lists.size(), 3U) << file;
    EXPECT_EQ(lists[0].size(), 1U);
    EXPECT_EQ(lists[1][1].area, 2U);
    EXPECT_TRUE(lists[2].empty());
  }
  EXPECT_THROW(read_neighbours(write("bad.csv", "from,to\na,z\n"), ids), core::UserError);
}

TEST(CalcParquet, GivesTheSameAnswerAsCsv) {
  const core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-calc-");
  const std::string file = (folder.path() / "t.parquet").string();
  engine::Settings settings;
  settings.file_access = true;
  engine::open_database(":memory:", settings)->execute(
      "COPY (SELECT * FROM (VALUES ('A', 2023, 5, 39.0), ('B', 2023, NULL, 10.0), ('A', 2024, 2, 3.0)) t(area, year, x, n)) TO " + engine::quoted_text(file) + " (FORMAT parquet)");
  Call call;
  call.method = "proportion";
  call.file = file;
  call.by = {"area", "year"};
  const auto table = run(call);
  ASSERT_EQ(table.rows().size(), 3U);
  EXPECT_NEAR(number(table, 0, "lower"), 0.0560, 5e-5);
  EXPECT_EQ(text(table, 1, "note"), "x is missing");
  EXPECT_EQ(number(table, 2, "year"), 2024);
  call.renamed = {{"x", "missing"}};
  EXPECT_THROW(run(call), core::UserError);
}

TEST(Calc, EveryMethodIsListedOnceWithWhatItReadsAndAnExample) {
  std::vector<std::string> names;
  for (const Method& method : methods()) {
    EXPECT_FALSE(method.summary.empty()) << method.name;
    EXPECT_TRUE(method.example.starts_with(method.name)) << method.name;
    EXPECT_EQ(std::count(names.begin(), names.end(), method.name), 0) << method.name;
    names.emplace_back(method.name);
  }
}

}  // namespace
}  // namespace dmp::calc
