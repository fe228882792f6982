#include "core/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/errors.hpp"

namespace dmp::core {
namespace {

[[noreturn]] void fail(const char* what, const std::filesystem::path& file, int error) {
  const char* mend = error == ENOSPC || error == EDQUOT ? "free some disk space and run it again"
                     : error == EACCES || error == EPERM || error == EROFS ? "check the permissions of the file and its folder"
                     : error == ENOENT ? "check the name: there is no such file or folder"
                     : error == EISDIR ? "name a file, not a folder"
                                       : "check the disk and run it again";
  throw UserError(ErrorKind::resource, fmt::format("{}: {}", what, std::strerror(error)), Place{file.string()}, mend);
}

}  // namespace

std::string read_file(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("the file cannot be opened", file, errno);
  std::string bytes;
  char block[1 << 16];
  for (;;) {
    const ssize_t got = read(descriptor, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int error = errno;
      close(descriptor);
      fail("the file cannot be read", file, error);
    }
    if (got == 0) break;
    bytes.append(block, static_cast<std::size_t>(got));
  }
  close(descriptor);
  return bytes;
}

void write_file_whole(const std::filesystem::path& file, std::string_view bytes) {
  // A device or pipe (/dev/stdout) cannot be renamed over.
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  const bool plain = !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
  std::string target = plain ? file.string() + ".part-XXXXXX" : file.string();
  const int descriptor = plain ? mkostemp(target.data(), O_CLOEXEC) : open(target.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) fail("the file cannot be written", file, errno);
  const auto give_up = [&](int error) {
    close(descriptor);
    if (plain) unlink(target.c_str());
    fail("the file cannot be written", file, error);
  };
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) give_up(errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!plain) {
    close(descriptor);
    return;
  }
  if (fchmod(descriptor, 0644) != 0 || fsync(descriptor) != 0) give_up(errno);
  close(descriptor);
  if (rename(target.c_str(), file.c_str()) != 0) {
    const int error = errno;
    unlink(target.c_str());
    fail("the file cannot be written", file, error);
  }
}

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

std::optional<FileLock> FileLock::take(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) fail("the lock file cannot be opened", file, errno);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    close(descriptor);
    if (error == EWOULDBLOCK) return std::nullopt;
    fail("the folder cannot be locked", file, error);
  }
  return FileLock(descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent, const std::string& prefix) {
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) fail("the folder cannot be made", parent, error.value());
  std::string name = (parent / (prefix + "XXXXXX")).string();
  if (!mkdtemp(name.data())) fail("a temporary folder cannot be made", parent, errno);
  path_ = name;
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace dmp::core
