#include <gtest/gtest.h>

#include <algorithm>

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

}  // namespace
}  // namespace dmp::catalogue
