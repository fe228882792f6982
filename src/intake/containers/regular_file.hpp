#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <future>
#include <string>
#include <vector>

namespace dmp::intake::containers {

/// A regular file open for reading. Anything else (folder, device, pipe, loop of links, no permission) is a resource
/// UserError that says how to mend it. Reads with read(2), never through a mapping: a file cut short by another program
/// while it is read must not end the process.
class RegularFile {
 public:
  explicit RegularFile(const std::filesystem::path& file);
  ~RegularFile();
  RegularFile(const RegularFile&) = delete;
  RegularFile& operator=(const RegularFile&) = delete;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Fills the buffer as far as the file goes; 0 at the end.
  std::size_t read(char* buffer, std::size_t size);
  void rewind();

 private:
  std::filesystem::path file_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// SHA-256 of the files' bytes one after the other, in hexadecimal; at once for small ones, else on a thread of its own.
std::shared_future<std::string> hash_files(const std::vector<std::filesystem::path>& files);

}  // namespace dmp::intake::containers
