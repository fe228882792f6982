#include <fmt/format.h>

#include <memory>

#include "cli/verb.hpp"
#include "synth/synth.hpp"

namespace dmp::cli {

void add_synth(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("synth", "write a made-up county's extracts, its profile.toml and truth.json");
  auto settings = std::make_shared<synth::Settings>();
  auto folder = std::make_shared<std::string>();
  verb->add_option("DIR", *folder, "the new profile folder")->required();
  verb->add_option("--scale", settings->scale, "1: one county of 700,000 residents; 10: ten such counties")->capture_default_str();
  verb->add_flag("--force", settings->force, "write again into a folder that dmp synth has made");
  add_chance_options(*verb, context);
  verb->footer("Example: dmp synth demonstration && dmp check demonstration");
  verb->callback([settings, folder, &context] {
    settings->folder = *folder;
    settings->seed = context.seed;
    settings->threads = context.threads;
    const auto made = synth::write_profile_folder(*settings);
    if (context.quiet) return;
    context.print_text(fmt::format("{}: {} {}, {} residents, {} files, {} rows, of which {} are to be rejected and {} are duplicates\n", *folder, made.counties,
                                   made.counties == 1 ? "county" : "counties", made.residents, made.files, made.rows, made.rejected, made.duplicates));
  });
}

}  // namespace dmp::cli
