// Populations that nearly coincide: periods and bands that overlap, indicators that count some of each other's people.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "disclosure/invented_figures.hpp"
#include "disclosure/released_audit.hpp"
#include "disclosure/release.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;
using testing::figure;

Estimate over(const std::string& from, const std::string& to, double count) {
  Estimate row = figure("people", from + to, count);
  row.period = from + "/" + to;
  row.period_start = from;
  row.period_end = to;
  return row;
}

Estimate aged(const std::string& band, double count) {
  Estimate row = figure("people", band, count);
  row.age = band;
  return row;
}

Policy counting(const std::vector<std::string>& indicators) {
  Policy made;
  for (const std::string& id : indicators) made.indicators[id] = {"SELECT " + id, "", false, false, false};
  return made;
}

std::size_t suppressed(const Released& released) {
  return static_cast<std::size_t>(std::count_if(released.estimates.begin(), released.estimates.end(), [](const Estimate& row) { return row.suppressed == "suppressed"; }));
}

/// Nothing is small by itself, something follows: the attack finds it where all is shown, and nothing after the release.
void expect_mended(const core::Estimates& rows, const Policy& policy) {
  const Released released = release(rows, policy);
  EXPECT_GT(suppressed(released), 0U);
  EXPECT_LT(suppressed(released), rows.size());
  EXPECT_TRUE(released.unprotected.empty());
  EXPECT_TRUE(attack(rows, released.estimates, policy).empty());
}

/// A count beside an expected one that is less (a place without residents has drug crime all the same) is nothing to work it out from.
TEST(LinkedRelease, AnExpectedCountIsNoWholeOfTheCount) {
  Estimate share = figure("share", "share", 3), quotient = figure("quotient", "quotient", 3);
  share.unit = "%";
  share.denominator = 100;
  share.value = 3;
  quotient.unit = "ratio";
  quotient.denominator = 0;
  quotient.value = Estimate::kMissing;
  Policy policy;
  policy.indicators["share"] = {"SELECT crimes", "SELECT all", true, true, false};
  policy.indicators["quotient"] = {"SELECT crimes", "SELECT expected", false, false, false};
  const core::Estimates rows = {share, quotient};
  const Released released = release(rows, policy);
  EXPECT_EQ(suppressed(released), 2U);
  EXPECT_TRUE(attack(rows, released.estimates, policy).empty());
}

TEST(LinkedRelease, AYearAndElevenOfItsMonthsTellTheTwelfth) {
  expect_mended({over("2023-04-01", "2024-03-31", 60), over("2023-04-01", "2024-02-29", 58)}, counting({"people"}));
}

TEST(LinkedRelease, AYearAndTheMonthsWithinItTellWhatLiesAround) {
  // April and March together had two.
  expect_mended({over("2023-04-01", "2024-03-31", 60), over("2023-05-01", "2024-02-29", 58)}, counting({"people"}));
}

TEST(LinkedRelease, RollingYearsAndOneMonthTellAnother) {
  // April 2023 to March 2024 is 60, May 2023 to April 2024 is 55, April 2023 alone is 8: April 2024 had three.
  expect_mended({over("2023-04-01", "2024-03-31", 60), over("2023-05-01", "2024-04-30", 55), over("2023-04-01", "2023-04-30", 8)}, counting({"people"}));
}

TEST(LinkedRelease, RollingYearsThatOverlapByElevenMonthsAreShownWhereTheyTellNothing) {
  const core::Estimates rows = {over("2023-04-01", "2024-03-31", 60), over("2023-05-01", "2024-04-30", 57), over("2023-06-01", "2024-05-31", 63)};
  EXPECT_EQ(suppressed(release(rows, counting({"people"}))), 0U);
}

TEST(LinkedRelease, BandsOfAgeThatOverlapTellWhatLiesBetween) {
  expect_mended({aged("18-64", 50), aged("18-59", 47), aged("25-59", 30)}, counting({"people"}));
}

TEST(LinkedRelease, ManyWaysToCutAgesAndMonthsHoldAgainstTheAttack) {
  std::mt19937_64 random(7);
  for (int turn = 0; turn < 60; ++turn) {
    std::vector<double> months(18);
    for (double& month : months) month = static_cast<double>(random() % 9);
    core::Estimates rows;
    for (int stretch = 0; stretch < 7; ++stretch) {
      const std::size_t from = random() % 16, to = from + 1 + random() % (17 - from);
      double sum = 0;
      for (std::size_t month = from; month < to; ++month) sum += months[month];
      const auto day = [](std::size_t month, bool last) {
        const std::string name = std::to_string(2023 + month / 12) + "-" + (month % 12 < 9 ? "0" : "") + std::to_string(month % 12 + 1);
        return name + (last ? "-28" : "-01");
      };
      // The days between the 28th and the 1st are pieces of their own that nobody shows.
      Estimate row = over(day(from, false), day(to - 1, true), sum);
      if (std::none_of(rows.begin(), rows.end(), [&](const Estimate& other) { return other.estimate_id == row.estimate_id; })) rows.push_back(row);
    }
    const Policy policy = counting({"people"});
    const Released released = release(rows, policy);
    const auto pinned = attack(rows, released.estimates, policy);
    EXPECT_TRUE(pinned.empty()) << turn << ": " << pinned.front().estimate_id << " is " << pinned.front().value;
  }
}

TEST(LinkedRelease, AnIndicatorThatCountsSomeOfAnothersPeopleLeavesARest) {
  Policy policy = counting({"in_treatment", "opiate_clients"});
  policy.indicators["opiate_clients"].part_of = {"in_treatment"};
  const core::Estimates rows = {figure("in_treatment", "all", 50), figure("opiate_clients", "all", 48)};
  EXPECT_EQ(suppressed(release(rows, counting({"in_treatment", "opiate_clients"}))), 0U) << "undeclared, nothing is known of the two who do not use opiates";
  expect_mended(rows, policy);
}

TEST(LinkedRelease, IndicatorsThatAreDeclaredToCountTheSameAreHeldBackTogether) {
  Policy policy = counting({"offences", "trafficking"});
  policy.indicators["trafficking"] = {"SELECT offence IN ('trafficking')", "SELECT drug offences", true, true, false};
  policy.indicators["trafficking"].share_of = "offences";
  Estimate share = figure("trafficking", "all", 3);
  share.unit = "%";
  share.denominator = 30;
  share.value = 10;
  Estimate small = figure("trafficking", "small", 0);
  small.unit = "%";
  small.denominator = 3;
  small.value = 0;
  small.area_code = "B";
  Estimate offences = figure("offences", "small", 3);
  offences.area_code = "B";
  const core::Estimates rows = {figure("offences", "all", 30), share, offences, small};
  const Released released = release(rows, policy);
  EXPECT_EQ(released.estimates[0].suppressed, "");
  EXPECT_EQ(released.estimates[1].denominator, 30);
  EXPECT_EQ(released.estimates[2].suppressed, "suppressed");
  EXPECT_TRUE(std::isnan(released.estimates[3].denominator));
}

TEST(LinkedRelease, UnmetNeedTellsHowManyAreInTreatment) {
  Policy policy = counting({"in_treatment"});
  policy.indicators["unmet"] = {"SELECT in treatment", "SELECT need", false, true, false};
  policy.indicators["unmet"].counts_the_rest = true;
  policy.indicators["unmet"].part_of = {"in_treatment"};
  Estimate unmet = figure("unmet", "all", 951);  // of a need of 1,000: 49 are treated, 50 of whatever kind
  unmet.denominator = 1000;
  unmet.unit = "%";
  unmet.value = 95.1;
  expect_mended({figure("in_treatment", "all", 50), unmet}, policy);
}

TEST(LinkedRelease, WomenOfAnAgeAreWhatThatAgeLeavesOfItsMen) {
  Policy policy = counting({"in_treatment", "pyramid"});
  policy.indicators["pyramid"].count_of = "in_treatment";
  core::Estimates rows;
  const auto add = [&](Estimate row, const std::string& age, const std::string& category) {
    row.age = age;
    row.category = category;
    if (!category.empty()) row.category_type = "sex and age";
    rows.push_back(row);
  };
  add(figure("in_treatment", "all", 60), "All ages", "");
  add(figure("in_treatment", "65+", 22), "65+", "");
  add(figure("in_treatment", "18-64", 38), "18-64", "");
  add(figure("pyramid", "all", 60), "All ages", "");
  add(figure("pyramid", "women", 2), "All ages", "Female, 65+");
  add(figure("pyramid", "men", 20), "All ages", "Male, 65+");
  add(figure("pyramid", "younger women", 18), "All ages", "Female, 18-64");
  add(figure("pyramid", "younger men", 20), "All ages", "Male, 18-64");
  core::Estimates careless = rows;
  careless[4].value = careless[4].count = Estimate::kMissing;
  EXPECT_FALSE(attack(rows, careless, policy).empty());
  const Released released = release(rows, policy);
  EXPECT_EQ(released.estimates[4].suppressed, "suppressed");
  EXPECT_TRUE(attack(rows, released.estimates, policy).empty());
}

Estimate step(const std::string& category, double count) {
  Estimate row = figure("journey", category, count);
  row.category_type = category.empty() ? "" : "step of the journey";
  row.category = category;
  return row;
}

TEST(LinkedRelease, TheStepsOfAWayAddUpAtItsNodes) {
  // Who is known to have started, and all ways but one, tell that one; so do all who arrive at a treatment and all but one of its exits.
  const core::Estimates rows = {step("", 60),
                                step("1 self > prescribing", 20), step("1 GP > prescribing", 10), step("1 self > talking", 17), step("1 GP > talking", 13),
                                step("2 prescribing > completed", 18), step("2 prescribing > left", 9), step("2 prescribing > transferred", 3),
                                step("2 talking > completed", 16), step("2 talking > left", 8), step("2 talking > transferred", 6)};
  core::Estimates careless = rows;
  careless[7].value = careless[7].count = Estimate::kMissing;
  EXPECT_EQ(attack(rows, careless, counting({"journey"})).size(), 1U);
  // Another hidden exit of the same treatment protects it, one of the other treatment does not.
  core::Estimates beside = careless;
  beside[10].value = beside[10].count = Estimate::kMissing;
  EXPECT_FALSE(attack(rows, beside, counting({"journey"})).empty());
  expect_mended(rows, counting({"journey"}));
}

TEST(LinkedRelease, AWayThatLosesPeopleBetweenTwoStepsTellsWhatItKeeps) {
  // Five of 30 are still there: what leaves a treatment does not tell what arrived.
  const core::Estimates rows = {step("", 60), step("1 self > talking", 30), step("1 GP > talking", 30), step("2 talking > completed", 30), step("2 talking > left", 25)};
  const Released released = release(rows, counting({"journey"}));
  EXPECT_EQ(suppressed(released), 0U);
}

TEST(LinkedRelease, CompletionsThatLastAreSomeOfTheCompletionsThatTheOthersAreAShareOf) {
  Policy policy = counting({"lasting"});
  policy.indicators["back"] = {"SELECT completions, came back", "SELECT completions, came back", true, true, false};
  policy.indicators["lasting"].part_of_denominator = {"back"};
  Estimate back = figure("back", "all", 3);
  back.unit = "%";
  back.denominator = 53;
  back.value = 100 * 3.0 / 53;
  const core::Estimates rows = {figure("lasting", "all", 50), back};
  // 53 completions and 50 that last would leave the three who came back.
  const Released released = release(rows, policy);
  EXPECT_EQ(released.estimates[1].suppressed, "suppressed");
  EXPECT_TRUE(released.estimates[0].suppressed == "suppressed" || std::isnan(released.estimates[1].denominator));
  EXPECT_TRUE(attack(rows, released.estimates, policy).empty());
  policy.indicators["lasting"].part_of_denominator.clear();
  const Released undeclared = release(rows, policy);
  EXPECT_EQ(undeclared.estimates[0].count, 50);
  EXPECT_EQ(undeclared.estimates[1].denominator, 53);
}

/// Three indicators over the same places that nobody declared to belong together, of which the third is everywhere the sum of the others.
core::Estimates undeclared(int places, double last) {
  core::Estimates rows;
  for (int place = 0; place < places; ++place) {
    const double men = 20 + place * 7 % 11, women = place + 1 == places ? last : 9 + place * 5 % 13;
    for (const auto& [indicator, count] : {std::pair("men", men), std::pair("women", women), std::pair("suspects", men + women)}) {
      Estimate row = figure(indicator, std::to_string(place), count);
      row.area_code = row.area_name = "A" + std::to_string(place);
      rows.push_back(row);
    }
  }
  return rows;
}

TEST(LinkedRelease, SumsThatHoldEverywhereAreFoundWithoutBeingDeclared) {
  const Policy policy = counting({"men", "women", "suspects"});
  const core::Estimates rows = undeclared(12, 3);
  core::Estimates careless = rows;
  careless[careless.size() - 2].value = careless[careless.size() - 2].count = Estimate::kMissing;
  EXPECT_EQ(attack(rows, careless, policy).size(), 1U);
  const Released released = release(rows, policy);
  EXPECT_EQ(suppressed(released), 2U);
  EXPECT_TRUE(attack(rows, released.estimates, policy).empty());
}

TEST(LinkedRelease, ASumThatHoldsInFewPlacesMayBeAnAccident) { EXPECT_EQ(suppressed(release(undeclared(3, 3), counting({"men", "women", "suspects"}))), 1U); }

TEST(LinkedRelease, ASumThatFailsOnceIsNone) {
  core::Estimates rows = undeclared(12, 3);
  rows[2].count = rows[2].value = rows[2].count + 1;
  EXPECT_EQ(suppressed(release(rows, counting({"men", "women", "suspects"}))), 1U);
}

TEST(LinkedRelease, ANumberInANoteIsACountToo) {
  Estimate row = figure("people", "all", 40);
  row.note = "2 without a known age are left out; denominator of 2022 for 2023";
  EXPECT_EQ(release({row}, counting({"people"})).estimates[0].note, "fewer than 5 without a known age are left out; denominator of 2022 for 2023");
}

Policy measuring() {
  Policy policy;
  policy.indicators["cash"] = {"SELECT cash", "", false, false, true};
  policy.indicators["cash"].dominance = {.largest = 2, .share = 0.85, .within = 0.1};
  for (const char* area : {"A", "B", "C"}) policy.members.emplace_back("County", area);
  return policy;
}

Estimate cash(const std::string& area, double sum) {
  Estimate row = figure("cash", area, sum);
  row.area_code = row.area_name = area;
  row.area_type = area == "County" ? "county" : "authority";
  row.unit = "GBP";
  return row;
}

TEST(LinkedRelease, ASumThatOneSeizureDominatesGoesWithWhatWouldTellIt) {
  Policy policy = measuring();
  policy.largest = {{"cash:A:County", {5000, 900, 800}}, {"cash:A:A", {5000, 10}}, {"cash:A:B", {900, 800, 700}}, {"cash:A:C", {600, 500, 400}}};
  const core::Estimates rows = {cash("County", 12000), cash("A", 5010), cash("B", 3990), cash("C", 3000)};
  core::Estimates careless = rows;
  careless[1].count = careless[1].value = Estimate::kMissing;
  EXPECT_EQ(attack(rows, careless, policy).size(), 1U);
  const Released released = release(rows, policy);
  EXPECT_EQ(released.estimates[1].suppressed, "suppressed");
  EXPECT_EQ(suppressed(released), 2U);
  EXPECT_EQ(released.estimates[0].suppressed, "");
  EXPECT_TRUE(attack(rows, released.estimates, policy).empty());
}

TEST(LinkedRelease, ASumWithManyContributorsIsShown) {
  Policy policy = measuring();
  policy.largest = {{"cash:A:A", {120, 110, 100}}};
  EXPECT_EQ(suppressed(release({cash("A", 2000)}, policy)), 0U);
}

}  // namespace
}  // namespace dmp::disclosure
