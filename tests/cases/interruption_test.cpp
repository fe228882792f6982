// Killed, crowded or out of space at any moment: the last edition stays whole and the next build recovers.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cases/run.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;

/// Half of what the county has changed, so that a build makes another edition.
void change(const fs::path& county) {
  const fs::path homicides = county / "sources" / "homicides.csv";
  std::string text = core::read_file(homicides);
  text.erase(text.rfind('\n', text.size() - 2) + 1);
  core::write_file_whole(homicides, text);
}

std::size_t leftovers(const fs::path& county) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(county / "build")) count += entry.path().filename().string().starts_with("work-");
  for (const auto& entry : fs::directory_iterator(county / "build" / "editions")) count += entry.path().filename().string().starts_with(".new-");
  return count;
}

TEST(Interruption, AKillAtAnyMomentLeavesTheLastEditionWhole) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-kill-");
  const fs::path county = copy_of(small_county(), folder.path() / "county");
  const Ended first = run({"build", county.string()});
  ASSERT_EQ(first.exit_code, 0) << first.errors;
  const fs::path edition = fs::canonical(county / "build" / "latest");
  const std::string estimates = core::sha256_of_file(edition / "estimates.parquet"), page = core::sha256_of_file(edition / "report" / "index.html");
  change(county);
  bool told = false;
  for (int milliseconds = 15; milliseconds < 3000; milliseconds = milliseconds * 8 / 5) {
    const Started started = start({"build", county.string()});
    usleep(static_cast<useconds_t>(milliseconds) * 1000);
    kill(started.process, SIGKILL);
    const Ended killed = wait_for(started);
    told = told || killed.errors.find("interrupted") != std::string::npos;
    ASSERT_EQ(core::sha256_of_file(edition / "estimates.parquet"), estimates) << "after " << milliseconds << " ms";
    ASSERT_EQ(core::sha256_of_file(edition / "report" / "index.html"), page);
    const Ended listed = run({"estimates", county.string(), "--indicator", "drug_offence_rate", "--format", "csv"});
    ASSERT_EQ(listed.exit_code, 0) << listed.errors;
    ASSERT_GT(csv_rows(listed.output).size(), 1u);
    if (killed.exit_code == 0) break;
  }
  const Ended last = run({"build", county.string()});
  ASSERT_EQ(last.exit_code, 0) << last.errors;
  EXPECT_TRUE(told || last.errors.find("interrupted") != std::string::npos) << last.errors;
  EXPECT_EQ(leftovers(county), 0u);
  EXPECT_NE(fs::canonical(county / "build" / "latest"), edition);
  EXPECT_TRUE(fs::exists(edition / "estimates.parquet"));
}

TEST(Interruption, OfTwoBuildsAtOnceTheSecondSaysSoAndHarmsNothing) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-two-");
  const fs::path county = copy_of(small_county(), folder.path() / "county");
  const Started one = start({"build", county.string()});
  Ended second;
  for (int i = 0; i < 200; ++i) {
    if (fs::exists(county / "build" / ".lock")) {
      usleep(20'000);
      second = run({"build", county.string()});
      break;
    }
    usleep(2'000);
  }
  const Ended first = wait_for(one);
  EXPECT_EQ(first.exit_code, 0) << first.errors;
  EXPECT_EQ(second.exit_code, 3) << second.errors;
  EXPECT_NE(second.errors.find("another build"), std::string::npos) << second.errors;
  EXPECT_EQ(leftovers(county), 0u);
}

TEST(Interruption, AFullDiskIsSaidAndTheLastEditionStays) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-full-");
  const fs::path county = copy_of(small_county(), folder.path() / "county");
  ASSERT_EQ(run({"build", county.string()}).exit_code, 0);
  const fs::path edition = fs::canonical(county / "build" / "latest");
  change(county);
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{4096}, rlim_t{300'000}, rlim_t{900'000}}) {
    // A limit on the size of files stands for a disk that is full: writes fail from there on.
    const Ended failed = run({"build", county.string()}, {}, [bytes] {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{bytes, bytes};
      setrlimit(RLIMIT_FSIZE, &limit);
    });
    EXPECT_EQ(failed.exit_code, 3) << "limit " << bytes << " signal " << failed.signal;
    EXPECT_EQ(fs::canonical(county / "build" / "latest"), edition);
    EXPECT_EQ(run({"estimates", county.string(), "--indicator", "drug_offence_rate"}).exit_code, 0);
  }
  EXPECT_EQ(run({"build", county.string()}).exit_code, 0);
  EXPECT_NE(fs::canonical(county / "build" / "latest"), edition);
}

}  // namespace
}  // namespace dmp::cases
