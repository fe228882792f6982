#include "quality/published_agreement.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "catalogue/published_methods.hpp"
#include "core/errors.hpp"

namespace dmp::quality {
namespace {

PublishedFigure figure(double value, double lower, double upper, double count, double denominator, int decimals = 9) { return {value, lower, upper, count, denominator, decimals}; }

// Rows of Fingertips, indicators 11202, 90402, 93356, 1730, 93532 and 10101.
TEST(PublishedAgreement, AValueAgreesToTheDigitsPrinted) {
  EXPECT_EQ(value_agreement(figure(23.7261277301011, 0, 0, 1311298, 55268100), 1000), Agreement::same);
  EXPECT_EQ(value_agreement(figure(16.6, 0, 0, 140785, 848420, 1), 100), Agreement::same);
  EXPECT_EQ(value_agreement(figure(16.7, 0, 0, 140785, 848420, 1), 100), Agreement::unexplained);
}

TEST(PublishedAgreement, RoundingOfThePrintedDenominatorIsToldApart) {
  EXPECT_EQ(value_agreement(figure(76.76792828, 0, 0, 1027.666666, 1339), 100), Agreement::count_rounded);
  EXPECT_EQ(value_agreement(figure(77.5, 0, 0, 1027.666666, 1339), 100), Agreement::unexplained);
}

TEST(PublishedAgreement, IntervalsByTheStatedMethodAgree) {
  EXPECT_EQ(interval_agreement(figure(20.1607010951971, 20.150033734313, 20.1713726767573, 10950611, 54316618), 100, "wilson"), Agreement::same);
  EXPECT_EQ(interval_agreement(figure(9.91102071946104, 9.6922370322632, 10.1334975258794, 7797, 786700), 1000, "byar"), Agreement::same);
}

TEST(PublishedAgreement, TheVariantBehindAnotherIntervalIsFound) {
  EXPECT_EQ(interval_agreement(figure(29.7356079657446, 25.4930776820537, 34.482375867366, 175, 58852), 10000, "byar"), Agreement::exact_interval);
  EXPECT_EQ(interval_agreement(figure(2.40726029705592, 0.0314632156922727, 13.3936504403723, 1, 41541), 100000, "byar"), Agreement::byar_below_ten);
  EXPECT_EQ(interval_agreement(figure(29.7, 20, 40, 175, 58852), 10000, "byar"), Agreement::unexplained);
}

TEST(PublishedMethods, OfTheBuiltInCatalogueAreRead) {
  const auto& methods = catalogue::published_methods();
  ASSERT_GE(methods.size(), 10u);
  for (const auto& method : methods) {
    EXPECT_GT(method.multiplier, 0);
    EXPECT_EQ(method.interval == "other", !method.why.empty()) << method.statistic;
  }
}

TEST(PublishedMethods, AnIntervalFromElsewhereSaysFromWhat) {
  EXPECT_THROW(catalogue::read_published_methods("x.toml", "[[figure]]\npublication = \"P\"\nstatistic = \"*\"\nmethod = \"rate\"\ninterval = \"other\"\n"), core::UserError);
  EXPECT_THROW(catalogue::read_published_methods("x.toml", "[[figure]]\npublication = \"P\"\nstatistic = \"*\"\nmethod = \"guess\"\ninterval = \"none\"\n"), core::UserError);
}

}  // namespace
}  // namespace dmp::quality
