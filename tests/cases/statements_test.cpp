// Findings, actions and the delivery plan, as their user meets them, on the demonstration county.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json json_of(const std::vector<std::string>& arguments, int exit_code = 0) {
  const Ended ended = run(arguments);
  EXPECT_EQ(ended.exit_code, exit_code) << ended.errors;
  return Json::parse(ended.output, nullptr, false);
}

TEST(Statements, RestOnFiguresThatEverybodyMaySee) {
  const std::string county = built_county().string();
  std::set<std::string> released;
  for (const Json& row : json_of({"estimates", county, "--format", "json"}))
    if (row["suppressed"].is_null() && !row["value"].is_null()) released.insert(row["estimate_id"]);
  const Json findings = json_of({"findings", county, "--format", "json", "--quiet"});
  ASSERT_GT(findings.size(), 50u);
  for (const Json& finding : findings) {
    EXPECT_FALSE(finding["sentence"].get<std::string>().empty());
    EXPECT_FALSE(finding["strength_reasons"].is_null()) << finding["finding_id"];
    const std::string first = finding["estimate_ids"].get<std::string>();
    // Ids of estimates may hold blanks in the names of groups: the principal one comes first.
    EXPECT_TRUE(std::any_of(released.begin(), released.end(), [&](const std::string& id) { return first.starts_with(id); })) << finding["finding_id"] << ": " << first;
  }
}

TEST(Statements, OfAllFiguresAreForTheOwnerAlone) {
  const fs::path edition = fs::canonical(built_county() / "build" / "latest");
  for (const char* file : {"findings.json", "actions.json"}) {
    EXPECT_TRUE(fs::exists(edition / file));
    struct stat status {};
    ASSERT_EQ(stat((edition / "restricted" / file).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 077, 0u) << file;
  }
}

TEST(Statements, AreExplainedBackToTheirFigures) {
  const std::string county = built_county().string();
  const Json findings = json_of({"findings", county, "--format", "json", "--quiet"});
  const Ended explained = run({"explain", county, findings[0]["finding_id"].get<std::string>()});
  EXPECT_EQ(explained.exit_code, 0) << explained.errors;
  EXPECT_NE(explained.output.find("It is said where"), std::string::npos) << explained.output;
  EXPECT_NE(explained.output.find(findings[0]["sentence"].get<std::string>()), std::string::npos);
}

TEST(Statements, ThatNoLongerHoldLeaveATraceInTheDifferenceOfTwoEditions) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-statements-case-");
  const fs::path county = copy_of(built_county(), folder.path() / "county");
  const std::string before = fs::canonical(county / "build" / "latest").filename().string();
  const std::string exclusions = core::read_file(county / "sources" / "exclusions.csv");
  core::write_file_whole(county / "sources" / "exclusions.csv", exclusions.substr(0, exclusions.find('\n') + 1));
  ASSERT_EQ(run({"build", county.string()}).exit_code, 0);
  const Json moves = json_of({"diff", "--dir", county.string(), before, "latest", "--findings", "--format", "json"});
  const auto gone = std::find_if(moves.begin(), moves.end(), [](const Json& move) { return move["finding_id"] == "permanent_exclusions:E10900001"; });
  ASSERT_NE(gone, moves.end());
  EXPECT_EQ((*gone)["change"], "disappeared");
  EXPECT_FALSE((*gone)["reason"].get<std::string>().empty());
  const Ended told = run({"diff", "--dir", county.string(), before, "latest", "--paragraph"});
  EXPECT_NE(told.output.find("disappeared"), std::string::npos) << told.output;
}

TEST(Statements, MakeActionsStaleByTheEditionBeforeWhetherItWasPublishedOrNot) {
  for (const bool published : {true, false}) {
    SCOPED_TRACE(published);
    const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-statements-case-");
    const fs::path county = copy_of(built_county(), folder.path() / "county");
    const std::string first = fs::canonical(county / "build" / "latest").filename().string();
    if (!published) std::ofstream(county / "profile.toml", std::ios::app) << "\n[disclosure]\nearlier = \"none\"\n";
    // Every fifth release is taken out of the extract: the figure of continuity moves.
    std::string kept;
    std::size_t line = 0;
    for (std::istringstream in(core::read_file(county / "sources" / "prison_releases.csv")); std::getline(in, kept);)
      if (line++ % 5 != 1) std::ofstream(county / "sources" / "fewer.csv", std::ios::app) << kept << '\n';
    fs::rename(county / "sources" / "fewer.csv", county / "sources" / "prison_releases.csv");
    ASSERT_EQ(run({"build", county.string()}).exit_code, 0);
    for (const char* audience : {"public", "restricted"}) {
      SCOPED_TRACE(audience);
      std::size_t stale = 0, quoting = 0;
      for (const Json& action : json_of({"findings", county.string(), "--actions", "--audience", audience, "--format", "json"})) {
        stale += action["stale"].get<bool>();
        quoting += !action["changes"].is_null() && action["changes"].get<std::string>().find("Before: ") != std::string::npos;
      }
      EXPECT_GT(stale, 0U);
      EXPECT_EQ(quoting > 0, published || audience == std::string("restricted"));
    }
    EXPECT_EQ(Json::parse(core::read_file(county / "build" / "latest" / "edition.json"))["previous"], first);
  }
}

TEST(Statements, ABrokenFindingOfTheProfileStopsTheBuildWithItsPlace) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-statements-case-");
  const fs::path county = copy_of(small_county(), folder.path() / "county");
  fs::create_directories(county / "catalogue" / "5-findings");
  std::ofstream(county / "catalogue" / "5-findings" / "mine.toml")
      << "id = \"mine\"\ntitle = \"Mine\"\ndomain = \"ENG\"\nwhen = \"neeed.value > 50\"\n[figures]\nneed = \"unmet_need_ocu\"\n[[say]]\ntext = \"{need}\"\n[[example]]\nnothing = true\nfigures = []\n";
  const Ended ended = run({"build", county.string()});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_NE(ended.errors.find("mine.toml:4:9) - Did you mean 'need'?"), std::string::npos) << ended.errors;
}

TEST(Statements, BecomeAPlanThatIsJudgedKeptAndExchanged) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-statements-case-");
  const fs::path copy = copy_of(built_county(), folder.path() / "county");
  const std::string county = copy.string();
  const Json actions = json_of({"findings", county, "--actions", "--format", "json"});
  ASSERT_GT(actions.size(), 10u);
  const auto with_baseline = std::find_if(actions.begin(), actions.end(), [](const Json& action) { return !action["baseline_estimate_id"].is_null(); });
  ASSERT_NE(with_baseline, actions.end());
  const Json adopted = json_of({"plan", "from-actions", county, (*with_baseline)["action_id"].get<std::string>(), "--by", "amy", "--format", "json"});
  ASSERT_EQ(adopted.size(), 1u);
  EXPECT_EQ(adopted[0]["id"], "P-0001");
  EXPECT_FALSE(adopted[0]["baseline"].is_null());
  EXPECT_EQ(json_of({"plan", "from-actions", county, (*with_baseline)["action_id"].get<std::string>(), "--format", "json"}).size(), 0u) << "an action is adopted once";

  const Ended update = run({"plan", "update", county, "P-0001", "--version", "1", "--owner", "Jo Smith", "--set", "milestones=Agreed | 2020-01-31", "--by", "ben"});
  EXPECT_EQ(update.exit_code, 0) << update.errors;
  const Ended late = run({"plan", "update", county, "P-0001", "--version", "1", "--owner", "Kim", "--by", "cat"});
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_NE(late.errors.find("ben set owner from '' to 'Jo Smith'"), std::string::npos) << late.errors;
  EXPECT_NE(late.errors.find("You would have set owner to 'Kim'"), std::string::npos) << late.errors;

  const Json progress = json_of({"plan", "progress", county, "--format", "json", "--today", "2026-01-01"});
  ASSERT_EQ(progress.size(), 1u);
  EXPECT_EQ(progress[0]["rating"], "amber");
  EXPECT_NE(progress[0]["overdue"].get<std::string>().find("Agreed"), std::string::npos);

  const std::string book = (folder.path() / "plan.xlsx").string();
  EXPECT_EQ(run({"plan", "export", county, "-o", book}).exit_code, 0);
  const Json again = json_of({"plan", "import", county, book, "--format", "json"});
  EXPECT_EQ(again[0]["unchanged"], 1);
  EXPECT_EQ(again[0]["changed"], 0);

  const Json sound = json_of({"plan", "verify", county, "--format", "json"});
  EXPECT_EQ(sound[0]["sound"], true);
  EXPECT_EQ(run({"plan", "verify", county, "--expect", sound[0]["head"].get<std::string>()}).exit_code, 0);
  EXPECT_EQ(run({"plan", "verify", county, "--expect", "0123"}).exit_code, 1);
  std::ofstream(copy / "plan" / "plan.sqlite", std::ios::trunc) << "scribble over it";
  const Ended damaged = run({"plan", "list", county});
  EXPECT_EQ(damaged.exit_code, 3);
  EXPECT_NE(damaged.errors.find("dmp plan recover"), std::string::npos) << damaged.errors;
  EXPECT_EQ(run({"plan", "recover", county}).exit_code, 0);
  EXPECT_EQ(json_of({"plan", "list", county, "--format", "json"})[0]["owner"], "Jo Smith");
}

}  // namespace
}  // namespace dmp::cases
