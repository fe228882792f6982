#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/issue.hpp"
#include "intake/containers/allowance.hpp"

namespace dmp::intake::containers {

/// What the bytes of a text are. Bytes that are no part of a well-formed UTF-8 character count one by one.
struct Utf8Count {
  std::uint64_t characters = 0;  ///< well-formed characters of two bytes and more
  std::uint64_t bad_bytes = 0;
  std::uint64_t first_bad = 0;  ///< offset of the first bad byte
  std::uint64_t nul_bytes = 0;
  std::uint64_t first_nul = 0;
};

/// Reads a whole file and counts; several GB/s where the text is ASCII.
Utf8Count count_utf8(const std::filesystem::path& file);

/// The line, from 1, that holds the byte at an offset.
std::uint64_t line_at(const std::filesystem::path& file, std::uint64_t offset);

/// A text file in UTF-8.
struct Utf8Text {
  std::filesystem::path path;    ///< the file itself, or a converted copy in the scratch folder
  std::uint64_t skip_bytes = 0;  ///< byte order mark
  core::Issues notes;
};

/// Makes sure of UTF-8. `declared` is the encoding the format names, empty or "auto" to find out: a byte order mark
/// decides, then whether the bytes are UTF-8, else cp1252 with a note. Line breaks stay where they are. A UserError for an
/// encoding of unknown name.
Utf8Text to_utf8(const std::filesystem::path& file, const std::string& name, const std::string& declared, const std::filesystem::path& scratch,
                 Allowance& allowance);

/// Throws a UserError (data) where the first bytes of a file are those of no text: NUL bytes or more than a few control
/// characters. UTF-16 is text.
void require_text(std::string_view start, const std::string& name);

}  // namespace dmp::intake::containers
