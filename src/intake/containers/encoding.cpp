#include "intake/containers/encoding.hpp"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <vector>

#include "core/errors.hpp"
#include "intake/containers/regular_file.hpp"
#include "intake/containers/scratch_file.hpp"

namespace dmp::intake::containers {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 18;  // stays in the second-level cache between the passes over it

// cp1252 for 0x80 to 0x9f; the five bytes it leaves open become the control characters of the same number, as on the web.
constexpr char16_t kCp1252[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                  0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

void append_character(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 63));
    out += static_cast<char>(0x80 | (c & 63));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 63));
    out += static_cast<char>(0x80 | ((c >> 6) & 63));
    out += static_cast<char>(0x80 | (c & 63));
  }
}

void append_cp1252(std::string& out, unsigned char byte) {
  append_character(out, byte >= 0x80 && byte < 0xA0 ? kCp1252[byte - 0x80] : byte);
}

// How many of the bytes from p on are ASCII, in steps of 64 that the compiler turns into vector instructions.
std::size_t ascii_run(const char* p, std::size_t size) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) {
    std::uint64_t words[8];
    std::memcpy(words, p + i, 64);
    const std::uint64_t all = words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7];
    if (all & 0x8080808080808080u) break;
  }
  while (i < size && static_cast<signed char>(p[i]) >= 0) ++i;
  return i;
}

// Length of the well-formed UTF-8 character at p (its first byte is no ASCII): 0 where it is ill-formed, -1 where the
// bytes end inside it. Table 3-7 of the Unicode standard.
int character_length(const char* text, std::size_t size) {
  const auto* p = reinterpret_cast<const unsigned char*>(text);
  const unsigned char first = p[0];
  const int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0) return 0;
  if (size < 2) return -1;
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < low || p[1] > high) return 0;
  for (int i = 2; i < length; ++i) {
    if (static_cast<std::size_t>(i) >= size) return -1;
    if ((p[i] & 0xC0) != 0x80) return 0;
  }
  return length;
}

// Feeds a file block by block; use(bytes, size, last) says how many of them it has used up (the rest comes again).
template <typename Use>
void for_blocks(const std::filesystem::path& file, Use&& use) {
  RegularFile in(file);
  std::vector<char> block(kBlock + 16);
  std::size_t kept = 0;
  for (;;) {
    const std::size_t got = in.read(block.data() + kept, kBlock);
    const bool last = got < kBlock;
    const std::size_t size = kept + got;
    const std::size_t used = use(block.data(), size, last);
    kept = size - used;
    std::memmove(block.data(), block.data() + used, kept);
    if (last) return;
  }
}

std::size_t count_block(const char* p, std::size_t size, bool last, std::uint64_t offset, Utf8Count& count) {
  std::size_t i = 0;
  while (i < size) {
    i += ascii_run(p + i, size - i);
    if (i == size) break;
    const int length = character_length(p + i, size - i);
    if (length < 0 && !last) return i;
    if (length > 0) {
      ++count.characters;
      i += static_cast<std::size_t>(length);
      continue;
    }
    if (count.bad_bytes++ == 0) count.first_bad = offset + i;
    ++i;
  }
  return size;
}

enum class Repair { every_byte, bad_bytes };

// cp1252 to UTF-8: every byte, or only those that are no part of a UTF-8 character.
std::filesystem::path convert_cp1252(const std::filesystem::path& file, Repair repair, const std::filesystem::path& scratch, Allowance& allowance) {
  ScratchFile out(scratch, ".csv");
  std::string text;
  for_blocks(file, [&](const char* p, std::size_t size, bool last) {
    text.clear();
    std::size_t i = 0;
    while (i < size) {
      const std::size_t plain = ascii_run(p + i, size - i);
      text.append(p + i, plain);
      i += plain;
      if (i == size) break;
      const int length = repair == Repair::every_byte ? 0 : character_length(p + i, size - i);
      if (length < 0 && !last) break;
      if (length > 0) {
        text.append(p + i, static_cast<std::size_t>(length));
        i += static_cast<std::size_t>(length);
      } else {
        append_cp1252(text, static_cast<unsigned char>(p[i++]));
      }
    }
    allowance.take(text.size());
    out.write(text);
    return i;
  });
  return out.finish();
}

std::filesystem::path convert_utf16(const std::filesystem::path& file, bool big_endian, const std::filesystem::path& scratch, Allowance& allowance,
                                    std::uint64_t& bad) {
  ScratchFile out(scratch, ".csv");
  std::string text;
  bool start = true;
  for_blocks(file, [&](const char* block, std::size_t size, bool last) {
    const auto* p = reinterpret_cast<const unsigned char*>(block);
    const auto unit = [&](std::size_t at) -> std::uint32_t {
      return big_endian ? static_cast<std::uint32_t>(p[at] << 8 | p[at + 1]) : static_cast<std::uint32_t>(p[at + 1] << 8 | p[at]);
    };
    text.clear();
    std::size_t i = 0;
    while (i + 2 <= size) {
      std::uint32_t c = unit(i);
      const bool high = c >= 0xD800 && c < 0xDC00;
      if (high && i + 4 > size && !last) break;
      i += 2;
      if (high && i + 2 <= size && unit(i) >= 0xDC00 && unit(i) < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (unit(i) - 0xDC00);
        i += 2;
      } else if (c >= 0xD800 && c < 0xE000) {
        c = 0xFFFD;
        ++bad;
      }
      if (!(start && c == 0xFEFF)) append_character(text, c);
      start = false;
    }
    if (last && i < size) {
      append_character(text, 0xFFFD);
      ++bad;
      i = size;
    }
    allowance.take(text.size());
    out.write(text);
    return i;
  });
  return out.finish();
}

// Any other encoding the C library knows by name.
std::filesystem::path convert_named(const std::filesystem::path& file, const std::string& name, const std::string& encoding,
                                    const std::filesystem::path& scratch, Allowance& allowance, std::uint64_t& bad) {
  const iconv_t converter = iconv_open("UTF-8", encoding.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1))
    throw core::UserError(core::ErrorKind::usage, fmt::format("there is no encoding called '{}'", encoding), core::Place{name},
                          "write utf-8, utf-16, cp1252 or iso-8859-1, or leave encoding out");
  struct Closer {
    iconv_t handle;
    ~Closer() { iconv_close(handle); }
  } const closer{converter};
  ScratchFile out(scratch, ".csv");
  std::vector<char> text(kBlock * 4 + 64);
  for_blocks(file, [&](const char* p, std::size_t size, bool last) {
    char* from = const_cast<char*>(p);
    std::size_t left = size;
    for (;;) {
      char* to = text.data();
      std::size_t room = text.size();
      const std::size_t result = iconv(converter, &from, &left, &to, &room);
      allowance.take(text.size() - room);
      out.write({text.data(), text.size() - room});
      if (result != static_cast<std::size_t>(-1) || left == 0) break;
      if (errno == E2BIG) continue;
      if (errno == EINVAL && !last && left <= 16) break;
      out.write("\xEF\xBF\xBD");
      ++bad;
      ++from;
      --left;
    }
    return size - left;
  });
  return out.finish();
}

core::Issue note(const std::string& name, std::uint64_t line, std::string rule, core::Severity severity, std::string text) {
  core::Issue issue;
  issue.file = name;
  issue.line = line;
  issue.rule = std::move(rule);
  issue.severity = severity;
  issue.text = std::move(text);
  return issue;
}

// Lower case without anything but letters and digits: "ISO-8859-1" and "iso8859_1" are one name.
std::string plain_name(const std::string& encoding) {
  std::string plain;
  for (const char c : encoding)
    if (std::isalnum(static_cast<unsigned char>(c))) plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return plain;
}

enum class Utf16 { none, little, big };

// UTF-16 without its mark: nearly every second byte of a western text is NUL, always on the same side.
Utf16 guess_utf16(std::string_view start) {
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i + 1 < start.size(); i += 2) {
    even += start[i] == 0;
    odd += start[i + 1] == 0;
  }
  const std::size_t pairs = start.size() / 2;
  if (pairs < 2) return Utf16::none;
  if (odd * 10 > pairs * 7 && even * 100 <= pairs) return Utf16::little;
  if (even * 10 > pairs * 7 && odd * 100 <= pairs) return Utf16::big;
  return Utf16::none;
}

bool begins_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

Utf16 utf16_mark(std::string_view start) {
  return begins_with(start, "\xFF\xFE") ? Utf16::little : begins_with(start, "\xFE\xFF") ? Utf16::big : Utf16::none;
}

void note_bad(Utf8Text& text, const std::string& name, std::uint64_t bad, const std::string& encoding) {
  if (bad == 0) return;
  core::Issue issue = note(name, 0, "bad characters", core::Severity::warning,
                           fmt::format("{} places are no characters of {} and became the replacement character; export the file again", bad, encoding));
  issue.rows = bad;
  text.notes.push_back(std::move(issue));
}

enum class Claim { none, declared, marked };

// A file that is taken for UTF-8, with a way out where it is not.
Utf8Text check_utf8(const std::filesystem::path& file, const std::string& name, Claim claim, const std::filesystem::path& scratch,
                    Allowance& allowance) {
  Utf8Text text{file, claim == Claim::marked ? std::uint64_t{3} : 0, {}};
  const Utf8Count count = count_utf8(file);
  if (count.nul_bytes > 0)
    text.notes.push_back(note(name, line_at(file, count.first_nul), "NUL bytes", core::Severity::warning,
                              fmt::format("{} NUL bytes in the text, as in a file that was not copied to its end; copy it again", count.nul_bytes)));
  if (count.bad_bytes == 0) return text;
  const std::uint64_t line = line_at(file, count.first_bad);
  // Capitals with accents before typographic quotes look like UTF-8 by chance, so a few characters prove nothing.
  const bool mixed = claim == Claim::marked || count.characters > count.bad_bytes;
  text.path = convert_cp1252(file, mixed ? Repair::bad_bytes : Repair::every_byte, scratch, allowance);
  if (mixed) {
    text.notes.push_back(note(name, line, "mixed encodings", core::Severity::warning,
                              fmt::format("UTF-8 with {} bytes that are not; these were read as cp1252 (Windows western)", count.bad_bytes)));
  } else {
    text.notes.push_back(note(name, line, "encoding", claim == Claim::declared ? core::Severity::warning : core::Severity::note,
                              fmt::format("{}read as cp1252 (Windows western); save the file as UTF-8 if characters look wrong",
                                          claim == Claim::declared ? "declared UTF-8 but is not; " : "not UTF-8: ")));
  }
  return text;
}

}  // namespace

Utf8Count count_utf8(const std::filesystem::path& file) {
  Utf8Count count;
  std::uint64_t offset = 0;
  for_blocks(file, [&](const char* p, std::size_t size, bool last) {
    const std::size_t used = count_block(p, size, last, offset, count);
    if (const void* nul = std::memchr(p, 0, used)) {
      const auto at = static_cast<const char*>(nul) - p;
      if (count.nul_bytes == 0) count.first_nul = offset + static_cast<std::uint64_t>(at);
      count.nul_bytes += static_cast<std::uint64_t>(std::count(p + at, p + used, '\0'));
    }
    offset += used;
    return used;
  });
  return count;
}

std::uint64_t line_at(const std::filesystem::path& file, std::uint64_t offset) {
  RegularFile in(file);
  std::vector<char> block(kBlock);
  std::uint64_t line = 1;
  while (offset > 0) {
    const std::size_t got = in.read(block.data(), std::min<std::uint64_t>(block.size(), offset));
    if (got == 0) break;
    line += static_cast<std::uint64_t>(std::count(block.data(), block.data() + got, '\n'));
    offset -= got;
  }
  return line;
}

void require_text(std::string_view start, const std::string& name) {
  if (utf16_mark(start) != Utf16::none || guess_utf16(start) != Utf16::none) return;
  std::size_t nul = 0, control = 0;
  for (const char c : start) {
    nul += c == 0;
    control += (static_cast<unsigned char>(c) < 0x20 && !(c >= 0x09 && c <= 0x0D)) || c == 0x7F;
  }
  if (nul == 0 && control <= std::max<std::size_t>(4, start.size() / 2000)) return;
  throw core::UserError(core::ErrorKind::data, "not a text table: it holds bytes that are no text", core::Place{name},
                        "export it as csv (UTF-8), or name a csv, xlsx, ods, xls, parquet, geojson, gpkg or shapefile");
}

Utf8Text to_utf8(const std::filesystem::path& file, const std::string& name, const std::string& declared, const std::filesystem::path& scratch,
                 Allowance& allowance) {
  std::string start(4096, '\0');
  {
    RegularFile in(file);
    start.resize(in.read(start.data(), start.size()));
  }
  const std::string encoding = plain_name(declared);
  const bool automatic = encoding.empty() || encoding == "auto";
  if (begins_with(start, std::string_view("\xFF\xFE\0\0", 4)) || begins_with(start, std::string_view("\0\0\xFE\xFF", 4))) {
    Utf8Text text{file, 0, {}};
    std::uint64_t bad = 0;
    text.path = convert_named(file, name, "UTF-32", scratch, allowance, bad);
    note_bad(text, name, bad, "UTF-32");
    return text;
  }
  Utf16 utf16 = utf16_mark(start);
  if (utf16 == Utf16::none && encoding.starts_with("utf16")) utf16 = encoding == "utf16be" ? Utf16::big : Utf16::little;
  if (utf16 == Utf16::none && automatic) utf16 = guess_utf16(start);
  if (utf16 != Utf16::none) {
    Utf8Text text{file, 0, {}};
    std::uint64_t bad = 0;
    text.path = convert_utf16(file, utf16 == Utf16::big, scratch, allowance, bad);
    note_bad(text, name, bad, "UTF-16");
    return text;
  }
  const bool marked = begins_with(start, "\xEF\xBB\xBF");
  if (automatic || marked || encoding == "utf8" || encoding == "utf8sig" || encoding == "ascii" || encoding == "usascii") {
    return check_utf8(file, name, marked ? Claim::marked : automatic ? Claim::none : Claim::declared, scratch, allowance);
  }
  Utf8Text text{file, 0, {}};
  if (encoding == "cp1252" || encoding == "windows1252" || encoding == "latin1" || encoding == "iso88591") {
    const Utf8Count count = count_utf8(file);
    if (count.characters + count.bad_bytes == 0) return text;
    text.path = convert_cp1252(file, Repair::every_byte, scratch, allowance);
    if (count.bad_bytes == 0)
      text.notes.push_back(note(name, 0, "encoding", core::Severity::warning,
                                fmt::format("read as {} as the format says, but all of it is good UTF-8; take encoding out of the format", declared)));
    return text;
  }
  std::uint64_t bad = 0;
  text.path = convert_named(file, name, declared, scratch, allowance, bad);
  note_bad(text, name, bad, declared);
  return text;
}

}  // namespace dmp::intake::containers
