#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/definitions.hpp"

namespace dmp::catalogue {

/// One file of the catalogue: its path from the catalogue's root ("3-indicators/x.toml") and its text.
struct File {
  std::string path;
  std::string text;
};

/// The catalogue built into the executable.
const std::vector<File>& built_in_files();

/// Files under a folder's catalogue/, in order of their paths; none where there is no such folder.
std::vector<File> files_in(const std::filesystem::path& folder);

/// Reads and checks files; those of own override built-in ones of the same path. Throws UserError at the first fault:
/// file, line, column, key, nearest right name. SQL is checked later, by the engine.
Catalogue read_catalogue(const std::vector<File>& built_in, const std::vector<File>& own);

}  // namespace dmp::catalogue
