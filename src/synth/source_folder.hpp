#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "synth/sheet.hpp"

namespace dmp::synth {

/// What a written file holds: rows = loaded + rejected + duplicates. Lines count from 1 with the header on line 1.
struct FileRecord {
  std::string file;       ///< below sources/
  std::string member;     ///< inside a zip archive; empty otherwise
  const ExtractDefinition* definition = nullptr;
  std::uint64_t rows = 0, rejected = 0, duplicates = 0;
  std::vector<PlantedFault> faults;

  [[nodiscard]] std::uint64_t loaded() const { return rows - rejected - duplicates; }
};


/// The folder of extracts: parts are added county by county, in order, and end in files as their extracts say
/// (delimiter, line ends, encoding, container).
class SourceFolder {
 public:
  explicit SourceFolder(std::filesystem::path folder);
  ~SourceFolder();
  SourceFolder(const SourceFolder&) = delete;
  SourceFolder& operator=(const SourceFolder&) = delete;

  /// Appends a part to its file; the first part writes the header. A resource UserError where the disk is full.
  void add(Part part);
  /// Closes everything and says what was written, sorted by file name.
  std::vector<FileRecord> finish();

 private:
  struct Open;
  Open& open(const Part& part);
  void write_archives();

  std::filesystem::path folder_;
  std::map<std::string, std::unique_ptr<Open>> files_;
};

}  // namespace dmp::synth
