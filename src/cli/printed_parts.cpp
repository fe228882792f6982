#include "cli/printed_parts.hpp"

#include <fstream>
#include <iostream>
#include <sstream>

#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::cli {
namespace {

constexpr std::size_t kMostForPeople = 100'000;

/// Without the first line, which names the columns.
std::string_view without_names(std::string_view csv) { return csv.substr(std::min(csv.find('\n'), csv.size() - 1) + 1); }

/// What stands between the brackets of an array of objects, without the line break at its end.
std::string_view between_brackets(std::string_view json) {
  json.remove_prefix(1);
  return json.substr(0, json.rfind(']') == 0 ? 0 : json.rfind(']') - 1);
}

}  // namespace

struct PrintedParts::State {
  const Context& context;
  std::string narrow;
  core::Format format = core::Format::csv;
  bool to_file = false, first = true, any = false;
  std::optional<core::TemporaryFolder> folder;   ///< beside the file that is written
  std::ofstream file;
  std::optional<core::DataTable> for_people;

  std::ostream& out() { return to_file ? file : std::cout; }
  std::filesystem::path fresh() const { return folder->path() / "printed"; }
  void check() {
    if (out()) return;
    throw core::UserError(core::ErrorKind::resource, to_file ? "the file cannot be written" : "standard output cannot be written", core::Place{to_file ? context.output : ""},
                          to_file ? "check the folder's permissions and the disk" : "check the disk or the program that reads it");
  }
};

PrintedParts::PrintedParts(const Context& context, std::string narrow) : state_(std::make_unique<State>(context, std::move(narrow))) {
  state_->format = context.chosen_format();
  state_->to_file = !context.output.empty() && context.output != "-";
}

PrintedParts::~PrintedParts() = default;

void PrintedParts::add(const core::DataTable& part) {
  State& state = *state_;
  if (state.format == core::Format::table) {
    if (!state.for_people) state.for_people.emplace(part.columns());
    for (const auto& row : part.rows()) state.for_people->add(row);
    if (state.for_people->rows().size() > kMostForPeople)
      throw core::UserError(core::ErrorKind::usage, "more than " + std::to_string(kMostForPeople) + " rows are too many for a table", state.narrow + ", or --format csv");
    return;
  }
  if (state.first && state.to_file) {
    const std::filesystem::path parent = std::filesystem::absolute(state.context.output).parent_path();
    state.folder.emplace(parent, ".dmp-");
    state.file.open(state.fresh(), std::ios::binary);
  }
  std::ostringstream text;
  core::write(text, part, state.format);
  if (state.format == core::Format::csv) {
    state.out() << (state.first ? text.view() : without_names(text.view()));
  } else {
    const std::string_view items = part.rows().empty() ? std::string_view{} : between_brackets(text.view());
    state.out() << (state.first ? "[" : items.empty() ? "" : ",") << items;
    state.any = state.any || !items.empty();
  }
  state.first = false;
  state.check();
}

void PrintedParts::finish() {
  State& state = *state_;
  if (state.for_people) return state.context.print(*state.for_people);
  if (state.format == core::Format::json) state.out() << (state.any ? "\n]\n" : "]\n");
  state.out().flush();
  state.check();
  if (!state.folder) return;
  state.file.close();
  std::error_code error;
  std::filesystem::rename(state.fresh(), state.context.output, error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the file cannot be written: " + error.message(), core::Place{state.context.output}, "check the folder's permissions and the disk");
}

}  // namespace dmp::cli
