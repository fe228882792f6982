#include "claims/document.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <memory>

#include "claims/annotate.hpp"
#include "claims/sample.hpp"
#include "core/errors.hpp"

namespace dmp::claims {
namespace {

std::string docx_of(const std::string& xml, const char* part = "word/document.xml") {
  std::string bytes(xml.size() + 100'000, '\0');
  std::size_t used = 0;
  const std::unique_ptr<archive, decltype(&archive_write_free)> writer(archive_write_new(), &archive_write_free);
  archive_write_set_format_zip(writer.get());
  archive_write_open_memory(writer.get(), bytes.data(), bytes.size(), &used);
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), &archive_entry_free);
  archive_entry_set_pathname(entry.get(), part);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(xml.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_write_header(writer.get(), entry.get());
  archive_write_data(writer.get(), xml.data(), xml.size());
  archive_write_close(writer.get());
  bytes.resize(used);
  return bytes;
}

TEST(Document, OfTextIsTheText) {
  EXPECT_EQ(read_document("34,000 people\n", "a.txt").text, "34,000 people\n");
  EXPECT_FALSE(read_document("34,000 people\n", "a.md").extracted);
}

TEST(Document, InWindows1252IsReadWithANote) {
  const Document document = read_document("\xA3" "54 million \x96 more", "a.txt");
  EXPECT_EQ(document.text, "£54 million – more");
  EXPECT_EQ(document.notes.size(), 1U);
}

TEST(Document, OfHtmlIsWhatPeopleSee) {
  const Document document = read_document("<!doctype html><head><title>9 titles</title><style>p{margin:12px}</style></head><body><p>12% of <b>60</b> clients</p><script>alert(99 + '% of people')</script><!-- 55 cars --><table><tr><td>a</td><td>&pound;3m</td></tr></table></body>", "page");
  EXPECT_TRUE(document.extracted);
  EXPECT_EQ(document.text, "12% of 60 clients\na\t£3m\n");
}

TEST(Document, OfHostileHtmlEndsInTextOrAnError) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<div>";
  try {
    read_document(deep + "5 cars", "deep.html");
  } catch (const core::UserError&) {
  }
  EXPECT_EQ(read_document("<p>5 cars<p <<>> &#0; &#xFFFFFFFF; &bogus; <img src=x onerror=alert(1)>7 vans", "a.html").text.find("<img"), std::string::npos);
  EXPECT_NO_THROW(read_document("<html", "a.html"));
  EXPECT_NO_THROW(read_document("", "a.html"));
}

TEST(Document, OfWordIsItsParagraphs) {
  const Document document = read_document(docx_of("<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>34,000 </w:t></w:r><w:r><w:t>people</w:t></w:r></w:p><w:p><w:r><w:delText>99 cars</w:delText><w:t>£5m</w:t></w:r></w:p></w:body></w:document>"), "draft.docx");
  EXPECT_EQ(document.text, "34,000 people\n£5m\n");
}

TEST(Document, ThatIsDamagedOrNoneIsRefused) {
  EXPECT_THROW(read_document("PK\x03\x04 nothing", "a.docx"), core::UserError);
  EXPECT_THROW(read_document(docx_of("<a/>", "other.xml"), "a.docx"), core::UserError);
  EXPECT_THROW(read_document(docx_of("<w:p><w:t>5</w:p>"), "a.docx"), core::UserError);
  EXPECT_THROW(read_document("%PDF-1.7 ...", "a.pdf"), core::UserError);
  EXPECT_THROW(read_document(std::string(1000, '\0'), "a.txt"), core::UserError);
}

TEST(Document, WithEntitiesThatGrowIsRefused) {
  std::string xml = "<!DOCTYPE d [<!ENTITY a0 \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">";
  for (int i = 1; i < 12; ++i) {
    xml += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) xml += "&a" + std::to_string(i - 1) + ";";
    xml += "\">";
  }
  EXPECT_THROW(read_document(docx_of(xml + "]><d><t>&a11;</t></d>"), "a.docx"), core::UserError);
}

TEST(AnnotatedPage, MarksEveryClaimInWordsAndEscapesTheText) {
  const std::string text = "<script>alert(1)</script> There were 561 adults in treatment in Alder in 2023/24.";
  const std::string page = annotated_page(text, check(text), "a \"title\" <b>");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(page.find("✗ contradicted"), std::string::npos);
  EXPECT_NE(page.find("lang=\"en-GB\""), std::string::npos);
  EXPECT_NE(page.find("href=\"#c1\""), std::string::npos);
  EXPECT_NE(page.find("id=\"c1\""), std::string::npos);
}

TEST(Lexicon, ThatIsWrongIsToldWithItsPlace) {
  EXPECT_THROW(read_lexicon("x.toml", "[hedges_before]\nabuot = [\"about\"]\n"), core::UserError);
  EXPECT_THROW(read_lexicon("x.toml", "[[subject]]\nid = \"a\"\nname = \"A\"\nany = [\"b\"]\ndenominator = \"none\"\n"), core::UserError);
  EXPECT_THROW(read_lexicon("x.toml", "[[price]]\nof = \"cocaine\"\ncitation = \"c\"\n"), core::UserError);
  EXPECT_THROW(read_lexicon("x.toml", "not toml"), core::UserError);
}

}  // namespace
}  // namespace dmp::claims
