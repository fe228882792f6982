#include <iostream>

#include "cli/progress.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "pipeline/neighbours.hpp"

namespace dmp::cli {

void add_neighbours(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("neighbours", "nearest-neighbour comparators of an authority");
  struct Options {
    std::string folder = ".", area, list;
    std::size_t k = 15;
    bool values = false;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("--area", options->area, "an authority's code, or its name")->required();
  verb->add_option("--k", options->k, "how many neighbours")->capture_default_str()->check(CLI::Range(1, 1000));
  verb->add_option("--list", options->list, "model (the open statistical model), cipfa, ons or children (default: as the profile says)")->check(CLI::IsMember({"model", "cipfa", "ons", "children"}));
  verb->add_flag("--values", options->values, "the model's variables of every area of the type instead, as dmp calc neighbours reads them");
  verb->add_option("--threads", context.threads, "number of threads (0: all processors)")->capture_default_str();
  add_output_options(*verb, context);
  verb->footer("Examples:\n  dmp neighbours examples/bedfordshire --area E06000032 --k 15\n  dmp neighbours examples/bedfordshire --area Luton --values | dmp calc neighbours - --id area_code");
  verb->callback([&context, options] {
    pipeline::RunSettings settings;
    settings.threads = context.threads;
    const pipeline::NeighbourTables tables = pipeline::neighbours(options->folder, options->area, options->list, options->k, settings);
    if (options->values && tables.values.rows().empty())
      throw core::UserError(core::ErrorKind::usage, "a published list has no variables", "leave out --values, or use --list model");
    context.print(options->values ? tables.values : tables.neighbours);
    if (context.quiet) return;
    for (const std::string& note : tables.notes) std::cerr << "note: " << note << '\n';
  });
}

}  // namespace dmp::cli
