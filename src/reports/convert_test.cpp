#include "reports/convert.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <regex>
#include <set>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "reports/invented_county.hpp"
#include "reports/package_parts.hpp"

namespace dmp::reports {
namespace {

bool is_there(const char* program) { return std::system((std::string("command -v ") + program + " >/dev/null 2>&1").c_str()) == 0; }

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(Word, HasHeadingsCaptionsTablesWithHeadingRowsAndATextAlternativeForEveryPicture) {
  if (!is_there("pandoc") || !is_there("rsvg-convert")) GTEST_SKIP() << "pandoc and rsvg-convert are not here";
  write_word_document(document_report(invented_county()), invented_county().edition, place("report.docx"), WordFormat::docx);
  auto parts = contents(place("report.docx"));
  const std::string& xml = parts.at("word/document.xml");
  EXPECT_GT(count(xml, "w:val=\"Heading1\""), 8u);
  EXPECT_GT(count(xml, "w:val=\"Heading2\""), 8u);
  EXPECT_GT(count(xml, "w:val=\"TableCaption\""), 20u);
  EXPECT_GT(count(xml, "w:tblHeader"), 20u);
  EXPECT_EQ(count(xml, "<w:tblW w:type=\"auto\""), 0u) << "every table has the page's width and columns after what stands in them";
  EXPECT_GE(count(xml, "w:rStyle w:val=\"Hyperlink\" /></w:rPr><w:t xml:space=\"preserve\">Headline figures<"), 1u) << "the contents are links before Word has filled them in";
  static const std::regex anchor("w:anchor=\"([^\"]*)\"");
  std::set<std::string> missing;
  for (auto found = std::sregex_iterator(xml.begin(), xml.end(), anchor); found != std::sregex_iterator(); ++found)
    if (xml.find(" w:name=\"" + (*found)[1].str() + "\"") == std::string::npos) missing.insert((*found)[1]);
  EXPECT_EQ(missing, std::set<std::string>{}) << "links within the document have their targets";
  EXPECT_LE(count(xml, "gridSpan"), 6u) << "only the groups of the table at a glance span columns";
  const std::size_t pictures = count(xml, "<pic:pic");
  EXPECT_GT(pictures, 3u);
  static const std::regex described("<wp:docPr[^>]*descr=\"[^\"]{20,}\"");
  EXPECT_EQ(static_cast<std::size_t>(std::distance(std::sregex_iterator(xml.begin(), xml.end(), described), std::sregex_iterator())), pictures);
  EXPECT_GE(count(xml, "ImageCaption"), pictures);
  EXPECT_NE(parts.at("docProps/core.xml").find("<dc:title>"), std::string::npos);
  EXPECT_NE(parts.at("word/styles.xml").find("Arial"), std::string::npos);
  EXPECT_EQ(count(xml, "nan"), 0u);
}

TEST(Word, AsOpenDocumentHasHeadingsAndPicturesWithTheirWords) {
  if (!is_there("pandoc") || !is_there("rsvg-convert")) GTEST_SKIP() << "pandoc and rsvg-convert are not here";
  write_word_document(document_report(invented_county()), invented_county().edition, place("report.odt"), WordFormat::odt);
  auto parts = contents(place("report.odt"));
  EXPECT_EQ(parts.at("mimetype"), "application/vnd.oasis.opendocument.text");
  const std::string& xml = parts.at("content.xml");
  EXPECT_GT(count(xml, "text:outline-level=\"1\""), 8u);
  EXPECT_GT(count(xml, "<table:table-header-rows>"), 20u);
  EXPECT_GT(count(xml, "<draw:frame"), 3u);
  EXPECT_EQ(count(xml, "<draw:frame"), count(xml, "<svg:desc>"));
  EXPECT_EQ(count(xml, "<text:index-body>"), 1u);
  EXPECT_NE(xml.find(">Headline figures</text:a>"), std::string::npos) << "the contents lead to the sections";
  EXPECT_GE(count(xml, "fo:border-bottom"), 2u) << "rows have lines";
  EXPECT_EQ(count(xml, "svg:width=\"1440.0pt\""), 0u) << "no picture is wider than the page";
  EXPECT_NE(xml.find(">Port Avon<"), std::string::npos) << "the names of rows are there";
}

TEST(Pdf, IsTaggedAndHasATitleAndALanguage) {
  if (!is_there("chromium")) GTEST_SKIP() << "Chromium is not here";
  write_pdf(html_report(one_figure(), Medium::paper), place("report.pdf"));
  const std::string pdf = core::read_file(place("report.pdf"));
  EXPECT_TRUE(pdf.starts_with("%PDF-"));
  EXPECT_NE(pdf.find("/MarkInfo"), std::string::npos);
  EXPECT_NE(pdf.find("/StructTreeRoot"), std::string::npos);
  EXPECT_NE(pdf.find("/Lang"), std::string::npos);
  EXPECT_NE(pdf.find("/Title"), std::string::npos);
}

TEST(Convert, SaysWhichPackageIsMissing) {
  const char* path = std::getenv("PATH");
  const std::string before = path ? path : "";
  setenv("PATH", "/nowhere", 1);
  const auto told = [](auto&& make) {
    try {
      make();
    } catch (const core::UserError& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::resource);
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(told([] { write_word_document(document_report(one_figure()), one_figure().edition, place("no.docx"), WordFormat::docx); }).find("apt-get install pandoc"), std::string::npos);
  EXPECT_NE(told([] { write_pdf(html_report(one_figure(), Medium::paper), place("no.pdf")); }).find("apt-get install chromium"), std::string::npos);
  setenv("PATH", before.c_str(), 1);
  EXPECT_FALSE(std::filesystem::exists(place("no.docx")));
}

}  // namespace
}  // namespace dmp::reports
