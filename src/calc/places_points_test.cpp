#include <cmath>
#include <numbers>

#include "calc/result_by_name.hpp"
#include "core/file.hpp"

namespace dmp::calc {
namespace {

Call call_with(std::map<std::string, std::string, std::less<>> options) {
  Call call;
  call.options = std::move(options);
  return call;
}

double sum_of(const ResultByName& result) {
  double sum = 0;
  for (std::size_t row = 0; row < result.rows(); ++row) sum += result.number(row, "intensity");
  return sum;
}

constexpr const char* kPoints = "x,y,weight\n10,20,1\n35,-4,2\n12,22,0.5\n";

TEST(CalcKde, IntensitySumsToTheNumberOfPoints) {
  for (const char* kernel : {"gauss", "quartic"})
    for (const char* cell : {"1", "3", "50"}) {
      const ResultByName result("kde", kPoints, call_with({{"kernel", kernel}, {"bandwidth", "7"}, {"cell", cell}}));
      EXPECT_NEAR(sum_of(result), 3.5, 1e-12) << kernel << cell;
    }
  EXPECT_NEAR(sum_of(ResultByName("kde", "x,y\n1,2\n4,3\n9,9\n5,5\n")), 4, 1e-12);
}

// A single point: the kernel's own formula at the middle of the cell, times its area.
TEST(CalcKde, OnePointGivesTheKernel) {
  for (const bool gauss : {true, false}) {
    const ResultByName result("kde", "x,y\n0,0\n", call_with({{"kernel", gauss ? "gauss" : "quartic"}, {"bandwidth", "100"}, {"cell", "5"}}));
    for (std::size_t row = 0; row < result.rows(); row += 37) {
      const double u2 = (std::pow(result.number(row, "x"), 2) + std::pow(result.number(row, "y"), 2)) / 10000;
      const double kernel = gauss ? std::exp(-u2 / 2) / 2 : u2 < 1 ? 3 * (1 - u2) * (1 - u2) : 0;
      EXPECT_NEAR(result.number(row, "intensity"), kernel / (std::numbers::pi * 10000) * 25, 1e-6);
    }
  }
}

TEST(CalcKde, AtPlacesItGivesARowAPlaceInOrder) {
  const core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-kde-");
  const std::string file = (folder.path() / "at.csv").string();
  core::write_file_whole(file, "x,y\n0,0\n1000,0\n,3\n3,4\n");
  const ResultByName gauss("kde", "x,y\n0,0\n", call_with({{"bandwidth", "10"}, {"at", file}}));
  ASSERT_EQ(gauss.rows(), 4U);
  EXPECT_NEAR(gauss.number(0, "intensity"), 1 / (200 * std::numbers::pi), 1e-15);
  EXPECT_NEAR(gauss.number(1, "intensity"), 0, 1e-15);
  EXPECT_EQ(gauss.text(2, "note"), "x is missing");
  EXPECT_NEAR(gauss.number(3, "intensity"), std::exp(-0.125) / (200 * std::numbers::pi), 1e-15);
  const ResultByName quartic("kde", "x,y\n0,0\n", call_with({{"bandwidth", "10"}, {"at", file}, {"kernel", "quartic"}, {"cell", "2"}}));
  EXPECT_NEAR(quartic.number(3, "intensity"), 4 * 3 * 0.75 * 0.75 / (100 * std::numbers::pi), 1e-15);
}

TEST(CalcKde, MistakesAreNamed) {
  EXPECT_NE(mistake_of("kde", "x,y\n0,0\n").find("--bandwidth"), std::string::npos);
  EXPECT_NE(mistake_of("kde", "x,y\n0,0\n1e6,1e6\n", call_with({{"bandwidth", "1"}, {"cell", "1"}})).find("--cell"), std::string::npos);
  EXPECT_EQ(ResultByName("kde", "x,y\n").rows(), 0U);
  EXPECT_EQ(ResultByName("kde", "x,y\n0,0\n*,3\n", call_with({{"bandwidth", "1"}})).text(0, "note"), "1 rows without a place or weight left out");
}

// By hand: 3 in both, 4 and 5 in each of 10: 3/6, 6/9, 3/4, 4 x 5 / 10; kappa (0.7 - 0.5) / (1 - 0.5).
TEST(CalcOverlap, GivesTheIndices) {
  const ResultByName result("overlap", "id,a,b\n1,1,1\n2,1,1\n3,1,1\n4,1,0\n5,0,1\n6,0,1\n7,0,0\n8,0,0\n9,0,0\n10,0,0\n",
                            call_with({{"alternative", "greater"}, {"permutations", "9999"}}));
  EXPECT_NEAR(result.number(0, "jaccard"), 0.5, 1e-15);
  EXPECT_NEAR(result.number(0, "dice"), 2.0 / 3, 1e-15);
  EXPECT_NEAR(result.number(0, "overlap"), 0.75, 1e-15);
  EXPECT_NEAR(result.number(0, "expected"), 2, 1e-15);
  EXPECT_NEAR(result.number(0, "kappa"), 0.4, 1e-12);
  // Hypergeometric: (C(4,3) C(6,2) + C(4,4) C(6,1)) / C(10,5) = 66 / 252.
  EXPECT_NEAR(result.number(0, "p_sim"), 66.0 / 252, 0.015);
}

TEST(CalcOverlap, EmptySetsAndMistakesAreTold) {
  const ResultByName empty("overlap", "id,a,b\n1,1,0\n2,0,0\n");
  EXPECT_EQ(empty.text(0, "note"), "one of the sets is empty");
  EXPECT_TRUE(std::isnan(empty.number(0, "p_sim")));
  EXPECT_EQ(empty.number(0, "jaccard"), 0);
  EXPECT_EQ(ResultByName("overlap", "id,a,b\n1,1,1\n2,*,0\n3,0,1\n").text(0, "note"), "1 areas without a value left out");
  EXPECT_NE(mistake_of("overlap", "id,a,b\n1,2,0\n").find("neither 0 nor 1 (table.csv:2:2)"), std::string::npos);
}

}  // namespace
}  // namespace dmp::calc
