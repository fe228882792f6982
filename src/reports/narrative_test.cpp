#include "reports/narrative.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "reports/content.hpp"
#include "reports/exhibits.hpp"
#include "reports/invented_county.hpp"

namespace dmp::reports {
namespace {

std::string html(const std::string& markdown, const ReportInput& input = one_figure()) { return narrative_of({{"narrative/text.md", "text", markdown}}, input, input).front().html; }

core::UserError fault(const std::string& markdown) {
  try {
    html(markdown);
  } catch (const core::UserError& error) {
    return error;
  }
  ADD_FAILURE() << "no error for " << markdown;
  return {core::ErrorKind::data, "", ""};
}

TEST(Narrative, FillsInFiguresByTheLatestPeriodOrTheOneNamed) {
  const ReportInput input = one_figure();
  const core::Estimate& row = input.estimates[0];
  const std::string name = row.indicator_id + ":" + row.area_code;
  EXPECT_NE(html("It was {{" + name + "}} in {{" + name + " period}}.").find("It was 2.3 per 1,000 residents in 2023/24."), std::string::npos) << html("It was {{" + name + "}}.");
  EXPECT_NE(html("{{" + name + ":2023/24 number}}").find("<p>2.3</p>"), std::string::npos);
  EXPECT_NE(html("{{" + row.estimate_id + " interval}}").find("2.2 to 2.5"), std::string::npos);
  EXPECT_NE(html("{{" + name + " full}}").find("(95% interval 2.2 to 2.5)"), std::string::npos);
  EXPECT_NE(html("{{" + name + " count}} of {{" + name + " denominator}}").find("1,618 of 690,000"), std::string::npos);
}

TEST(Narrative, ComparesOnlyWhereTheSignificanceDoes) {
  ReportInput input = one_figure();
  core::Estimate& row = input.estimates[0];
  const std::string name = row.indicator_id + ":" + row.area_code;
  EXPECT_NE(html("{{" + name + " comparison}}", input).find("not compared"), std::string::npos);
  row.comparator = "England", row.comparator_value = 2.0, row.significance = "higher";
  EXPECT_NE(html("{{" + name + " comparison}}", input).find("significantly higher than England (2.0"), std::string::npos) << html("{{" + name + " comparison}}", input);
}

TEST(Narrative, GivesAMarkInPlaceOfAFigureThatIsSuppressed) {
  ReportInput input = one_figure();
  input.estimates[0].suppressed = "suppressed";
  const std::string text = html("{{" + input.estimates[0].indicator_id + ":" + input.estimates[0].area_code + "}}", input);
  EXPECT_NE(text.find("[c] (suppressed)"), std::string::npos);
  EXPECT_EQ(text.find("2.3"), std::string::npos);
}

TEST(Narrative, WhatOnlyTheOthersMaySeeIsNamedAsNotPublished) {
  ReportInput whole = one_figure(), open_to_all = one_figure();
  open_to_all.estimates.clear(), open_to_all.indicators.clear();
  const std::string markdown = "{{" + whole.estimates[0].indicator_id + ":" + whole.estimates[0].area_code + "}}";
  EXPECT_NE(narrative_of({{"a.md", "a", markdown}}, open_to_all, whole).front().html.find("[not published]"), std::string::npos);
}

TEST(Narrative, AReferenceToNothingIsAnErrorWithItsPlaceAndTheNearestName) {
  const core::Estimate row = one_figure().estimates[0];
  const core::UserError error = fault("# Title\n\nSome words {{" + row.indicator_id + "x:" + row.area_code + " value}}.\n");
  EXPECT_EQ(error.place().file, "narrative/text.md");
  EXPECT_EQ(error.place().line, 3u);
  EXPECT_EQ(error.place().column, 12u);
  EXPECT_EQ(error.kind(), core::ErrorKind::data);
  EXPECT_NE(error.mend().find("Did you mean '" + row.indicator_id + ":" + row.area_code + "'?"), std::string::npos) << error.mend();
  EXPECT_NE(std::string(fault("{{" + row.indicator_id + ":" + row.area_code + " valeu}}").what()).find("'valeu' says nothing of a figure"), std::string::npos);
  EXPECT_NE(std::string(fault("an open {{reference\nwithout end}}").what()).find("does not end"), std::string::npos);
  EXPECT_NE(std::string(fault("{{finding:none:E1}}").what()).find("nothing in the edition is called"), std::string::npos);
  EXPECT_NE(std::string(fault("{{figure:none}}").what()).find("no chart 'none'"), std::string::npos);
  EXPECT_NE(html("\\{{not a reference}}").find("{{not a reference}}"), std::string::npos);
}

TEST(Narrative, QuotesFindings) {
  ReportInput input = one_figure();
  core::Finding finding;
  finding.id = "unmet:E1", finding.sentence = "Six in ten are *not* in treatment.", finding.strength = "strong";
  input.findings = {finding};
  EXPECT_NE(html("{{finding:unmet:E1}} ({{finding:unmet:E1 strength}})", input).find("Six in ten are *not* in treatment. (strong)"), std::string::npos);
}

TEST(Statements, NameAnIndicatorOnceHoweverManyPlacesTheyReadItIn) {
  ReportInput input = one_figure();
  const core::Estimate row = input.estimates[0];
  core::Finding finding;
  finding.id = "many:E1", finding.strength = "strong", finding.sentence = "Many places.", finding.area_code = row.area_code, finding.domain = row.domain;
  finding.estimate_ids = {row.estimate_id, "not_in_the_report:E1:2023/24", row.estimate_id + ":again", row.indicator_id + ":E2:2023/24"};
  input.findings = {finding};
  const std::string page = html_report(input);
  const std::size_t at = page.find("Figures: ");
  ASSERT_NE(at, std::string::npos);
  const std::string line = page.substr(at, page.find("</p>", at) - at), link = "#indicator-" + row.indicator_id;
  EXPECT_NE(line.find(link), std::string::npos) << line;
  EXPECT_EQ(line.find(link, line.find(link) + 1), std::string::npos) << line;
  EXPECT_EQ(line.find(';'), std::string::npos) << line;
}

TEST(Narrative, HoldsNoMarkupAndNothingFromElsewhere) {
  const std::string text = html("# One\n\n### Three\n\n<script>alert(1)</script> ![a](https://example.org/a.png) [b](javascript:alert(1)) [c](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
  EXPECT_EQ(text.find("<script"), std::string::npos);
  EXPECT_EQ(text.find("<img"), std::string::npos);
  EXPECT_EQ(text.find("javascript:"), std::string::npos);
  EXPECT_NE(text.find("href=\"https://example.org\""), std::string::npos);
  EXPECT_NE(text.find("<table>"), std::string::npos);
  EXPECT_NE(text.find("<h3>Three</h3>"), std::string::npos) << "the title is the section's, and no level is skipped: " << text;
}

TEST(Content, IsTheSameWhenReadBack) {
  ReportInput input = invented_county();
  input.market.area = "Avonmere", input.market.total_spend = {12, 8, 16, 5, 30};
  input.market.drugs.push_back({});
  input.market.drugs[0].name = "Cocaine";
  input.narrative = {{"crime", "Title", "<p>Text</p>"}}, input.gaps = {{"an_indicator", "no source"}}, input.chapters = {{"crime", "Crime", "", {"crime"}, {"a*"}, {"b"}}};
  const std::string json = content_json(input);
  EXPECT_EQ(content_json(content_in(json, "content.json")), json);
  ReportInput back = content_in(json, "content.json");
  back.estimates = input.estimates, back.comparisons = input.comparisons;
  // Boundaries are kept to a tenth of a metre, which may move a drawn point by one unit.
  back.map_areas.clear(), input.map_areas.clear();
  EXPECT_TRUE(html_report(back) == html_report(input));
  EXPECT_THROW(content_in("{}", "content.json"), core::UserError);
}

TEST(Content, OfAnEditionThatNamesNoDrugOfTheWaterfallOpens) {
  ReportInput input = invented_county();
  input.market.area = "Avonmere", input.market.drugs.push_back({});
  input.market.period = "2024/25", input.market.leading_drug = "Crack", input.market.waterfall_drug = "Powder cocaine";
  input.market.waterfall = {{"survey", 1000}, {"under_reporting", 2000}};
  const auto title_of_steps = [](const ReportInput& of) {
    for (const charts::Chart& chart : market_charts(of.market))
      if (chart.kind == charts::Kind::waterfall) return chart.is.title;
    return std::string();
  };
  EXPECT_NE(title_of_steps(input).find("powder cocaine"), std::string::npos);
  nlohmann::json json = nlohmann::json::parse(content_json(input));
  json.at("market").erase("waterfall_drug");
  EXPECT_NE(title_of_steps(content_in(json.dump(), "content.json")).find("crack"), std::string::npos);
}

}  // namespace
}  // namespace dmp::reports
