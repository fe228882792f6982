#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "calc/method.hpp"
#include "core/errors.hpp"

namespace dmp::calc {
namespace {

std::string calc(const std::string& method, const std::string& csv, const std::map<std::string, std::string, std::less<>>& options = {}, const std::vector<std::string>& by = {}) {
  Call call;
  call.method = method;
  call.options = options;
  call.by = by;
  std::ostringstream out;
  core::write(out, run_on(read_csv(csv, "table.csv", {}), call), core::Format::csv);
  return out.str();
}

std::string mistake(const std::string& method, const std::string& csv) {
  try {
    calc(method, csv);
  } catch (const core::UserError& error) {
    return error.what();
  }
  return "";
}

TEST(Suppress, WithoutTotalsOnlyTheSmallCellsGo) {
  EXPECT_EQ(calc("suppress", "area,Male,Female\nA,3,20\nB,0,5\n"), "area,Male,Female\nA,*,20\nB,0,5\n");
}

TEST(Suppress, TheRulesEndsAreIncluded) {
  EXPECT_EQ(calc("suppress", "area,a,b,c,d\nA,1,7,8,0\n", {{"rule", "1-7"}}), "area,a,b,c,d\nA,*,*,8,0\n");
  EXPECT_EQ(calc("suppress", "area,a,b\nA,4,5\n"), "area,a,b\nA,*,5\n");
}

TEST(Suppress, ATotalOfTheRowTakesASecondCellWithTheSmallest) {
  // By hand: 3 would be 113 - 50 - 60; the next smallest goes with it.
  EXPECT_EQ(calc("suppress", "area,a,b,c,Total\nA,3,50,60,113\n"), "area,a,b,c,Total\nA,*,*,60,113\n");
}

TEST(Suppress, TheTotalMayStandAnywhere) {
  EXPECT_EQ(calc("suppress", "area,Total,a,b\nTotal,133,73,60\nA,33,3,30\nB,100,70,30\n"), "area,Total,a,b\nTotal,133,73,60\nA,33,*,*\nB,100,*,*\n");
}

TEST(Suppress, GroupsAreTablesOfTheirOwn) {
  EXPECT_EQ(calc("suppress", "year,area,a,b,Total\n2023,A,3,50,53\n2024,A,30,50,80\n", {}, {"year"}), "year,area,a,b,Total\n2023,A,*,*,53\n2024,A,30,50,80\n");
}

TEST(Suppress, ATableThatCannotBeJudgedIsRefused) {
  EXPECT_NE(mistake("suppress", "area,a,b,Total\nA,3,50,54\n").find("add up to 53, the total is 54 (table.csv:2:4)"), std::string::npos);
  EXPECT_NE(mistake("suppress", "area,a,b\nA,*,50\n").find("(table.csv:2:2)"), std::string::npos);
  EXPECT_NE(mistake("suppress", "area,a,b\nA,-3,50\n"), "");
  EXPECT_NE(mistake("suppress", "area\nA\n"), "");
  EXPECT_NE(mistake("suppress", "area,a,b\nTotal,3,50\nTotal,3,50\n").find("two rows of totals"), std::string::npos);
}

TEST(AuditOfACrossTable, TellsWhatFits) {
  // By hand: row A leaves 33 - 10 = 23 for its two cells.
  EXPECT_EQ(calc("audit", "area,a,b,c,Total\nA,*,*,10,33\n"), "row,column,lowest,highest,recoverable,note\nA,a,0,23,false,\nA,b,0,23,false,\n");
  EXPECT_EQ(calc("audit", "area,a,b,Total\nA,*,30,33\n"), "row,column,lowest,highest,recoverable,note\nA,a,3,3,true,\n");
}

TEST(AuditOfACrossTable, CountsTwoWaysTogether) {
  // By hand: A.b <= 5 (column b has 35 - 30), so A.a = 8 - A.b >= 3; column a: A.a + B.a = 12, B.a + B.b ... B.b published.
  const std::string found = calc("audit", "area,a,b,Total\nA,*,*,8\nB,*,*,39\nTotal,12,35,47\n");
  EXPECT_EQ(found, "row,column,lowest,highest,recoverable,note\nA,a,0,8,false,\nA,b,0,8,false,\nB,a,4,12,false,\nB,b,27,35,false,\n");
}

TEST(AuditOfACrossTable, WithoutTotalsNothingBoundsACell) {
  EXPECT_EQ(calc("audit", "area,a,b\nA,*,30\n"), "row,column,lowest,highest,recoverable,note\nA,a,0,,false,no total bounds it\n");
}

TEST(AuditOfACrossTable, ATableThatDoesNotAddUpIsRefused) {
  EXPECT_NE(mistake("audit", "area,a,b,Total\nA,*,50,40\n").find("does not add up"), std::string::npos);
}

TEST(AuditOfACrossTable, NothingSuppressedHereIsRecoverable) {
  std::mt19937_64 random(23);
  for (int turn = 0; turn < 30; ++turn) {
    const std::size_t rows = 2 + random() % 5, columns = 2 + random() % 5;
    std::vector<std::vector<long long>> cells(rows + 1, std::vector<long long>(columns + 1, 0));
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) {
        const auto value = static_cast<long long>(random() % (random() % 3 ? 60 : 6));
        for (const std::size_t row : {r, rows})
          for (const std::size_t column : {c, columns}) cells[row][column] += value;
      }
    std::string csv = "area";
    for (std::size_t c = 0; c < columns; ++c) csv += ",c" + std::to_string(c);
    csv += ",Total\n";
    for (std::size_t r = 0; r <= rows; ++r) {
      csv += r == rows ? "Total" : "r" + std::to_string(r);
      for (const long long value : cells[r]) csv += "," + std::to_string(value);
      csv += "\n";
    }
    const std::string released = calc("suppress", csv);
    EXPECT_EQ(calc("audit", released).find("true"), std::string::npos) << released;
    EXPECT_EQ(calc("audit", released, {{"least", "1"}}).find("true"), std::string::npos) << released;
    std::istringstream before(csv), after(released);
    for (std::string a, b; std::getline(before, a, ',') && std::getline(after, b, ',');) {
      if (b.find('*') == std::string::npos) { EXPECT_EQ(a, b); }
    }
  }
}

// Domain reference, section 8 item 11: with "5 or less" stated, 12.8% can only be 5 of 39 and 11.5% only 3 of 26; 29.2% is 7 of 24 or 14 of 48.
TEST(Audit, APrintedPercentageGivesItsCountAway) {
  const std::string table = "area,people,percent\nA,*,12.8\nB,*,11.5\nC,*,29.2\n";
  EXPECT_EQ(calc("audit", table, {{"rule", "1-5"}, {"small", "yes"}}),
            "row,column,lowest,highest,recoverable,note\nA,people,5,5,true,12.8 can only be 5 of 39\nB,people,3,3,true,11.5 can only be 3 of 26\n"
            "C,people,1,5,false,no count fits 29.2\n");
  EXPECT_EQ(calc("audit", "area,people,percent\nC,*,29.2\n", {{"largest-base", "50"}}), "row,column,lowest,highest,recoverable,note\nC,people,7,14,false,2 counts and bases fit 29.2\n");
}

TEST(Audit, APercentageOfAPublishedBaseIsItsCount) {
  EXPECT_EQ(calc("audit", "area,people,base,percent\nA,*,48,29.2\n"), "row,column,lowest,highest,recoverable,note\nA,people,14,14,true,29.2 can only be 14 of 48\n");
}

TEST(Audit, SmallCellsThatAreToldToBeSmallHaveNarrowerRanges) {
  EXPECT_EQ(calc("audit", "area,a,b,Total\nA,*,*,8\n", {{"small", "yes"}}), "row,column,lowest,highest,recoverable,note\nA,a,4,4,true,\nA,b,4,4,true,\n");
}

TEST(Audit, APercentageThatIsNoneNamesItsPlace) {
  EXPECT_NE(mistake("audit", "area,people,percent\nA,*,many\n").find("table.csv:2:3"), std::string::npos);
  EXPECT_NE(mistake("audit", "area,people,percent\nA,*,101\n").find("table.csv:2:3"), std::string::npos);
}

}  // namespace
}  // namespace dmp::calc
