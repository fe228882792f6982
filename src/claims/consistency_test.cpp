#include "claims/consistency.hpp"

#include <gtest/gtest.h>

#include "claims/sample.hpp"

namespace dmp::claims {
namespace {

/// The verdict and issue of the claim that holds some words, of a text without an edition.
std::string said(const std::string& text, const std::string& words) {
  const Claim claim = claim_with(check_claims(text, {}, lexicon()), words);
  return claim.text.empty() ? "no claim" : claim.verdict + "/" + claim.issue;
}

TEST(Consistency, WeekdaysMustFitTheirDates) {
  // 5 August 2019 was a Monday, 5 September 2019 a Thursday (any calendar).
  const std::string text = "10 Sep 2019\n\nThe conference on Thursday (5 August) was the first.";
  EXPECT_EQ(said(text, "5 August"), "internally inconsistent/weekday");
  EXPECT_NE(claim_with(check_claims(text, {}, lexicon()), "5 August").reason.find("5 September 2019 was a Thursday"), std::string::npos);
  EXPECT_EQ(said("On Wednesday, 26th January 2022, it rained.", "26th"), "supported/");
  EXPECT_EQ(said("date: 19 Feb 2021\n\nOn Wednesday (17 February), two people met.", "17 February"), "supported/");
  EXPECT_EQ(said("On Thursday (5 August) they met.", "5 August"), "cannot be checked/");
  EXPECT_EQ(said("It ended on Monday 31 June 2021.", "31 June"), "internally inconsistent/weekday");
}

TEST(Consistency, SharesGiveWithheldCountsAway) {
  // 5 of 39 is 12.82%, 3 of 26 is 11.54%; no other count up to 5 gives them.
  const std::string text = "Drugs were the reason in 12.8 and 11.5% of cases. The number of exclusions is low (5 or less).";
  EXPECT_EQ(said(text, "12.8"), "internally inconsistent/reveals a suppressed count");
  EXPECT_NE(claim_with(check_claims(text, {}, lexicon()), "12.8").reason.find("5 of 39"), std::string::npos);
  EXPECT_NE(claim_with(check_claims(text, {}, lexicon()), "11.5").reason.find("3 of 26"), std::string::npos);
  EXPECT_EQ(said("It was 50% of cases (5 or less).", "50%"), "cannot be checked/");
}

TEST(Consistency, CountsBehindAShareAreFound) {
  EXPECT_EQ(counts_behind(12.8, 0.1, 5, 2000), (std::vector<std::pair<int, int>>{{5, 39}}));
  EXPECT_EQ(counts_behind(11.5, 0.1, 5, 2000), (std::vector<std::pair<int, int>>{{3, 26}}));
  EXPECT_EQ(counts_behind(29.2, 0.1, 7, 2000), (std::vector<std::pair<int, int>>{{7, 24}}));
  EXPECT_TRUE(counts_behind(0, 0.1, 5, 2000).empty());
}

TEST(Consistency, SharesMustFollowFromTheirCounts) {
  EXPECT_EQ(said("12 of the 40 arrests (25%) were at night.", "25%"), "internally inconsistent/arithmetic");
  EXPECT_EQ(said("12 of the 40 arrests (30%) were at night.", "30%"), "supported/");
}

TEST(Consistency, ChangesMustFollowFromTheirEnds) {
  EXPECT_EQ(said("Seizures rose by 20% from 200 to 300.", "20%"), "internally inconsistent/arithmetic");
  EXPECT_EQ(said("Seizures rose by 50% from 200 to 300.", "50%"), "supported/");
  EXPECT_EQ(said("Seizures fell by 50% from 200 to 300.", "50%"), "internally inconsistent/arithmetic");
  EXPECT_EQ(said("Deaths fell from 58 to 49, a fall of 16%.", "16%"), "supported/");
  EXPECT_EQ(said("Deaths fell from 58 to 49, a fall of 26%.", "26%"), "internally inconsistent/arithmetic");
  EXPECT_EQ(said("Deaths doubled from 100 to 140.", "doubled"), "internally inconsistent/arithmetic");
  EXPECT_EQ(said("Deaths doubled from 100 to 198.", "doubled"), "supported/");
}

TEST(Consistency, MultiplesMustFollowFromTheirRates) {
  EXPECT_EQ(said("The rate is more than double the national rate (0.11 per 100 pupils compared to 0.041 per 100 pupils).", "more than double"), "supported/");
  EXPECT_EQ(said("The rate is more than double the national rate (0.11 per 100 pupils compared to 0.08 per 100 pupils).", "more than double"), "internally inconsistent/arithmetic");
}

TEST(Consistency, PartsMustAddUp) {
  EXPECT_EQ(said("There were 100 arrests, made up of 40 men and 50 women.", "100 arrests"), "internally inconsistent/sum");
  EXPECT_EQ(said("There were 90 arrests, made up of 40 men and 50 women.", "90 arrests"), "supported/");
  EXPECT_EQ(said("55% were men and 35% were women.", "55%"), "internally inconsistent/sum");
  EXPECT_EQ(said("There were 40 arrests, of which 50 were at night.", "50"), "internally inconsistent/arithmetic");
}

TEST(Consistency, ValueUsersAndSpendMustFit) {
  EXPECT_EQ(said("The market of £54 million a year is made by 10,000 users who spend £900 each.", "£900"), "internally inconsistent/arithmetic");
  EXPECT_EQ(said("The market of £54 million a year is made by 10,000 users who spend £5,400 each.", "£5,400"), "supported/");
  EXPECT_EQ(said("They spend £52 million a year, or £1 million a week.", "a week"), "supported/");
  EXPECT_EQ(said("They spend £52 million a year, or £3 million a week.", "a week"), "internally inconsistent/arithmetic");
}

TEST(Consistency, StreetValueIsNoWholesalePrice) {
  const std::string text = "More than 90 kilos of Class A drugs were seized.\nThe Class A drugs seized have a street value of more than £3 million.";
  EXPECT_EQ(said(text, "£3 million"), "internally inconsistent/wrong basis");
  EXPECT_EQ(said("90 kilos of Class A drugs were seized.\nThe Class A drugs have a street value of £7 million.", "£7 million"), "cannot be checked/");
}

TEST(Consistency, OneThingHasOneValue) {
  const std::string text = "Where recorded, 54% of suspects in drug offences were under 25 years.\n\nCrime data suggests that 52% of all suspects of drug crimes were 24 years or younger.";
  EXPECT_EQ(said(text, "54%"), "internally inconsistent/two values");
  EXPECT_EQ(said(text, "52%"), "internally inconsistent/two values");
  EXPECT_EQ(said("The cost of the scheme was £410.\n\nThe cost of the scheme was £570.", "£570"), "internally inconsistent/two values");
  EXPECT_EQ(said("In 2022 the cost of the scheme was £410.\n\nIn 2023 the cost of the scheme was £570.", "£570"), "cannot be checked/");
}

TEST(Consistency, OneShareHasOneWhole) {
  const std::string text = "Drug testing on arrest saw 47% of tests positive.\n\nFor trigger offences, 47% of those arrested were under the influence of drugs.";
  EXPECT_EQ(claim_with(check_claims(text, {}, lexicon()), "47%").verdict, "cannot be checked");
  EXPECT_EQ(check_claims(text, {}, lexicon())[1].issue, "wrong denominator");
}

}  // namespace
}  // namespace dmp::claims
