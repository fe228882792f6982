#include "server/web_bundle.hpp"

#include <algorithm>
#include <vector>

#include "server/contract.hpp"

// Made by cmake/WebBundle.cmake: one entry a file, in order of the paths, ended by one without a path.
extern "C" {
struct DmpEmbeddedWebFile {
  const char* path;
  const char* begin;
  const char* end;
};
extern const DmpEmbeddedWebFile dmp_embedded_web[];  // NOLINT(readability-identifier-naming)
}

namespace dmp::server {
namespace {

std::vector<WebFile> all_files() {
  std::vector<WebFile> files;
  for (const DmpEmbeddedWebFile* file = dmp_embedded_web; file->path; ++file) {
    const std::string_view path = file->path, bytes(file->begin, static_cast<std::size_t>(file->end - file->begin));
    if (!path.ends_with(".gz")) files.push_back({path, bytes, {}});
  }
  for (const DmpEmbeddedWebFile* file = dmp_embedded_web; file->path; ++file) {
    const std::string_view path = file->path;
    if (!path.ends_with(".gz")) continue;
    const auto plain = std::find_if(files.begin(), files.end(), [&](const WebFile& each) { return each.path == path.substr(0, path.size() - 3); });
    if (plain != files.end()) plain->gzip = {file->begin, static_cast<std::size_t>(file->end - file->begin)};
  }
  return files;
}

const std::vector<WebFile>& files() {
  static const std::vector<WebFile> all = all_files();
  return all;
}

}  // namespace

const WebFile* web_file(std::string_view path) {
  const auto found = std::find_if(files().begin(), files().end(), [&](const WebFile& file) { return file.path == path; });
  return found == files().end() ? nullptr : &*found;
}

bool has_dashboard() { return web_file("web/index.html") != nullptr; }

std::string_view contract_text() {
  const WebFile* file = web_file("api/openapi.yaml");
  return file ? file->bytes : std::string_view{};
}

}  // namespace dmp::server
