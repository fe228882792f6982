#include "indicators/examples.hpp"

#include <gtest/gtest.h>

#include "catalogue/catalogue.hpp"

namespace dmp::indicators {
namespace {

TEST(BuiltInIndicators, GiveWhatTheirWorkedExamplesSay) {
  // Indicators see tables only; sources have their own examples.
  std::vector<catalogue::File> files;
  for (const auto& file : catalogue::built_in_files())
    if (file.path.starts_with("2-tables/") || file.path.starts_with("3-indicators/")) files.push_back(file);
  const catalogue::Catalogue catalogue = catalogue::read_catalogue(files, {});
  EXPECT_GE(catalogue.indicators.size(), 35u);
  for (const ExampleFault& fault : run_examples([] { return engine::open_database(":memory:", {}); }, catalogue))
    ADD_FAILURE() << fault.indicator << " (" << fault.place.text() << "): " << fault.text;
}

}  // namespace
}  // namespace dmp::indicators
