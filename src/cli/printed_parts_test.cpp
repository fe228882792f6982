#include "cli/printed_parts.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

core::DataTable rows(int from, int to) {
  core::DataTable table({"name", "value"});
  for (int i = from; i < to; ++i) table.add({std::string("line\n\"") + std::to_string(i) + "]", i / 7.0});
  return table;
}

class Printing : public ::testing::Test {
 protected:
  void SetUp() override { context_.output = (folder_.path() / "out").string(); }
  /// What is written of rows 0 to most, so many at a time.
  std::string in_parts(int most, int at_once) {
    PrintedParts parts(context_, "name an area");
    parts.add(rows(0, std::min(most, at_once)));
    for (int from = at_once; from < most; from += at_once) parts.add(rows(from, std::min(most, from + at_once)));
    parts.finish();
    return core::read_file(context_.output);
  }
  core::TemporaryFolder folder_{fs::temp_directory_path(), "dmp-printing-"};
  Context context_;
};

TEST_F(Printing, InPartsGivesTheBytesOfTheWhole) {
  for (const char* format : {"csv", "json", "table"})
    for (const int most : {0, 1, 6, 7}) {
      context_.format = format;
      context_.print(rows(0, most));
      const std::string whole = core::read_file(context_.output);
      for (const int at_once : {1, 2, 3, 10}) EXPECT_EQ(in_parts(most, at_once), whole) << format << ' ' << most << ' ' << at_once;
    }
}

TEST_F(Printing, ThatDoesNotComeToItsEndLeavesTheFileBefore) {
  core::write_file_whole(context_.output, "before");
  context_.format = "csv";
  {
    PrintedParts parts(context_, "");
    parts.add(rows(0, 3));
  }
  EXPECT_EQ(core::read_file(context_.output), "before");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1);
}

TEST_F(Printing, OfATableTooLongForPeopleSaysWhatToDo) {
  context_.format = "table";
  try {
    in_parts(100'001, 50'000);
    FAIL();
  } catch (const core::UserError& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    EXPECT_EQ(error.mend(), "name an area, or --format csv");
  }
}

}  // namespace
}  // namespace dmp::cli
