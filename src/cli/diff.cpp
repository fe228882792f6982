#include "cli/verb.hpp"
#include "pipeline/compare.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

void add_diff(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("diff", "what differs between two editions");
  struct Options {
    std::string before, after, folder = ".", audience = "public";
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("EDITION_A", options->before, "path to an edition's folder, or its id")->required();
  verb->add_option("EDITION_B", options->after, "likewise")->required();
  verb->add_option("--dir", options->folder, "profile folder that ids are looked up in")->capture_default_str();
  verb->add_option("--audience", options->audience, "public: the figures that were released; restricted: every figure")->capture_default_str();
  add_output_options(*verb, context);
  verb->footer("Example:\n  dmp diff --dir examples/bedfordshire 3f2a91 latest\n  dmp diff last-month/build/editions/3f2a91c04e5d this-month/build/latest");
  verb->callback([&context, options] {
    const auto find = [&](const std::string& name) { return pipeline::find_edition(options->folder, name == "latest" ? std::string() : name); };
    context.print(pipeline::compare_editions(find(options->before), find(options->after), pipeline::audience_named(options->audience)));
  });
}

}  // namespace dmp::cli
