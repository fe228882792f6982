#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;

/// What stands behind a figure's address on the page: the mark of a suppressed one or its number; nothing where it is not shown.
std::string shown_at(const std::string& page, std::string id) {
  std::replace(id.begin(), id.end(), ' ', '_');
  const auto at = page.find(" id=\"" + id + "\"");
  if (at == std::string::npos) return "";
  const auto begin = page.find('>', at) + 1;
  return page.substr(begin, page.find("</td>", begin) - begin);
}

TEST(Disclosure, ThePublicReportShowsNoSmallNumberOfTreatmentTheRestrictedOneDoes) {
  const fs::path edition = fs::canonical(built_county() / "build" / "latest");
  const std::string open_page = core::read_file(edition / "report" / "index.html"), restricted_page = core::read_file(edition / "restricted" / "index.html");
  EXPECT_EQ(open_page.find("not for publication"), std::string::npos);
  EXPECT_NE(restricted_page.find("not for publication"), std::string::npos);
  EXPECT_LT(fs::file_size(edition / "data-pack.xlsx"), fs::file_size(edition / "restricted" / "data-pack.xlsx"));
  const auto rows = csv_rows(run({"estimates", built_county().string(), "--audience", "restricted", "--format", "csv"}).output);
  const auto column = [&](const std::string& name) { return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin()); };
  const std::size_t id = column("estimate_id"), indicator = column("indicator_id"), count = column("count");
  std::size_t small = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i][indicator] != "waiting_over_three_weeks" && rows[i][indicator] != "drug_test_positive_rate" && rows[i][indicator] != "early_unplanned_exit") continue;
    const double value = rows[i][count].empty() ? 0 : std::strtod(rows[i][count].c_str(), nullptr);
    const std::string shown = shown_at(open_page, rows[i][id]);
    if (value < 1 || value > 4 || shown.empty()) continue;
    ++small;
    EXPECT_NE(shown.find("[c]"), std::string::npos) << rows[i][id] << ": " << shown;
    EXPECT_EQ(shown_at(restricted_page, rows[i][id]).find("[c]"), std::string::npos) << rows[i][id];
  }
  EXPECT_GT(small, 0U) << "the county has no small number to hide";
}

TEST(Disclosure, RestrictedIndicatorsAreInTheRestrictedReportOnly) {
  const fs::path build = built_county() / "build" / "latest";
  EXPECT_EQ(core::read_file(build / "report" / "index.html").find("rui_linked_harms"), std::string::npos);
  EXPECT_NE(core::read_file(build / "restricted" / "index.html").find("rui_linked_harms"), std::string::npos);
}

std::size_t column_of(const std::vector<std::vector<std::string>>& rows, const std::string& name) {
  return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
}

TEST(Disclosure, WhatMayBeCopiedHoldsReleasedFiguresTheRestFolderIsItsOwnersAlone) {
  const fs::path edition = fs::canonical(built_county() / "build" / "latest");
  EXPECT_EQ(fs::status(edition / "restricted").permissions() & fs::perms::mask, fs::perms::owner_all);
  for (const auto& entry : fs::recursive_directory_iterator(edition / "restricted"))
    EXPECT_EQ(fs::status(entry).permissions() & fs::perms::mask, entry.is_directory() ? fs::perms::owner_all : fs::perms::owner_read | fs::perms::owner_write) << entry.path();
  const auto open = csv_rows(run({"estimates", built_county().string(), "--format", "csv"}).output);
  const auto all = csv_rows(run({"estimates", built_county().string(), "--format", "csv", "--audience", "restricted"}).output);
  EXPECT_EQ(open[0], all[0]);
  EXPECT_LT(open.size(), all.size()) << "restricted indicators are not in the public file";
  const std::size_t suppressed = column_of(open, "suppressed"), count = column_of(open, "count"), value = column_of(open, "value"), indicator = column_of(open, "indicator_id");
  std::size_t hidden = 0;
  for (std::size_t i = 1; i < open.size(); ++i) {
    EXPECT_NE(open[i][indicator], "rui_linked_harms");
    if (open[i][suppressed] != "suppressed") continue;
    ++hidden;
    EXPECT_TRUE(open[i][count].empty() && open[i][value].empty()) << open[i][0];
  }
  EXPECT_GT(hidden, 0U);
  // What is left are figures that their publishers suppressed.
  EXPECT_LT(static_cast<std::size_t>(std::count_if(all.begin() + 1, all.end(), [&](const auto& row) { return row[suppressed] == "suppressed"; })), hidden);
}

TEST(Disclosure, AWithheldFigureIsExplainedWithoutItsNumber) {
  const auto open = csv_rows(run({"estimates", built_county().string(), "--format", "csv"}).output);
  const std::size_t suppressed = column_of(open, "suppressed");
  const auto withheld = std::find_if(open.begin() + 1, open.end(), [&](const auto& row) { return row[suppressed] == "suppressed"; });
  ASSERT_NE(withheld, open.end());
  const Ended explained = run({"explain", built_county().string(), (*withheld)[0]}), restricted = run({"explain", built_county().string(), (*withheld)[0], "--audience", "restricted"});
  EXPECT_EQ(explained.exit_code, 0) << explained.errors;
  EXPECT_EQ(explained.output.find("\n    value  "), std::string::npos) << explained.output;
  EXPECT_EQ(explained.output.find("\n    count  "), std::string::npos);
  EXPECT_NE(restricted.output.find("\n    count  "), std::string::npos) << restricted.output;
  const Ended hidden = run({"explain", built_county().string(), "rui_linked_harms"});
  EXPECT_EQ(hidden.exit_code, 2);
  EXPECT_NE(hidden.errors.find("--audience restricted"), std::string::npos) << hidden.errors;
}

TEST(Disclosure, AnEditionAfterAnotherDoesNotShowTheOneWhoCame) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-successive-");
  const fs::path county = copy_of(built_county(), folder.path() / "county");
  const fs::path homicides = county / "sources" / "homicides.csv";
  std::string text = core::read_file(homicides);
  const std::size_t second_line = text.find('\n') + 1;
  text.erase(second_line, text.find('\n', second_line) + 1 - second_line);
  core::write_file_whole(homicides, text);
  const auto before = csv_rows(run({"estimates", county.string(), "--format", "csv"}).output);
  const Ended built = run({"build", county.string()});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  const auto after = csv_rows(run({"estimates", county.string(), "--format", "csv"}).output);
  std::map<std::string, double> counts;
  const std::size_t count = column_of(before, "count"), indicator = column_of(before, "indicator_id");
  for (std::size_t i = 1; i < before.size(); ++i)
    if (before[i][indicator].find("homicide") != std::string::npos && !before[i][count].empty()) counts[before[i][0]] = std::strtod(before[i][count].c_str(), nullptr);
  for (std::size_t i = 1; i < after.size(); ++i) {
    if (!counts.contains(after[i][0]) || after[i][count].empty()) continue;
    const double moved = std::abs(std::strtod(after[i][count].c_str(), nullptr) - counts[after[i][0]]);
    EXPECT_FALSE(moved >= 1 && moved < 5) << after[i][0] << " moved by " << moved;
  }
  const Ended again = run({"build", county.string()});
  EXPECT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_NE(again.output.find("(unchanged)"), std::string::npos) << again.output;
}

TEST(Disclosure, RoundedFiguresAreMultiples) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-rounded-");
  const fs::path county = copy_of(built_county(), folder.path() / "county");
  fs::remove_all(county / "build");
  core::write_file_whole(county / "profile.toml", core::read_file(county / "profile.toml") + "\n[disclosure]\nround = 5\n");
  const Ended built = run({"build", county.string()});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  const auto rows = csv_rows(run({"estimates", county.string(), "--indicator", "adults_in_treatment", "--format", "csv"}).output);
  const std::size_t count = column_of(rows, "count"), value = column_of(rows, "value");
  std::size_t shown = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i][count].empty()) continue;
    ++shown;
    EXPECT_EQ(std::fmod(std::strtod(rows[i][count].c_str(), nullptr), 5), 0) << rows[i][0];
    EXPECT_EQ(rows[i][count], rows[i][value]);
  }
  EXPECT_GT(shown, 0U);
}

TEST(Disclosure, TheAudienceIsChosenByAnOption) {
  const Ended open_to_all = run({"report", built_county().string()}), restricted = run({"report", built_county().string(), "--audience", "restricted", "--as", "xlsx"});
  EXPECT_NE(open_to_all.output.find("report/index.html"), std::string::npos);
  EXPECT_NE(restricted.output.find("restricted/data-pack.xlsx"), std::string::npos);
  EXPECT_EQ(run({"report", built_county().string(), "--audience", "everybody"}).exit_code, 2);
}

TEST(Disclosure, WhatIsSuppressedOnTheCommandLineHoldsAgainstTheAudit) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-disclosure-");
  const fs::path table = folder.path() / "table.csv", published = folder.path() / "published.csv";
  core::write_file_whole(table, "area,Heroin,Crack,Cannabis,Total\nNorth,3,12,40,55\nSouth,20,9,35,64\nWest,15,30,2,47\nTotal,38,51,77,166\n");
  ASSERT_EQ(run({"calc", "suppress", table.string(), "-o", published.string()}).exit_code, 0);
  const Ended audited = run({"calc", "audit", published.string(), "--format", "csv"});
  EXPECT_EQ(audited.exit_code, 0) << audited.errors;
  EXPECT_GE(csv_rows(audited.output).size(), 5U);
  EXPECT_EQ(audited.output.find("true"), std::string::npos) << audited.output;
}

}  // namespace
}  // namespace dmp::cases
