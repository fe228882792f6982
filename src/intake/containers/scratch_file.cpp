#include "intake/containers/scratch_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/errors.hpp"

namespace dmp::intake::containers {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 18;

[[noreturn]] void fail(int error, const std::filesystem::path& file) {
  throw core::UserError(core::ErrorKind::resource, fmt::format("a temporary file cannot be written: {}", std::strerror(error)), core::Place{file.string()},
                        error == ENOSPC || error == EDQUOT ? "free some disk space and run it again" : "check the disk and its permissions");
}

}  // namespace

ScratchFile::ScratchFile(const std::filesystem::path& folder, const std::string& suffix) {
  std::string name = (folder / ("table-XXXXXX" + suffix)).string();
  descriptor_ = mkostemps(name.data(), static_cast<int>(suffix.size()), O_CLOEXEC);
  if (descriptor_ < 0) fail(errno, folder);
  path_ = name;
}

ScratchFile::~ScratchFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!finished_) unlink(path_.c_str());
}

void ScratchFile::write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= kBuffer) flush();
}

void ScratchFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno, path_);
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

std::filesystem::path ScratchFile::finish() {
  flush();
  const int closed = close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail(errno, path_);
  finished_ = true;
  return path_;
}

}  // namespace dmp::intake::containers
