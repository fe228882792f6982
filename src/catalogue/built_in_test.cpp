#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "catalogue/catalogue.hpp"

namespace dmp::catalogue {
namespace {

TEST(BuiltInCatalogue, HasNoFaults) {
  for (const core::UserError& fault : catalogue_faults(built_in_files(), {})) ADD_FAILURE() << fault.what();
}

TEST(BuiltInCatalogue, ListsItsFilesInOrderOfPaths) {
  const auto& files = built_in_files();
  ASSERT_FALSE(files.empty());
  EXPECT_TRUE(std::is_sorted(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; }));
}

TEST(BuiltInCatalogue, HoldsTheBytesOfTheFilesInTheTree) {
  const auto tree = files_in(DMP_SOURCE_DIR);
  const auto& files = built_in_files();
  ASSERT_EQ(tree.size(), files.size()) << "run the build again: a file was added or removed since";
  for (std::size_t i = 0; i < tree.size(); ++i) {
    EXPECT_EQ(tree[i].path, files[i].path);
    EXPECT_EQ(tree[i].text, files[i].text) << files[i].path;
  }
}

/// The field's list of indicators has 118 rows.
TEST(BuiltInCatalogue, CoversTheFieldsListOfIndicators) {
  std::set<int> covered;
  for (const auto& [id, indicator] : read_catalogue(built_in_files(), {}).indicators) {
    EXPECT_LE(indicator.number, 118) << id;
    covered.insert(indicator.number);
  }
  for (int number = 1; number <= 118; ++number) EXPECT_TRUE(covered.contains(number)) << "no indicator has the number " << number;
}

TEST(BuiltInCatalogue, SaysOfEveryIndicatorWhatAReaderNeeds) {
  const Catalogue catalogue = read_catalogue(built_in_files(), {});
  for (const auto& [id, indicator] : catalogue.indicators) {
    SCOPED_TRACE(id);
    for (const std::string* text : {&indicator.name, &indicator.question, &indicator.domain, &indicator.tier, &indicator.unit, &indicator.polarity, &indicator.quality, &indicator.citation})
      EXPECT_FALSE(text->empty());
    EXPECT_TRUE(indicator.question.ends_with("?")) << indicator.question;
    EXPECT_FALSE(indicator.levels.empty());
    EXPECT_FALSE(indicator.caveats.empty());
    if (indicator.method != Method::market && indicator.layers.empty()) {
      EXPECT_FALSE(indicator.examples.empty());
    }
    // A headline metric is measured by at least one indicator that is not for the partnership alone.
    if (indicator.tier == "headline") {
      EXPECT_FALSE(indicator.restricted);
    }
    if (!indicator.published_twin.empty()) {
      EXPECT_EQ(catalogue.indicators.at(indicator.published_twin).method, Method::published);
      EXPECT_EQ(catalogue.indicators.at(indicator.published_twin).number, indicator.number);
      EXPECT_EQ(catalogue.indicators.at(indicator.published_twin).tier, indicator.tier);
    }
  }
}

TEST(BuiltInCatalogue, KeepsWhatTheFrameworkRestrictsForThePartnership) {
  const Catalogue catalogue = read_catalogue(built_in_files(), {});
  for (const char* id : {"deaths_in_treatment", "prison_continuity_by_group", "prison_continuity_by_prison"}) EXPECT_TRUE(catalogue.indicator(id).restricted) << id;
  EXPECT_TRUE(catalogue.indicator("prison_continuity_of_care").breakdowns.empty());
}

}  // namespace
}  // namespace dmp::catalogue
