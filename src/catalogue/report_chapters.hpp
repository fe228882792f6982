#pragma once

#include <string>
#include <vector>

namespace dmp::catalogue {

/// One chapter of the report; see catalogue/reference/report_chapters.toml.
struct ReportChapter {
  std::string id, title, introduction;
  std::vector<std::string> families, indicators, draw;
};

/// Reads the file's text. UserError with line and column at the first fault.
std::vector<ReportChapter> read_report_chapters(const std::string& file, const std::string& text);

/// Those of the profile folder's own catalogue/reference/report_chapters.toml, else the built-in ones.
std::vector<ReportChapter> report_chapters(const std::string& profile_folder);

}  // namespace dmp::catalogue
