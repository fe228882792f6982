#include "intake/extract_stream.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "core/file.hpp"

namespace dmp::intake {
namespace {

catalogue::TableDefinition notes_table() {
  catalogue::TableDefinition table;
  table.id = "note";
  table.key = {"id"};
  table.columns = {{"id", catalogue::ColumnKind::integer, true, {}, {}, {}, ""}, {"words", catalogue::ColumnKind::text, false, {}, {}, {}, ""}};
  return table;
}

catalogue::SourceDefinition notes_source() {
  catalogue::SourceDefinition source;
  source.id = "notes";
  source.table = "note";
  source.format.delimiter = ',';
  catalogue::ColumnMapping id, words;
  id.column = "id";
  id.from = {"Id"};
  words.column = "words";
  words.from = {"Words"};
  source.columns = {id, words};
  return source;
}

struct Loaded {
  std::string rows;
  std::vector<Rejection> rejections;
  std::uint64_t count = 0;
  bool sound = true;
};

Loaded load(const std::string& text, std::size_t block, bool sequential, std::size_t threads = 3) {
  core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-stream-");
  const auto path = folder.path() / "notes.csv";
  std::ofstream(path, std::ios::binary) << text;
  const auto table = notes_table();
  const auto source = notes_source();
  OpenedTable opened;
  opened.text = path;
  opened.name = "notes.csv";
  std::vector<FilePlan> plans;
  plans.push_back(plan_file(opened, source, table, {}, 1));
  plans[0].sequential = plans[0].sequential || sequential;
  Loaded loaded;
  Outcome outcome(1, [&](std::vector<Rejection>& rejections) {
    for (auto& rejection : rejections) loaded.rejections.push_back(std::move(rejection));
  });
  const auto session = engine::open_database(":memory:", {});
  {
    ExtractStream stream(plans, outcome, threads, {}, block);
    session->attach_stream("dmp_extract", stream);
    try {
      session->execute("CREATE TABLE note AS SELECT * FROM dmp_extract()");
    } catch (const std::exception&) {
      loaded.sound = false;
      EXPECT_EQ(stream.must_be_sequential(), 0);
      return loaded;
    }
  }
  const auto result = engine::fetch(*session, "SELECT _line || '|' || id || '|' || coalesce(words, '') AS row FROM note ORDER BY _line");
  for (const auto& row : result.rows()) loaded.rows += std::get<std::string>(row[0]) + "\n";
  std::sort(loaded.rejections.begin(), loaded.rejections.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  loaded.count = outcome.rows(0);
  return loaded;
}

TEST(ExtractStream, KeepsRowsLinesAndReasons) {
  const Loaded loaded = load("Id,Words\r\n1,plain\r\n2,\"with, comma\"\r\nx,bad\r\n3,\"two\r\nlines \"\"quoted\"\"\"\r\n\r\n4\r\n5,last", 1 << 20, false);
  EXPECT_EQ(loaded.rows, "2|1|plain\n3|2|with, comma\n5|3|two\r\nlines \"quoted\"\n9|5|last\n");
  EXPECT_EQ(loaded.count, 6u);
  ASSERT_EQ(loaded.rejections.size(), 2u);
  EXPECT_EQ(loaded.rejections[0].line, 4u);
  EXPECT_EQ(loaded.rejections[0].fault.column, 1u);
  EXPECT_STREQ(loaded.rejections[0].fault.rule, "not a number");
  EXPECT_EQ(loaded.rejections[0].row, "x,bad");
  EXPECT_EQ(loaded.rejections[1].line, 8u);
  EXPECT_STREQ(loaded.rejections[1].fault.rule, "ragged row");
}

TEST(ExtractStream, GivesTheSameRowsForEveryBlockSize) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {"a", "bc", "\"\"", ",", "\n", " ", "x\"y", "long text that goes on"};
  for (int trial = 0; trial < 25; ++trial) {
    std::string text = "Id,Words\n";
    for (int row = 0; row < 40; ++row) {
      text += std::to_string(row) + ",";
      const bool quoted = random() % 2;
      std::string cell;
      for (unsigned i = random() % 6; i > 0; --i) {
        const std::string& piece = pieces[random() % pieces.size()];
        if (quoted ? piece != "x\"y" : piece != "," && piece != "\n" && piece != "\"\"") cell += piece;
      }
      text += quoted ? "\"" + cell + "\"" : cell;
      text += random() % 3 ? "\n" : "\r\n";
    }
    const Loaded whole = load(text, 1 << 20, true);
    EXPECT_TRUE(whole.rejections.empty());
    for (const std::size_t block : {13u, 64u, 97u, 1000u}) {
      const Loaded cut = load(text, block, false);
      ASSERT_EQ(cut.rows, whole.rows) << "block " << block << " of\n" << text;
      EXPECT_EQ(cut.count, 40u);
    }
  }
}

TEST(ExtractStream, SetsALineAsideWhoseQuoteIsNeverClosed) {
  const std::string text = "Id,Words\n1,good\n2,\"never closed\n3,good\n4,good\n";
  EXPECT_FALSE(load(text, 16, false).sound);
  const Loaded loaded = load(text, 16, true);
  EXPECT_EQ(loaded.rows, "2|1|good\n4|3|good\n5|4|good\n");
  ASSERT_EQ(loaded.rejections.size(), 1u);
  EXPECT_EQ(loaded.rejections[0].line, 3u);
  EXPECT_STREQ(loaded.rejections[0].fault.rule, "quote never closed");
}

TEST(ExtractStream, SetsAnEndlessLineAsideInBoundedMemory) {
  const std::string text = "Id,Words\n1,good\n2," + std::string(ExtractStream::kLongestRecord + 100'000, 'z') + "\n3,good\n";
  for (const Loaded& loaded : {load(text, 16, true), load(text + std::string(20'000'000, 'y'), 16, true)}) {
    EXPECT_TRUE(loaded.rows == "2|1|good\n4|3|good\n");
    ASSERT_GE(loaded.rejections.size(), 1u);
    EXPECT_EQ(loaded.rejections[0].line, 3u);
    EXPECT_STREQ(loaded.rejections[0].fault.rule, "line too long");
    EXPECT_LE(loaded.rejections[0].row.size(), 2000u);
  }
}

TEST(ExtractStream, ReadsOldMacLineEndsAndAFileWithoutALastLineEnd) {
  EXPECT_EQ(load("Id,Words\r1,a\r2,b", 1 << 20, false).rows, "2|1|a\n3|2|b\n");
  EXPECT_EQ(load("Id,Words\n1,a\n2,", 1 << 20, false).rows, "2|1|a\n3|2|\n");
}

TEST(ExtractStream, RejectsEveryRowOfAFileWithoutANeededColumn) {
  const Loaded loaded = load("Idd,Words\n1,a\n2,b\n", 1 << 20, false);
  EXPECT_EQ(loaded.count, 2u);
  ASSERT_EQ(loaded.rejections.size(), 2u);
  EXPECT_STREQ(loaded.rejections[0].fault.rule, "missing column");
  EXPECT_NE(loaded.rejections[0].fault.reason.find("Did you mean 'Idd'?"), std::string::npos) << loaded.rejections[0].fault.reason;
}

TEST(ExtractStream, RejectsEveryRowUnderAHeaderThatRepeatsANeededName) {
  const Loaded loaded = load("Id,Words,Id\n1,a,2\n", 1 << 20, false);
  ASSERT_EQ(loaded.rejections.size(), 1u);
  EXPECT_STREQ(loaded.rejections[0].fault.rule, "duplicate header");
}

}  // namespace
}  // namespace dmp::intake
