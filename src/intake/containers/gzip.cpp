#include "intake/containers/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <cstdint>
#include <vector>

#include "core/errors.hpp"
#include "intake/containers/regular_file.hpp"
#include "intake/containers/scratch_file.hpp"

namespace dmp::intake::containers {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 18;

[[noreturn]] void fail(const std::string& what, const std::string& name) {
  throw core::UserError(core::ErrorKind::data, what, core::Place{name}, "fetch or compress the file again");
}

class Inflater {
 public:
  Inflater() {
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw core::InternalError("zlib cannot be started");
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
};

core::Issue trailing_bytes(const std::string& name, std::uint64_t offset) {
  core::Issue issue;
  issue.file = name;
  issue.rule = "bytes behind the compressed data";
  issue.severity = core::Severity::warning;
  issue.text = fmt::format("the compressed data end at byte {}; what follows was left out; fetch the file again if rows are missing", offset);
  return issue;
}

// What the byte behind a finished member says: another member, the end (zeros are padding), or rubbish.
enum class After { member, end, rubbish };

After what_follows(const unsigned char* next, std::size_t size) {
  if (size >= 2) return next[0] == 0x1F && next[1] == 0x8B ? After::member : next[0] == 0 ? After::end : After::rubbish;
  return size == 0 || next[0] == 0 ? After::end : After::rubbish;
}

}  // namespace

std::filesystem::path unpack_gzip(const std::filesystem::path& file, const std::string& name, const std::filesystem::path& scratch,
                                  Allowance& allowance, core::Issues& notes) {
  RegularFile in(file);
  ScratchFile out(scratch, ".csv");
  std::vector<unsigned char> packed(kBlock), plain(kBlock);
  Inflater inflater;
  z_stream& stream = inflater.stream;
  std::uint64_t bytes_read = 0;
  bool ended = false;
  // Fills up the input, keeping what is not used yet.
  const auto refill = [&] {
    std::copy(stream.next_in, stream.next_in + stream.avail_in, packed.data());
    const std::size_t got = in.read(reinterpret_cast<char*>(packed.data()) + stream.avail_in, packed.size() - stream.avail_in);
    bytes_read += got;
    ended = got == 0;
    stream.next_in = packed.data();
    stream.avail_in += static_cast<unsigned int>(got);
  };
  stream.next_in = packed.data();
  for (;;) {
    if (stream.avail_in == 0) refill();
    stream.next_out = plain.data();
    stream.avail_out = static_cast<unsigned int>(plain.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = plain.size() - stream.avail_out;
    allowance.take(got, name);
    out.write({reinterpret_cast<const char*>(plain.data()), got});
    const std::uint64_t offset = bytes_read - stream.avail_in;
    if (result == Z_STREAM_END) {
      if (stream.avail_in < 2) refill();
      const After after = what_follows(stream.next_in, stream.avail_in);
      if (after == After::rubbish) notes.push_back(trailing_bytes(name, offset));
      if (after != After::member) return out.finish();
      inflateReset(&stream);
    } else if (result == Z_BUF_ERROR && ended) {
      fail(fmt::format("the compressed file is cut off at byte {}", offset), name);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      fail(fmt::format("the compressed file is damaged at byte {} ({})", offset, stream.msg ? stream.msg : "bad data"), name);
    }
  }
}

}  // namespace dmp::intake::containers
