#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "core/errors.hpp"
#include "intake/containers/open.hpp"

/// Any bytes at all, as text, gz, zip, xlsx, ods or what else they look like: an answer or a UserError, nothing else.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // Boundaries, old workbooks and Parquet are read by other people's libraries, which have fuzzers of their own.
  static const dmp::core::TemporaryFolder folder(std::filesystem::temp_directory_path(), "dmp-open-fuzz-");
  const std::filesystem::path file = folder.path() / "input";
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  dmp::core::TemporaryFolder scratch(folder.path(), "scratch-");
  dmp::intake::Limits limits;
  limits.max_bytes = std::uint64_t{32} << 20;
  limits.max_members = 100;
  dmp::catalogue::FormatDefinition format;
  format.container = "csv";
  try {
    for (const auto& table : dmp::intake::open_extract(file, format, scratch, limits)) table.sha256.wait();
  } catch (const dmp::core::UserError&) {
  }
  return 0;
}
