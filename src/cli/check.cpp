#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/progress.hpp"
#include "cli/verb.hpp"
#include "core/file.hpp"
#include "engine/lent_threads.hpp"
#include "pipeline/stages.hpp"
#include "quality/output.hpp"
#include "quality/quality.hpp"
#include "reports/quality_page.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostLines = 20;

struct Given {
  std::string folder = ".";
  std::string html;
};

struct Checked {
  pipeline::Project project;
  intake::IntakeReport intake;
  quality::QualityReport report;
};

Checked run(const Given& given, const Context& context) {
  Checked checked;
  checked.project = pipeline::open_project(given.folder);
  pipeline::RunSettings settings;
  settings.threads = context.threads;
  ProgressBar bar(context.quiet);
  settings.progress = [&](const pipeline::Progress& progress) { bar.show(progress.what, progress.done, progress.total, progress.unit, progress.rows); };
  const core::TemporaryFolder scratch(fs::absolute(given.folder) / "build", "check-");
  const auto session = pipeline::open_workspace(checked.project, scratch.path(), settings);
  checked.intake = pipeline::run_intake(*session, checked.project, scratch.path(), settings);
  bar.show("looking for faults", 0, 0, "");
  const auto lent = engine::lend_threads(*session);
  checked.report = quality::assess(*session, checked.project.catalogue, checked.project.profile, checked.intake);
  return checked;
}

/// Errors and warnings for the person at the terminal or the log of a nightly run; notes are in the report.
void tell(const core::Issues& issues, const std::string& folder) {
  std::size_t told = 0, left = 0;
  for (const core::Issue& issue : issues) {
    if (issue.severity == core::Severity::note) continue;
    if (told < kMostLines) {
      std::cerr << quality::issue_line(issue) << '\n';
      ++told;
    } else {
      ++left;
    }
  }
  if (left > 0) std::cerr << fmt::format("and {} more (see dmp check {} --format json, or --html FILE)\n", left, folder);
}

reports::QualityInput page_of(const Checked& checked) {
  const catalogue::Profile& profile = checked.project.profile;
  reports::QualityInput page;
  page.title = profile.title;
  page.organisation = profile.organisation;
  page.version = DMP_VERSION;
  if (profile.period) page.period = profile.period->text();
  for (const intake::FileReport& file : checked.intake.files) {
    if (page.sources.empty() || page.sources.back().id != file.source) {
      const auto& source = checked.project.catalogue.source(file.source);
      page.sources.push_back({source.id, source.name, source.publisher, source.licence, source.citation, {}, {}});
    }
    page.sources.back().files.push_back({file.file, file.sha256, file.rows, file.loaded, file.rejected, file.duplicates});
  }
  for (const quality::Finding& finding : checked.report.findings) page.findings.push_back({quality::dimension_name(finding.dimension), finding.source, finding.issue});
  for (const quality::ColumnFill& fill : checked.report.columns) page.columns.push_back({fill.source, fill.column, fill.rows, fill.filled, fill.indicators});
  for (const quality::MarkerFill& fill : checked.report.markers)
    page.markers.push_back({fill.source, fill.column, fill.area_name, fill.rows, fill.filled, fill.first_rows, fill.first_filled, fill.last_rows, fill.last_filled});
  for (const quality::SourceSpan& span : checked.report.spans) {
    page.months.push_back({span.source, {}});
    for (const auto& month : span.months) page.months.back().months.emplace_back(month.month, month.rows);
  }
  return page;
}

void check(const Given& given, Context& context) {
  const core::Format format = context.chosen_format();  // a wrong one is said before the sources are read
  const Checked checked = run(given, context);
  const core::Issues issues = checked.report.issues();
  // On one screen the findings are shown once.
  const bool same_screen = format == core::Format::table && context.output.empty() && isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
  if (!same_screen) tell(issues, given.folder);
  if (!given.html.empty()) core::write_file_whole(given.html, reports::quality_page(page_of(checked)));
  if (format == core::Format::json) {
    context.print_text(quality::json(checked.intake, checked.report));
  } else if (format == core::Format::table) {
    context.print_text(quality::terminal_text(checked.intake, checked.report, kMostLines));
  } else {
    context.print(quality::file_table(checked.intake));
  }
  for (const core::Issue& issue : issues)
    if (issue.severity == core::Severity::error) context.exit_code = 1;
}

}  // namespace

void add_check(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("check", "read and validate the sources; data-quality report; exit 1 when rows are rejected");
  verb->footer(
      "Writes nothing but scratch files in DIR/build, which it removes, and the key of the pseudonyms.\n\n"
      "Examples:\n"
      "  dmp check my-county\n"
      "  dmp check my-county --format json -o check.json\n"
      "  dmp check my-county --html quality.html\n");
  const auto given = std::make_shared<Given>();
  verb->add_option("DIR", given->folder, "profile folder")->capture_default_str();
  verb->add_option("--html", given->html, "write the data-quality report as a page to this file")->type_name("FILE");
  verb->add_option("--threads", context.threads, "number of threads (0: as the profile says, else all processors)")->capture_default_str();
  add_output_options(*verb, context);
  verb->callback([given, &context] { check(*given, context); });
}

}  // namespace dmp::cli
