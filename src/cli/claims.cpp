#include <filesystem>
#include <iostream>
#include <sstream>

#include "claims/annotate.hpp"
#include "claims/check.hpp"
#include "claims/document.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

namespace {

struct Options {
  std::vector<std::string> places;
  std::string edition, audience = "public", page;
};

/// The estimates to check with: the edition's; none where no folder was named and there is no edition here.
core::Estimates estimates_for(const std::string& folder, bool named, const Options& options, bool quiet) {
  std::error_code ignored;
  if (!named && options.edition.empty() && !std::filesystem::exists(std::filesystem::path(folder) / "build" / "latest", ignored)) {
    if (!quiet) std::cerr << "note: there is no edition here, so that the text is held only against itself; give a profile folder to hold it against its figures\n";
    return {};
  }
  return pipeline::estimates_in(pipeline::estimates_of(pipeline::find_edition(folder, options.edition), pipeline::audience_named(options.audience)));
}

std::string standard_input() {
  std::ostringstream text;
  text << std::cin.rdbuf();
  return text.str();
}

void check(const Options& options, Context& context) {
  const bool named = options.places.size() == 2;
  const std::string folder = named ? options.places[0] : ".", file = options.places.back();
  const std::string name = file == "-" ? "standard input" : file;
  const std::string bytes = file == "-" ? standard_input() : core::read_file(file);
  const claims::Document document = claims::read_document(bytes, name);
  if (!context.quiet)
    for (const std::string& note : document.notes) std::cerr << "note: " << note << '\n';
  const claims::Claims found = claims::check_claims(document.text, estimates_for(folder, named, options, context.quiet), claims::lexicon_of(folder));
  context.print(claims::table_of(found));
  if (!options.page.empty()) core::write_file_whole(options.page, claims::annotated_page(document.text, found, std::filesystem::path(name).filename().string()));
  if (document.extracted && !context.quiet) std::cerr << "note: start and end count the characters of the text as people see it, not those of the file; --html shows it\n";
  if (claims::has_fault(found)) context.exit_code = 1;
}

}  // namespace

void add_claims(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("claims", "every number in a text: supported, contradicted or not to be checked, with the estimate and the reason");
  const auto options = std::make_shared<Options>();
  verb->add_option("[DIR] FILE", options->places, "profile folder (default: here) and the text: .txt, .md, .html, .docx, or - for standard input")->required()->expected(1, 2);
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("--audience", options->audience, "public: held against the figures that were released; restricted: every figure")->capture_default_str();
  verb->add_option("--html", options->page, "also write the text as a page with every claim marked");
  add_output_options(*verb, context);
  verb->footer(
      "Ends with 1 where a claim is contradicted or the text is at odds with itself, else with 0.\n"
      "Examples:\n  dmp claims examples/bedfordshire press-release.txt\n  dmp claims examples/bedfordshire draft.docx --html draft-checked.html --format csv -o claims.csv\n"
      "  echo 'On Thursday (5 August 2019) 12.8% of cases, 5 or fewer, were excluded.' | dmp claims -");
  verb->callback([&context, options] { check(*options, context); });
}

}  // namespace dmp::cli
