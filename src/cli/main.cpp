#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <new>

#include "cli/verb.hpp"
#include "core/errors.hpp"

namespace {

int run(int argc, char** argv) {
  dmp::cli::Context context;
  CLI::App app{"Drug Market Profiler: a partnership's extracts in, a drugs market profile out."};
  app.name("dmp");
  app.set_version_flag("--version", "dmp " DMP_VERSION);
  app.set_help_flag("-h,--help", "show this help");
  app.require_subcommand(1);
  app.fallthrough();
  app.add_flag("--quiet", context.quiet, "no progress bars and no notes on standard error");
  using namespace dmp::cli;
  for (const auto add : {add_init, add_synth, add_check, add_build, add_estimates, add_findings, add_plan, add_explain, add_neighbours, add_diff, add_claims, add_sign, add_verify, add_rollup, add_operations, add_hotspots, add_market, add_report, add_serve, add_calc, add_catalogue, add_completion}) add(app, context);
  std::string about;
  auto* help = app.add_subcommand("help", "show this help, or a verb's");
  help->add_option("VERB", about, "a verb");
  help->callback([&] {
    const CLI::App* verb = about.empty() ? &app : nullptr;
    for (const CLI::App* known : app.get_subcommands({}))
      if (known->get_name() == about) verb = known;
    if (!verb) throw dmp::core::UserError(dmp::core::ErrorKind::usage, "there is no verb '" + about + "'", "dmp help lists them");
    // App::help() would show the verb that is running, which is this one.
    std::cout << verb->get_formatter()->make_help(verb, verb == &app ? "dmp" : "dmp " + about, CLI::AppFormatMode::Normal);
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << "error: " << error.what() << " - see dmp help, or dmp VERB --help\n";
    return 2;
  }
  return context.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const dmp::core::UserError& error) {
    std::cerr << "error: " << error.what() << '\n';
    return static_cast<int>(error.kind());
  } catch (const std::bad_alloc&) {
    std::cerr << "error: out of memory - close other programs or set a lower memory_limit in profile.toml\n";
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << " - this is a fault of dmp; please report it with the command you ran\n";
  }
  return 3;
}
