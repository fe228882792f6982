#include <gtest/gtest.h>

#include "catalogue/catalogue.hpp"
#include "intake/intake.hpp"

namespace dmp::intake {
namespace {

TEST(SourceExamples, EveryWorkedExampleOfTheCatalogueHolds) {
  const auto catalogue = catalogue::read_catalogue(catalogue::built_in_files(), {});
  ASSERT_GT(catalogue.sources.size(), 100u);
  for (const auto& [id, source] : catalogue.sources) {
    EXPECT_FALSE(source.examples.empty()) << id;
    for (const core::Issue& issue : run_source_examples(catalogue, source)) ADD_FAILURE() << issue.file << ":" << issue.line << " " << issue.text;
  }
}

TEST(SourceExamples, AnExampleThatDoesNotHoldIsTold) {
  auto catalogue = catalogue::read_catalogue(catalogue::built_in_files(), {});
  auto source = catalogue.source("police_uk_street");
  ASSERT_FALSE(source.examples[0].rows.empty());
  source.examples[0].rows[0]["offence_group"] = std::string("nonsense");
  EXPECT_EQ(run_source_examples(catalogue, source).size(), 1u);
  source.examples[0].rows.pop_back();
  EXPECT_FALSE(run_source_examples(catalogue, source).empty());
}

}  // namespace
}  // namespace dmp::intake
