#include "catalogue/statements.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/errors.hpp"

namespace dmp::catalogue {
namespace {

const Catalogue& built_in() {
  static const Catalogue catalogue = read_catalogue(built_in_files(), {});
  return catalogue;
}

/// A finding that is in order; parts of it are replaced to break it.
std::string finding(const std::string& when = "exists(need)", const std::string& text = "{need | share_full} of {area}.") {
  return "id = \"mine\"\ntitle = \"Mine\"\ndomain = \"ENG\"\nwhen = \"" + when + "\"\n\n[figures]\nneed = \"unmet_need_ocu\"\n\n[[say]]\ntext = \"" + text +
         "\"\n\n[[example]]\nfigures = [ { indicator = \"unmet_need_ocu\", value = 60.0 } ]\nsentence = \"x\"\n";
}

std::string action(const std::string& id, const std::string& applies, const std::string& more = "") {
  return "id = \"" + id + "\"\ntitle = \"Do it\"\ndomain = \"ENG\"\nrecommendation = \"Do it in {area}.\"\npartners = [\"Police\"]\napplies = \"" + applies + "\"\n" + more +
         "\n[[evidence]]\ncitation = \"A review\"\nurl = \"https://example.org\"\nsays = \"It works.\"\nstrength = \"guideline\"\n\n[[example]]\nfindings = [\"mine\"]\n";
}

std::string fault_of(const std::vector<File>& files) {
  try {
    (void)read_statements(files, {}, built_in());
  } catch (const core::UserError& fault) {
    return fault.what();
  }
  return "no fault";
}
std::string fault_of_finding(const std::string& text) { return fault_of({{"5-findings/mine.toml", text, "mine.toml"}}); }

TEST(Statements, OfTheBuiltInCatalogueHaveNoFaults) {
  for (const core::UserError& fault : statement_faults(built_in_files(), {}, built_in())) ADD_FAILURE() << fault.what();
}

TEST(Statements, AFindingAndItsActionAreRead) {
  const Statements read = read_statements({{"5-findings/mine.toml", finding(), ""}, {"6-actions/act.toml", action("act", "mine"), ""}}, {}, built_in());
  EXPECT_EQ(read.findings.at("mine").premise.figures[0].indicators[0], "unmet_need_ocu");
  EXPECT_EQ(read.actions.at("act").rests_on, std::vector<std::string>{"mine"});
}

TEST(Statements, AnOwnFileTakesThePlaceOfTheBuiltInOne) {
  std::string own = finding();
  own.replace(own.find("Mine"), 4, "Ours");
  const Statements read = read_statements({{"5-findings/mine.toml", finding(), ""}}, {{"5-findings/mine.toml", own, ""}}, built_in());
  EXPECT_EQ(read.findings.at("mine").title, "Ours");
}

TEST(Statements, ABrokenConditionIsToldWithFileLineAndColumn) {
  EXPECT_EQ(fault_of_finding(finding("exists(need) and")), "the expression ends where a value should stand (mine.toml:4:25) - complete the expression");
  EXPECT_NE(fault_of_finding(finding("nead.value > 50")).find("no figure, list or word is called 'nead' (mine.toml:4:9) - Did you mean 'need'?"), std::string::npos) << fault_of_finding(finding("nead.value > 50"));
  EXPECT_NE(fault_of_finding(finding("need > 50")).find("write need.value"), std::string::npos) << fault_of_finding(finding("need > 50"));
  EXPECT_NE(fault_of_finding(finding("need.valeu > 50")).find("Did you mean 'value'?"), std::string::npos);
  EXPECT_NE(fault_of_finding(finding("highest(need)")).find("there is no function 'highest'"), std::string::npos);
  EXPECT_NE(fault_of_finding(finding("worse(need, englnd)")).find("Did you mean 'england'?"), std::string::npos);
  EXPECT_NE(fault_of_finding(finding("need.value")).find("a number stands where true or false should"), std::string::npos);
  EXPECT_NE(fault_of_finding(finding("worse(need, england, 3)")).find("takes 2 arguments, not 3"), std::string::npos);
}

TEST(Statements, AnUnknownIndicatorIsToldWithTheNearest) {
  std::string text = finding();
  text.replace(text.find("unmet_need_ocu"), 14, "unmet_need_ocx");
  const std::string fault = fault_of_finding(text);
  EXPECT_NE(fault.find("there is no indicator 'unmet_need_ocx' (mine.toml:7:8)"), std::string::npos) << fault;
  EXPECT_NE(fault.find("Did you mean 'unmet_need_ocu'?"), std::string::npos) << fault;
}

TEST(Statements, ABrokenSentenceIsTold) {
  EXPECT_NE(fault_of_finding(finding("exists(need)", "{need | share_full of {area}.")).find("mine.toml:10"), std::string::npos);
  EXPECT_NE(fault_of_finding(finding("exists(need)", "{need | sharefull}")).find("there is no format 'sharefull' (mine.toml:10:10)"), std::string::npos) << fault_of_finding(finding("exists(need)", "{need | sharefull}"));
  EXPECT_NE(fault_of_finding(finding("exists(need)", "[{need}")).find("an optional part is not closed"), std::string::npos);
  EXPECT_NE(fault_of_finding(finding("exists(need)", "{need.value | trend}")).find("shows a figure, not a number"), std::string::npos);
  EXPECT_NE(fault_of_finding(finding("exists(need)", "{}")).find("a slot is empty"), std::string::npos);
}

TEST(Statements, ActionsThatWaitForEachOtherAreRefused) {
  const std::string fault = fault_of({{"5-findings/mine.toml", finding(), ""},
                                      {"6-actions/one.toml", action("one", "mine", "after = [\"two\"]"), "one.toml"},
                                      {"6-actions/two.toml", action("two", "mine", "after = [\"one\"]"), "two.toml"}});
  EXPECT_EQ(fault, "actions wait for each other in a circle: one after two after one (one.toml:7:9) - take one of them out of 'after'");
}

TEST(Statements, AnActionNamesFindingsThatThereAre) {
  const std::string fault = fault_of({{"5-findings/mine.toml", finding(), ""}, {"6-actions/act.toml", action("act", "mne"), "act.toml"}});
  EXPECT_NE(fault.find("there is no finding 'mne' (act.toml:6:12)"), std::string::npos) << fault;
  const std::string number = fault_of({{"5-findings/mine.toml", finding(), ""}, {"6-actions/act.toml", action("act", "1 > 0"), "act.toml"}});
  EXPECT_NE(number.find("an action applies to findings only"), std::string::npos) << number;
}

/// Every row of the recommendation tables that the product starts from has its statement; each says which it makes again.
TEST(Statements, EveryActionOfTheBuiltInCatalogueCitesWhatWorks) {
  const Statements read = read_statements(built_in_files(), {}, built_in());
  EXPECT_GE(read.findings.size(), 80u);
  EXPECT_GE(read.actions.size(), 45u);
  for (const auto& [id, action] : read.actions) {
    SCOPED_TRACE(id);
    EXPECT_FALSE(action.evidence.empty());
    EXPECT_NE(action.recommendation.find("{area}"), std::string::npos);
    if (!action.measure.empty()) {
      EXPECT_NE(action.direction, "none");
    }
  }
  std::set<std::string> used;
  for (const auto& [id, action] : read.actions) used.insert(action.rests_on.begin(), action.rests_on.end());
  for (const auto& [id, rule] : read.contradictions)
    for (const std::string& name : rule.findings) EXPECT_TRUE(read.findings.contains(name)) << id;
}

}  // namespace
}  // namespace dmp::catalogue
