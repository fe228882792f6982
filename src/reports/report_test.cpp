#include "reports/report.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "reports/invented_county.hpp"

namespace dmp::reports {
namespace {

TEST(Report, OfAWholeCountyIsSmallAndMadeQuickly) {
  const ReportInput input = invented_county();
  const auto start = std::chrono::steady_clock::now();
  const std::string page = html_report(input);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::ofstream(std::string(DMP_BINARY_DIR) + "/invented-county.html") << page;
  printf("%zu bytes %.3f s %zu estimates\n", page.size(), seconds.count(), input.estimates.size());
  EXPECT_LT(page.size(), 5'000'000u);
}

}  // namespace
}  // namespace dmp::reports
namespace dmp::reports { namespace {
TEST(DataPack, Dev) {
  const auto start = std::chrono::steady_clock::now();
  write_data_pack(invented_county(), std::string(DMP_BINARY_DIR) + "/invented-county.xlsx");
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  printf("xlsx %.3f s\n", seconds.count());
}
}}
