#include "calc/gzip.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "calc/table.hpp"
#include "core/file.hpp"

namespace dmp::calc {
namespace {

/// Packed by zlib's own writer.
std::string packed(const std::string& text) {
  const core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-gzip-");
  const std::string file = (folder.path() / "t.gz").string();
  const gzFile out = gzopen(file.c_str(), "wb");
  gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
  gzclose(out);
  return core::read_file(file);
}

TEST(Gzip, UnpacksWhatWasPackedMemberByMember) {
  std::string text = "id,x\n";
  for (int i = 0; i < 50000; ++i) text += std::to_string(i) + "," + std::to_string(i * 7) + "\n";
  EXPECT_TRUE(is_gzip(packed(text)));
  EXPECT_EQ(unpacked(packed(text), "t.gz"), text);
  EXPECT_EQ(unpacked(packed("a,b\n") + packed("1,2\n"), "t.gz"), "a,b\n1,2\n");
  EXPECT_EQ(unpacked(packed(""), "t.gz"), "");
  EXPECT_FALSE(is_gzip("id,x\n"));
}

TEST(Gzip, EveryCutAndDamageIsAMistakeOfTheFile) {
  const std::string whole = packed("id,x\n1,2\n3,4\n");
  for (std::size_t size = 3; size < whole.size(); ++size) EXPECT_THROW(unpacked(whole.substr(0, size), "t.gz"), core::UserError) << size;
  std::string damaged = whole;
  damaged[whole.size() - 6] = static_cast<char>(damaged[whole.size() - 6] ^ 1);
  EXPECT_THROW(unpacked(damaged, "t.gz"), core::UserError);
  EXPECT_THROW(unpacked(whole + "rest", "t.gz"), core::UserError);
}

TEST(Gzip, ATableMayBePacked) {
  const core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-gzip-");
  const std::string file = (folder.path() / "t.csv.gz").string();
  core::write_file_whole(file, packed("id,x\na,2\nb,4\n"));
  const Table table = read_table(file, {});
  EXPECT_EQ(table.rows, 2U);
  EXPECT_EQ(table.columns[1].texts[1], "4");
}

}  // namespace
}  // namespace dmp::calc
