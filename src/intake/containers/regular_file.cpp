#include "intake/containers/regular_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "core/errors.hpp"

namespace dmp::intake::containers {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::uint64_t kHashAtOnce = std::uint64_t{4} << 20;

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& file, const char* mend) {
  throw core::UserError(core::ErrorKind::resource, what, core::Place{file.string()}, mend);
}

const char* mend_for(int error) {
  switch (error) {
    case ENOENT: return "check the name: there is no such file";
    case EACCES:
    case EPERM: return "give yourself permission to read the file and its folder";
    case ELOOP: return "name the file itself: the links point to each other";
    case ENOTDIR: return "check the name: a part of it is a file, not a folder";
    case ENAMETOOLONG: return "check the name: it is too long";
    case EMFILE:
    case ENFILE: return "close other programs: too many files are open";
    default: return "check the disk or network drive and run it again";
  }
}

// OpenSSL's digest uses the processor's SHA instructions: four times as fast as the portable one in core/hash.hpp,
// and an extract may hold gigabytes.
std::string hash_now(const std::vector<std::filesystem::path>& files) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) throw core::InternalError("SHA-256 is not available");
  std::vector<char> block(kBlock);
  for (const auto& file : files) {
    RegularFile in(file);
    while (const std::size_t got = in.read(block.data(), block.size())) EVP_DigestUpdate(context.get(), block.data(), got);
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context.get(), digest, &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace

RegularFile::RegularFile(const std::filesystem::path& file) : file_(file) {
  if (file.string().find('\0') != std::string::npos) fail("the name holds a NUL character", "", "check the name");
  // Without O_NONBLOCK the opening of a pipe would wait for a writer for ever.
  descriptor_ = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor_ < 0) {
    const int error = errno;
    if (error == ENXIO) fail("not a regular file but a socket or device", file, "name a file that holds the data");
    fail(fmt::format("the file cannot be opened: {}", std::strerror(error)), file, mend_for(error));
  }
  struct stat status {};
  const bool known = fstat(descriptor_, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    close(descriptor_);
    descriptor_ = -1;
    if (known && S_ISDIR(status.st_mode)) fail("this is a folder, not a file", file, "name the files in it, for instance with *.csv at its end");
    fail("not a regular file but a device or pipe", file, "save the data as a file and name that");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
  posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

RegularFile::~RegularFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::size_t RegularFile::read(char* buffer, std::size_t size) {
  std::size_t total = 0;
  while (total < size) {
    const ssize_t got = ::read(descriptor_, buffer + total, size - total);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(fmt::format("the file cannot be read to its end: {}", std::strerror(errno)), file_, mend_for(errno));
    if (got == 0) break;
    total += static_cast<std::size_t>(got);
  }
  return total;
}

void RegularFile::rewind() { lseek(descriptor_, 0, SEEK_SET); }

std::shared_future<std::string> hash_files(const std::vector<std::filesystem::path>& files) {
  std::uint64_t bytes = 0;
  for (const auto& file : files) bytes += RegularFile(file).size();
  if (bytes > kHashAtOnce) return std::async(std::launch::async, [files] { return hash_now(files); }).share();
  std::promise<std::string> ready;
  ready.set_value(hash_now(files));
  return ready.get_future().share();
}

}  // namespace dmp::intake::containers
