#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "core/data_table.hpp"

namespace dmp::cli {

/// What every verb understands, and the exit code the chosen verb leaves (interface: 0 done, 1 problems reported).
struct Context {
  std::string format;       ///< --format csv|json|table; empty: table on a terminal, else csv
  std::string output;       ///< -o FILE; empty: standard output
  unsigned threads = 0;     ///< --threads N; 0: all processors
  std::uint64_t seed = 20240401;
  bool quiet = false;
  int exit_code = 0;

  /// The format asked for, or the one that fits where the output goes.
  [[nodiscard]] core::Format chosen_format() const;
  /// Prints a table as asked: format, file or standard output (a file is written whole or not at all).
  void print(const core::DataTable& table) const;
  /// As print, for text that is ready.
  void print_text(const std::string& text) const;
};

/// Adds --format and -o to a verb.
void add_output_options(CLI::App& verb, Context& context);
/// Adds --seed and --threads.
void add_chance_options(CLI::App& verb, Context& context);

/// A verb: a file of its own in cli/, one function that adds the subcommand with its options, help and example.
/// The subcommand's callback does the work and sets context.exit_code; it throws core::UserError for the user's mistakes.
void add_calc(CLI::App& app, Context& context);
void add_init(CLI::App& app, Context& context);
void add_synth(CLI::App& app, Context& context);
void add_check(CLI::App& app, Context& context);
void add_build(CLI::App& app, Context& context);
void add_estimates(CLI::App& app, Context& context);
void add_findings(CLI::App& app, Context& context);
void add_plan(CLI::App& app, Context& context);
void add_explain(CLI::App& app, Context& context);
void add_diff(CLI::App& app, Context& context);
void add_claims(CLI::App& app, Context& context);
void add_sign(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_rollup(CLI::App& app, Context& context);
void add_operations(CLI::App& app, Context& context);
void add_hotspots(CLI::App& app, Context& context);
void add_neighbours(CLI::App& app, Context& context);
void add_market(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);
void add_catalogue(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);

}  // namespace dmp::cli
