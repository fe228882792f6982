#include "claims/check.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "claims/sample.hpp"
#include "core/errors.hpp"

namespace dmp::claims {
namespace {

TEST(Claims, ThatFitAreSupportedWithTheEstimate) {
  const Claims claims = check("In 2023/24 there were 1,439 adults in treatment in Alder.");
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].verdict, "supported");
  EXPECT_EQ(claims[0].estimate_id, "adults_in_treatment:A1:2023/24");
  EXPECT_EQ(claims[0].place, "Alder");
  EXPECT_EQ(claims[0].period, "2023/24");
  EXPECT_EQ(claims[0].subject, "Adults in treatment");
}

TEST(Claims, ThatDoNotFitAreContradicted) {
  EXPECT_EQ(check("In 2023/24 there were 1,900 adults in treatment in Alder.")[0].verdict, "contradicted");
  EXPECT_EQ(check("In 2023/24 there were 1,900 adults in treatment in the county.")[0].verdict, "contradicted");
}

TEST(Claims, OfAnotherPlaceOrPeriodSaySo) {
  const Claim place = check("In 2023/24 there were 561 adults in treatment in Alder.")[0];
  EXPECT_EQ(place.verdict, "contradicted");
  EXPECT_EQ(place.issue, "wrong place");
  EXPECT_NE(place.reason.find("Birch"), std::string::npos);
  const Claim period = check("In 2022/23 there were 1,439 adults in treatment in Alder.")[0];
  EXPECT_EQ(period.issue, "wrong period");
}

TEST(Claims, OfAnOlderPeriodThatTellNoneGetACaveat) {
  const Claim claim = check("There are 1,339 adults in treatment in Alder.")[0];
  EXPECT_EQ(claim.verdict, "supported with caveat");
  EXPECT_EQ(claim.issue, "other period");
}

TEST(Claims, HedgesHoldOnlyOnTheirSide) {
  EXPECT_EQ(check("Almost 1,500 adults were in treatment in Alder in 2023/24.")[0].verdict, "supported");
  EXPECT_EQ(check("More than 1,400 adults were in treatment in Alder in 2023/24.")[0].verdict, "supported");
  EXPECT_EQ(check("More than 1,500 adults were in treatment in Alder in 2023/24.")[0].verdict, "contradicted");
  EXPECT_EQ(check("Fewer than 1,400 adults were in treatment in Alder in 2023/24.")[0].verdict, "contradicted");
  EXPECT_EQ(check("Up to 1,500 adults were in treatment in Alder in 2023/24.")[0].verdict, "supported");
  EXPECT_EQ(check("About 1,400 adults were in treatment in Alder in 2023/24.")[0].verdict, "supported");
}

TEST(Claims, ThatLoseTheHedgeOfAModelGetACaveat) {
  const Claim claim = check("There are 34,000 people who use drugs in Northshire.")[0];
  EXPECT_EQ(claim.verdict, "supported with caveat");
  EXPECT_EQ(claim.issue, "lost hedge");
  const Claims twice = check("Up to £54 million is spent on drugs in the county every year. The market value of drugs is £54 million in the county.");
  EXPECT_EQ(twice[1].issue, "lost hedge");
}

TEST(Claims, OneInTenIsHeldAgainstTheShare) {
  const Claim claim = check("Almost one in 10 adults aged 16 to 59 in Northshire use any drug.")[0];
  EXPECT_EQ(claim.verdict, "supported with caveat");
  EXPECT_NE(claim.reason.find("1 in 11"), std::string::npos) << claim.reason;
}

TEST(Claims, OfTheWrongWholeAreContradicted) {
  const Claim claim = check("Of those arrested in Northshire in 2023/24 who took drug tests on arrest, 47% of arrests were positive.")[0];
  EXPECT_EQ(claim.issue, "wrong denominator");
  const Claim rate = check("Police-recorded drug offences in Alder were 5.1 per 100,000 in 2023/24.")[0];
  EXPECT_EQ(rate.verdict, "contradicted");
  EXPECT_EQ(rate.issue, "wrong denominator");
}

TEST(Claims, AreHeldAgainstCountsOfRates) { EXPECT_EQ(check("In 2023/24 Alder had 510 police-recorded drug offences.")[0].verdict, "supported"); }

TEST(Claims, InListsGoWithPlacesInLists) {
  const Claims claims = check("Unmet need of opiate and crack users was 60.7% and 48.2% in Alder and Birch respectively in 2023/24.");
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_EQ(claims[0].place, "Alder");
  EXPECT_EQ(claims[1].place, "Birch");
  EXPECT_EQ(claims[0].verdict, "supported");
  EXPECT_EQ(claims[1].verdict, "supported");
}

TEST(Claims, OfTheNationAreHeldAgainstTheComparator) {
  const Claims claims = check("In Alder unmet need of opiate and crack users is higher than the national average (60.7% compared with 57.6%).");
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_EQ(claims[0].place, "Alder");
  EXPECT_EQ(claims[1].place, "England");
  EXPECT_EQ(claims[1].verdict, "supported");
}

TEST(Claims, OfChangesAreMeasured) {
  EXPECT_EQ(check("Adults in treatment in Alder rose by 7.5% in 2023/24.")[0].verdict, "supported");
  EXPECT_EQ(check("Adults in treatment in Alder fell by 7.5% in 2023/24.")[0].verdict, "contradicted");
  EXPECT_EQ(check("Adults in treatment in Alder have risen by 7.5% since 2022/23.")[0].verdict, "supported");
  EXPECT_EQ(check("Adults in treatment in Alder have risen by 17% since 2022/23.")[0].verdict, "contradicted");
  EXPECT_EQ(check("Adults in treatment in Alder have doubled since 2022/23.")[0].verdict, "contradicted");
  EXPECT_EQ(check("Adults in treatment in Alder are 100 more than in 2022/23.")[0].verdict, "supported");
}

TEST(Claims, OfSuppressedFiguresAreNotConfirmed) {
  const Claim claim = check("In 2023/24 there were 3 young people in treatment in Birch.")[0];
  EXPECT_EQ(claim.verdict, "cannot be checked");
  EXPECT_EQ(claim.issue, "suppressed figure");
}

TEST(Claims, OfOneEventAreNotHeldAgainstAYear) {
  core::Estimates year = small_edition();
  year.push_back(figure("operation_arrests", "Arrests by drug operations", "Northshire", "2023/24", "arrests", 400));
  EXPECT_EQ(check_claims("The operation ended with 63 arrests.", year, lexicon())[0].verdict, "cannot be checked");
  EXPECT_EQ(check_claims("Drug operations brought 63 arrests in Northshire in 2023/24.", year, lexicon())[0].verdict, "contradicted");
  EXPECT_EQ(check_claims("The operation ended with 630 arrests.", year, lexicon())[0].verdict, "contradicted");
}

TEST(Claims, OfPlacesWithoutFiguresAreNotHeldAgainstOthers) {
  const Claim claim = check("In Birmingham 1,900 adults were in treatment in 2023/24.")[0];
  EXPECT_EQ(claim.verdict, "cannot be checked");
  EXPECT_EQ(claim.place, "Birmingham");
}

TEST(Claims, OfATextAboutAnotherPlaceAreNotHeldAgainstTheProfile) {
  const Claims claims = check("In Birmingham drug use fell. Services in Solihull and in Coventry and across Warwickshire work together.\n\nIn 2023/24 there were 1,900 adults in treatment.");
  EXPECT_EQ(claims.back().verdict, "cannot be checked");
}

TEST(Claims, OfATextAboutAnotherPlaceMeanItsOwnCounty) {
  const Claims claims = check("In Birmingham drug use fell. Services in Solihull and in Coventry work together.\n\nIn 2023/24 there were 1,900 adults in treatment in the county.");
  EXPECT_EQ(claims.back().verdict, "cannot be checked");
  EXPECT_NE(claims.back().reason.find("the places that the text is about"), std::string::npos) << claims.back().reason;
}

TEST(Claims, OfThoseWhoDoNotAreHeldAgainstTheRest) {
  ASSERT_EQ(check("In 2023/24 47% of drug tests on arrest in Northshire were positive.")[0].verdict, "supported");
  const Claim rest = check("In 2023/24 53% of drug tests on arrest in Northshire were not positive.")[0];
  EXPECT_EQ(rest.verdict, "supported with caveat") << rest.reason;
  EXPECT_NE(rest.reason.find("the rest of"), std::string::npos) << rest.reason;
  EXPECT_EQ(check("In 2023/24 40% of drug tests on arrest in Northshire were not positive.")[0].verdict, "cannot be checked");
  EXPECT_EQ(check("In 2023/24 40% of drug tests on arrest in Northshire were positive.")[0].verdict, "contradicted");
}

TEST(Claims, OfThoseInTreatmentAreHeldAgainstTheRestOfUnmetNeed) {
  EXPECT_EQ(check("In 2023/24 60.7% of people in Alder who use opiates or crack were not in treatment.")[0].verdict, "supported");
  EXPECT_EQ(check("In 2023/24 39.3% of people in Alder who use opiates or crack were in treatment.")[0].verdict, "supported");
  EXPECT_EQ(check("In 2023/24 70% of people in Alder who use opiates or crack were not in treatment.")[0].verdict, "contradicted");
  EXPECT_NE(check("In 2023/24 70% of people in Alder who use opiates or crack were in treatment.")[0].verdict, "contradicted");
}

TEST(Claims, OfASentenceThatHasASubjectAreNotAboutTheOneBefore) {
  core::Estimates figures = small_edition();
  figures.push_back(figure("area_share_of_drug_crime", "Share of the county's drug crime", "Alder", "2023/24", "%", 54.8));
  figures.push_back(figure("unemployed_at_start", "Unemployed at the start", "Alder", "2023/24", "%", 66));
  const Claims claims = check_claims("In 2023/24 Alder accounts for more than half of all drug crimes within Northshire. Almost two thirds of adults who began treatment in Alder in 2023/24 were unemployed.", figures, lexicon());
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_EQ(claims[0].place, "Alder");
  EXPECT_EQ(claims[0].verdict, "supported") << claims[0].reason;
  EXPECT_EQ(claims[1].subject, "Unemployed at the start") << claims[1].reason;
  EXPECT_EQ(claims[1].verdict, "supported") << claims[1].reason;
}

TEST(Claims, AreFoundWithoutAnEdition) {
  const Claims claims = check_claims("34,000 people", {}, lexicon());
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].verdict, "cannot be checked");
}

TEST(Claims, OfAHundredPagesAreAllFoundAndJudgedAlike) {
  std::string text;
  while (text.size() < 300'000) text += "In 2023/24 there were 1,439 adults in treatment in Alder, 7% more than in 2022/23. Almost 60% of them are men. About £54 million a year is spent on cocaine in the county by 34,000 people.\n\n";
  const Claims claims = check(text);
  const std::size_t paragraphs = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) / 2, each = claims.size() / paragraphs;
  ASSERT_GT(claims.size(), 5000U);
  ASSERT_EQ(claims.size(), each * paragraphs);
  for (std::size_t i = each; i < claims.size(); ++i) ASSERT_EQ(claims[i].verdict, claims[i % each].verdict) << i;
}

TEST(Claims, OfAListOfNumbersWithoutEndAreRefused) {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += "12% of 34 people. ";
  EXPECT_THROW(check(text), core::UserError);
}

}  // namespace
}  // namespace dmp::claims
