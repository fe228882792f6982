#include "stats/representation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace dmp::stats {
namespace {

const std::vector<RepresentedGroup> kKnown = {{60, 50000}, {25, 40000}, {15, 10000}};

// R 4.2.2: prop.test(25, 100, correct = FALSE)$conf.int / 0.4
TEST(Representation, IsTheShareOverTheShareWithWilsonsInterval) {
  const GroupRatio index = representation_index(kKnown, 1);
  EXPECT_NEAR(index.value, 0.625, 1e-15);
  EXPECT_NEAR(index.at_95.lower, 0.438630284057192, 1e-12);
  EXPECT_NEAR(index.at_95.upper, 0.857611588701540, 1e-12);
  EXPECT_LT(index.at_99_8.lower, index.at_95.lower);
  EXPECT_NEAR(representation_index(kKnown, 2).value, 1.5, 1e-15);
}

// The formula of the header worked in R; 20,000 simulated censuses and surveys of three groups were covered in 94.7 of 100.
TEST(Representation, HoldsTheDoubtOfAnEstimatedPopulation) {
  std::vector<RepresentedGroup> estimated = kKnown;
  estimated[0].log_standard_error = 0.1, estimated[1].log_standard_error = 0.2, estimated[2].log_standard_error = 0.05;
  const GroupRatio index = representation_index(estimated, 1);
  EXPECT_NEAR(index.at_95.lower, 0.403995362489384, 1e-12);
  EXPECT_NEAR(index.at_95.upper, 0.938335851735566, 1e-12);
  EXPECT_NEAR(log_standard_error_from(80, 80 * std::exp(2 * 1.959963984540054 * 0.1)), 0.1, 1e-12);
  EXPECT_EQ(log_standard_error_from(0, 5), 0);
}

TEST(Representation, OfNobodyIsZeroWithAnUpperEnd) {
  const std::vector<RepresentedGroup> groups = {{20, 900}, {0, 100}};
  const GroupRatio index = representation_index(groups, 1);
  EXPECT_EQ(index.value, 0);
  EXPECT_EQ(index.at_95.lower, 0);
  EXPECT_GT(index.at_95.upper, 1);
  EXPECT_EQ(representation_index(std::vector<RepresentedGroup>{{0, 900}, {0, 100}}, 1).withheld, "nothing was counted");
  EXPECT_EQ(representation_index(std::vector<RepresentedGroup>{{5, 900}, {1, 0}}, 1).withheld, "nobody of the group is known to live here");
}

// R 4.2.2: poisson.test(c(25, 60), c(40000, 50000))
TEST(Representation, DisproportionalityIsTheRatioOfRatesWithItsExactInterval) {
  const GroupRatio ratio = disproportionality(kKnown[1], kKnown[0]);
  EXPECT_NEAR(ratio.value, 0.520833333333333, 1e-14);
  EXPECT_NEAR(ratio.at_95.lower, 0.312911208312639, 1e-9);
  EXPECT_NEAR(ratio.at_95.upper, 0.843351868517714, 1e-9);
  EXPECT_EQ(disproportionality({3, 100, 0}, {0, 100, 0}).withheld, "the group it is compared with has none");
}

}  // namespace
}  // namespace dmp::stats
