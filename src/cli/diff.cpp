#include <iostream>

#include "cli/finding_moves.hpp"
#include "cli/verb.hpp"
#include "pipeline/compare.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

void add_diff(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("diff", "what moved between two editions: data, revised data, method, population, geography");
  struct Options {
    std::string before, after, folder = ".", audience = "public";
    bool latest = false, paragraph = false, findings = false;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("EDITION_A", options->before, "path to an edition's folder, or its id")->required();
  verb->add_option("EDITION_B", options->after, "likewise")->required();
  verb->add_option("--dir", options->folder, "profile folder that ids are looked up in")->capture_default_str();
  verb->add_option("--audience", options->audience, "public: the figures that were released; restricted: every figure")->capture_default_str();
  verb->add_flag("--latest", options->latest, "a row a series: the latest figure of each edition, and what moved it, with a sentence");
  verb->add_flag("--paragraph", options->paragraph, "what moved, as a paragraph to publish");
  verb->add_flag("--findings", options->findings, "findings that appeared, disappeared or changed, and why");
  add_output_options(*verb, context);
  verb->footer("The parts data, revised_data, method, population, geography and not_separable add up to the difference exactly.\nExamples:\n  dmp diff --dir examples/bedfordshire 3f2a91 latest\n  dmp diff --dir examples/bedfordshire 3f2a91 latest --paragraph\n  dmp diff --dir examples/bedfordshire 3f2a91 latest --findings\n  dmp diff last-month/build/editions/3f2a91c04e5d this-month/build/latest");
  verb->callback([&context, options] {
    const auto find = [&](const std::string& name) { return pipeline::find_edition(options->folder, name == "latest" ? std::string() : name); };
    const auto before = find(options->before), after = find(options->after);
    const pipeline::Audience audience = pipeline::audience_named(options->audience);
    if (options->findings) return context.print(finding_moves(before, after, audience));
    const std::string moved = finding_moves_in_words(before, after, audience);
    if (options->paragraph) return context.print_text(pipeline::what_moved(before, after, audience) + (moved.empty() ? "" : "\n" + moved + "\n"));
    if (!moved.empty() && !context.quiet) std::cerr << "note: " << moved << " See --findings.\n";
    context.print(options->latest ? pipeline::compare_latest(before, after, audience) : pipeline::compare_editions(before, after, audience));
  });
}

}  // namespace dmp::cli
