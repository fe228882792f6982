// Every method over a small right table, and over that table spoilt in every way people spoil tables: an error that names line and column,
// or an empty value with a note; never NaN or infinity in what comes out, never an error of ours.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "calc/method.hpp"
#include "core/file.hpp"

namespace dmp::calc {
namespace {

using core::Cell;
using Options = std::map<std::string, std::string, std::less<>>;

struct Sample {
  std::string method;
  std::vector<std::vector<std::string>> rows;  ///< the header first
  Options options = {};
  std::string choice = {};                     ///< an option that takes one of some words
  Options renamed = {};
};

const core::TemporaryFolder& folder() {
  static const core::TemporaryFolder kFolder(std::filesystem::temp_directory_path(), "dmp-spoilt-");
  return kFolder;
}

std::string neighbours() {
  static const std::string kFile = [] {
    const auto path = folder().path() / "neighbours.csv";
    std::string text = "from,to\n";
    for (const auto& [a, b] : {std::pair{"1", "2"}, {"2", "3"}, {"3", "4"}, {"4", "5"}, {"5", "6"}}) text += std::string(a) + "," + b + "\n" + b + "," + a + "\n";
    core::write_file_whole(path, text);
    return path.string();
  }();
  return kFile;
}

std::vector<std::vector<std::string>> bands() {
  std::vector<std::vector<std::string>> rows = {{"x", "n"}};
  for (int band = 0; band < 19; ++band) rows.push_back({std::to_string(band + 3), std::to_string(1000 + 50 * band)});
  return rows;
}

std::vector<Sample> samples() {
  const std::vector<std::vector<std::string>> places = {{"id", "value"}, {"1", "4"}, {"2", "7"}, {"3", "1"}, {"4", "9"}, {"5", "3"}, {"6", "2"}};
  const std::vector<std::vector<std::string>> two = {{"id", "value", "value2"}, {"1", "4", "2"}, {"2", "7", "5"}, {"3", "1", "3"}, {"4", "9", "8"}, {"5", "3", "1"}, {"6", "2", "4"}};
  const std::vector<std::vector<std::string>> times = {{"time", "status", "group", "age"}, {"5", "1", "a", "30"}, {"8", "0", "b", "41"}, {"12", "1", "a", "25"}, {"12", "1", "b", "52"}, {"20", "0", "a", "33"}, {"24", "1", "b", "29"}};
  const Options near = {{"neighbours", neighbours()}, {"permutations", "19"}};
  std::vector<Sample> list = {
      {"proportion", {{"x", "n"}, {"3", "10"}, {"4", "20"}, {"0", "7"}}},
      {"rate", {{"x", "n"}, {"3", "1000"}, {"40", "2000"}, {"0", "700"}}},
      {"dsr", bands(), {{"standard", "esp2013"}}, "standard"},
      {"isr", {{"x", "n", "x_ref", "n_ref"}, {"3", "100", "30", "1000"}, {"14", "200", "50", "900"}, {"5", "70", "60", "800"}}},
      {"smr", {{"x", "n", "x_ref", "n_ref"}, {"3", "100", "30", "1000"}, {"14", "200", "50", "900"}, {"5", "70", "60", "800"}}},
      {"mean", {{"x"}, {"3"}, {"4.5"}, {"-2"}, {"9"}}},
      {"quantiles", {{"x"}, {"3"}, {"4.5"}, {"-2"}, {"9"}}, {{"groups", "2"}}, "invert"},
      {"sii", {{"population", "value", "se"}, {"100", "12", "1"}, {"110", "11", "1"}, {"90", "9", "1"}, {"100", "8", "1"}, {"95", "6", "1"}}, {{"repetitions", "100"}}, "transform"},
      {"life-expectancy", {{"startage", "deaths", "pops"}, {"0", "5", "1000"}, {"1", "2", "4000"}, {"5", "3", "20000"}, {"65", "200", "9000"}}},
      {"smooth", {{"x", "n"}, {"3", "1000"}, {"40", "2000"}, {"1", "700"}}},
      {"compare", {{"value", "lower", "upper", "comparator"}, {"10", "8", "12", "9"}, {"20", "18", "22", "9"}}, {}, "polarity"},
      {"compare-counts", {{"value", "denominator", "comparator"}, {"10", "800", "9"}, {"20", "900", "9"}}, {}, "kind"},
      {"funnel", {{"x", "n"}, {"3", "10"}, {"4", "20"}, {"6", "17"}}, {}, "statistic"},
      {"trend", {{"value", "lower", "upper"}, {"10", "8", "12"}, {"12", "10", "14"}, {"15", "13", "17"}, {"18", "16", "20"}, {"22", "20", "24"}}, {}, "polarity"},
      {"trend", {{"x", "n"}, {"10", "100"}, {"12", "100"}, {"15", "110"}, {"18", "100"}, {"22", "105"}}},
      {"capture-recapture", {{"a", "b", "c", "count"}, {"1", "0", "0", "60"}, {"0", "1", "0", "49"}, {"1", "1", "0", "10"}, {"0", "0", "1", "30"}, {"1", "0", "1", "8"}, {"0", "1", "1", "7"}, {"1", "1", "1", "4"}}, {}, "method"},
      {"repeat-counts", {{"times_seen", "people"}, {"1", "60"}, {"2", "20"}, {"3", "5"}}},
      {"multiplier", {{"benchmark", "positive", "sample"}, {"171", "20", "100"}}},
      {"distribution", {{"kind", "min", "mode", "max", "p"}, {"pert", "1", "2", "5", "0.5"}, {"triangular", "1", "2", "5", "0.9"}}},
      {"distribution", {{"kind", "mean", "sd", "p"}, {"normal", "1", "2", "0.5"}}},
      {"distribution", {{"kind", "alpha", "beta", "p"}, {"beta", "2", "3", "0.5"}}},
      {"distribution", {{"kind", "shape", "scale", "p"}, {"gamma", "2", "3", "0.5"}}},
      {"distribution", {{"kind", "lower", "upper", "coverage", "p"}, {"lognormal", "2", "3", "0.95", "0.5"}}},
      {"pool", {{"estimate", "lower", "upper"}, {"10", "8", "12"}, {"14", "11", "18"}}},
      {"wastewater", {{"day", "concentration_ng_l", "flow_l_day", "population"}, {"2023-03-07", "500", "1000000", "5000"}, {"2023-03-11", "900", "1100000", "5000"}}},
      {"seizure-value", {{"grams", "purity", "price"}, {"12", "40", "80"}, {"500", "60", "75"}}},
      {"kaplan-meier", times, {}, "transform"},
      {"log-rank", times},
      {"cumulative-incidence", {{"time", "status"}, {"5", "1"}, {"8", "0"}, {"12", "2"}, {"13", "1"}}},
      {"cox", times, {{"covariates", "age"}}, "ties"},
      {"neighbours", {{"id", "a", "b"}, {"p", "3", "10"}, {"q", "4", "20"}, {"r", "6", "17"}}, {{"k", "2"}}},
      {"similarity", {{"a", "b"}, {"smith", "smyth"}, {"jones", "johns"}}},
      {"fellegi-sunter", {{"name", "town", "count"}, {"1", "1", "40"}, {"1", "0", "9"}, {"0", "1", "70"}, {"0", "0", "900"}}},
      {"centrality", {{"from", "to", "weight"}, {"a", "b", "1"}, {"b", "c", "2"}, {"c", "a", "1"}, {"c", "d", "3"}}},
      {"communities", {{"from", "to", "weight"}, {"a", "b", "1"}, {"b", "c", "2"}, {"c", "a", "1"}, {"c", "d", "3"}}},
      {"knox", {{"x", "y", "time"}, {"0", "0", "1"}, {"50", "0", "3"}, {"900", "0", "40"}, {"950", "10", "44"}}, {{"permutations", "19"}}},
      {"mann-kendall", {{"value"}, {"1"}, {"3"}, {"2"}, {"5"}, {"6"}}},
      {"change-point", {{"x", "control"}, {"9", "20"}, {"8", "21"}, {"10", "19"}, {"4", "20"}, {"3", "22"}, {"5", "18"}}, {{"permutations", "19"}}},
      {"overlap", {{"id", "a", "b"}, {"1", "1", "0"}, {"2", "1", "1"}, {"3", "0", "1"}, {"4", "0", "0"}}, {{"permutations", "19"}}, "alternative"},
      {"kde", {{"x", "y", "weight"}, {"1", "2", "1"}, {"5", "3", "2"}, {"9", "8", "1"}}, {{"bandwidth", "3"}, {"cell", "4"}}, "kernel"},
      {"scan", {{"id", "cases", "population", "x", "y"}, {"1", "3", "100", "0", "0"}, {"2", "9", "120", "1", "0"}, {"3", "1", "90", "5", "5"}, {"4", "0", "100", "6", "5"}}, {{"permutations", "19"}}, "model"},
      {"accuracy", {{"hits", "total", "area", "study_area", "max_hits"}, {"30", "100", "2", "50", "40"}}},
      {"suppress", {{"area", "Heroin", "Crack", "Total"}, {"North", "3", "12", "15"}, {"South", "20", "9", "29"}, {"Total", "23", "21", "44"}}, {}, "rule"},
      {"audit", {{"area", "Heroin", "Crack", "Total"}, {"North", "*", "*", "15"}, {"South", "*", "*", "29"}, {"Total", "23", "21", "44"}}},
      {"round", {{"x"}, {"3"}, {"12"}, {"0"}}}};
  for (const char* method : {"moran", "geary", "global-g", "local-moran", "local-geary", "gi", "gi-star"}) list.push_back({method, places, near, "alternative"});
  for (const char* method : {"moran-bv", "lee", "local-moran-bv", "local-lee"}) list.push_back({method, two, near, "style"});
  list.push_back({"join-count", {{"id", "value"}, {"1", "hot"}, {"2", "hot"}, {"3", "cold"}, {"4", "hot"}, {"5", "cold"}, {"6", "cold"}}, near, "style"});
  return list;
}

std::string csv(const std::vector<std::vector<std::string>>& rows, const std::string& end = "\n") {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i ? "," : "") + row[i];
    text += end;
  }
  return text;
}

/// What a call ended in.
struct Ended {
  bool refused = false;
  core::ErrorKind kind = core::ErrorKind::usage;
  std::string what;
  core::DataTable table{std::vector<std::string>{}};
};

Ended end_of(const Sample& sample, const std::string& text, Options options) {
  Call call;
  call.method = sample.method;
  call.renamed = sample.renamed;
  call.options = std::move(options);
  Ended ended;
  try {
    ended.table = run_on(read_csv(text, "table.csv", {}), call);
  } catch (const core::UserError& error) {
    ended.refused = true;
    ended.kind = error.kind();
    ended.what = error.what();
  } catch (const std::exception& error) {
    ADD_FAILURE() << sample.method << " breaks off: " << error.what() << "\n" << text;
  }
  return ended;
}

/// Every number is one; says where one is not.
void expect_finite(const core::DataTable& table, const std::string& about) {
  for (std::size_t row = 0; row < table.rows().size(); ++row)
    for (std::size_t column = 0; column < table.columns().size(); ++column)
      if (const auto* number = std::get_if<double>(&table.rows()[row][column]))
        EXPECT_TRUE(std::isfinite(*number)) << about << ": row " << row + 1 << ", column " << table.columns()[column] << " is " << *number;
}

TEST(SpoiltInput, NearlyEveryMethodHasASampleAndAnswersIt) {
  std::vector<std::string> sampled;
  for (const Sample& sample : samples()) {
    sampled.push_back(sample.method);
    const Ended ended = end_of(sample, csv(sample.rows), sample.options);
    EXPECT_FALSE(ended.refused) << sample.method << ": " << ended.what;
    EXPECT_FALSE(ended.table.rows().empty()) << sample.method;
    expect_finite(ended.table, sample.method);
  }
  std::string without;
  for (const Method& method : methods())
    if (std::find(sampled.begin(), sampled.end(), method.name) == sampled.end()) without += " " + std::string(method.name);
  EXPECT_LT(std::count(without.begin(), without.end(), ' '), 4) << "no sample of" << without;
}

TEST(SpoiltInput, NoCellMakesAMethodGiveNonsense) {
  const std::vector<std::string> cells = {"abc", "-1", "NaN", "nan", "inf", "-inf", "Infinity", "1e308", "-1e308", "1e999", "1e-320", "", "*", "c", "..", "0", "0.5", "1e18", "99999999999999999999", "1,5", "£3", "3 4", "0x10", "+5", "--5", "1e", "\xEF\xBC\x95"};
  for (const Sample& sample : samples())
    for (std::size_t row = 1; row < std::min<std::size_t>(sample.rows.size(), 4); ++row)
      for (std::size_t column = 0; column < sample.rows[0].size(); ++column)
        for (const std::string& cell : cells) {
          auto rows = sample.rows;
          rows[row][column] = cell.find(',') == std::string::npos ? cell : "\"" + cell + "\"";
          const std::string about = sample.method + " with '" + cell + "' in line " + std::to_string(row + 1) + ", column " + sample.rows[0][column];
          const Ended ended = end_of(sample, csv(rows), sample.options);
          expect_finite(ended.table, about);
          if (ended.refused && ended.kind == core::ErrorKind::data) EXPECT_NE(ended.what.find(".csv:"), std::string::npos) << about << ": " << ended.what;
        }
}

TEST(SpoiltInput, TextWhereANumberBelongsNamesLineAndColumn) {
  for (const Sample& sample : samples())
    for (std::size_t column = 0; column < sample.rows[0].size(); ++column) {
      const std::string& was = sample.rows[2 < sample.rows.size() ? 2 : 1][column];
      if (was.find_first_not_of("0123456789.-") != std::string::npos || was.empty()) continue;
      if (sample.rows[0][column] == "id" || (sample.method == "log-rank" && sample.rows[0][column] == "age") || (sample.method == "kaplan-meier" && column > 1)) continue;
      auto rows = sample.rows;
      const std::size_t row = rows.size() > 2 ? 2 : 1;
      rows[row][column] = "twelve";
      const Ended ended = end_of(sample, csv(rows), sample.options);
      if (sample.method == "cox" && column == 2) continue;
      if (!ended.refused && sample.method == "neighbours") continue;  // a column of texts is no variable
      ASSERT_TRUE(ended.refused) << sample.method << " takes 'twelve' in " << sample.rows[0][column];
      EXPECT_EQ(ended.kind, core::ErrorKind::data) << sample.method << ": " << ended.what;
      EXPECT_NE(ended.what.find("table.csv:" + std::to_string(row + 1) + ":" + std::to_string(column + 1)), std::string::npos) << sample.method << ": " << ended.what;
    }
}

TEST(SpoiltInput, TheShapeOfTheTableIsRefusedWithItsPlace) {
  for (const Sample& sample : samples()) {
    auto ragged = sample.rows;
    ragged[1].push_back("7");
    Ended ended = end_of(sample, csv(ragged), sample.options);
    EXPECT_TRUE(ended.refused && ended.what.find("table.csv:2") != std::string::npos) << sample.method << " takes a ragged row: " << ended.what;
    auto twice = sample.rows;
    for (auto& row : twice) row.push_back(row.back());
    ended = end_of(sample, csv(twice), sample.options);
    EXPECT_TRUE(ended.refused && ended.what.find("table.csv:1") != std::string::npos) << sample.method << " takes two columns of one name: " << ended.what;
    auto open = sample.rows;
    open.back().back() = "\"" + open.back().back();
    EXPECT_TRUE(end_of(sample, csv(open), sample.options).refused) << sample.method << " takes a quote that is not closed";
    EXPECT_TRUE(end_of(sample, "", sample.options).refused) << sample.method << " takes an empty file";
    auto header = sample.rows;
    header.resize(1);
    ended = end_of(sample, csv(header), sample.options);
    expect_finite(ended.table, sample.method + " of no rows");
    for (const ColumnUse& use : method_named(sample.method).columns) {
      if (!use.required) continue;
      auto without = sample.rows;
      const auto at = std::find(without[0].begin(), without[0].end(), use.name);
      if (at == without[0].end()) continue;
      *at = "something_else";
      ended = end_of(sample, csv(without), sample.options);
      EXPECT_TRUE(ended.refused) << sample.method << " does without " << use.name;
      EXPECT_EQ(ended.kind, core::ErrorKind::usage) << sample.method;
    }
  }
}

TEST(SpoiltInput, MarksOfSpreadsheetsMakeNoDifference) {
  for (const Sample& sample : samples()) {
    const Ended plain = end_of(sample, csv(sample.rows), sample.options);
    auto quoted = sample.rows;
    for (auto& row : quoted)
      for (std::string& cell : row) cell = "\"" + cell + "\"";
    // In a table of one column a blank line is an empty value.
    for (const std::string& text : {"\xEF\xBB\xBF" + csv(sample.rows), csv(sample.rows, "\r\n"), csv(quoted), csv(sample.rows) + (sample.rows[0].size() > 1 ? "\n\n" : "")}) {
      const Ended other = end_of(sample, text, sample.options);
      ASSERT_FALSE(other.refused) << sample.method << ": " << other.what;
      ASSERT_EQ(other.table.rows().size(), plain.table.rows().size()) << sample.method;
      for (std::size_t row = 0; row < plain.table.rows().size(); ++row) EXPECT_EQ(other.table.rows()[row], plain.table.rows()[row]) << sample.method;
    }
  }
}

TEST(SpoiltInput, WordsThatNoOptionKnowsAreRefused) {
  for (const Sample& sample : samples()) {
    if (!sample.choice.empty()) {
      Options options = sample.options;
      options[sample.choice] = "sideways";
      const Ended ended = end_of(sample, csv(sample.rows), options);
      EXPECT_TRUE(ended.refused) << sample.method << " knows --" << sample.choice << " sideways";
      EXPECT_EQ(ended.kind, core::ErrorKind::usage) << sample.method;
    }
  }
}

TEST(SpoiltInput, ALineBreakWithinQuotesKeepsTheCountOfLines) {
  const Ended ended = end_of({"proportion", {}}, "area,x,n\n\"North\nEast\",3,10\nWest,x,10\n", {});
  ASSERT_TRUE(ended.refused);
  EXPECT_NE(ended.what.find("table.csv:4:2"), std::string::npos) << ended.what;
}

TEST(SpoiltInput, AMinimumAboveTheMaximumIsNoDistribution) {
  const Ended ended = end_of({"distribution", {}}, "kind,min,mode,max,p\npert,5,2,1,0.5\n", {});
  if (!ended.refused) {
    EXPECT_TRUE(std::holds_alternative<std::monostate>(ended.table.rows()[0][0]));
    EXPECT_FALSE(std::get<std::string>(ended.table.rows()[0].back()).empty());
  }
}

}  // namespace
}  // namespace dmp::calc
