#include "claims/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "claims/sample.hpp"

namespace dmp::claims {
namespace {

struct Expected {
  const char* text;
  double value, high;
  const char *unit, *hedge;
};

constexpr double kNone = Claim::kMissing;

class EveryForm : public testing::TestWithParam<Expected> {};

TEST_P(EveryForm, OfANumberIsRead) {
  const Expected& expected = GetParam();
  const Claims claims = check_claims(expected.text, {}, lexicon());
  ASSERT_EQ(claims.size(), 1U) << expected.text;
  EXPECT_NEAR(claims[0].value, expected.value, 1e-6 * std::abs(expected.value)) << expected.text;
  if (std::isnan(expected.high)) EXPECT_TRUE(std::isnan(claims[0].value_high)) << expected.text;
  else EXPECT_NEAR(claims[0].value_high, expected.high, 1e-6 * expected.high) << expected.text;
  EXPECT_EQ(claims[0].unit, expected.unit) << expected.text;
  EXPECT_EQ(claims[0].hedge, expected.hedge) << expected.text;
}

INSTANTIATE_TEST_SUITE_P(Claims, EveryForm,
                         testing::Values(Expected{"There are 34,000 people using drugs.", 34000, kNone, "people", ""}, Expected{"They spent up to £54 million on it.", 54e6, kNone, "GBP", "up to"},
                                         Expected{"They spend around £59m a year.", 59e6, kNone, "GBP a year", "around"}, Expected{"Almost one in 10 use drugs.", 10, kNone, "%", "almost"},
                                         Expected{"Two thirds are male.", 200.0 / 3, kNone, "%", ""}, Expected{"Three-quarters of them are male.", 75, kNone, "%", ""}, Expected{"Over half of cases were closed.", 50, kNone, "%", "over"},
                                         Expected{"The number doubled.", 2, kNone, "times", ""}, Expected{"It has almost quadrupled.", 4, kNone, "times", "almost"}, Expected{"Rates halved.", 0.5, kNone, "times", ""},
                                         Expected{"Some 200 to 500kg come through a month.", 200, 500, "kg a month", "some"}, Expected{"A rate of 4.2 per 1,000 residents.", 4.2, kNone, "per 1,000", ""},
                                         Expected{"A share of 9.5 per cent was lost.", 9.5, kNone, "%", ""}, Expected{"Between 62% and 68% agreed.", 62, 68, "%", ""}, Expected{"64–75% of clients agreed.", 64, 75, "%", ""},
                                         Expected{"Twenty-four people were held.", 24, kNone, "people", ""}, Expected{"Two hundred and fifty arrests followed.", 250, kNone, "arrests", ""}, Expected{"Half a million pounds was spent.", 5e5, kNone, "GBP", ""},
                                         Expected{"Tens of thousands of pounds were found.", 1e4, 1e5, "GBP", "tens of thousands"}, Expected{"All but one of the gangs were known.", 1, kNone, "gangs", "all but"},
                                         Expected{"They found 1.2 tonnes.", 1200, kNone, "kg", ""}, Expected{"He got 26 wraps of it.", 26, kNone, "wraps", ""}, Expected{"There were no deaths.", 0, kNone, "deaths", ""},
                                         Expected{"Nine out of ten came back.", 90, kNone, "%", ""}, Expected{"It was jailed for two years and six months.", 2.5, kNone, "years", ""}, Expected{"£5-6 million was spent.", 5e6, 6e6, "GBP", ""},
                                         Expected{"¾ agreed.", 75, kNone, "%", ""}, Expected{"1/4 agreed.", 25, kNone, "%", ""}, Expected{"Fewer than 5 clients were seen.", 5, kNone, "clients", "fewer than"},
                                         Expected{"Around Â£59 million was spent.", 59e6, kNone, "GBP", "around"}, Expected{"It costs £50 a gram.", 50, kNone, "GBP a gram", ""}, Expected{"It was three times the average.", 3, kNone, "times", ""},
                                         Expected{"5 or fewer cases were seen.", 5, kNone, "", "or fewer"}, Expected{"Use rose by 12 percentage points.", 12, kNone, "%", ""}, Expected{"A tenfold rise.", 10, kNone, "times", ""}));

TEST(Quantities, LeaveOutNumbersThatCountNothing) {
  for (const char* text : {"Call 101 or 0800 555 111.", "He is Mohammed Khan, 33, of Luton.", "People aged 16 to 59 and under 18s.", "In 2019, in 2020/21 and from 2009/10-11/12.", "The 10-year plan and a 12-month period.", "On 26 January 2022 at 2:14 pm.",
                           "See section 4, table 3 and page 12.", "LSOA Luton 018F and the M1.", "An AK47 rifle.", "Drugs are available 24/7.", "1. Introduction", "Class A drugs and class B drugs.", "Over the last four years it grew.", "www.example.org/2021/05", "All three areas agree.",
                           "16-17-year-olds", "The first quarter and the second half.", "One of those things.", "In all areas of the county in the two years to March 2025."})
    EXPECT_TRUE(check_claims(text, {}, lexicon()).empty()) << text << " gave " << check_claims(text, {}, lexicon())[0].text;
}

TEST(Quantities, OfMarkdownKeepTheirHedgesAndNouns) {
  const Claims claims = check_claims("They spent up to **£54 million** and **34,000** people took *almost half*.\n\n* 12% of clients\n", {}, lexicon());
  ASSERT_EQ(claims.size(), 4U);
  EXPECT_EQ(claims[0].hedge, "up to");
  EXPECT_EQ(claims[0].text, "up to **£54 million");
  EXPECT_EQ(claims[1].unit, "people");
  EXPECT_EQ(claims[2].hedge, "almost");
  EXPECT_EQ(claims[3].value, 12);
}

TEST(Quantities, InAListShareTheUnitOfTheLast) {
  const Claims claims = check_claims("In 12.8 and 11.5% of cases.", {}, lexicon());
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_EQ(claims[0].unit, "%");
  EXPECT_EQ(claims[1].value, 11.5);
}

TEST(Quantities, OffsetsCountCharacters) {
  const std::string text = "Café £5m – “so” 12% of clients.";
  for (const Claim& claim : check_claims(text, {}, lexicon())) {
    std::size_t byte = 0;
    for (std::size_t characters = 0; characters < claim.start; ++byte)
      if ((static_cast<unsigned char>(text[byte + 1]) & 0xC0U) != 0x80) ++characters;
    EXPECT_EQ(text.compare(byte, claim.text.size(), claim.text), 0) << claim.text;
  }
}

TEST(Quantities, FromAndToAreTwoWhereSomethingMoves) {
  const Claims claims = check_claims("Seizures rose from 200 to 300.", {}, lexicon());
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_EQ(claims[0].value, 200);
  EXPECT_EQ(claims[1].value, 300);
}

}  // namespace
}  // namespace dmp::claims
