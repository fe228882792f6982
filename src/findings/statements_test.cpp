#include "findings/statements.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <cmath>

#include "core/errors.hpp"
#include "findings/evaluate.hpp"
#include "findings/json.hpp"
#include "findings/moves.hpp"

namespace dmp::findings {
namespace {

const catalogue::Catalogue& built_in() {
  static const catalogue::Catalogue catalogue = catalogue::read_catalogue(catalogue::built_in_files(), {});
  return catalogue;
}
const catalogue::Statements& definitions() {
  static const catalogue::Statements statements = catalogue::read_statements(catalogue::built_in_files(), {}, built_in());
  return statements;
}

/// The input that an example of the catalogue stands for.
Input input_of(const catalogue::StatementExample& example) {
  Input input;
  input.estimates = &example.figures;
  input.comparisons = &example.comparisons;
  const bool is_county = example.area_code.starts_with("E10");
  input.areas = {{example.area_code, is_county ? "Exampleshire" : "Exampleton", is_county ? "county" : "authority", is_county ? "" : "E10000001", is_county ? "" : "Exampleshire", "", ""}};
  for (const core::Estimate& figure : example.figures) input.inside[example.area_code].insert(figure.area_code);
  input.period_end = "2024-03-31";
  return input;
}

TEST(Catalogue, EveryExampleOfAFindingSaysWhatItIsWrittenToSay) {
  for (const auto& [id, definition] : definitions().findings)
    for (const catalogue::StatementExample& example : definition.examples) {
      SCOPED_TRACE(example.place.text());
      const core::Findings found = findings_of(definition, built_in(), input_of(example));
      ASSERT_EQ(found.size(), example.sentence.empty() ? 0u : 1u);
      if (found.empty()) continue;
      EXPECT_EQ(found[0].sentence, example.sentence);
      if (!example.strength.empty()) {
        EXPECT_EQ(found[0].strength, example.strength);
      }
      if (!example.direction.empty()) {
        EXPECT_EQ(found[0].direction, example.direction);
      }
      EXPECT_FALSE(found[0].estimate_ids.empty());
    }
}

TEST(Catalogue, EveryExampleOfAContradictionGivesItsReason) {
  for (const auto& [id, rule] : definitions().contradictions)
    for (const catalogue::StatementExample& example : rule.examples) {
      SCOPED_TRACE(example.place.text());
      const core::Contradictions found = contradictions_of(rule, input_of(example));
      ASSERT_EQ(found.size(), example.sentence.empty() ? 0u : 1u);
      if (!found.empty()) {
        EXPECT_EQ(found[0].reason, example.sentence);
      }
    }
}

TEST(Catalogue, EveryExampleOfAnActionAppliesWhereItSaysSo) {
  for (const auto& [id, action] : definitions().actions)
    for (const catalogue::ActionExample& example : action.examples) {
      core::Findings findings;
      for (const std::string& name : example.findings) {
        core::Finding& finding = findings.emplace_back();
        finding.id = name + ":E06000001", finding.definition = name, finding.direction = "neither", finding.strength = "strong";
      }
      EXPECT_EQ(applies(action, findings), example.applies) << example.place.text();
    }
}

core::Estimate estimate(const std::string& indicator, double value, double lower, double upper) {
  core::Estimate e;
  e.indicator_id = indicator, e.area_code = "E06000001", e.area_name = "Exampleton", e.area_type = "authority", e.period = "2023/24", e.period_start = "2023-04-01", e.period_end = "2024-03-31";
  e.estimate_id = indicator + ":E06000001:2023/24";
  e.unit = "%", e.value = value, e.lower_95 = lower, e.upper_95 = upper, e.quality = "observed";
  return e;
}

Input input_for(const core::Estimates& estimates, const core::Comparisons& comparisons) {
  Input input;
  input.estimates = &estimates;
  input.comparisons = &comparisons;
  input.areas = {{"E06000001", "Exampleton", "authority", "", "", "", ""}};
  input.period_end = "2024-03-31";
  return input;
}

/// Newcombe 1998, Statistics in Medicine 17:873-890, method 10, 56/70 against 48/80: 0.0524 to 0.3339.
TEST(Difference, AgreesWithNewcombe) {
  core::Estimate a = estimate("x", 0.8, 0.6918335550374695, 0.8769526075163705), b = estimate("y", 0.6, 0.4904546500516039, 0.7003817240412906);
  const Difference difference = difference_of(a, b);
  EXPECT_NEAR(difference.value, 0.2, 1e-12);
  EXPECT_NEAR(difference.lower, 0.0524, 5e-5);
  EXPECT_NEAR(difference.upper, 0.3339, 5e-5);
  EXPECT_TRUE(difference.real());
}

TEST(Statements, ASuppressedFigureIsNeverSaid) {
  core::Estimates estimates = {estimate("waiting_over_three_weeks", 2.9, 1.8, 4.8)};
  estimates[0].suppressed = "suppressed";
  const core::Comparisons none;
  const Statements made = make_statements(definitions(), built_in(), input_for(estimates, none));
  EXPECT_TRUE(made.findings.empty());
  const auto unsaid = std::find_if(made.unsaid.begin(), made.unsaid.end(), [](const auto& u) { return u.definition == "waiting"; });
  ASSERT_NE(unsaid, made.unsaid.end());
  EXPECT_EQ(unsaid->reason, "there is no figure that may be shown of waiting_over_three_weeks");
}

TEST(Statements, SayWhyTheyAreNotMade) {
  const core::Estimates estimates = {estimate("drug_suspects_male", 55, 50, 60)};
  const core::Comparisons none;
  const Statements made = make_statements(definitions(), built_in(), input_for(estimates, none));
  const auto unsaid = std::find_if(made.unsaid.begin(), made.unsaid.end(), [](const auto& u) { return u.definition == "drug_suspects_sex"; });
  ASSERT_NE(unsaid, made.unsaid.end());
  EXPECT_EQ(unsaid->reason, "'male.value > 60' is not so (male.value: 55)");
}

TEST(Statements, PublishedFiguresOutsideTheCountedIntervalAreTold) {
  const core::Estimates estimates = {estimate("unmet_need_ocu", 60, 55, 65), estimate("published_unmet_need_ocu", 54, core::Estimate::kMissing, core::Estimate::kMissing)};
  const core::Comparisons none;
  const Statements made = make_statements(definitions(), built_in(), input_for(estimates, none));
  ASSERT_EQ(made.contradictions.size(), 1u);
  EXPECT_EQ(made.contradictions[0].rule, "published_and_counted");
  ASSERT_EQ(made.contradictions[0].finding_ids.size(), 1u);
  const auto finding = std::find_if(made.findings.begin(), made.findings.end(), [&](const auto& f) { return f.id == made.contradictions[0].finding_ids[0]; });
  ASSERT_NE(finding, made.findings.end());
  EXPECT_EQ(finding->contradictions, std::vector<std::string>{made.contradictions[0].id});
}

TEST(Statements, FiguresOfDifferentPeriodsAreTold) {
  core::Estimates estimates = {estimate("young_people_neet_at_start", 29, 15, 49), estimate("neet_16_17", 4.2, 3.7, 4.8)};
  estimates[1].period_end = "2021-03-31", estimates[1].period_start = "2020-04-01", estimates[1].period = "2020/21";
  const core::Comparisons none;
  const Statements made = make_statements(definitions(), built_in(), input_for(estimates, none));
  EXPECT_TRUE(std::any_of(made.contradictions.begin(), made.contradictions.end(), [](const auto& c) { return c.kind == "different periods"; }));
}

TEST(Statements, ReadBackFromJsonAsTheyWereWritten) {
  const core::Estimates estimates = {estimate("unmet_need_ocu", 60, 55, 65), estimate("early_unplanned_exit", 17.9, 14.8, 21.5)};
  const core::Comparisons none;
  const Statements made = make_statements(definitions(), built_in(), input_for(estimates, none));
  const std::string findings = findings_json(made, "abc"), actions = actions_json(made.actions, "abc");
  const Statements again = read_statements(findings, actions, "findings.json");
  EXPECT_EQ(findings_json(again, "abc"), findings);
  EXPECT_EQ(actions_json(again.actions, "abc"), actions);
  EXPECT_THROW((void)read_statements("{\"findings\": [", actions, "findings.json"), core::UserError);
}

TEST(Moves, TellWhatDisappearedAndWhy) {
  const core::Comparisons none;
  const core::Estimates old_figures = {estimate("drug_suspects_male", 90, 87, 93)}, new_figures = {estimate("drug_suspects_male", 55, 50, 60)};
  const Statements before = make_statements(definitions(), built_in(), input_for(old_figures, none)), after = make_statements(definitions(), built_in(), input_for(new_figures, none));
  const auto moves = findings_moved(before.findings, after.findings, after.unsaid);
  ASSERT_EQ(moves.size(), 1u);
  EXPECT_EQ(moves[0].change, "disappeared");
  EXPECT_EQ(moves[0].reason, "'male.value > 60' is not so (male.value: 55)");
}

TEST(Actions, AreStaleOnceAFindingTheyRestOnChanged) {
  const core::Comparisons none;
  const core::Estimates old_figures = {estimate("prison_continuity_of_care", 36.3, 27.6, 46.0)}, new_figures = {estimate("prison_continuity_of_care", 48.3, 38.6, 58.1)};
  const Statements before = make_statements(definitions(), built_in(), input_for(old_figures, none));
  Statements after = make_statements(definitions(), built_in(), input_for(new_figures, none));
  mark_stale(after.actions, definitions(), after.findings, before.findings);
  const auto action = std::find_if(after.actions.begin(), after.actions.end(), [](const auto& a) { return a.definition == "prison_continuity"; });
  ASSERT_NE(action, after.actions.end());
  EXPECT_TRUE(action->stale);
  ASSERT_EQ(action->changes.size(), 1u);
  EXPECT_NE(action->changes[0].find("36.3%"), std::string::npos);
  EXPECT_NE(action->changes[0].find("48.3%"), std::string::npos);
  mark_stale(after.actions, definitions(), after.findings, before.findings, false);
  ASSERT_EQ(action->changes.size(), 1u);
  EXPECT_EQ(action->changes[0].find("36.3%"), std::string::npos) << "an edition that was not published is not quoted";
  EXPECT_NE(action->changes[0].find("48.3%"), std::string::npos);
  mark_stale(after.actions, definitions(), after.findings, after.findings);
  EXPECT_FALSE(action->stale);
}

TEST(Actions, AreNotStaleWhereTheSameIsSaidInOtherWords) {
  const core::Comparisons none;
  const core::Estimates figures = {estimate("prison_continuity_of_care", 36.3, 27.6, 46.0)};
  Statements made = make_statements(definitions(), built_in(), input_for(figures, none));
  core::Findings before = made.findings;
  const auto finding = std::find_if(before.begin(), before.end(), [](const auto& f) { return f.sentence.find("36.3%") != std::string::npos; });
  ASSERT_TRUE(finding != before.end());
  const std::string sentence = finding->sentence;
  const auto is_stale_since = [&](const std::string& then) {
    finding->sentence = then;
    mark_stale(made.actions, definitions(), made.findings, before);
    return std::find_if(made.actions.begin(), made.actions.end(), [](const auto& a) { return a.definition == "prison_continuity"; })->stale;
  };
  EXPECT_FALSE(is_stale_since(sentence + " Prisons and services tell each other."));
  EXPECT_TRUE(is_stale_since(sentence + " It is worse than before."));
  EXPECT_TRUE(is_stale_since(std::string(sentence).replace(sentence.find("36.3%"), 5, "36.4%")));
  EXPECT_TRUE(is_stale_since(std::string(sentence).replace(sentence.find("36.3%"), 5, "Half")));
  finding->sentence = sentence + " Prisons and services tell each other.";
  finding->estimate_ids.emplace_back("another:E06000001:2023/24");
  mark_stale(made.actions, definitions(), made.findings, before);
  EXPECT_TRUE(std::any_of(made.actions.begin(), made.actions.end(), [](const auto& a) { return a.stale; })) << "it rests on other figures";
}

TEST(Statements, SayThePeriodOfAFigureThatIsOfAnother) {
  const core::Comparisons none;
  core::Estimates figures = {estimate("drug_seizures", 3774, 3526, 4035), estimate("seizure_value", 1.2e6, core::Estimate::kMissing, core::Estimate::kMissing)};
  figures[0].unit = "per million residents", figures[1].unit = "GBP", figures[1].category_type = "valuation basis", figures[1].category = "street";
  figures[1].period = "2021/22", figures[1].period_start = "2021-04-01", figures[1].period_end = "2022-03-31";
  const core::Findings made = make_statements(definitions(), built_in(), input_for(figures, none)).findings;
  const auto found = std::find_if(made.begin(), made.end(), [](const core::Finding& finding) { return finding.definition == "seizures"; });
  ASSERT_NE(found, made.end());
  EXPECT_NE(found->sentence.find("£1.2 million (in 2021/22)"), std::string::npos) << found->sentence;
}

/// Figures for every indicator of the catalogue, several groups and five years of them, for 150 authorities. script/statements-bench reads the time that this prints.
TEST(Speed, OfAllFindingsAndActionsForAHundredAndFiftyAuthorities) {
  core::Estimates estimates;
  core::Comparisons comparisons;
  std::vector<Area> areas;
  for (int a = 0; a < 150; ++a) {
    const std::string code = "E0600" + std::to_string(1000 + a);
    areas.push_back({code, "Authority " + std::to_string(a), "authority", "", "", "", ""});
  }
  for (const auto& [id, indicator] : built_in().indicators)
    for (const Area& area : areas)
      for (int year = 2019; year < 2024; ++year)
        for (const char* group : {"", "a", "b", "c"}) {
          core::Estimate e = estimate(id, 40 + year % 7, 35, 52);
          e.area_code = area.code, e.area_name = area.name, e.category = group, e.category_type = *group ? "group" : "";
          e.period = std::to_string(year), e.period_start = e.period + "-01-01", e.period_end = e.period + "-12-31";
          e.estimate_id = id + ":" + area.code + ":" + e.period + (*group ? std::string(":group=") + group : "");
          core::Comparison c;
          c.estimate_id = e.estimate_id, c.indicator_id = id, c.area_code = area.code, c.kind = "england", c.comparator = "England", c.value = 38, c.significance = "worse";
          comparisons.push_back(c);
          estimates.push_back(std::move(e));
        }
  Input input;
  input.estimates = &estimates;
  input.comparisons = &comparisons;
  input.areas = areas;
  input.period_end = "2023-12-31";
  (void)definitions();
  // Processor time: others on the machine take nothing away from it.
  const std::clock_t start = std::clock();
  const Statements made = make_statements(definitions(), built_in(), input);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  RecordProperty("seconds", std::to_string(seconds));
  std::printf("%zu estimates: %zu findings, %zu actions in %.2f s\n", estimates.size(), made.findings.size(), made.actions.size(), seconds);
  EXPECT_GT(made.findings.size(), 5000u);
  EXPECT_GT(made.actions.size(), 3000u);
}

}  // namespace
}  // namespace dmp::findings
