#include "calc/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "core/errors.hpp"

namespace dmp::calc {
namespace {

using core::ErrorKind;
using core::UserError;

/// zlib's reader of one gzip file, closed when it goes.
class Reader {
 public:
  Reader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw core::InternalError("zlib cannot start");
  }
  ~Reader() { inflateEnd(&stream_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  std::string read() {
    std::string result;
    while (inside_ || !bytes_.empty() || stream_.avail_in > 0) {
      refill();
      step(result);
    }
    return result;
  }

 private:
  void refill() {
    if (stream_.avail_in > 0) return;
    // zlib counts in 32 bits.
    const std::size_t size = std::min<std::size_t>(bytes_.size(), std::numeric_limits<std::uint32_t>::max());
    if (size == 0) damaged("is cut off");
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes_.data()));
    stream_.avail_in = static_cast<uInt>(size);
    bytes_.remove_prefix(size);
  }

  void step(std::string& result) {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_out = static_cast<uInt>(buffer_.size());
    inside_ = true;
    const int state = inflate(&stream_, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) damaged("is damaged");
    result.append(buffer_.data(), buffer_.size() - stream_.avail_out);
    constexpr std::size_t kMost = std::size_t{16} << 30;
    if (result.size() > kMost) damaged("unpacks to more than 16 GB");
    if (state != Z_STREAM_END) return;
    inside_ = false;
    inflateReset(&stream_);
  }

  [[noreturn]] void damaged(const std::string& what) const {
    throw UserError(ErrorKind::data, "the gzip file " + what, {name_, 0, 0}, "pack it again, or give it unpacked");
  }

  std::string_view bytes_;
  const std::string& name_;
  z_stream stream_{};
  std::array<char, 1 << 16> buffer_{};
  bool inside_ = false;
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.size() > 2 && bytes.starts_with("\x1f\x8b"); }

std::string unpacked(std::string_view bytes, const std::string& name) { return Reader(bytes, name).read(); }

}  // namespace dmp::calc
