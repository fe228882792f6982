#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::synth {

/// Deflates bytes as they come. The compressed bytes depend on the version of zlib, what is inside does not.
class Deflater {
 public:
  /// gzip = true wraps the stream as a .gz file with no name and no time.
  explicit Deflater(bool gzip);
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void add(std::string_view bytes);
  /// The rest of the stream; the object is spent.
  std::string finish();
  [[nodiscard]] std::uint32_t crc() const;
  [[nodiscard]] std::uint64_t bytes_in() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One deflated member of a zip archive.
struct ZipMember {
  std::string name, deflated;
  std::uint32_t crc = 0;
  std::uint64_t size = 0;
};

/// A zip archive dated 1980-01-01, so that neither the clock nor the time zone shows. Below 4 GB.
std::string zip_archive(const std::vector<ZipMember>& members);

/// Writes rows of comma-separated text as the first sheet of a workbook; cells of the named columns as numbers.
void write_workbook(const std::filesystem::path& file, std::string_view csv, const std::vector<std::string_view>& number_columns);

/// UTF-8 as Windows code page 1252; a character it lacks becomes a question mark.
std::string as_cp1252(std::string_view utf8);

}  // namespace dmp::synth
