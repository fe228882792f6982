#include <fmt/format.h>

#include <iostream>

#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

void add_report(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("report", "the report or the data pack of an edition, as a file of your choice");
  struct Options {
    std::string folder = ".", edition, as = "html", audience = "public";
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("--as", options->as, "html or xlsx")->capture_default_str();
  verb->add_option("--audience", options->audience, "public: small numbers suppressed; restricted: every figure, not for publication")->capture_default_str();
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("-o,--output", context.output, "file to write (default: say where the edition keeps it)");
  verb->footer("Example:\n  dmp report examples/bedfordshire --as xlsx -o bedfordshire.xlsx");
  verb->callback([&context, options] {
    if (options->as != "html" && options->as != "xlsx")
      throw core::UserError(core::ErrorKind::usage, fmt::format("there is no report as '{}'", options->as), "use --as html or --as xlsx");
    const auto edition = pipeline::find_edition(options->folder, options->edition);
    const bool is_public = pipeline::audience_named(options->audience) == pipeline::Audience::everybody, is_page = options->as == "html";
    const auto folder = is_public ? edition : edition / "restricted";
    const auto file = is_page ? (is_public ? folder / "report" : folder) / "index.html" : folder / "data-pack.xlsx";
    if (context.output.empty()) std::cout << file.string() << '\n';
    else context.print_text(core::read_file(file));
  });
}

}  // namespace dmp::cli
