#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "catalogue/starter.hpp"
#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::cli {
namespace {

namespace fs = std::filesystem;

/// Refuses what is there already and is not an empty folder.
void check_empty(const fs::path& folder) {
  std::error_code error;
  const auto status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) return;
  if (!fs::is_directory(status))
    throw core::UserError(core::ErrorKind::usage, "this is not a folder", {folder.string()}, "name a new folder");
  const bool empty = fs::is_empty(folder, error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the folder cannot be read: " + error.message(), {folder.string()}, "name another folder");
  if (!empty) throw core::UserError(core::ErrorKind::usage, "the folder is not empty", {folder.string()}, "name a new folder; nothing was written");
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the folder cannot be made: " + error.message(), {folder.string()}, "choose a place where you may write");
}

void init(const std::string& name, const Context& context) {
  const fs::path folder = name;
  check_empty(folder);
  make_folder(folder);
  for (const catalogue::File& file : catalogue::starter_files()) {
    make_folder((folder / file.path).parent_path());
    core::write_file_whole(folder / file.path, file.text);
  }
  if (context.quiet) return;
  std::cerr << fmt::format("A profile of a made-up county is in {}. Next:\n  dmp check {}\n  dmp build {}\nThen put your own extracts into sources/ and your areas into profile.toml.\n", name, name, name);
}

}  // namespace

void add_init(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("init", "a new profile folder, commented, that builds as it is");
  verb->footer("Example:\n  dmp init my-county && dmp build my-county\n");
  const auto name = std::make_shared<std::string>();
  verb->add_option("DIR", *name, "folder to make; it must be new or empty")->required();
  verb->callback([name, &context] { init(*name, context); });
}

}  // namespace dmp::cli
