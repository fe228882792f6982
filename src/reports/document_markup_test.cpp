#include "reports/document_markup.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <regex>

#include "reports/invented_county.hpp"

namespace dmp::reports {
namespace {

std::vector<double> widths_in(const std::string& html) {
  static const std::regex width("<col style=\"width:([0-9.]+)%\"/>");
  std::vector<double> widths;
  for (auto found = std::sregex_iterator(html.begin(), html.end(), width); found != std::sregex_iterator(); ++found) widths.push_back(std::stod((*found)[1]));
  return widths;
}

TEST(DocumentMarkup, KeepsTargetsOfLinksWherePandocKeepsThem) {
  const std::string made = for_word_processors(
      "<article class=\"indicator\" id=\"indicator-a\"><p id=\"method-a\">M</p><p id=\"nobody\">N</p></article><a href=\"#method-a\">m</a><a href=\"#a:E1:2024/25\">f</a><a href=\"#row\">r</a>"
      "<table><caption>C</caption><tr id=\"row\"><th scope=\"row\" id=\"head\">x</th><td id=\"a:E1:2024/25\">1</td></tr></table><a href=\"#head\">h</a>");
  EXPECT_NE(made.find("<div id=\"indicator-a\"><p><span id=\"method-a\"></span>M</p><p id=\"nobody\">N</p></div>"), std::string::npos) << made;
  EXPECT_NE(made.find("<tr><td><span id=\"row\"></span><span id=\"head\"></span>x</td><td><span id=\"a:E1:2024/25\"></span>1</td>"), std::string::npos) << made;
}

TEST(DocumentMarkup, GivesEveryColumnRoomForItsLongestWord) {
  const std::string made = for_word_processors(
      "<table><caption><span>C</span></caption><thead><tr><th scope=\"col\">Area</th><th scope=\"col\">Per cent</th><th scope=\"col\">Trend</th><th scope=\"col\">What it means</th></tr></thead>"
      "<tbody><tr><th scope=\"row\">Vale of Harrowfen</th><td>4.7%</td><td>No significant change</td><td>Counted from the partnership's own extract, which may differ from what is published elsewhere.</td></tr>"
      "<tr><td colspan=\"4\">AnExceedinglyLongWordThatSpansAllColumnsAndCountsForNone</td></tr></tbody></table>");
  EXPECT_NE(made.find("</caption><colgroup>"), std::string::npos);
  const std::vector<double> widths = widths_in(made);
  ASSERT_EQ(widths.size(), 4u);
  EXPECT_NEAR(std::accumulate(widths.begin(), widths.end(), 0.0), 100, 0.3);
  EXPECT_GT(widths[0], 100.0 * 9 / 108) << "Harrowfen";
  EXPECT_GT(widths[2], 100.0 * 11 / 108) << "significant";
  EXPECT_GT(widths[3], widths[2]) << "long text has more";
  EXPECT_LT(widths[1], widths[2]);
}

TEST(DocumentMarkup, KeepsAFigureAndItsIntervalApart) {
  EXPECT_EQ(for_word_processors("<td>4,288<small>3,915 to 4,661</small></td><td>Ash 001<span class=\"under\">E01000001</span></td>"), "<td>4,288 (3,915 to 4,661)</td><td>Ash 001 <span>E01000001</span></td>");
}

TEST(DocumentMarkup, OfAWholeReportLeavesNoLinkWithoutATarget) {
  const std::string html = document_report(invented_county()).html;
  EXPECT_EQ(html.find("<article"), std::string::npos);
  EXPECT_EQ(html.find("<th scope=\"row"), std::string::npos);
  EXPECT_EQ(links_to_nowhere(html), std::vector<std::string>{});
  EXPECT_EQ(for_word_processors("<p>No table, no link.</p>"), "<p>No table, no link.</p>");
}

}  // namespace
}  // namespace dmp::reports
