#include "catalogue/report_chapters.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"

namespace dmp::catalogue {
namespace {

TEST(ReportChapters, BuiltInOnesHaveIdsTitlesAndSomethingToHold) {
  const auto chapters = report_chapters("/nowhere");
  ASSERT_GE(chapters.size(), 9u);
  for (const ReportChapter& chapter : chapters) EXPECT_FALSE(chapter.families.empty() && chapter.indicators.empty()) << chapter.id;
}

TEST(ReportChapters, AMistakeIsToldWithItsPlace) {
  try {
    read_report_chapters("chapters.toml", "[[chapter]]\nid = \"a\"\ntitle = \"A\"\n\n[[chapter]]\nid = \"a\"\ntitle = \"B\"\n");
    FAIL();
  } catch (const core::UserError& error) {
    EXPECT_EQ(error.place().line, 6u);
  }
  EXPECT_THROW(read_report_chapters("chapters.toml", "[[chapter]]\nid = \"a\"\ntitel = \"A\"\n"), core::UserError);
}

}  // namespace
}  // namespace dmp::catalogue
