#include "catalogue/starter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "catalogue/profile.hpp"
#include "core/file.hpp"

namespace dmp::catalogue {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

TEST(Starter, IsAProfileWithoutFaults) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-starter-");
  for (const File& file : starter_files()) {
    fs::create_directories((folder.path() / file.path).parent_path());
    core::write_file_whole(folder.path() / file.path, file.text);
  }
  const Catalogue catalogue = read_catalogue(built_in_files(), files_in(folder.path()));
  EXPECT_EQ(catalogue.indicator("own_cannabis_possession_rate").tier, "local");
  const Profile profile = read_profile(folder.path());
  check_names(profile, catalogue);
  EXPECT_EQ(profile.period->text(), "2022/23-2023/24");
  EXPECT_EQ(profile.areas.size(), 3u);
}

TEST(Starter, WritesTheColumnsThatItsSourcesRead) {
  const Catalogue catalogue = read_catalogue(built_in_files(), {});
  for (const File& file : starter_files()) {
    if (!file.path.ends_with(".csv")) continue;
    const std::string id = fs::path(file.path).stem().string();
    const SourceDefinition& source = catalogue.source(id);
    EXPECT_EQ(first_line(file.text), first_line(source.examples.at(0).input)) << id;
    const auto columns = std::count(file.text.begin(), file.text.begin() + static_cast<std::ptrdiff_t>(file.text.find('\n')), ',');
    const auto lines = std::count(file.text.begin(), file.text.end(), '\n');
    EXPECT_EQ(std::count(file.text.begin(), file.text.end(), ','), columns * lines) << id << ": every line has every cell";
    EXPECT_GT(lines, 14);
  }
}

TEST(Starter, ExplainsEveryKeyOfAProfile) {
  const auto files = starter_files();
  const auto profile = std::find_if(files.begin(), files.end(), [](const File& file) { return file.path == "profile.toml"; });
  ASSERT_NE(profile, files.end());
  for (const char* key : {"title", "subtitle", "organisation", "[[area]]", "code", "name", "type", "members", "[period]", "start", "end", "[data]", "roots",
                          "[[source]]", "files", "required", "[comparators]", "england", "[indicators]", "only", "[engine]", "memory_limit", "threads"})
    EXPECT_NE(profile->text.find(key), std::string::npos) << key;
}

}  // namespace
}  // namespace dmp::catalogue
