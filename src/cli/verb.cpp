#include "cli/verb.hpp"

#include <unistd.h>

#include <iostream>
#include <sstream>

#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::cli {

core::Format Context::chosen_format() const {
  if (!format.empty()) return core::format_named(format);
  return output.empty() && isatty(STDOUT_FILENO) ? core::Format::table : core::Format::csv;
}

void Context::print(const core::DataTable& table) const {
  if (output.empty() || output == "-") {
    core::write(std::cout, table, chosen_format());
    std::cout.flush();
    if (!std::cout) throw core::UserError(core::ErrorKind::resource, "standard output cannot be written", "check the disk or the program that reads it");
    return;
  }
  std::ostringstream text;
  core::write(text, table, chosen_format());
  core::write_file_whole(output, text.str());
}

void Context::print_text(const std::string& text) const {
  if (!output.empty() && output != "-") return core::write_file_whole(output, text);
  std::cout << text;
  std::cout.flush();
  if (!std::cout) throw core::UserError(core::ErrorKind::resource, "standard output cannot be written", "check the disk or the program that reads it");
}

void add_output_options(CLI::App& verb, Context& context) {
  verb.add_option("--format", context.format, "csv, json or table (default: table on a terminal, else csv)");
  verb.add_option("-o,--output", context.output, "write to this file instead of standard output");
}

void add_chance_options(CLI::App& verb, Context& context) {
  verb.add_option("--seed", context.seed, "where chance is used: the same seed gives the same bytes")->capture_default_str();
  verb.add_option("--threads", context.threads, "number of threads (0: all processors)")->capture_default_str();
}

}  // namespace dmp::cli
