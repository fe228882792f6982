#include <sys/stat.h>

#include "core/hash.hpp"
#include "intake/containers/encoding.hpp"
#include "intake/containers/opening_case.hpp"

namespace dmp::intake::containers {
namespace {

using Text = OpeningCase;

std::string utf16(const std::u16string& text, bool big_endian) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 255);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

TEST_F(Text, PlainUtf8IsReadWhereItIs) {
  const auto path = file("a.csv", "area,n\nYnys Môn,1\n");
  const OpenedTable table = open_one(path);
  EXPECT_EQ(table.text, path);
  EXPECT_EQ(table.name, path.string());
  EXPECT_EQ(table.skip_bytes, 0U);
  EXPECT_EQ(table.first_line, 1U);
  EXPECT_FALSE(table.record_is_line);
  EXPECT_TRUE(table.notes.empty());
  EXPECT_EQ(table.sha256.get(), core::sha256("area,n\nYnys Môn,1\n"));
}

TEST_F(Text, TheByteOrderMarkIsLeftOut) {
  const auto path = file("a.csv", "\xEF\xBB\xBF" "area,n\nA,1\n");
  const OpenedTable table = open_one(path);
  EXPECT_EQ(table.text, path);
  EXPECT_EQ(table.skip_bytes, 3U);
  EXPECT_EQ(text_of(table), "area,n\nA,1\n");
}

TEST_F(Text, Utf16IsConvertedInEitherOrderOfBytes) {
  const std::u16string text = u"\uFEFFarea\tn\r\nMôn \U0001F48A\t1\r\n";
  for (const bool big : {false, true}) {
    const OpenedTable table = open_one(file("a.txt", utf16(text, big)));
    EXPECT_EQ(text_of(table), "area\tn\r\nMôn 💊\t1\r\n");
    EXPECT_TRUE(table.notes.empty());
  }
}

TEST_F(Text, Utf16WithoutItsMarkIsToldByItsZeros) {
  EXPECT_EQ(text_of(open_one(file("a.txt", utf16(u"area,n\nLuton,1\n", false)))), "area,n\nLuton,1\n");
  EXPECT_EQ(text_of(open_one(file("b.txt", utf16(u"area,n\nLuton,1\n", true)))), "area,n\nLuton,1\n");
}

TEST_F(Text, HalfACharacterOfUtf16IsReplacedAndTold) {
  const OpenedTable table = open_one(file("a.txt", utf16(std::u16string(u"\uFEFFa,b\n1,") + char16_t(0xD800) + u"\n", false)));
  EXPECT_EQ(text_of(table), "a,b\n1,\uFFFD\n");
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_EQ(table.notes[0].rule, "bad characters");
  EXPECT_EQ(table.notes[0].rows, 1U);
}

TEST_F(Text, BytesThatAreNotUtf8AreReadAsCp1252WithANote) {
  const OpenedTable table = open_one(file("a.csv", "area,price\nCaf\xE9,\x80" "5\n\x93x\x94,\x81\n"));
  EXPECT_EQ(text_of(table), "area,price\nCafé,€5\n“x”,\xC2\x81\n");
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_EQ(table.notes[0].rule, "encoding");
  EXPECT_EQ(table.notes[0].severity, core::Severity::note);
  EXPECT_EQ(table.notes[0].line, 2U);
}

TEST_F(Text, ACapitalBeforeACurlyQuoteDoesNotMakeCp1252IntoUtf8) {
  const OpenedTable table = open_one(file("a.csv", "\x93" "CAF\xC9\x94,\xE9,\xE8\n"));
  EXPECT_EQ(text_of(table), "“CAFÉ”,é,è\n");
}

TEST_F(Text, GoodCharactersSurviveWhereOnlySomeLinesAreCp1252) {
  const OpenedTable table = open_one(file("a.csv", "é,ô,ŵ\nCaf\xE9,1,2\n"));
  EXPECT_EQ(text_of(table), "é,ô,ŵ\nCafé,1,2\n");
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_EQ(table.notes[0].rule, "mixed encodings");
  EXPECT_EQ(table.notes[0].severity, core::Severity::warning);
  EXPECT_EQ(table.notes[0].line, 2U);
}

TEST_F(Text, ADeclaredEncodingIsHonoured) {
  catalogue::FormatDefinition format;
  format.encoding = "ISO-8859-5";
  EXPECT_EQ(text_of(open_one(file("a.csv", "\xBC\xBE,1\n"), format)), "МО,1\n");
  format.encoding = "windows-1252";
  EXPECT_EQ(text_of(open_one(file("b.csv", "\x80,1\n"), format)), "€,1\n");
  format.encoding = "utf-16le";
  EXPECT_EQ(text_of(open_one(file("c.csv", utf16(u"ŵ,1\n", false)), format)), "ŵ,1\n");
  format.encoding = "utf-8";
  EXPECT_EQ(open_one(file("d.csv", "\x80,1\n"), format).notes.at(0).severity, core::Severity::warning);
  format.encoding = "klingon";
  EXPECT_NE(refusal(file("e.csv", "x\n"), format).find("no encoding called 'klingon'"), std::string::npos);
}

TEST_F(Text, CharactersThatCrossABlockAreCountedOnce) {
  // 2, 3 and 4 bytes, shifted through every position around the end of a block of 256 KiB.
  for (std::size_t shift = 0; shift < 5; ++shift) {
    std::string text((std::size_t{1} << 18) - 4 + shift, 'x');
    text += "é€💊é€💊";
    const Utf8Count count = count_utf8(file("a.csv", text));
    EXPECT_EQ(count.characters, 6U) << shift;
    EXPECT_EQ(count.bad_bytes, 0U) << shift;
  }
}

TEST_F(Text, IllFormedUtf8IsFound) {
  // Table 3-8 and following of the Unicode standard: overlong forms, surrogates, beyond U+10FFFF, lone and missing continuation bytes.
  for (const char* bytes : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82", "\xF0\x9F\x92", "\xFF", "\xC3"})
    EXPECT_GT(count_utf8(file("a.csv", bytes)).bad_bytes, 0U) << bytes;
  EXPECT_EQ(count_utf8(file("a.csv", "\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80")).bad_bytes, 0U);
}

TEST_F(Text, ALoneNulFarInIsAWarningWithItsLine) {
  std::string text;
  while (text.size() < 70'000) text += "a,b\n";
  const std::uint64_t line = text.size() / 4 + 1;
  const OpenedTable table = open_one(file("a.csv", text + std::string("x,\0\n", 4)));
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_EQ(table.notes[0].rule, "NUL bytes");
  EXPECT_EQ(table.notes[0].line, line);
}

TEST_F(Text, BinaryRubbishIsNoTable) {
  std::string rubbish = "a,b\n";
  for (int i = 0; i < 2000; ++i) rubbish += static_cast<char>((i * 7919) >> 3);
  EXPECT_TRUE(refusal(file("a.csv", rubbish)).starts_with("1 not a text table")) << refusal(file("a.csv", rubbish));
  EXPECT_TRUE(refusal(file("b.csv", std::string("a,b\n1,\0\0\n", 9))).starts_with("1 not a text table"));
}

TEST_F(Text, OtherKindsOfFileAreCalledByTheirName) {
  EXPECT_NE(refusal(file("a.csv", "%PDF-1.7\n")).find("a PDF document"), std::string::npos);
  EXPECT_NE(refusal(file("b.csv", "  <!DOCTYPE html><html>")).find("a web page"), std::string::npos);
  EXPECT_NE(refusal(file("c.csv", "<?xml version=\"1.0\"?><Workbook/>")).find("an XML document"), std::string::npos);
  EXPECT_NE(refusal(file("d.csv", "7z\xBC\xAF\x27\x1C....")).find("a 7z archive"), std::string::npos);
  EXPECT_NE(refusal(file("e.csv", "{\"rows\": [1, 2]}")).find("JSON document"), std::string::npos);
}

TEST_F(Text, AnEmptyFileIsAnEmptyTableWithAWarning) {
  const OpenedTable table = open_one(file("a.csv", ""));
  EXPECT_EQ(text_of(table), "");
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_EQ(table.notes[0].rule, "empty file");
  EXPECT_EQ(table.notes[0].severity, core::Severity::warning);
  EXPECT_EQ(table.sha256.get(), core::sha256(""));
}

TEST_F(Text, OnlyReadableRegularFilesAreOpened) {
  EXPECT_TRUE(refusal(folder_.path() / "none.csv").starts_with("3 the file cannot be opened: No such file"));
  EXPECT_TRUE(refusal(folder_.path()).starts_with("3 this is a folder, not a file"));
  EXPECT_TRUE(refusal("/dev/zero").starts_with("3 not a regular file"));
  const auto pipe = folder_.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(refusal(pipe).starts_with("3 not a regular file"));
  const auto loop = folder_.path() / "loop";
  std::filesystem::create_symlink(loop, loop);
  EXPECT_NE(refusal(loop).find("links point to each other"), std::string::npos);
  const auto link = folder_.path() / "link.csv";
  std::filesystem::create_symlink(file("a.csv", "a\n1\n"), link);
  EXPECT_EQ(text_of(open_one(link)), "a\n1\n");
}

TEST_F(Text, ALargeFileIsHashedInTheBackground) {
  const std::string text(std::size_t{6} << 20, 'x');
  EXPECT_EQ(open_one(file("a.csv", text)).sha256.get(), core::sha256(text));
}

}  // namespace
}  // namespace dmp::intake::containers
