#include "reports/report.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <regex>
#include <set>

#include "reports/html.hpp"
#include "reports/invented_county.hpp"

namespace dmp::reports {
namespace {

const std::string& county_page() {
  static const std::string page = html_report(invented_county());
  return page;
}

/// Every value of an attribute, in the page's order.
std::vector<std::string> values_of(const std::string& page, const std::string& attribute) {
  std::vector<std::string> values;
  const std::string start = " " + attribute + "=\"";
  for (std::size_t at = page.find(start); at != std::string::npos; at = page.find(start, at + 1)) {
    const std::size_t begin = at + start.size();
    values.push_back(page.substr(begin, page.find('"', begin) - begin));
  }
  return values;
}

TEST(Report, OfAWholeCountyIsSmallAndMadeQuickly) {
  const ReportInput input = invented_county();
  const auto start = std::chrono::steady_clock::now();
  const std::string page = html_report(input);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  // Kept beside the test program, to be looked at.
  std::ofstream(std::string(DMP_BINARY_DIR) + "/invented-county.html") << page;
  EXPECT_LT(page.size(), 5'000'000u);
  EXPECT_LT(seconds.count(), 3.0) << "a tenth of this is usual; the limit allows for sanitizers";
}

TEST(Report, IsTheSameBytesForTheSameInput) { EXPECT_EQ(html_report(invented_county()), county_page()); }

TEST(Report, HeadingsNeverSkipALevel) {
  int last = 0, first_level = 0;
  static const std::regex heading("<h([1-6])[ >]");
  for (auto found = std::sregex_iterator(county_page().begin(), county_page().end(), heading); found != std::sregex_iterator(); ++found) {
    const int level = std::stoi((*found)[1]);
    EXPECT_LE(level, last + 1);
    first_level += level == 1;
    last = level;
  }
  EXPECT_EQ(first_level, 1);
}

TEST(Report, IdsAreUniqueAndEveryInnerLinkHasItsTarget) {
  std::set<std::string> ids;
  for (const std::string& id : values_of(county_page(), "id")) EXPECT_TRUE(ids.insert(id).second) << id;
  EXPECT_EQ(links_to_nowhere(county_page()), std::vector<std::string>{});
  for (const Medium medium : {Medium::paper, Medium::document}) EXPECT_EQ(links_to_nowhere(html_report(invented_county(), medium)), std::vector<std::string>{});
}

TEST(Report, AFormWithItsScorecardLinksToNothingThatIsNotOnIt) {
  core::Document form;
  form.title = "Scorecard";
  for (const Medium medium : {Medium::page, Medium::paper}) {
    const std::string page = form_report(invented_county(), form, true, medium);
    EXPECT_NE(page.find("<figure"), std::string::npos);
    EXPECT_EQ(links_to_nowhere(page), std::vector<std::string>{});
  }
}

TEST(Report, AFormShowsTheChartsThatItNamesEachOnce) {
  core::Document form;
  form.title = "Needs assessment";
  core::Block charts, none;
  charts.kind = none.kind = core::Block::Kind::charts;
  charts.items = {"trend-drug_offence_rate", "trend-drug_offence_rate", "trend-*"}, none.items = {"no-such-chart"};
  form.blocks = {charts, none};
  for (const Medium medium : {Medium::page, Medium::paper}) {
    const std::string page = form_report(invented_county(), form, false, medium);
    EXPECT_NE(page.find("id=\"figure-trend-drug_offence_rate\""), std::string::npos);
    EXPECT_EQ(page.find("id=\"figure-trend-drug_offence_rate\""), page.rfind("id=\"figure-trend-drug_offence_rate\""));
    EXPECT_NE(page.find("id=\"data-trend-drug_offence_rate\""), std::string::npos) << "the figures as a table";
    EXPECT_NE(page.find("no data for these charts"), std::string::npos);
    EXPECT_EQ(links_to_nowhere(page), std::vector<std::string>{});
  }
  const Document document = form_document(invented_county(), form, false);
  EXPECT_GT(document.pictures.size(), 1u);
  EXPECT_EQ(document.pictures.front().name, "trend-drug_offence_rate");
}

TEST(Report, OnPaperWhatAChapterDrawsHasItsTrend) {
  ReportInput input = invented_county();
  input.chapters = {{"crime", "Crime", "", {"crime"}, {}, {"drug_offence_rate"}}};
  EXPECT_NE(html_report(input, Medium::paper).find("id=\"figure-trend-drug_offence_rate\""), std::string::npos);
  EXPECT_EQ(html_report(input, Medium::paper).find("id=\"figure-trend-violence_rate\""), std::string::npos);
}

TEST(Report, ALongFormSaysFirstWhatIsInItAndAShortOneDoesNot) {
  core::Document form;
  form.title = "Needs assessment";
  for (const char* title : {"Summary", "What we know", "What does not fit", "Recommendations"}) {
    core::Block heading, list;
    heading.kind = core::Block::Kind::heading, heading.text = title;
    list.kind = core::Block::Kind::list, list.items = {std::string("A statement of ") + title}, list.details = {"Evidence: strong."};
    form.blocks.insert(form.blocks.end(), {heading, list});
  }
  const std::string brief = form_report(invented_county(), form, false, Medium::page);
  EXPECT_EQ(brief.find("id=\"contents\""), std::string::npos);
  EXPECT_NE(brief.find("<li>A statement of Summary <span class=\"detail\">Evidence: strong.</span></li>"), std::string::npos);
  form.blocks.back().items.assign(400, "A statement that is said four hundred times, so that the form is long.");
  const std::string page = form_report(invented_county(), form, false, Medium::page);
  EXPECT_NE(page.find("id=\"contents\""), std::string::npos);
  EXPECT_NE(page.find("<a href=\"#part-7\">Recommendations</a>"), std::string::npos);
  EXPECT_EQ(page.find("search-words"), std::string::npos) << "a form brings no script";
  EXPECT_EQ(links_to_nowhere(page), std::vector<std::string>{});
  EXPECT_NE(form_document(invented_county(), form, false).html.find("A statement of Summary Evidence: strong."), std::string::npos);
}

TEST(Report, LoadsNothingFromAnywhere) {
  const std::string& page = county_page();
  EXPECT_EQ(page.find("<script"), page.rfind("<script>")) << "one script, in the page";
  EXPECT_EQ(page.find("<link"), std::string::npos);
  EXPECT_EQ(page.find("@import"), std::string::npos);
  EXPECT_EQ(page.find(" src="), std::string::npos);
  static const std::regex address("url\\((?!#)");
  EXPECT_FALSE(std::regex_search(page, address));
  EXPECT_NE(page.find("default-src &#39;none&#39;"), std::string::npos);
}

TEST(Report, EveryIndicatorAndHeadlineLinksToASourceAndAMethod) {
  const std::string& page = county_page();
  std::size_t sections = 0;
  for (const std::string start : {"<article class=\"indicator\"", "<li class=\"card\""}) {
    const char* end = start[1] == 'a' ? "</article>" : "</li>";
    for (std::size_t at = page.find(start); at != std::string::npos; at = page.find(start, at + 1), ++sections) {
      const std::string part = page.substr(at, page.find(end, at) - at);
      EXPECT_NE(part.find("href=\"#source-"), std::string::npos) << part.substr(0, 200);
      EXPECT_TRUE(part.find("href=\"#method-") != std::string::npos || part.find("href=\"#indicator-") != std::string::npos);
    }
  }
  EXPECT_EQ(sections, 48u);  // 40 indicators and 8 headlines
}

TEST(Report, EveryLatestFigureOfAWholeAreaHasItsAnchor) {
  const ReportInput input = invented_county();
  std::set<std::string> ids;
  for (const std::string& id : values_of(county_page(), "id")) ids.insert(id);
  for (const core::Estimate& row : input.estimates) {
    // Figures of groups stand in tables that are reached by their area's.
    if (row.area_type == "small area" || !row.category.empty() || row.sex != "Persons" || row.age != "All ages") continue;
    EXPECT_TRUE(ids.count(escaped(anchor(row.estimate_id)))) << row.estimate_id;
  }
}

TEST(Report, OfGroupsThatDivideAWholeTellsTheGroups) {
  ReportInput input = one_figure();
  input.indicators[0].unit = input.estimates[0].unit = "%";
  core::Estimate& whole = input.estimates[0];
  whole.value = whole.lower_95 = whole.upper_95 = 100;
  core::Estimate white = whole, asian = whole;
  white.category_type = asian.category_type = "ethnicity";
  white.category = "White", white.count = 805, white.value = 80.5, white.lower_95 = 79, white.upper_95 = 82, white.estimate_id = "white";
  asian.category = "Asian", asian.count = 195, asian.value = 19.5, asian.lower_95 = 18, asian.upper_95 = 21, asian.estimate_id = "asian";
  input.estimates.push_back(white), input.estimates.push_back(asian);
  for (const Medium medium : {Medium::page, Medium::paper, Medium::document}) {
    const std::string page = html_report(input, medium);
    EXPECT_NE(page.find("White 80.5% and Asian 19.5%."), std::string::npos);
    EXPECT_EQ(page.find("100.0%"), std::string::npos) << "a whole is no figure";
    EXPECT_NE(page.find("by ethnicity"), std::string::npos) << "the groups' table";
  }
}

TEST(Report, NotesOfFiguresAreSentencesAndNameTheirAreas) {
  ReportInput input = one_figure();
  input.areas.push_back({"E06000099", "Second", "authority"});
  core::Estimate second = input.estimates[0];
  second.area_code = "E06000099", second.area_name = "Second", second.estimate_id = "second";
  input.estimates[0].note = "no trend: an interval is missing";
  second.note = "784 in treatment; no trend: an interval is missing";
  input.estimates.push_back(second);
  const std::string page = html_report(input);
  EXPECT_NE(page.find("<li>No trend: an interval is missing.</li>"), std::string::npos);
  EXPECT_NE(page.find("<li>Second: 784 in treatment.</li>"), std::string::npos);
}

TEST(Report, OfHundredsOfAreasShowsTheFirstBesideEachOther) {
  ReportInput input = one_figure();
  const core::Estimate first = input.estimates[0];
  input.estimates.clear();
  for (int area = 0; area < 60; ++area)
    for (const char* year : {"2022", "2023"}) {
      core::Estimate row = first;
      row.area_code = "A" + std::to_string(100 + area), row.area_name = "Area " + std::to_string(100 + area);
      row.period = year, row.period_start = std::string(year) + "-01-01", row.period_end = std::string(year) + "-12-31";
      row.estimate_id = row.indicator_id + ":" + row.area_code + ":" + row.period;
      input.estimates.push_back(row);
    }
  const std::string page = html_report(input);
  const std::size_t table = page.find("by area and period");
  ASSERT_NE(table, std::string::npos);
  const std::string periods = page.substr(table, page.find("</details>", table) - table);
  EXPECT_NE(periods.find(">Area 123<"), std::string::npos);
  EXPECT_EQ(periods.find(">Area 124<"), std::string::npos);
  EXPECT_NE(periods.find("The first 24 of 60 areas; the dashboard has all of them."), std::string::npos);
  // The latest figure of each has its place all the same.
  EXPECT_NE(page.find("id=\"" + anchor(first.indicator_id + ":A159:2023") + "\""), std::string::npos);
}

TEST(Report, MapsOfTheSamePlacesShareTheirOutlines) {
  ReportInput input = invented_county();
  const auto map_of = [](const std::string& id, const std::string& colour) {
    return "<svg role=\"img\" aria-labelledby=\"" + id + "-title\"><title id=\"" + id + "-title\">Map</title><g><path fill=\"" + colour + "\" d=\"M1 1l5 5z\"><title>Here: " + colour + "</title></path><path d=\"M0 0z\"/></g></svg>";
  };
  input.place_maps = {{"a", "hotspots", map_of("a", "red"), "One."}, {"b", "hotspots", map_of("b", "blue"), "Two."}};
  const std::string page = html_report(input);
  EXPECT_NE(page.find("<g fill=\"red\"><path id=\"outline-1\" d=\"M1 1l5 5z\"/><title>Here: red</title></g><path d=\"M0 0z\"/>"), std::string::npos);
  EXPECT_NE(page.find("<use href=\"#outline-1\" fill=\"blue\"><title>Here: blue</title></use><path d=\"M0 0z\"/>"), std::string::npos);
  input.place_maps.pop_back();
  EXPECT_NE(html_report(input).find("<path fill=\"red\" d=\"M1 1l5 5z\"><title>Here: red</title></path>"), std::string::npos) << "one map alone stays as it is";
}

TEST(Report, EveryTableHasACaptionAndEveryImageAName) {
  const std::string& page = county_page();
  static const std::regex bare_table("<table[^>]*>(?!<caption)"), image("<svg[^>]*role=\"img\"[^>]*>");
  EXPECT_FALSE(std::regex_search(page, bare_table));
  std::size_t images = 0;
  for (auto found = std::sregex_iterator(page.begin(), page.end(), image); found != std::sregex_iterator(); ++found, ++images) {
    EXPECT_NE(found->str().find("aria-labelledby"), std::string::npos);
  }
  EXPECT_GT(images, 40u);
  static const std::regex silent("<svg(?![^>]*(role=\"img\"|aria-hidden=\"true\"))");
  EXPECT_FALSE(std::regex_search(page, silent));
}

TEST(Report, ShowsHostileTextAsText) {
  ReportInput input = one_figure();
  const std::string hostile = "</style></title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";
  input.edition.title = input.edition.subtitle = input.edition.organisation = input.edition.id = hostile;
  input.areas[0].name = input.estimates[0].area_name = input.estimates[0].note = input.estimates[0].comparator = hostile;
  input.estimates[0].comparator_value = 2, input.estimates[0].significance = "higher", input.estimates[0].estimate_id = hostile;
  input.indicators[0].name = input.indicators[0].question = input.indicators[0].numerator_sql = input.indicators[0].unit = hostile;
  input.indicators[0].caveats = {hostile};
  input.sources[0].name = input.sources[0].citation = hostile;
  input.issues = {{hostile, 1, 1, hostile, core::Severity::error, 1, hostile}};
  input.map_attribution = hostile;
  const std::string page = html_report(input);
  EXPECT_EQ(page.find("<script"), page.rfind("<script>")) << "only the page's own";
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("</style>", page.find("</style>") + 1), std::string::npos);
}

TEST(Report, NeverShowsANumberThatIsSuppressed) {
  // The withheld rows keep their numbers here, as an upstream mistake would leave them.
  ReportInput input = invented_county();
  for (core::Estimate& row : input.estimates) {
    if (row.area_code != "X06000002") continue;
    row.suppressed = "suppressed";
    row.value = 918273.5, row.lower_95 = 918272.5, row.upper_95 = 918274.5, row.count = 918271, row.denominator = 918279,
    row.comparator_value = 918277;
  }
  for (core::Estimate& row : input.estimates) {
    if (row.area_type == "small area" && row.suppressed == "suppressed") row.value = row.count = 918270;
  }
  const std::string page = html_report(input);
  EXPECT_EQ(page.find("918,27"), std::string::npos);
  EXPECT_EQ(page.find("91827"), std::string::npos);
  EXPECT_NE(page.find("[c]"), std::string::npos);
  EXPECT_EQ(page.find("nan"), std::string::npos);
}

TEST(Report, TellsSuppressedMissingAndNotApplicableApart) {
  for (const auto& [why, sign] : {std::pair{"suppressed", "[c]"}, {"missing", "[x]"}, {"not applicable", "[z]"}}) {
    ReportInput input = one_figure();
    input.estimates[0].suppressed = why;
    const std::string page = html_report(input);
    EXPECT_NE(page.find(fmt::format("id=\"{}\"><abbr title=\"{}\">{}</abbr>", input.estimates[0].estimate_id, why, sign)),
              std::string::npos);
  }
}

TEST(Report, HoldsTogetherWithAlmostNothing) {
  EXPECT_NE(html_report({}).find("</html>"), std::string::npos);
  ReportInput input = one_figure();
  input.indicators.clear(), input.sources.clear(), input.areas.clear();
  const std::string page = html_report(input);
  EXPECT_NE(page.find("Police-recorded drug offences"), std::string::npos);
  EXPECT_NE(page.find("Other figures"), std::string::npos);
}

TEST(Report, SaysOnEveryRestrictedEditionThatItIs) {
  ReportInput input = one_figure();
  EXPECT_EQ(html_report(input).find("not for publication"), std::string::npos);
  input.edition.audience = "restricted";
  EXPECT_NE(html_report(input).find("Restricted edition: not for publication"), std::string::npos);
}

}  // namespace
}  // namespace dmp::reports
