#include "pipeline/report_files.hpp"

#include <algorithm>

#include "catalogue/drug_names.hpp"
#include "catalogue/report_chapters.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "pipeline/comparisons.hpp"
#include "pipeline/finding_stage.hpp"
#include "reports/content.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostNarrative = 1 << 20;

void add_gaps(reports::ReportInput& input, const Project& project) {
  for (reports::Gap& gap : input.gaps) {
    const auto known = project.catalogue.indicators.find(gap.indicator);
    if (known != project.catalogue.indicators.end()) gap.indicator = known->second.name;
  }
}

}  // namespace

std::vector<reports::NarrativeFile> narrative_files(const fs::path& profile_folder) {
  std::vector<reports::NarrativeFile> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(profile_folder / "narrative", error)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".md" || path.filename().string().starts_with(".") || !entry.is_regular_file()) continue;
    if (entry.file_size() > kMostNarrative) throw core::UserError(core::ErrorKind::data, "the text is greater than a megabyte", {path.string()}, "split it, or keep only what belongs into the report");
    files.push_back({path.string(), path.stem().string(), core::read_file(path)});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem < b.stem; });
  return files;
}

void complete_reports(const Audiences& reports, const Project& project, const findings::Statements& said, const findings::Statements& said_to_partners) {
  std::vector<reports::Chapter> chapters;
  for (const catalogue::ReportChapter& chapter : catalogue::report_chapters(project.folder.string()))
    chapters.push_back({chapter.id, chapter.title, chapter.introduction, chapter.families, chapter.indicators, chapter.draw});
  const auto drug_names = catalogue::drug_names(project.folder.string());
  for (const auto& [input, statements] : {std::pair(&reports.released, &said), std::pair(&reports.whole, &said_to_partners)}) {
    input->chapters = chapters;
    input->drug_names = drug_names;
    input->findings = statements->findings, input->contradictions = statements->contradictions, input->actions = statements->actions;
    add_gaps(*input, project);
  }
  const std::vector<reports::NarrativeFile> texts = narrative_files(project.folder);
  reports.released.narrative = reports::narrative_of(texts, reports.released, reports.whole);
  reports.whole.narrative = reports::narrative_of(texts, reports.whole, reports.whole);
}

void write_report_files(const reports::ReportInput& input, const fs::path& folder) {
  core::write_file_whole(folder / "index.html", reports::html_report(input));
  core::write_file_whole(folder / "charts.json", reports::charts_json(input));
  core::write_file_whole(folder / "content.json", reports::content_json(input));
}

reports::ReportInput report_of(const fs::path& edition, Audience audience) {
  const fs::path folder = edition / (audience == Audience::everybody ? "report" : "restricted"), content = folder / "content.json";
  std::error_code ignored;
  if (!fs::exists(content, ignored))
    throw core::UserError(core::ErrorKind::resource, "the edition does not hold what the report is written from", core::Place{content.string()}, "build the profile again: dmp build");
  reports::ReportInput input = reports::content_in(core::read_file(content), content.string());
  input.estimates = estimates_in(estimates_of(edition, audience));
  input.comparisons = comparisons_in(comparisons_of(edition, audience));
  if (const auto statements = statements_of(edition, audience)) input.findings = statements->findings, input.contradictions = statements->contradictions, input.actions = statements->actions;
  return input;
}

}  // namespace dmp::pipeline
