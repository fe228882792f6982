#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dmp::intake::containers {

/// A new file of our own naming in the scratch folder, written front to back. Nothing of an archive's inner names
/// reaches the file system. Removed again unless finish() was called.
class ScratchFile {
 public:
  /// `suffix` such as ".csv".
  ScratchFile(const std::filesystem::path& folder, const std::string& suffix);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  /// A resource UserError where the disk is full.
  void write(std::string_view bytes);
  /// Writes what is buffered and closes the file.
  std::filesystem::path finish();

 private:
  void flush();

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::string buffer_;
  bool finished_ = false;
};

}  // namespace dmp::intake::containers
