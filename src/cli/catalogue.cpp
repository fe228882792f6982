#include "catalogue/catalogue.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "catalogue/reference_pages.hpp"
#include "catalogue/statement_pages.hpp"
#include "catalogue/statements.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFooter =
    "Examples:\n"
    "  dmp catalogue list\n"
    "  dmp catalogue show drug_offence_rate\n"
    "  dmp catalogue show market/powder_cocaine\n"
    "  dmp catalogue check my-county\n"
    "  dmp catalogue docs -o reference\n";

/// What the four verbs are given.
struct Given {
  std::string folder;  ///< of a profile whose own definitions count as well; may be empty
  std::string id;
  std::string target;
};

std::vector<catalogue::File> own_files(const std::string& folder) {
  if (folder.empty()) return {};
  if (!fs::is_directory(folder))
    throw core::UserError(core::ErrorKind::resource, "there is no such folder", {folder}, "name a profile folder, or make one with: dmp init " + folder);
  return catalogue::files_in(folder);
}

catalogue::Catalogue read(const Given& given) { return catalogue::read_catalogue(catalogue::built_in_files(), own_files(given.folder)); }

std::string origin(const core::Place& place) { return place.file.starts_with("catalogue/") ? "built-in" : place.file; }

void list(const Given& given, const Context& context) {
  const catalogue::Catalogue all = read(given);
  core::DataTable table({"kind", "id", "name", "belongs_to", "defined_in"});
  for (const auto& [id, definition] : all.tables) table.add({"table", id, definition.name, definition.subject, origin(definition.place)});
  for (const auto& [id, definition] : all.sources) table.add({"source", id, definition.name, definition.table, origin(definition.place)});
  for (const auto& [id, definition] : all.indicators) table.add({"indicator", id, definition.name, definition.domain, origin(definition.place)});
  const catalogue::Statements statements = catalogue::read_statements(catalogue::built_in_files(), own_files(given.folder), all);
  for (const auto& [id, definition] : statements.findings) table.add({"finding", id, definition.title, definition.domain, origin(definition.place)});
  for (const auto& [id, definition] : statements.contradictions) table.add({"contradiction", id, definition.title, definition.domain, origin(definition.place)});
  for (const auto& [id, definition] : statements.actions) table.add({"action", id, definition.title, definition.domain, origin(definition.place)});
  for (const auto& [id, definition] : all.markets) table.add({"market", id, definition.name, definition.kind, origin(definition.place)});
  context.print(table);
}

/// The pages of what bears the id; "source/crime" names one kind.
std::string pages(const catalogue::Catalogue& all, const catalogue::Statements& statements, const std::string& asked) {
  const std::size_t slash = asked.find('/');
  const std::string kind = slash == std::string::npos ? "" : asked.substr(0, slash), id = slash == std::string::npos ? asked : asked.substr(slash + 1);
  std::string text;
  const auto add = [&](const char* name, const auto& definitions) {
    const auto found = definitions.find(id);
    if (found == definitions.end() || !(kind.empty() || kind == name)) return;
    std::string page;
    if constexpr (requires { catalogue::page_of(found->second, all); }) page = catalogue::page_of(found->second, all);
    else page = catalogue::page_of(found->second);
    page.erase(0, page.find('#'));  // the notice is for the files
    text += (text.empty() ? "" : "\n") + page;
  };
  add("table", all.tables);
  add("source", all.sources);
  add("indicator", all.indicators);
  add("market", all.markets);
  add("finding", statements.findings);
  add("contradiction", statements.contradictions);
  add("action", statements.actions);
  if (!text.empty()) return text;
  std::vector<std::string> known;
  for (const auto& [name, definition] : all.indicators) known.push_back(name);
  for (const auto& [name, definition] : all.sources) known.push_back(name);
  for (const auto& [name, definition] : all.tables) known.push_back(name);
  for (const auto& [name, definition] : all.markets) known.push_back(name);
  for (const auto& [name, definition] : statements.findings) known.push_back(name);
  for (const auto& [name, definition] : statements.actions) known.push_back(name);
  const auto nearest = core::nearest_name(id, known);
  throw core::UserError(core::ErrorKind::usage, "the catalogue has no '" + asked + "'",
                        nearest ? "did you mean '" + *nearest + "'?" : "all it has is listed by: dmp catalogue list");
}

void check(const Given& given, Context& context) {
  const auto own = own_files(given.folder);
  auto faults = catalogue::catalogue_faults(catalogue::built_in_files(), own);
  if (faults.empty()) faults = catalogue::statement_faults(catalogue::built_in_files(), own, read(given));
  core::DataTable table({"file", "line", "column", "problem", "mend"});
  for (const core::UserError& fault : faults) {
    std::cerr << "error: " << fault.what() << '\n';
    table.add({fault.place().file, static_cast<long long>(fault.place().line), static_cast<long long>(fault.place().column), fault.problem(), fault.mend()});
  }
  if (!faults.empty()) context.exit_code = 1;
  if (!context.format.empty() || !context.output.empty()) return context.print(table);
  if (!faults.empty()) return;
  const catalogue::Catalogue all = read(given);
  context.print_text(fmt::format("The catalogue is in order: {} tables, {} sources, {} indicators, {} markets{}.\n", all.tables.size(), all.sources.size(), all.indicators.size(), all.markets.size(),
                                 own.empty() ? "" : fmt::format("; {} of the files are your own", own.size())));
}

void write_pages(const Given& given, const Context& context) {
  const catalogue::Catalogue all = read(given);
  auto written = catalogue::reference_pages(all);
  for (catalogue::File& page : catalogue::statement_pages(catalogue::read_statements(catalogue::built_in_files(), own_files(given.folder), all))) written.push_back(std::move(page));
  for (const catalogue::File& page : written) {
    const fs::path file = fs::path(given.target) / page.path;
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error) throw core::UserError(core::ErrorKind::resource, "the folder cannot be made: " + error.message(), {file.parent_path().string()}, "choose another with -o DIR");
    core::write_file_whole(file, page.text);
  }
  if (!context.quiet) std::cerr << written.size() << " pages written to " << given.target << '\n';
}

}  // namespace

void add_catalogue(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("catalogue", "what dmp knows: tables, sources, indicators and markets, built in and your own");
  verb->require_subcommand(1);
  verb->footer(kFooter);
  const auto given = std::make_shared<Given>();
  const auto add = [&](const char* name, const char* help) {
    CLI::App* part = verb->add_subcommand(name, help);
    part->footer(kFooter);
    return part;
  };
  CLI::App* list_verb = add("list", "all tables, sources, indicators and markets");
  list_verb->add_option("DIR", given->folder, "profile folder whose own definitions count as well");
  add_output_options(*list_verb, context);
  list_verb->callback([given, &context] { list(*given, context); });

  CLI::App* show_verb = add("show", "everything about one of them");
  show_verb->add_option("ID", given->id, "its id; source/ID, table/ID, indicator/ID or market/ID where several bear it")->required();
  show_verb->add_option("DIR", given->folder, "profile folder whose own definitions count as well");
  show_verb->add_option("-o,--output", context.output, "write to this file instead of standard output");
  show_verb->callback([given, &context] {
    const catalogue::Catalogue all = read(*given);
    context.print_text(pages(all, catalogue::read_statements(catalogue::built_in_files(), own_files(given->folder), all), given->id));
  });

  CLI::App* check_verb = add("check", "read every definition; the first fault of each file; exit 1 when there is one");
  check_verb->add_option("DIR", given->folder, "profile folder whose own definitions count as well");
  add_output_options(*check_verb, context);
  check_verb->callback([given, &context] { check(*given, context); });

  CLI::App* docs_verb = add("docs", "the reference as Markdown pages");
  docs_verb->add_option("DIR", given->folder, "profile folder whose own definitions count as well");
  docs_verb->add_option("-o,--output", given->target, "folder to write to")->required();
  docs_verb->callback([given, &context] { write_pages(*given, context); });
}

}  // namespace dmp::cli
