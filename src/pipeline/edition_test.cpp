#include "pipeline/edition.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;

TEST(FindEdition, OfAFolderThatWasNotBuiltTakesNothingFromTheWorkingFolder) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-edition-test-");
  const fs::path profile = folder.path() / "profile", edition = folder.path() / "edition", before = fs::current_path();
  fs::create_directories(profile), fs::create_directories(edition);
  std::ofstream(edition / "estimates.parquet") << "of another profile";
  fs::current_path(edition);
  EXPECT_THROW(find_edition(profile, ""), core::UserError);
  EXPECT_THROW(find_edition(folder.path() / "nowhere", ""), core::UserError);
  fs::current_path(before);
}

}  // namespace
}  // namespace dmp::pipeline
