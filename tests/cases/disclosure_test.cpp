#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "cases/run.hpp"
#include "core/file.hpp"

namespace dmp::cases {
namespace {

namespace fs = std::filesystem;

const fs::path& built_county() {
  static const fs::path kBuilt = [] {
    const fs::path folder = small_county();
    const Ended built = run({"build", folder.string()});
    EXPECT_EQ(built.exit_code, 0) << built.errors;
    return folder;
  }();
  return kBuilt;
}

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
  const auto rows = csv_rows(run({"estimates", built_county().string(), "--format", "csv"}).output);
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
