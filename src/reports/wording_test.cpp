#include "reports/wording.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace dmp::reports {
namespace {

using core::Estimate;

Estimate rate() {
  Estimate row;
  row.area_name = "Luton", row.period = "2023/24", row.unit = "per 1,000 residents", row.quality = "observed";
  row.value = 4.38, row.lower_95 = 4.11, row.upper_95 = 4.66;
  row.comparator = "England", row.comparator_value = 2.6, row.significance = "higher", row.trend = "increasing";
  return row;
}

const NumberStyle kRate = number_style("per 1,000 residents", 4.4, false);

TEST(Wording, WritesFiguresAsTheirUnitAsks) {
  EXPECT_EQ(kRate.phrase(4.38), "4.4 per 1,000 residents");
  EXPECT_EQ(number_style("%", 61, false).figure(60.98), "61.0%");
  EXPECT_EQ(number_style("%", 61, false).interval(12.34, 14.5), "12.3% to 14.5%");
  EXPECT_EQ(number_style("people", 34474, true).phrase(34474), "34,474 people");
  EXPECT_EQ(number_style("GBP per year", 53.8e6, false).phrase(53.8e6), "£53.8 million per year");
  EXPECT_EQ(number_style("GBP", 5402, false).figure(5401.9), "£5,402");
  EXPECT_EQ(number_style("ratio", 1.6, false).figure(1.6), "1.60");
}

TEST(Wording, KeepsSmallRatesApart) {
  const NumberStyle small = number_style("per 1,000 residents", 0.31, false);
  EXPECT_EQ(small.figure(0.238), "0.24");
}

TEST(Wording, HandlesNegativeAndMissingAndUnboundedFigures) {
  EXPECT_EQ(kRate.figure(-0.01), "0.0");
  EXPECT_EQ(kRate.figure(-1234.56), "-1,234.6");
  EXPECT_EQ(kRate.figure(Estimate::kMissing), "");
  EXPECT_EQ(kRate.interval(1, Estimate::kMissing), "");
  EXPECT_EQ(kRate.figure(std::numeric_limits<double>::infinity()), "no upper limit");
  EXPECT_EQ(number_style("GBP", 500, false).figure(-120), "-£120");
}

TEST(Wording, SaysValueIntervalComparisonAndTrend) {
  EXPECT_EQ(finding_sentence(rate(), kRate),
            "In 2023/24, the figure for Luton was 4.4 per 1,000 residents (95% interval 4.1 to 4.7). "
            "This is significantly higher than England (2.6). Over recent periods it has been increasing.");
}

TEST(Wording, ClaimsADifferenceOnlyWhereTheSignificanceDoes) {
  Estimate row = rate();
  row.significance = "not compared";
  EXPECT_EQ(comparison_phrase(row, kRate), "");
  row.significance = "similar";
  EXPECT_EQ(comparison_phrase(row, kRate), "statistically similar to England (2.6)");
  row.significance = "worse";
  EXPECT_EQ(comparison_phrase(row, kRate), "significantly higher than England (2.6), which is worse");
  row.value = 1.2, row.significance = "better";
  EXPECT_EQ(comparison_phrase(row, kRate), "significantly lower than England (2.6), which is better");
}

TEST(Wording, HedgesWhatIsModelled) {
  Estimate row = rate();
  row.quality = "modelled";
  EXPECT_NE(finding_sentence(row, kRate).find("was an estimated 4.4"), std::string::npos);
}

TEST(Wording, NeverNamesANumberThatIsWithheld) {
  for (const char* why : {"suppressed", "missing", "not applicable"}) {
    Estimate row = rate();
    row.suppressed = why;
    const std::string sentence = finding_sentence(row, kRate);
    EXPECT_EQ(sentence.find("4."), std::string::npos) << sentence;
    EXPECT_EQ(comparison_phrase(row, kRate), "");
    EXPECT_EQ(mark_word(row), why);
  }
}

TEST(Wording, TakesAValueThatIsNoNumberAsMissing) {
  Estimate row = rate();
  row.value = Estimate::kMissing;
  EXPECT_FALSE(shown(row));
  EXPECT_EQ(mark(row), "[x]");
}

TEST(Wording, SaysNothingOfATrendThatCannotBeCalculated) {
  Estimate row = rate();
  row.trend = "cannot be calculated";
  EXPECT_EQ(trend_sentence(row), "");
  row.trend = "no significant change";
  EXPECT_EQ(trend_sentence(row), "There has been no significant change over recent periods.");
}

TEST(Wording, AShareOfAKindOfPeopleHasItsSignAtTheFigure) {
  const NumberStyle style = number_style("% of residents aged 18 and over", 1.5, false);
  EXPECT_EQ(style.phrase(1.46), "1.5% of residents aged 18 and over");
  EXPECT_EQ(style.interval(1.2, 1.9), "1.2% to 1.9%");
  EXPECT_EQ(unit_title(style), "Per cent of residents aged 18 and over");
  EXPECT_EQ(unit_title(number_style("%", 10, false)), "Per cent");
  EXPECT_EQ(unit_title(number_style("per 1,000 residents", 10, false)), "Per 1,000 residents");
}

TEST(Wording, SignificantDigitsHaveNoNeedlessZeros) {
  EXPECT_EQ(significant_text(43312, 3), "43,300");
  EXPECT_EQ(significant_text(10.8, 3), "10.8");
  EXPECT_EQ(significant_text(0.728, 3), "0.728");
  EXPECT_EQ(significant_text(2.9, 3), "2.9");
  EXPECT_EQ(significant_text(73.1, 2), "73");
  EXPECT_EQ(significant_text(9.996, 3), "10");
  EXPECT_EQ(significant_text(-0.0421, 2), "-0.042");
  EXPECT_EQ(significant_text(0, 3), "0");
  EXPECT_EQ(significant_text(Estimate::kMissing, 3), "");
}

TEST(Wording, PeriodsReadAsProse) {
  Estimate row = rate();
  row.period = "2022/23-2024/25";
  EXPECT_TRUE(finding_sentence(row, kRate).starts_with("In the three years to March 2025, the figure for ")) << finding_sentence(row, kRate);
}

TEST(Wording, DrugsHaveTheirNamesAlsoBesideABasis) {
  const std::map<std::string, std::string> names = {{"mdma", "MDMA (ecstasy)"}, {"cannabis herbal", "Herbal cannabis"}};
  EXPECT_EQ(drug_label(names, "mdma"), "MDMA (ecstasy)");
  EXPECT_EQ(drug_label(names, "cannabis herbal, street"), "Herbal cannabis, street");
  EXPECT_EQ(drug_label(names, "any drug"), "Any drug");
  EXPECT_EQ(drug_label(names, "Operation Example, mdma, wholesale"), "Operation Example, MDMA (ecstasy), wholesale");
  EXPECT_EQ(drug_label({}, ""), "");
}

TEST(Wording, CapitalisesTheFirstLetter) {
  EXPECT_EQ(capitalised("cannabis herbal"), "Cannabis herbal");
  EXPECT_EQ(capitalised(""), "");
}

}  // namespace
}  // namespace dmp::reports
