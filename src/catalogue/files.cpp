#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "catalogue/catalogue.hpp"
#include "core/errors.hpp"

// Made by cmake/Catalogue.cmake: one entry a file, in order of the paths, ended by one without a path.
extern "C" {
struct DmpEmbeddedFile {
  const char* path;
  const char* begin;
  const char* end;
};
extern const DmpEmbeddedFile dmp_embedded_catalogue[];  // NOLINT(readability-identifier-naming)
}

namespace dmp::catalogue {
namespace {

namespace fs = std::filesystem;

// One byte more than a definition may have, so that the reader sees that there is more.
constexpr std::size_t kMostBytes = (1 << 20) + 1;

std::string read_some(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kMostBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (!in.eof() && in.fail()) || !in.is_open())
    throw core::UserError(core::ErrorKind::resource, "the file cannot be read", {file.string()}, "check that it is there and that you may read it");
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

bool is_wanted(const fs::path& relative) {
  for (const fs::path& part : relative)
    if (part.native().starts_with('.')) return false;
  return !relative.native().ends_with('~');
}

std::vector<File> files_under(const fs::path& root) {
  std::vector<File> files;
  std::error_code error;
  if (!fs::is_directory(root, error)) return files;
  for (fs::recursive_directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
    const fs::path relative = entry->path().lexically_relative(root);
    std::error_code ignored;
    if (!is_wanted(relative) || !fs::is_regular_file(entry->path(), ignored)) continue;
    files.push_back({relative.generic_string(), read_some(entry->path()), entry->path().generic_string()});
  }
  if (error)
    throw core::UserError(core::ErrorKind::resource, "the catalogue's folder cannot be read: " + error.message(), {root.string()}, "check that you may read it");
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

std::vector<File> embedded_files() {
  std::vector<File> files;
  for (const DmpEmbeddedFile* file = dmp_embedded_catalogue; file->path; ++file) files.push_back({file->path, std::string(file->begin, file->end), {}});
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

}  // namespace

std::vector<File> files_in(const fs::path& folder) { return files_under(folder / "catalogue"); }

const std::vector<File>& built_in_files() {
  static const std::vector<File> files = [] {
    const char* folder = std::getenv("DMP_CATALOGUE");
    if (!folder || !*folder) return embedded_files();
    std::vector<File> found = files_under(folder);
    if (found.empty())
      throw core::UserError(core::ErrorKind::resource, "the folder in DMP_CATALOGUE holds no catalogue", {folder}, "name a folder with 1-sources, 2-tables ..., or unset DMP_CATALOGUE");
    return found;
  }();
  return files;
}

}  // namespace dmp::catalogue
