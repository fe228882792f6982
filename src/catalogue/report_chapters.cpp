#include "catalogue/report_chapters.hpp"

#include <set>

#include "catalogue/catalogue.hpp"
#include "catalogue/section.hpp"

namespace dmp::catalogue {

std::vector<ReportChapter> read_report_chapters(const std::string& file, const std::string& text) {
  const toml::table root = parse_toml(file, text);
  const Section section(root, file, "the chapters of the report", {"name", "source", "as_of", "chapter"});
  std::vector<ReportChapter> chapters;
  std::set<std::string> seen;
  for (const toml::table* child : section.children("chapter")) {
    const Section one(*child, file, "a chapter", {"id", "title", "introduction", "families", "indicators", "draw"});
    ReportChapter chapter{one.required_text("id"), one.required_text("title"), one.text("introduction"), one.texts("families"), one.texts("indicators"), one.texts("draw")};
    if (!seen.insert(chapter.id).second) refuse("the chapter '" + chapter.id + "' stands twice", one.place("id"), "give one of them another id");
    chapters.push_back(std::move(chapter));
  }
  if (chapters.empty()) section.refuse_missing("chapter");
  return chapters;
}

std::vector<ReportChapter> report_chapters(const std::string& profile_folder) {
  for (const File& file : effective_files(built_in_files(), files_in(profile_folder)))
    if (file.path == "reference/report_chapters.toml") return read_report_chapters(file.shown.empty() ? "catalogue/" + file.path : file.shown, file.text);
  return {};
}

}  // namespace dmp::catalogue
