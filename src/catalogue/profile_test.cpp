#include "catalogue/profile.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "catalogue/glob.hpp"
#include "catalogue/sample.hpp"
#include "core/file.hpp"

namespace dmp::catalogue {
namespace {

namespace fs = std::filesystem;

const std::string kProfile = R"toml(title = "A county"
subtitle = "2024"
organisation = "A partnership"

[[area]]
code = "E10000001"
name = "A county"
type = "county"
members = ["E07000001", "E07000002"]

[period]
start = "2021/22"
end = 2024-03-31

[data]
roots = ["${DMP_TEST_ROOT:-../data}"]

[[source]]
id = "custody"
files = ["sources/**/custody*.csv"]

[[source]]
id = "wide"
files = ["public/wide.csv"]
required = false

[comparators]
england = "E92000001"

[indicators]
only = ["tests_*"]

[engine]
memory_limit = "1GiB"
threads = 2
)toml";

class ProfileFolder : public testing::Test {
 protected:
  void SetUp() override {
    unsetenv("DMP_TEST_ROOT");
    fs::create_directories(folder / "sources/2024");
    fs::create_directories(base.path() / "data/public");
    write(folder / "sources/custody_b.csv");
    write(folder / "sources/2024/custody_a.csv");
    write(base.path() / "data/public/wide.csv");
    write(base.path() / "secret.csv");
    save(kProfile);
  }

  static void write(const fs::path& file) { core::write_file_whole(file, "a,b\n1,2\n"); }
  void save(const std::string& text) const { core::write_file_whole(folder / "profile.toml", text); }

  /// The fault, without the folder's path; "" where there is none.
  std::string fault() const {
    try {
      read_profile(folder);
    } catch (const core::UserError& error) {
      std::string text = error.what();
      for (std::size_t at; (at = text.find(folder.string())) != std::string::npos;) text.replace(at, folder.string().size(), "FOLDER");
      return text;
    }
    return {};
  }

  std::string fault_with(const std::string& old_text, const std::string& new_text) const {
    std::string text = kProfile;
    const std::size_t at = text.find(old_text);
    if (at == std::string::npos) return "the profile holds no " + old_text;
    save(text.replace(at, old_text.size(), new_text));
    return fault();
  }

  core::TemporaryFolder base{fs::temp_directory_path(), "dmp-profile-"};
  fs::path folder = base.path() / "profile";
};

TEST_F(ProfileFolder, IsRead) {
  const Profile profile = read_profile(folder);
  EXPECT_EQ(profile.title, "A county");
  ASSERT_EQ(profile.areas.size(), 1u);
  EXPECT_EQ(profile.areas[0].members.size(), 2u);
  EXPECT_EQ(profile.period->text(), "2021/22-2023/24");
  EXPECT_EQ(profile.memory_limit, "1GiB");
  EXPECT_EQ(profile.threads, 2u);
  EXPECT_EQ(profile.indicators, (std::vector<std::string>{"tests_*"}));
  ASSERT_EQ(profile.sources.size(), 2u);
  EXPECT_EQ(profile.sources[0].paths, (std::vector<fs::path>{folder / "sources/2024/custody_a.csv", folder / "sources/custody_b.csv"}));
  EXPECT_EQ(profile.sources[1].paths, (std::vector<fs::path>{base.path() / "data/public/wide.csv"}));
}

TEST_F(ProfileFolder, TakesDataRootsFromTheEnvironment) {
  fs::create_directories(base.path() / "other/public");
  write(base.path() / "other/public/wide.csv");
  setenv("DMP_TEST_ROOT", (base.path() / "other").c_str(), 1);
  EXPECT_EQ(read_profile(folder).sources[1].paths, (std::vector<fs::path>{base.path() / "other/public/wide.csv"}));
  unsetenv("DMP_TEST_ROOT");
  EXPECT_NE(fault_with("${DMP_TEST_ROOT:-../data}", "${DMP_TEST_ROOT}").find("the environment variable 'DMP_TEST_ROOT' is not set (FOLDER/profile.toml:16:9)"), std::string::npos);
  EXPECT_NE(fault_with("${DMP_TEST_ROOT:-../data}", "${DMP_TEST_ROOT").find("'${' is not closed"), std::string::npos);
}

TEST_F(ProfileFolder, TellsWhatIsWrong) {
  struct Case {
    const char *old_text, *new_text, *fault;
  };
  for (const Case& c : std::vector<Case>{
           {"title =", "titel =", "unknown key in profile.toml 'titel' (FOLDER/profile.toml:1:1) - Did you mean 'title'?"},
           {"title = \"A county\"\n", "", "'title' is missing in profile.toml"},
           {"type = \"county\"", "type = \"conty\"", "'type' cannot be 'conty' (FOLDER/profile.toml:8:8) - Did you mean 'county'?"},
           {"code = \"E10000001\"\n", "", "'code' is missing in an area (FOLDER/profile.toml:5:1)"},
           {"code = \"E10000001\"", "code = \"E10 1\"", "'E10 1' is no area code (FOLDER/profile.toml:6:8)"},
           {"\"2021/22\"", "\"2021/23\"", "'2021/23' is no period (FOLDER/profile.toml:12:9)"},
           {"2024-03-31", "2019-03-31", "the period ends before it starts (FOLDER/profile.toml:13:7)"},
           {"files = [\"sources/", "file = [\"sources/", "unknown key in a source 'file' (FOLDER/profile.toml:20:1) - Did you mean 'files'?"},
           {"files = [\"public/wide.csv\"]", "files = []", "'files' is empty (FOLDER/profile.toml:24:9)"},
           {"required = false", "required = 0", "'required' must be true or false, not a whole number (FOLDER/profile.toml:25:12)"},
           {"\"1GiB\"", "\"1 gig\"", "'1 gig' is no amount of memory (FOLDER/profile.toml:34:16)"},
           {"threads = 2", "threads = -2", "'threads' is -2, out of range (FOLDER/profile.toml:35:11)"},
           {"threads = 2", "threads = ", "no valid TOML"},
       }) {
    const std::string got = fault_with(c.old_text, c.new_text);
    EXPECT_NE(got.find(c.fault), std::string::npos) << "wanted: " << c.fault << "\n   got: " << got;
  }
  std::string none = kProfile.substr(0, kProfile.find("[[area]]")) + kProfile.substr(kProfile.find("[period]"));
  save(none);
  EXPECT_NE(fault().find("'area' is missing in profile.toml"), std::string::npos);
}

TEST_F(ProfileFolder, TellsThePatternThatFoundNothingAndWhatIsNear) {
  EXPECT_EQ(fault_with("sources/**/custody*.csv", "sources/custody_c.csv"),
            "source 'custody' has no files: nothing fits 'sources/custody_c.csv' (FOLDER/profile.toml:20:9) - "
            "Did you mean 'sources/custody_b.csv'? (required = false lets the source be absent)");
  EXPECT_EQ(fault_with("public/wide.csv\"]\nrequired = false", "public/wide.csv\"]\nrequired = true"), "");
  fs::remove_all(base.path() / "data");
  const std::string text = fault();
  EXPECT_NE(text.find("source 'wide' has no files: nothing fits 'public/wide.csv'"), std::string::npos) << text;
  EXPECT_NE(text.find("data does not exist."), std::string::npos) << text;
  save(kProfile);
  EXPECT_TRUE(read_profile(folder).sources[1].paths.empty()) << "an optional source may be absent";
}

TEST_F(ProfileFolder, IsToldApartFromAFolderThatIsNotThere) {
  fs::remove(folder / "profile.toml");
  EXPECT_EQ(fault(), "there is no profile.toml in this folder (FOLDER) - name a profile folder, or make one with: dmp init FOLDER");
  fs::create_directory(folder / "profile.toml");
  EXPECT_NE(fault().find("the file cannot be read"), std::string::npos);
  fs::remove_all(folder);
  EXPECT_NE(fault().find("there is no such folder"), std::string::npos);
}

TEST_F(ProfileFolder, RefusesPathsThatLeaveIt) {
  const auto escapes = [&](const std::string& pattern) {
    const std::string text = fault_with("sources/**/custody*.csv", pattern);
    return text.find("leads out of the profile folder and the data roots (FOLDER/profile.toml:20:9)") != std::string::npos;
  };
  EXPECT_TRUE(escapes("../secret.csv"));
  EXPECT_TRUE(escapes("sources/../../secret.csv"));
  EXPECT_TRUE(escapes("../*.csv"));
  EXPECT_TRUE(escapes((base.path() / "secret.csv").string()));
  EXPECT_TRUE(escapes("/etc/passwd"));
  EXPECT_TRUE(escapes("/**"));
  fs::create_symlink(base.path() / "secret.csv", folder / "sources/linked.csv");
  EXPECT_TRUE(escapes("sources/linked.csv"));
  EXPECT_TRUE(escapes("sources/l*.csv"));
  fs::create_directory_symlink(base.path(), folder / "sources/up");
  EXPECT_TRUE(escapes("sources/up/secret.csv"));
  EXPECT_FALSE(escapes("../data/public/wide.csv")) << "a declared root is no escape";
  EXPECT_FALSE(escapes((base.path() / "data/public/wide.csv").string()));
  fs::create_directories(base.path() / "data-more");
  write(base.path() / "data-more/x.csv");
  EXPECT_TRUE(escapes("../data-more/x.csv")) << "a name that only begins as a root's";
}

TEST_F(ProfileFolder, IsNotLostInLoopsOfLinks) {
  fs::create_directory_symlink("..", folder / "sources/loop");
  fs::create_symlink("self.csv", folder / "sources/self.csv");
  EXPECT_EQ(read_profile(folder).sources[0].paths.size(), 2u);
  EXPECT_EQ(fault_with("sources/**/custody*.csv", "**/*.csv"), "");
}

TEST_F(ProfileFolder, NamesTheNearestSourceAndIndicatorOfTheCatalogue) {
  const Catalogue catalogue = read_catalogue(sample::all(), {});
  const auto problem = [&] {
    try {
      check_names(read_profile(folder), catalogue);
    } catch (const core::UserError& error) {
      return error.problem() + " - " + error.mend();
    }
    return std::string();
  };
  EXPECT_EQ(problem(), "");
  fault_with("\"custody\"", "\"custdoy\"");
  EXPECT_EQ(problem(), "the catalogue has no source 'custdoy' - Did you mean 'custody'?");
  fault_with("tests_*", "test_positive");
  EXPECT_EQ(problem(), "the catalogue has no indicator 'test_positive' - Did you mean 'tests_positive'?");
}

TEST_F(ProfileFolder, NeverCrashesOnSpoiltText) {
  std::mt19937_64 random(20240401);
  const std::string alphabet = "\"'=[]{}.,#\n\\*?$:/\0\xff" "0a-";
  for (int round = 0; round < 2000; ++round) {
    std::string text = kProfile;
    for (int change = 0; change < 3; ++change) {
      const std::size_t at = random() % text.size();
      if (random() % 2) text[at] = alphabet[random() % alphabet.size()];
      else text.erase(at, 1 + random() % 10);
    }
    std::ofstream(folder / "profile.toml", std::ios::binary | std::ios::trunc) << text;
    fault();
  }
}

TEST(Glob, FitsNames) {
  EXPECT_TRUE(fits_glob("2024-05-street.csv", "*-street.csv"));
  EXPECT_TRUE(fits_glob("a.csv", "?.csv"));
  EXPECT_TRUE(fits_glob("b1", "[a-c][0-9]"));
  EXPECT_FALSE(fits_glob("d1", "[a-c][0-9]"));
  EXPECT_TRUE(fits_glob("d1", "[!a-c]1"));
  EXPECT_TRUE(fits_glob("[x", "[x")) << "a bracket that is not closed is itself";
  EXPECT_TRUE(fits_glob("", "**"));
  EXPECT_FALSE(fits_glob("abc", ""));
  EXPECT_FALSE(fits_glob(std::string(20000, 'a'), "*a*a*a*a*a*a*a*b")) << "and ends soon";
}

TEST(Glob, FindsFilesInAnyDepthInOrder) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-glob-");
  for (const char* file : {"b.csv", "a/b.csv", "a/c/b.csv", ".hidden/b.csv", "a/.b.csv"}) {
    fs::create_directories((folder.path() / file).parent_path());
    core::write_file_whole(folder.path() / file, "x");
  }
  const auto found = [&](const char* pattern) {
    std::vector<std::string> names;
    for (const fs::path& file : files_that_fit(folder.path(), pattern)) names.push_back(file.lexically_relative(folder.path()).generic_string());
    return names;
  };
  EXPECT_EQ(found("**/b.csv"), (std::vector<std::string>{"a/b.csv", "a/c/b.csv", "b.csv"}));
  EXPECT_EQ(found("**"), (std::vector<std::string>{"a/b.csv", "a/c/b.csv", "b.csv"}));
  EXPECT_EQ(found("a/*.csv"), (std::vector<std::string>{"a/b.csv"}));
  EXPECT_EQ(found("a/**/b.csv"), (std::vector<std::string>{"a/b.csv", "a/c/b.csv"}));
  EXPECT_EQ(found("**/**/**/b.csv").size(), 3u);
  EXPECT_EQ(found("*/.b.csv"), (std::vector<std::string>{"a/.b.csv"})) << "a dot that is written is meant";
  EXPECT_TRUE(found("none/*").empty());
}

}  // namespace
}  // namespace dmp::catalogue
