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
  std::string shown = {};  ///< as errors name it; empty: "catalogue/" and the path
};

/// The catalogue built into the executable, in order of the paths; where the environment variable DMP_CATALOGUE names a
/// folder, that folder in its place (for work on the catalogue). Read once.
const std::vector<File>& built_in_files();

/// Files under a folder's catalogue/, in order of their paths; none where there is no such folder. Hidden files and
/// editors' copies (ending in ~) are left out; of a file over 1 MiB only so much is read as shows that it is too big.
std::vector<File> files_in(const std::filesystem::path& folder);

/// Files of both in order of their paths: of a definition with the same kind and id, and of any other file with the
/// same path, the own one.
std::vector<File> effective_files(const std::vector<File>& built_in, const std::vector<File>& own);

/// Reads and checks files; those of own override built-in ones of the same path. Throws UserError at the first fault:
/// file, line, column, key, nearest right name. SQL is checked later, by the engine.
Catalogue read_catalogue(const std::vector<File>& built_in, const std::vector<File>& own);

/// As read_catalogue, but every faulty file's first fault. Sources and indicators are looked at once all tables are right.
std::vector<core::UserError> catalogue_faults(const std::vector<File>& built_in, const std::vector<File>& own);

}  // namespace dmp::catalogue
