#include "catalogue/reference_pages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "catalogue/markdown.hpp"
#include "catalogue/sample.hpp"
#include "core/file.hpp"

namespace dmp::catalogue {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRefresh = " is not what the catalogue says; refresh it with: script/docs";

TEST(ReferencePages, InTheTreeAreFresh) {
  const fs::path root = fs::path(DMP_SOURCE_DIR) / "docs/reference";
  std::map<std::string, std::string> wanted;
  for (const File& page : reference_pages(read_catalogue(built_in_files(), {}))) wanted[page.path] = page.text;
  for (const auto& [path, text] : wanted) {
    ASSERT_TRUE(fs::exists(root / path)) << "docs/reference/" << path << kRefresh;
    EXPECT_TRUE(core::read_file(root / path) == text) << "docs/reference/" << path << kRefresh;
  }
  for (const char* folder : {"tables", "sources", "indicators", "markets"})
    for (const auto& entry : fs::directory_iterator(root / folder))
      EXPECT_TRUE(wanted.contains(entry.path().lexically_relative(root).generic_string())) << entry.path() << kRefresh;
}

TEST(ReferencePages, SayWhatADefinitionSays) {
  const Catalogue catalogue = read_catalogue(sample::all(), {});
  const std::string table = page_of(catalogue.table("drug_test"), catalogue);
  EXPECT_NE(table.find("| `result` | code | VARCHAR |  | `positive`, `negative` | What came out. |"), std::string::npos) << table;
  EXPECT_NE(table.find("| `age` | integer | BIGINT |  | 0 to 120 | Age in years. |"), std::string::npos);
  EXPECT_NE(table.find("Filled by: [custody](../sources/custody.md), [wide](../sources/wide.md)."), std::string::npos);
  EXPECT_NE(table.find("Read by: [tests_positive](../indicators/tests_positive.md)."), std::string::npos);
  const std::string source = page_of(catalogue.source("custody"), catalogue);
  EXPECT_NE(source.find("| `test_date` | date | yes | `Date` | written as `%d/%m/%Y` |"), std::string::npos) << source;
  EXPECT_NE(source.find("`+` is `positive`; `-` is `negative`; anything else rejects the row"), std::string::npos);
  EXPECT_NE(source.find("| 3 | 2 | not a date |"), std::string::npos);
  EXPECT_NE(source.find("[custody.csv](custody.csv)"), std::string::npos);
  const std::string indicator = page_of(catalogue.indicator("tests_positive"), catalogue);
  EXPECT_NE(indicator.find("```sql\nSELECT area_code AS place, test_date AS date\nFROM drug_test\n```\n"), std::string::npos) << indicator;
  EXPECT_NE(indicator.find("| E06000055 | 2024/25 | 0.5 |"), std::string::npos);
  EXPECT_NE(indicator.find("| Age bands | 16-24, 25+ |"), std::string::npos);
}

TEST(ReferencePages, TellEveryParameterOfAMarketWithItsSourceOrThatItHasNone) {
  const Catalogue catalogue = read_catalogue(built_in_files(), {});
  const std::string page = page_of(catalogue.market("powder_cocaine"), catalogue);
  EXPECT_NE(page.find("| `purity` | % | pert: max 80, min 40, mode 63 | 2019/20 | Global Drug Survey 2019/20"), std::string::npos) << page;
  EXPECT_NE(page.find("| `dose` | mg | pert: max 100, min 40, mode 65 |  | **default**;"), std::string::npos);
  EXPECT_NE(page.find("are defaults without a source"), std::string::npos);
  EXPECT_NE(page.find("| Users from | the household survey |"), std::string::npos);
}

TEST(ReferencePages, GiveATemplateOfTheHeaderAndTheGoodLines) {
  const Catalogue catalogue = read_catalogue(sample::all(), {});
  EXPECT_EQ(template_of(catalogue.source("custody")), "Test,Date,Result,Forename,Surname,Age\nt1,01/05/2024,+,Ann,Lee,30\n");
  EXPECT_EQ(template_of(catalogue.source("wide")), "") << "public data are fetched, not filled in";
}

TEST(Markdown, KeepsCellsWhole) {
  EXPECT_EQ(markdown_text("a|b\n<c> *"), "a\\|b \\<c> \\*");
  EXPECT_EQ(code("a|b"), "`a\\|b`");
  EXPECT_EQ(code("a`b"), "`` a`b ``");
  EXPECT_EQ(code(""), "");
  EXPECT_EQ(fenced("x ``` y", "text"), "````text\nx ``` y\n````\n");
}

}  // namespace
}  // namespace dmp::catalogue
