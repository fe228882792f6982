#pragma once

#include <zlib.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/file.hpp"
#include "synth/synth.hpp"

/// For the tests: a small synthetic county on disk, and ways to read it that share nothing with the writer.
namespace dmp::synth::testing {

inline std::filesystem::path temporary_place() { return std::filesystem::temp_directory_path(); }

inline Settings small_county(const std::filesystem::path& folder, unsigned threads = 2) {
  Settings settings;
  settings.folder = folder;
  settings.scale = 0.12;
  settings.seed = 7;
  settings.threads = threads;
  return settings;
}

inline std::map<std::string, std::string> all_files(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[std::filesystem::relative(entry.path(), folder).generic_string()] = core::read_file(entry.path());
  return files;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

inline std::vector<std::string> cells_of(const std::string& line, char delimiter) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    else if (c == delimiter && !quoted) cells.emplace_back();
    else cells.back() += c;
  }
  return cells;
}

/// A file, unpacked where its name ends in .gz.
inline std::string unpacked(const std::filesystem::path& path) {
  gzFile file = gzopen(path.string().c_str(), "rb");
  std::string text;
  char buffer[65536];
  for (int got = 0; file != nullptr && (got = gzread(file, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(got));
  if (file != nullptr) gzclose(file);
  return text;
}

}  // namespace dmp::synth::testing
