#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// The tiers: a folder of src/ may include itself and folders of lower tiers. One line for each folder.
const std::map<std::string, int> kTiers = {
  {"core", 0},
  {"stats", 1}, {"charts", 1}, {"catalogue", 1}, {"engine", 1}, {"gdal_reader", 1},
  {"intake", 2}, {"quality", 2}, {"linkage", 2}, {"indicators", 2}, {"markets", 2}, {"places", 2}, {"networks", 2},
  {"disclosure", 2}, {"findings", 2}, {"actions", 2}, {"claims", 2}, {"plan", 2}, {"forms", 2}, {"reports", 2}, {"synth", 2}, {"calc", 2},
  {"pipeline", 3},
  {"server", 4},
  {"cli", 5},
};
/// Allowed besides: quality judges what the intake found; dmp calc offers suppression and audit for plain tables.
const std::set<std::pair<std::string, std::string>> kAllowed = {{"quality", "intake"}, {"calc", "disclosure"}};
/// Forbidden besides: a report is made of finished estimates, and must be unable to reach a database.
const std::set<std::pair<std::string, std::string>> kForbidden = {{"reports", "engine"}, {"synth", "engine"}};

const fs::path kRoot = DMP_SOURCE_DIR;

bool is_no_part_of_it(const fs::path& path) {
  const std::string name = path.filename().string();
  return name == "build" || name.starts_with("build-") || name == "node_modules" || name == ".git" || name == "demonstration";
}

/// Every file of the repository below folder, with '/' between the folders, relative to the root.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory() && is_no_part_of_it(entry->path())) entry.disable_recursion_pending();
    else if (entry->is_regular_file()) files.push_back(fs::relative(entry->path(), kRoot));
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream in(kRoot / file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool is_cpp(const fs::path& file) { return file.extension() == ".cpp" || file.extension() == ".hpp"; }

std::string module_of(const fs::path& file) { return (++file.begin())->string(); }

std::vector<std::string> modules() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kRoot / "src"))
    if (entry.is_directory() && fs::exists(entry.path() / "CMakeLists.txt")) names.push_back(entry.path().filename().string());
  return names;
}

bool may_include(const std::string& from, const std::string& to) {
  if (from == to || kAllowed.contains({from, to})) return true;
  return !kForbidden.contains({from, to}) && kTiers.contains(from) && kTiers.contains(to) && kTiers.at(to) < kTiers.at(from);
}

TEST(Architecture, FoldersIncludeOnlyLowerTiers) {
  static const std::regex include(R"re(^\s*#\s*include\s+"([a-z_]+)/)re");
  for (const fs::path& file : files_below(kRoot / "src")) {
    if (!is_cpp(file)) continue;
    const std::vector<std::string> lines = lines_of(file);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::smatch found;
      if (!std::regex_search(lines[i], found, include)) continue;
      EXPECT_TRUE(may_include(module_of(file), found[1])) << file.string() << ":" << i + 1 << ": " << module_of(file) << " may not include " << found[1]
                                                          << " (see kTiers in tests/architecture)";
    }
  }
}

TEST(Architecture, EveryModuleHasItsTierAndItsReadme) {
  for (const std::string& module : modules()) {
    EXPECT_TRUE(kTiers.contains(module)) << "src/" << module << " has no tier: add it to kTiers and to ARCHITECTURE.md";
    EXPECT_TRUE(fs::exists(kRoot / "src" / module / "README.md")) << "src/" << module << " has no README.md: what it reads, what it writes, where to start";
  }
}

TEST(Architecture, OnlyTheEngineKnowsItsDatabase) {
  static const std::regex database(R"re(#\s*include\s*[<"]duckdb)re");
  for (const fs::path& file : files_below(kRoot / "src")) {
    if (!is_cpp(file) || module_of(file) == "engine") continue;
    for (const std::string& line : lines_of(file)) EXPECT_FALSE(std::regex_search(line, database)) << file.string() << ": " << line;
  }
}

TEST(Architecture, StatisticsReadNoFilesAndNoClock) {
  static const std::regex world(R"re(#\s*include\s*<(fstream|filesystem|iostream|chrono|ctime|random|cstdlib|unistd\.h)>)re");
  for (const fs::path& file : files_below(kRoot / "src" / "stats")) {
    if (!is_cpp(file) || file.string().ends_with("_test.cpp")) continue;
    for (const std::string& line : lines_of(file)) EXPECT_FALSE(std::regex_search(line, world)) << file.string() << ": " << line;
  }
}

TEST(Architecture, FilesAreNamedForWhatTheyHold) {
  static const std::regex empty_name(R"re((^|_)(utils?|helpers?|common|misc|manager|base)(_|\.|$))re");
  for (const fs::path& file : files_below(kRoot / "src"))
    for (const fs::path& part : file) EXPECT_FALSE(std::regex_search(part.string(), empty_name)) << file.string();
}

/// The words are put together here so that this file does not hold them.
TEST(Architecture, NothingNamesTheMachineItWasWrittenOn) {
  const std::vector<std::string> words = {std::string("/ho") + "me/", std::string("/ro") + "ot/", std::string("/wo") + "rk/", std::string("\"reso") + "lved\":",
                                          std::string("TO") + "DO", std::string("FIX") + "ME"};
  for (const fs::path& file : files_below(kRoot)) {
    const std::vector<std::string> lines = lines_of(file);
    for (std::size_t i = 0; i < lines.size(); ++i)
      for (const std::string& word : words) EXPECT_EQ(lines[i].find(word), std::string::npos) << file.string() << ":" << i + 1 << " has " << word;
  }
}

/// Lengths of the functions at a file's outer level, as laid out in this repository: the closing brace stands in the first column.
std::vector<std::size_t> function_lengths(const std::vector<std::string>& lines) {
  static const std::regex other(R"re(^(namespace|using|class|struct|enum|template|extern|constexpr|const|static|TEST|#|//|\}))re");
  std::vector<std::size_t> lengths;
  std::size_t begin = std::string::npos;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i] == "}" && begin != std::string::npos) {
      lengths.push_back(i - begin + 1);
      begin = std::string::npos;
    } else if (!lines[i].empty() && std::isalpha(static_cast<unsigned char>(lines[i][0])) && !std::regex_search(lines[i], other)) {
      begin = i;
    }
  }
  return lengths;
}

/// Told, not judged: the numbers to watch are in ARCHITECTURE.md.
TEST(Architecture, LengthsAreTold) {
  std::vector<std::size_t> files, functions;
  std::size_t code = 0, tests = 0, wide = 0;
  for (const fs::path& file : files_below(kRoot / "src")) {
    if (!is_cpp(file)) continue;
    const std::vector<std::string> lines = lines_of(file);
    const bool is_test = file.string().find("_test.") != std::string::npos;
    (is_test ? tests : code) += lines.size();
    wide += static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](const std::string& line) { return line.size() > 150; }));
    if (is_test) continue;
    files.push_back(lines.size());
    for (const std::size_t length : function_lengths(lines)) functions.push_back(length);
    if (lines.size() > 400) std::cout << "  long file: " << file.string() << " " << lines.size() << '\n';
  }
  ASSERT_FALSE(files.empty());
  ASSERT_FALSE(functions.empty());
  std::sort(files.begin(), files.end());
  std::sort(functions.begin(), functions.end());
  const auto over_sixty = functions.end() - std::upper_bound(functions.begin(), functions.end(), 60U);
  std::cout << "  lines of code " << code << ", of tests beside it " << tests << "; lines over 150 characters " << wide << '\n'
            << "  files " << files.size() << ": median " << files[files.size() / 2] << " lines, longest " << files.back() << '\n'
            << "  functions " << functions.size() << ": median " << functions[functions.size() / 2] << " lines, longest " << functions.back() << ", over 60 lines " << over_sixty << '\n';
}

}  // namespace
