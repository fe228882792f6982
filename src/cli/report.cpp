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
    std::string folder = ".", edition, as = "html";
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("--as", options->as, "html or xlsx")->capture_default_str();
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("-o,--output", context.output, "file to write (default: say where the edition keeps it)");
  verb->footer("Example:\n  dmp report examples/bedfordshire --as xlsx -o bedfordshire.xlsx");
  verb->callback([&context, options] {
    if (options->as != "html" && options->as != "xlsx")
      throw core::UserError(core::ErrorKind::usage, fmt::format("there is no report as '{}'", options->as), "use --as html or --as xlsx");
    const auto edition = pipeline::find_edition(options->folder, options->edition);
    const auto file = options->as == "html" ? edition / "report" / "index.html" : edition / "data-pack.xlsx";
    if (context.output.empty()) std::cout << file.string() << '\n';
    else context.print_text(core::read_file(file));
  });
}

}  // namespace dmp::cli
