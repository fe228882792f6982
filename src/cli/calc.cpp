#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <sstream>

#include "calc/method.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/nearest.hpp"

namespace dmp::cli {
namespace {

using core::ErrorKind;
using core::UserError;

constexpr const char* kFooter =
    "Every method: dmp calc --list. One method: dmp calc METHOD --help.\n\n"
    "Example:\n"
    "  dmp calc rate deaths.csv --by area --x deaths --n population --confidence 0.95,0.998\n";

std::string list_of_methods() {
  std::string text;
  std::string_view family;
  for (const calc::Method& method : calc::methods()) {
    if (method.family != family) text += fmt::format("{}{}\n", family.empty() ? "" : "\n", method.family);
    family = method.family;
    text += fmt::format("  {:<22} {}\n", method.name, method.summary);
  }
  return text;
}

/// The texts that the options of one method fill.
struct Given {
  calc::Call call;
  std::string delimiter;
  std::string by;
  std::map<std::string, std::string, std::less<>> columns;
  std::map<std::string, std::string, std::less<>> options;
};

/// "--x_ref,--x-ref" for a name with underscores.
std::string flags(std::string_view name) {
  const std::string plain(name);
  std::string dashed = plain;
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  return dashed == plain ? "--" + plain : "--" + plain + ",--" + dashed;
}

void declare(CLI::App& app, const calc::Method& method, Given& given, Context& context) {
  app.name(fmt::format("dmp calc {}", method.name));
  app.set_help_flag("-h,--help", "show this help");
  app.footer(fmt::format("Writes: {}, note\n\nExample:\n  dmp calc {}\n", method.writes, method.example));
  app.add_option("FILE", given.call.file, "a table with a header: csv, csv.gz or parquet; - for csv on standard input")->required();
  for (const calc::ColumnUse& column : method.columns)
    app.add_option(flags(column.name), given.columns[std::string(column.name)],
                   fmt::format("column (or number) for {}{}", column.help, column.required ? "" : " (optional)"))
        ->type_name("COLUMN")->group("Columns");
  for (const calc::OptionUse& option : method.options) {
    if (option.flag) {
      app.add_flag(flags(option.name), given.options[std::string(option.name)], std::string(option.help))->group("Method");
      continue;
    }
    auto* added = app.add_option(flags(option.name), given.options[std::string(option.name)],
                                 std::string(option.help))->type_name("VALUE")->group("Method");
    if (!option.fallback.empty()) added->default_str(std::string(option.fallback));
  }
  app.add_option("--by", given.by, "columns that cut the table into groups, separated by commas")->type_name("A,B");
  app.add_option("--confidence", given.call.confidence,
                 "level of the intervals; several, separated by commas, give lower_95, upper_95, ...")->capture_default_str()->type_name("LEVEL");
  app.add_option("--multiplier", given.call.multiplier, "unit of the result, such as 100 or 100000")->type_name("NUMBER");
  app.add_option("--delimiter", given.delimiter, "between the values of a csv file (default: found out; tab for a tabulator)")->type_name("CHAR");
  add_output_options(app, context);
  add_chance_options(app, context);
  app.add_flag("--quiet", context.quiet, "no notes on standard error");
}

char delimiter_named(const std::string& name) {
  if (name.empty()) return 0;
  if (name == "tab" || name == "\\t") return '\t';
  if (name.size() == 1 && name != "\"" && name != "\n") return name.front();
  throw UserError(ErrorKind::usage, fmt::format("--delimiter '{}' is no single character", name), "give one such as ; or the word tab");
}

std::vector<std::string> separated(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream text(list);
  for (std::string name; std::getline(text, name, ',');) names.push_back(name);
  return names;
}

/// An unknown option of a method, with the nearest known one.
[[noreturn]] void unknown_option(const CLI::App& app, const CLI::ExtrasError& error) {
  const std::vector<std::string> extras = app.remaining();
  if (extras.empty() || !extras.front().starts_with("-")) throw UserError(ErrorKind::usage, error.what(),
      "give one FILE, and options with their names");
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  throw UserError(ErrorKind::usage, fmt::format("{} has no option {}.{}", app.get_name(), extras.front(), core::suggestion(extras.front(), known)),
                  fmt::format("see {} --help", app.get_name()));
}

/// Reads the arguments behind the method's name; false when they asked for help.
bool parse(const calc::Method& method, std::vector<std::string> arguments, Given& given, Context& context) {
  CLI::App app{fmt::format("{}: {}", method.name, method.summary)};
  declare(app, method, given, context);
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return false;
  } catch (const CLI::ExtrasError& error) {
    unknown_option(app, error);
  } catch (const CLI::ParseError& error) {
    throw UserError(ErrorKind::usage, error.what(), fmt::format("see dmp calc {} --help", method.name));
  }
  return true;
}

void run_calc(const std::vector<std::string>& arguments, Context& context) {
  if (arguments.empty()) throw UserError(ErrorKind::usage, "no method is named",
                                         "write dmp calc METHOD FILE; the methods are listed by dmp calc --list");
  const calc::Method& method = calc::method_named(arguments.front());
  Given given;
  if (!parse(method, {arguments.begin() + 1, arguments.end()}, given, context)) return;
  given.call.method = method.name;
  given.call.delimiter = delimiter_named(given.delimiter);
  given.call.by = separated(given.by);
  given.call.seed = context.seed;
  given.call.threads = context.threads;
  for (const auto& [name, value] : given.columns)
    if (!value.empty()) given.call.renamed.emplace(name, value);
  for (const auto& [name, value] : given.options)
    if (!value.empty()) given.call.options.emplace(name, value);
  context.print(calc::run(given.call));
}

}  // namespace

void add_calc(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("calc", "any statistical method over a plain table: dmp calc METHOD FILE [options]");
  verb->footer(kFooter);
  // Everything from the method's name on belongs to the method.
  verb->prefix_command();
  verb->fallthrough(false);
  const auto list = std::make_shared<bool>(false);
  verb->add_flag("--list", *list, "list the methods");
  add_output_options(*verb, context);
  add_chance_options(*verb, context);
  verb->callback([verb, list, &context] {
    if (*list) return context.print_text(list_of_methods());
    run_calc(verb->remaining(), context);
  });
}

}  // namespace dmp::cli
