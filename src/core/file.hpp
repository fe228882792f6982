#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace dmp::core {

/// The whole of a file; a resource UserError where it cannot be read.
std::string read_file(const std::filesystem::path& file);

/// Writes a file so that a reader sees the old text or the new, never a part: to a temporary file beside it, synced,
/// then renamed. A resource UserError (disk full, no permission) leaves the old file as it was.
void write_file_whole(const std::filesystem::path& file, std::string_view bytes);

/// Forces a folder's entries to disk (after a rename).
void sync_folder(const std::filesystem::path& folder);

/// Holds an exclusive lock on a file until destroyed. The operating system frees it when the process dies.
class FileLock {
 public:
  /// Takes the lock or, where another process holds it, returns nothing at once.
  static std::optional<FileLock> take(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// A fresh folder that is removed with all it holds when the object goes.
class TemporaryFolder {
 public:
  /// Inside parent (made where it is missing), named prefix plus six random characters.
  TemporaryFolder(const std::filesystem::path& parent, const std::string& prefix);
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace dmp::core
