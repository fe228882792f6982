#include "reports/zip_writer.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/errors.hpp"

namespace dmp::reports {
namespace {

constexpr unsigned kSizesFollow = 1u << 3, kNamesAreUtf8 = 1u << 11, kVersion = 20, kDeflated = 8;
constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();

/// Years from 1980, month and day in sixteen bits.
unsigned date_of(int day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{std::max(day, 3652)}}};
  return static_cast<unsigned>(static_cast<int>(date.year()) - 1980) << 9 | static_cast<unsigned>(date.month()) << 5 | static_cast<unsigned>(date.day());
}

}  // namespace

ZipWriter::ZipWriter(const std::filesystem::path& file, std::filesystem::path shown, int day) : shown_(std::move(shown)), out_(file, std::ios::binary), date_(date_of(day)) {
  if (!out_) fail("the file cannot be made");
}

void ZipWriter::fail(const std::string& why) const { throw core::UserError(core::ErrorKind::resource, "the file cannot be written: " + why, {shown_.string()}, "check the disk and run it again"); }

void ZipWriter::write(std::string_view bytes) {
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out_) fail("the disk is full or may not be written");
  place_ += bytes.size();
}

void ZipWriter::put16(unsigned value) {
  const char bytes[] = {static_cast<char>(value & 255), static_cast<char>(value >> 8 & 255)};
  write({bytes, 2});
}

void ZipWriter::put32(std::uint64_t value) {
  if (value > kMost) fail("it would hold more than four gigabytes");
  put16(static_cast<unsigned>(value & 0xFFFF)), put16(static_cast<unsigned>(value >> 16));
}

void ZipWriter::add(const std::string& name, std::string_view bytes, bool compressed) {
  if (compressed) {
    begin(name), append(bytes), end();
    return;
  }
  // A stored member's size stands before it: readers tell office files by what follows the first member's name.
  Member member{name, false, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()))), bytes.size(), bytes.size(), place_};
  put32(0x04034b50), put16(kVersion), put16(0), put16(0), put16(0), put16(date_), put32(member.checksum), put32(member.packed), put32(member.size);
  put16(static_cast<unsigned>(name.size())), put16(0), write(name), write(bytes);
  members_.push_back(std::move(member));
}

void ZipWriter::begin(const std::string& name, bool) {
  members_.push_back({name, true, 0, 0, 0, place_});
  put32(0x04034b50), put16(kVersion), put16(kSizesFollow | kNamesAreUtf8), put16(kDeflated), put16(0), put16(date_), put32(0), put32(0), put32(0);
  put16(static_cast<unsigned>(name.size())), put16(0), write(name);
  stream_ = {};
  if (deflateInit2(&stream_, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) fail("no memory is left");
}

void ZipWriter::deflate_more(std::string_view bytes, int flush) {
  char packed[1 << 16];
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  do {
    stream_.next_out = reinterpret_cast<Bytef*>(packed), stream_.avail_out = sizeof packed;
    deflate(&stream_, flush);
    const std::size_t made = sizeof packed - stream_.avail_out;
    write({packed, made});
    members_.back().packed += made;
  } while (stream_.avail_out == 0);
}

void ZipWriter::append(std::string_view bytes) {
  Member& member = members_.back();
  constexpr std::size_t kPiece = 1 << 24;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kPiece, bytes.size()))) {
    const std::string_view piece = bytes.substr(0, kPiece);
    member.checksum = static_cast<std::uint32_t>(crc32(member.checksum, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size())));
    member.size += piece.size();
    deflate_more(piece, Z_NO_FLUSH);
  }
}

void ZipWriter::end() {
  deflate_more({}, Z_FINISH);
  deflateEnd(&stream_);
  const Member& member = members_.back();
  put32(0x08074b50), put32(member.checksum), put32(member.packed), put32(member.size);
}

void ZipWriter::close() {
  const std::uint64_t start = place_;
  for (const Member& member : members_) {
    put32(0x02014b50), put16(kVersion), put16(kVersion), put16(member.compressed ? kSizesFollow | kNamesAreUtf8 : 0), put16(member.compressed ? kDeflated : 0), put16(0), put16(date_);
    put32(member.checksum), put32(member.packed), put32(member.size), put16(static_cast<unsigned>(member.name.size()));
    put16(0), put16(0), put16(0), put16(0), put32(0), put32(member.place), write(member.name);
  }
  const std::uint64_t length = place_ - start;
  put32(0x06054b50), put16(0), put16(0), put16(static_cast<unsigned>(members_.size())), put16(static_cast<unsigned>(members_.size())), put32(length), put32(start), put16(0);
  out_.close();
  if (!out_) fail("the disk is full or may not be written");
}

}  // namespace dmp::reports
