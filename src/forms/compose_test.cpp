#include "forms/compose.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "catalogue/statements.hpp"

namespace dmp::forms {
namespace {

const catalogue::Forms& built_in() {
  static const catalogue::Forms forms = [] {
    const catalogue::Catalogue catalogue = catalogue::read_catalogue(catalogue::built_in_files(), {});
    const catalogue::Statements statements = catalogue::read_statements(catalogue::built_in_files(), {}, catalogue);
    std::vector<std::string> findings;
    for (const auto& [id, finding] : statements.findings) findings.push_back(id);
    return catalogue::read_forms(catalogue::built_in_files(), {}, catalogue, findings);
  }();
  return forms;
}

core::Estimate estimate(int year, double value, double half) {
  core::Estimate e;
  e.indicator_id = "prison_continuity_of_care", e.indicator_name = "Continuity of care after prison", e.area_code = "E1", e.area_name = "Exampleton", e.unit = "%", e.polarity = "high";
  e.period = std::to_string(year), e.period_start = e.period + "-01-01", e.period_end = e.period + "-12-31";
  e.value = value, e.lower_95 = value - half, e.upper_95 = value + half;
  return e;
}

FormInput input_with(const core::Estimates& estimates, int findings) {
  FormInput input;
  input.title = "Exampleshire", input.organisation = "Exampleshire partnership", input.edition = "abc123", input.period = "2023/24", input.audience = "public";
  input.areas = {{"E1", "Exampleton", "authority"}};
  input.estimates = &estimates;
  for (int i = 0; i < findings; ++i) {
    core::Finding f;
    f.id = "f" + std::to_string(i) + ":E1", f.definition = "f" + std::to_string(i), f.domain = "ENG", f.area_code = "E1", f.direction = "worse", f.strength = "strong";
    f.sentence = "Statement number " + std::to_string(i) + " says something in about a dozen words so that pages fill up.";
    f.caveats = {"Something to bear in mind."};
    f.headline_for = {"board_paper", "public_summary", "press_fact_box", "needs_assessment"};
    input.findings.push_back(f);
  }
  return input;
}

TEST(Forms, EveryReaderHasOne) {
  for (const char* id : {"needs_assessment", "market_profile", "board_paper", "annual_report", "public_summary", "press_fact_box", "scorecard"}) EXPECT_TRUE(built_in().contains(id)) << id;
}

TEST(Forms, TheBoardPaperKeepsToItsTwoPages) {
  const core::Estimates none;
  FormInput input = input_with(none, 60);
  for (int i = 0; i < 40; ++i) {
    core::PlanProgress p;
    p.id = "P-" + std::to_string(i), p.title = "An item of the delivery plan with a title of some length", p.rating = "red", p.rating_reason = "behind where it should be by now, by more than chance";
    input.progress.push_back(p);
    core::Action a;
    a.id = "a" + std::to_string(i) + ":E1", a.domain = "ENG", a.area_code = "E1", a.recommendation = "Do something that takes a whole sentence to say.", a.stale = true, a.changes = {"It changed."};
    input.actions.push_back(a);
  }
  const catalogue::FormDefinition& form = built_in().at("board_paper");
  const core::Document paper = compose(form, input);
  EXPECT_LE(words_in(paper), form.most_words + 30) << "the notes on what was left out are few words";
  EXPECT_EQ(paper.title, "Exampleton: drugs and alcohol, paper for the partnership board");
  const bool has_rule = std::any_of(paper.blocks.begin(), paper.blocks.end(), [](const core::Block& block) { return block.text.starts_with("Green:"); });
  EXPECT_TRUE(has_rule) << "the rule of the ratings is stated";
}

TEST(Forms, ASectionOfOneListDoesNotPayForOneOfMany) {
  const core::Estimates none;
  FormInput input = input_with(none, 6);
  input.areas = {{"E0", "Exampleshire", "county"}, {"E1", "Ash", "authority"}, {"E2", "Birch", "authority"}, {"E3", "Cedar", "authority"}};
  for (core::Finding& finding : input.findings) finding.area_code = "E0";
  for (const auto& [definition, domain] : std::map<std::string, std::string>{{"unmet_need_opiates_and_crack", "ENG"}, {"drug_deaths", "DTH"}, {"successful_completion", "REC"}})
    for (const char* area : {"E1", "E2", "E3"}) {
      core::Finding finding = input.findings[0];
      finding.id = definition + ":" + area, finding.definition = definition, finding.domain = domain, finding.area_code = area, finding.headline_for = {};
      for (int i = 0; i < 8; ++i) finding.sentence += " And it goes on for ten words more, so to speak.";
      input.findings.push_back(std::move(finding));
    }
  const core::Document summary = compose(built_in().at("public_summary"), input);
  std::size_t headlines = 0, others = 0;
  for (const core::Block& block : summary.blocks)
    for (const std::string& item : block.items) (item.starts_with("Statement number") && item.find("And it goes on") == std::string::npos ? headlines : others) += 1;
  EXPECT_EQ(headlines, 6U);
  EXPECT_LT(others, 9U) << "the long section is the one that is cut";
}

TEST(Forms, WhatIsToBeKnownOfAStatementStandsBesideIt) {
  const core::Estimates none;
  FormInput input = input_with(none, 2);
  input.findings[0].contradictions = {"c1"};
  for (const auto& [id, sentence] : std::map<std::string, std::string>{{"public_summary", "Other figures do not fit it; the full report says which and why."}, {"needs_assessment", "Other figures do not fit it: see \u201CWhat does not fit\u201D."}}) {
    const core::Document made = compose(built_in().at(id), input);
    const auto list = std::find_if(made.blocks.begin(), made.blocks.end(), [](const core::Block& block) { return !block.items.empty(); });
    ASSERT_NE(list, made.blocks.end()) << id;
    ASSERT_EQ(list->items.size(), 2u) << id;
    ASSERT_EQ(list->details.size(), 2u) << id;
    EXPECT_EQ(list->items[0], input.findings[0].sentence) << id;
    EXPECT_NE(list->details[0].find(sentence), std::string::npos) << id << ": " << list->details[0];
    EXPECT_EQ(list->details[1].find("do not fit"), std::string::npos) << id;
  }
}

TEST(Forms, ASectionWithNothingToShowSaysSoOrIsLeftOut) {
  const core::Estimates none;
  const core::Document paper = compose(built_in().at("board_paper"), input_with(none, 0));
  const auto has = [&](const std::string& text) { return std::any_of(paper.blocks.begin(), paper.blocks.end(), [&](const core::Block& block) { return block.text == text; }); };
  EXPECT_TRUE(has("There is no delivery plan yet."));
  EXPECT_FALSE(has("What does not fit"));
}

TEST(Forms, TheNeedsAssessmentTellsTheFirstAreaInFullAndTheOthersOneAfterTheOther) {
  const core::Estimates none;
  FormInput input = input_with(none, 2);
  const auto has = [](const core::Document& document, const std::string& text) { return std::any_of(document.blocks.begin(), document.blocks.end(), [&](const core::Block& block) { return block.text == text; }); };
  EXPECT_FALSE(has(compose(built_in().at("needs_assessment"), input), "Area by area")) << "there is one area";
  input.areas.push_back({"E2", "Otherton", "authority"});
  core::Finding other = input.findings.front();
  other.id = "f0:E2", other.area_code = "E2", other.sentence = "Otherton says this.";
  input.findings.push_back(other);
  const core::Document document = compose(built_in().at("needs_assessment"), input);
  const auto heading = std::find_if(document.blocks.begin(), document.blocks.end(), [](const core::Block& block) { return block.kind == core::Block::Kind::heading && block.text == "Otherton"; });
  ASSERT_NE(heading, document.blocks.end());
  EXPECT_EQ(std::next(heading)->items, std::vector<std::string>{"Otherton says this."});
  std::size_t told = 0;
  for (const core::Block& block : document.blocks) told += static_cast<std::size_t>(std::count(block.items.begin(), block.items.end(), "Otherton says this."));
  EXPECT_EQ(told, 1u);
  EXPECT_TRUE(std::any_of(document.blocks.begin(), document.blocks.end(), [](const core::Block& block) { return block.kind == core::Block::Kind::charts; }));
}

TEST(Forms, PressFactsCarryTheirCaveatsAndFigures) {
  const core::Estimates none;
  const core::Document box = compose(built_in().at("press_fact_box"), input_with(none, 3));
  const auto table = std::find_if(box.blocks.begin(), box.blocks.end(), [](const core::Block& block) { return block.kind == core::Block::Kind::table; });
  ASSERT_NE(table, box.blocks.end());
  ASSERT_EQ(table->rows.size(), 3u);
  EXPECT_EQ(table->rows[0][3], "Something to bear in mind.");
}

TEST(Forms, ARestrictedEditionIsMarkedOnEveryForm) {
  const core::Estimates none;
  FormInput input = input_with(none, 1);
  input.audience = "restricted";
  for (const auto& [id, form] : built_in()) EXPECT_EQ(compose(form, input).marking, "Restricted: holds figures that may not be published") << id;
}

TEST(Scorecard, TellsWhetherAChangeIsReal) {
  const core::Estimates real = {estimate(2021, 30, 4), estimate(2022, 33, 4), estimate(2023, 48, 4)}, chance = {estimate(2021, 30, 10), estimate(2023, 35, 10)};
  const auto scores = scorecard_of({"prison_continuity_of_care"}, input_with(real, 0), {{"E1", "Exampleton", "authority"}});
  ASSERT_EQ(scores.size(), 1u);
  EXPECT_EQ(scores[0].baseline, "30.0% in 2021");
  EXPECT_EQ(scores[0].latest, "48.0% in 2023 (44.0% to 52.0%)");
  EXPECT_EQ(scores[0].direction, "up");
  EXPECT_EQ(scores[0].real, "yes, better");
  EXPECT_EQ(scorecard_of({"prison_continuity_of_care"}, input_with(chance, 0), {{"E1", "Exampleton", "authority"}})[0].real, "no: may be chance");
}

TEST(Scorecard, ShowsAFigureAndItsIntervalToTheSameDecimals) {
  const auto latest = [](const char* unit, double value, double half) {
    core::Estimates one = {estimate(2022, value, half), estimate(2023, value, half)};
    for (core::Estimate& each : one) each.unit = unit;
    const auto scores = scorecard_of({"prison_continuity_of_care"}, input_with(one, 0), {{"E1", "Exampleton", "authority"}});
    return scores.at(0).baseline + "; " + scores[0].latest;
  };
  EXPECT_EQ(latest("per 100,000 residents", 13.5, 1.5), "13.5 in 2022; 13.5 in 2023 (12.0 to 15.0)");
  EXPECT_EQ(latest("per 1,000 residents", 0.5, 0.25), "0.50 in 2022; 0.50 in 2023 (0.25 to 0.75)");
  EXPECT_EQ(latest("people", 9, 4.88), "9 in 2022; 9 in 2023 (4.1 to 14)");
  EXPECT_EQ(latest("people", 3052, 107.4), "3,052 in 2022; 3,052 in 2023 (2,945 to 3,159)");
  EXPECT_EQ(latest("GBP", 85.4, 5), "£85 in 2022; £85 in 2023 (£80 to £90)");
}

TEST(Scorecard, LeavesOutSuppressedFiguresAndTakesTargetsFromThePlan) {
  core::Estimates estimates = {estimate(2021, 30, 4), estimate(2022, 33, 4), estimate(2023, 48, 4)};
  estimates[2].suppressed = "suppressed";
  FormInput input = input_with(estimates, 0);
  core::PlanRow row;
  row.measure = "prison_continuity_of_care", row.area_code = "E1", row.target = 60, row.target_date = "2027-03-31";
  input.plan = {row};
  const auto scores = scorecard_of({"prison_continuity_of_care"}, input, {{"E1", "Exampleton", "authority"}});
  ASSERT_EQ(scores.size(), 1u);
  EXPECT_EQ(scores[0].latest.substr(0, 13), "33.0% in 2022");
  EXPECT_EQ(scores[0].target, "60.0% by 2027-03-31");
}

TEST(Scorecard, HasAColumnOfTargetsOnlyWhereThereAreSome) {
  const core::Estimates estimates = {estimate(2021, 30, 4), estimate(2023, 48, 4)};
  FormInput input = input_with(estimates, 0);
  const auto header = [&] {
    const core::Document made = compose(built_in().at("scorecard"), input);
    const auto found = std::find_if(made.blocks.begin(), made.blocks.end(), [](const core::Block& block) { return block.kind == core::Block::Kind::table && block.text == "Scorecard"; });
    EXPECT_NE(found, made.blocks.end());
    if (found == made.blocks.end()) return std::vector<std::string>{};
    for (const auto& row : found->rows) EXPECT_EQ(row.size(), found->header.size());
    return std::vector<std::string>(found->header.begin(), found->header.end());
  };
  EXPECT_EQ(header(), (std::vector<std::string>{"Measure", "Area", "Baseline", "Latest (95% interval)", "Direction", "Real change?"}));
  core::PlanRow row;
  row.measure = "prison_continuity_of_care", row.area_code = "E1", row.target = 60, row.target_date = "2027-03-31";
  input.plan = {row};
  EXPECT_EQ(header(), (std::vector<std::string>{"Measure", "Area", "Baseline", "Latest (95% interval)", "Target", "Direction", "Real change?"}));
}

}  // namespace
}  // namespace dmp::forms
