#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

/// What tests look at of the files that reports write.
namespace dmp::reports {

inline std::filesystem::path place(const char* name) { return std::filesystem::path(DMP_BINARY_DIR) / name; }

/// The files inside a workbook or a document of a word processor, by their names.
inline std::map<std::string, std::string> contents(const std::filesystem::path& file) {
  std::map<std::string, std::string> parts;
  archive* zip = archive_read_new();
  archive_read_support_format_zip(zip);
  EXPECT_EQ(archive_read_open_filename(zip, file.c_str(), 1 << 16), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(zip, &entry) == ARCHIVE_OK) {
    std::string& text = parts[archive_entry_pathname(entry)];
    char block[4096];
    la_ssize_t got = 0;
    while ((got = archive_read_data(zip, block, sizeof block)) > 0) text.append(block, static_cast<std::size_t>(got));
    EXPECT_EQ(got, 0);
  }
  archive_read_free(zip);
  return parts;
}

}  // namespace dmp::reports
