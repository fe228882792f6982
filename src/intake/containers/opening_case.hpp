#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "intake/containers/open.hpp"

/// For tests: files made on the spot, and what opening them gives.
namespace dmp::intake::containers {

struct ZipMember {
  std::string name, bytes;
  unsigned type = AE_IFREG;
};

class OpeningCase : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& name, const std::string& bytes) const {
    const auto path = folder_.path() / name;
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
  }

  static std::string gzip(const std::string& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
  }

  std::filesystem::path zip(const std::string& name, const std::vector<ZipMember>& members, const char* password = nullptr) const {
    const auto path = folder_.path() / name;
    archive* out = archive_write_new();
    archive_write_set_format_zip(out);
    if (password) {
      archive_write_set_options(out, "zip:encryption=traditional");
      archive_write_set_passphrase(out, password);
    }
    archive_write_open_filename(out, path.c_str());
    for (const ZipMember& member : members) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, member.name.c_str());
      archive_entry_set_filetype(entry, member.type);
      archive_entry_set_perm(entry, 0644);
      if (member.type == AE_IFLNK) {
        archive_entry_set_symlink(entry, member.bytes.c_str());
      } else {
        archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
      }
      archive_write_header(out, entry);
      if (member.type == AE_IFREG) archive_write_data(out, member.bytes.data(), member.bytes.size());
      archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    return path;
  }

  std::vector<OpenedTable> open(const std::filesystem::path& path, const catalogue::FormatDefinition& format = {}, const Limits& limits = {}) {
    return open_extract(path, format, scratch_, limits);
  }

  OpenedTable open_one(const std::filesystem::path& path, const catalogue::FormatDefinition& format = {}, const Limits& limits = {}) {
    auto tables = open(path, format, limits);
    EXPECT_EQ(tables.size(), 1U);
    return tables.at(0);
  }

  /// The text of a table without its byte order mark.
  static std::string text_of(const OpenedTable& table) { return core::read_file(table.text).substr(table.skip_bytes); }

  /// The message of the UserError that opening must throw, its kind before it: "1 what (place) - mend".
  std::string refusal(const std::filesystem::path& path, const catalogue::FormatDefinition& format = {}, const Limits& limits = {}) {
    try {
      open(path, format, limits);
    } catch (const core::UserError& error) {
      EXPECT_FALSE(error.mend().empty());
      return std::to_string(static_cast<int>(error.kind())) + " " + error.what();
    }
    return "nothing was refused";
  }

  static std::filesystem::path shared_data() {
    const char* folder = std::getenv("DMP_DATA");
    return folder ? folder : DMP_SOURCE_DIR "/../shared/data";
  }

  core::TemporaryFolder folder_{std::filesystem::temp_directory_path(), "dmp-open-test-"};
  core::TemporaryFolder scratch_{std::filesystem::temp_directory_path(), "dmp-open-scratch-"};
};

#define SKIP_WITHOUT(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the shared data are not here: " << (path)

}  // namespace dmp::intake::containers
