#include "cli/hotspots.hpp"

namespace dmp::cli {

void add_hotspots(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("hotspots", "hotspots and overlaps");
  add_hotspots_weights(*verb, context);
  verb->require_subcommand(1);
}

}  // namespace dmp::cli
