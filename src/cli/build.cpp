#include "pipeline/build.hpp"

#include <fmt/format.h>

#include <iostream>

#include "cli/progress.hpp"
#include "cli/verb.hpp"

namespace dmp::cli {
namespace {

struct Totals {
  std::uint64_t files = 0, rows = 0, loaded = 0, rejected = 0, duplicates = 0;
};

Totals totals_of(const intake::IntakeReport& report) {
  Totals totals;
  for (const intake::FileReport& file : report.files) {
    ++totals.files;
    totals.rows += file.rows;
    totals.loaded += file.loaded;
    totals.rejected += file.rejected;
    totals.duplicates += file.duplicates;
  }
  return totals;
}

void tell(const pipeline::BuildResult& result) {
  const Totals totals = totals_of(result.intake);
  for (const std::string& note : result.notes) std::cerr << "note: " << note << '\n';
  for (const core::Issue& issue : result.intake.issues)
    if (issue.rule == "unreadable file") std::cerr << fmt::format("warning: nothing of this file is in the edition ({}): {}\n", issue.file, issue.text);
  std::cerr << fmt::format("read {} files: {} rows, {} loaded, {} rejected, {} duplicates{}\n", totals.files, totals.rows, totals.loaded, totals.rejected, totals.duplicates,
                           totals.rejected ? " (dmp check says which and why)" : "");
  for (const indicators::Disagreement& each : result.disagreements)
    std::cerr << fmt::format("warning: {} disagrees with {} in {} of {} figures, first {}\n", each.indicator, each.published, each.figures, each.compared, each.first);
  if (!result.skipped.empty()) {
    std::cerr << fmt::format("{} indicators or periods not given:\n", result.skipped.size());
    for (std::size_t i = 0; i < result.skipped.size() && i < 10; ++i) std::cerr << "  " << result.skipped[i].indicator << ": " << result.skipped[i].reason << '\n';
    if (result.skipped.size() > 10) std::cerr << fmt::format("  and {} more (see edition.json of the edition)\n", result.skipped.size() - 10);
  }
}

}  // namespace

void add_build(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("build", "read the sources, compute, write the edition and its report");
  const auto folder = std::make_shared<std::string>(".");
  verb->add_option("DIR", *folder, "profile folder")->capture_default_str();
  verb->add_option("--threads", context.threads, "number of threads (0: as the profile says, else all processors)")->capture_default_str();
  verb->footer(
      "Exit code 0 also when rows were rejected: they are kept and counted, and dmp check tells about them.\n"
      "Example:\n  dmp build examples/bedfordshire");
  verb->callback([&context, folder] {
    pipeline::RunSettings settings;
    settings.threads = context.threads;
    ProgressBar bar(context.quiet);
    settings.progress = [&](const pipeline::Progress& progress) { bar.show(progress.what, progress.done, progress.total, progress.unit, progress.rows); };
    const pipeline::BuildResult result = pipeline::build(*folder, settings);
    bar.clear();
    if (!context.quiet) tell(result);
    std::cout << fmt::format("edition {}{}: {} estimates\nreport: {}\n", result.edition, result.unchanged ? " (unchanged)" : "", result.estimates, result.report.string());
  });
}

}  // namespace dmp::cli
