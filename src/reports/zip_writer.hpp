#pragma once

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::reports {

/// A zip file as office formats ask for it: no extra fields, the first member stored where asked for, one fixed date. Members are
/// written one after the other, of any length below four gigabytes.
class ZipWriter {
 public:
  /// Errors name `shown`. day: days since 1970, for every member's date.
  ZipWriter(const std::filesystem::path& file, std::filesystem::path shown, int day);

  void add(const std::string& name, std::string_view bytes, bool compressed = true);
  void begin(const std::string& name, bool compressed = true);
  void append(std::string_view bytes);
  void end();
  /// The directory at the end. A resource UserError where something could not be written.
  void close();

 private:
  struct Member {
    std::string name;
    bool compressed = true;
    std::uint32_t checksum = 0;
    std::uint64_t size = 0, packed = 0, place = 0;
  };
  void put16(unsigned value);
  void put32(std::uint64_t value);
  void write(std::string_view bytes);
  void deflate_more(std::string_view bytes, int flush);
  [[noreturn]] void fail(const std::string& why) const;

  std::filesystem::path shown_;
  std::ofstream out_;
  std::vector<Member> members_;
  z_stream stream_{};
  std::uint64_t place_ = 0;
  unsigned date_ = 0;
};

}  // namespace dmp::reports
