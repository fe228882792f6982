#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "catalogue/forms.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"
#include "core/period.hpp"
#include "forms/compose.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/report_files.hpp"
#include "pipeline/stages.hpp"
#include "plan/plan.hpp"
#include "plan/progress.hpp"
#include "reports/convert.hpp"

namespace dmp::cli {
namespace {

const std::vector<std::string> kFormats = {"html", "xlsx", "ods", "docx", "odt", "pdf"};

struct Options {
  std::string folder = ".", edition, as = "html", audience = "public", form = "full";
};

std::string today() {
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()).time_since_epoch().count();
  return core::text(core::Day{static_cast<int>(days)});
}

/// The edition's report with the delivery plan as it stands now.
reports::ReportInput input_of(const Options& options, const std::filesystem::path& edition, pipeline::Audience audience) {
  reports::ReportInput input = pipeline::report_of(edition, audience);
  if (plan::Plan::exists(options.folder)) {
    plan::Plan plan = plan::Plan::open(options.folder, false);
    input.plan = plan.list();
    input.progress = plan::judge(input.plan, input.estimates, today());
  }
  return input;
}

catalogue::FormDefinition form_named(const std::string& name, const std::string& folder) {
  const pipeline::Project project = pipeline::open_project(folder);
  std::vector<std::string> findings, known = {"full"};
  for (const auto& [id, definition] : project.statements.findings) findings.push_back(id);
  const catalogue::Forms forms = catalogue::read_forms(catalogue::built_in_files(), catalogue::files_in(folder), project.catalogue, findings);
  if (const auto found = forms.find(name); found != forms.end()) return found->second;
  for (const auto& [id, form] : forms) known.push_back(id);
  throw core::UserError(core::ErrorKind::usage, "there is no form of report '" + name + "'", "forms are full and the files in catalogue/7-reports/forms." + core::suggestion(name, known));
}

core::Document composed(const catalogue::FormDefinition& form, const reports::ReportInput& input) {
  forms::FormInput given;
  given.title = input.edition.title, given.organisation = input.edition.organisation, given.edition = input.edition.id, given.period = input.edition.period, given.audience = input.edition.audience;
  for (const reports::Area& area : input.areas) given.areas.push_back({area.code, area.name, area.type});
  given.estimates = &input.estimates;
  given.findings = input.findings, given.contradictions = input.contradictions, given.actions = input.actions, given.plan = input.plan, given.progress = input.progress;
  for (const reports::Gap& gap : input.gaps) given.gaps.emplace(gap.indicator, gap.reason);
  return forms::compose(form, given);
}

/// The page or document of the full report or of a form.
void write(const reports::ReportInput& input, const Options& options, const std::filesystem::path& file) {
  const std::string& as = options.as;
  if (as == "ods" || as == "xlsx") return reports::write_data_pack(input, file, as == "ods" ? reports::SheetFormat::open_document : reports::SheetFormat::excel);
  const bool is_full = options.form == "full", is_word = as == "docx" || as == "odt";
  const auto medium = as == "pdf" ? reports::Medium::paper : reports::Medium::page;
  const auto write_word = [&](const reports::Document& document) { reports::write_word_document(document, input.edition, file, as == "odt" ? reports::WordFormat::odt : reports::WordFormat::docx); };
  std::string page;
  if (is_full && is_word) return write_word(reports::document_report(input));
  if (is_full) page = reports::html_report(input, medium);
  else {
    const core::Document form = composed(form_named(options.form, options.folder), input);
    const bool with_scorecard = options.form == "scorecard";
    if (is_word) return write_word(reports::form_document(input, form, with_scorecard));
    page = reports::form_report(input, form, with_scorecard, medium);
  }
  if (as == "pdf") reports::write_pdf(page, file);
  else core::write_file_whole(file, page);
}

void run(const Options& options, const Context& context) {
  if (std::find(kFormats.begin(), kFormats.end(), options.as) == kFormats.end())
    throw core::UserError(core::ErrorKind::usage, fmt::format("there is no report as '{}'", options.as), "use --as html, xlsx, ods, docx, odt or pdf." + core::suggestion(options.as, kFormats));
  const bool is_sheet = options.as == "xlsx" || options.as == "ods", is_whole = options.form == "full";
  if (is_sheet && !is_whole) throw core::UserError(core::ErrorKind::usage, "a data pack has no shorter forms", "leave --form away, or take --as html, docx, odt or pdf");
  const auto edition = pipeline::find_edition(options.folder, options.edition);
  const auto audience = pipeline::audience_named(options.audience);
  const bool is_public = audience == pipeline::Audience::everybody;
  const auto folder = is_public ? edition : edition / "restricted";
  const auto kept = options.as == "html" ? (is_public ? folder / "report" : folder) / "index.html" : options.as == "xlsx" ? folder / "data-pack.xlsx" : std::filesystem::path();
  // What the edition holds ready is given as it is, unless a plan or another form asks for a page of its own.
  const bool is_ready = !kept.empty() && is_whole && (is_sheet || !plan::Plan::exists(options.folder));
  if (is_ready) {
    if (context.output.empty()) std::cout << kept.string() << '\n';
    else context.print_text(core::read_file(kept));
    return;
  }
  auto file = std::filesystem::path(context.output);
  if (file.empty()) file = (is_public && !is_sheet ? folder / "report" : folder) / fmt::format("{}.{}", is_sheet ? "data-pack" : is_whole ? "report" : options.form, options.as);
  if (std::filesystem::is_directory(file)) throw core::UserError(core::ErrorKind::usage, "this is a folder", core::Place{file.string()}, "name a file with -o");
  write(input_of(options, edition, audience), options, file);
  if (!is_public) std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  if (context.output.empty()) std::cout << file.string() << '\n';
}

}  // namespace

void add_report(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("report", "the report or the data pack of an edition, as a file of your choice");
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("--as", options->as, "html, docx, odt or pdf; xlsx or ods: the data pack")->capture_default_str();
  verb->add_option("--form", options->form, "full, or a shorter form of catalogue/7-reports/forms: board_paper, public_summary, press_fact_box, annual_report, scorecard, needs_assessment, market_profile")->capture_default_str();
  verb->add_option("--audience", options->audience, "public: small numbers suppressed; restricted: every figure, not for publication")->capture_default_str();
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("-o,--output", context.output, "file to write (default: say where the edition keeps it)");
  verb->footer("docx and odt are made by pandoc and librsvg, pdf by Chromium (Debian: pandoc librsvg2-bin chromium).\n"
               "Examples:\n  dmp report examples/bedfordshire --as xlsx -o bedfordshire.xlsx\n  dmp report examples/bedfordshire --as pdf --form board_paper -o board.pdf");
  verb->callback([&context, options] { run(*options, context); });
}

}  // namespace dmp::cli
