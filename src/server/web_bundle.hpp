#pragma once

#include <string_view>

namespace dmp::server {

/// A file of the dashboard as it was when the program was built.
struct WebFile {
  std::string_view path;          ///< "assets/index-abc123.js"
  std::string_view bytes, gzip;   ///< gzip: the same compressed; empty where it would not be smaller
};

/// nullptr where the bundle has no such file.
const WebFile* web_file(std::string_view path);
/// Whether the program was built with the dashboard.
bool has_dashboard();

}  // namespace dmp::server
