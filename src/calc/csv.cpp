#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>

#include "calc/table.hpp"

namespace dmp::calc {
namespace {

using core::ErrorKind;
using core::UserError;

/// Windows-1252 bytes 0x80 to 0x9F as Unicode; 0 where the code page has nothing.
constexpr std::array<std::uint16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                                        0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                                        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    if (c < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = c >= 0xC2 && c <= 0xDF ? 2 : c >= 0xE0 && c <= 0xEF ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    if (length == 0 || i + length > bytes.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(bytes[i + k]) & 0xC0) != 0x80) return false;
    i += length;
  }
  return true;
}

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::string from_windows_1252(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 16);
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    const unsigned code = c >= 0x80 && c < 0xA0 ? kWindows1252[c - 0x80] : c;
    append_utf8(text, code ? code : 0xFFFD);
  }
  return text;
}

std::string readable(std::string bytes, const std::string& file) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  if (bytes.starts_with("PAR1")) throw UserError(ErrorKind::usage, "parquet cannot be read here", {file, 0, 0}, "save it in a file whose name ends in .parquet");
  if (bytes.find('\0') != std::string::npos)
    throw UserError(ErrorKind::data, "the file is no csv text (it holds zero bytes)", {file, 0, 0}, "save it as csv in UTF-8");
  return is_utf8(bytes) ? bytes : from_windows_1252(bytes);
}

char likely_delimiter(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  char best = ',';
  long most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const long count = std::count(header.begin(), header.end(), candidate);
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Cuts csv text into rows of fields.
class Cutter {
 public:
  Cutter(Table& table, char delimiter) : table_(table), text_(*table.bytes), delimiter_(delimiter) {}

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] std::uint32_t line() const { return row_line_; }

  /// The next row that is not blank; false at the end. A row of one empty field is blank unless blanks_count.
  bool next(std::vector<std::string_view>& fields, bool blanks_count) {
    while (!at_end()) {
      fields.clear();
      row_line_ = line_;
      read_row(fields);
      if (blanks_count || fields.size() > 1 || !trimmed(fields.front()).empty()) return true;
    }
    return false;
  }

 private:
  void read_row(std::vector<std::string_view>& fields) {
    for (;;) {
      fields.push_back(text_[at_ < text_.size() ? at_ : 0] == '"' && at_ < text_.size() ? quoted(fields.size() + 1) : plain());
      if (at_end()) return;
      const char c = text_[at_++];
      if (c == delimiter_) {
        if (at_end()) {
          fields.emplace_back();
          return;
        }
        continue;
      }
      if (c == '\r' && !at_end() && text_[at_] == '\n') ++at_;
      ++line_;
      return;
    }
  }

  std::string_view plain() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    return text_.substr(start, at_ - start);
  }

  std::string_view quoted(std::size_t column) {
    const std::uint32_t opened = line_;
    const std::size_t start = ++at_;
    std::string* unescaped = nullptr;
    std::size_t copied = start;
    for (;; ++at_) {
      if (at_end()) throw UserError(ErrorKind::data, "a quoted text is not closed", {table_.file, opened, column}, "close it with a double quote");
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') continue;
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        if (!unescaped) unescaped = &table_.own_texts.emplace_back();
        unescaped->append(text_.substr(copied, at_ + 1 - copied));
        copied = at_ + 2;
        ++at_;
        continue;
      }
      break;
    }
    const std::string_view rest = text_.substr(copied, at_ - copied);
    ++at_;
    if (!at_end() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r')
      throw UserError(ErrorKind::data, "text stands behind a closing quote", {table_.file, line_, column}, "double the quotes inside a quoted text");
    if (!unescaped) return rest;
    unescaped->append(rest);
    return *unescaped;
  }

  Table& table_;
  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t row_line_ = 1;
};

void take_header(Table& table, const std::vector<std::string_view>& fields) {
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string name(trimmed(fields[i]));
    if (!seen.insert(name).second)
      throw UserError(ErrorKind::data, fmt::format("two columns are named '{}'", name), {table.file, 1, i + 1}, "give every column a name of its own");
    table.header.push_back(name);
    table.columns.push_back({.name = name, .kind = Column::Kind::text, .texts = {}, .codes = {}, .words = {}, .numbers = {}});
  }
}

}  // namespace

Table read_csv(std::string bytes, std::string name, const ReadSettings& settings) {
  Table table;
  table.file = std::move(name);
  table.bytes = std::make_unique<std::string>(readable(std::move(bytes), table.file));
  Cutter cutter(table, settings.delimiter ? settings.delimiter : likely_delimiter(*table.bytes));
  std::vector<std::string_view> fields;
  if (!cutter.next(fields, false)) throw UserError(ErrorKind::data, "the table is empty", {table.file, 1, 0}, "give it a header line with the names of the columns");
  take_header(table, fields);
  const auto guess = static_cast<std::size_t>(std::count(table.bytes->begin(), table.bytes->end(), '\n'));
  for (Column& column : table.columns) column.texts.reserve(guess);
  table.lines.reserve(guess);
  while (cutter.next(fields, table.columns.size() == 1)) {
    if (fields.size() != table.columns.size()) {
      const std::size_t column = std::min(fields.size(), table.columns.size()) + 1;
      throw UserError(ErrorKind::data, fmt::format("the row has {} values, the header {} columns", fields.size(), table.columns.size()),
                      {table.file, cutter.line(), column}, "add or remove values, or put texts that hold the delimiter in double quotes");
    }
    for (std::size_t i = 0; i < fields.size(); ++i) table.columns[i].texts.push_back(trimmed(fields[i]));
    table.lines.push_back(cutter.line());
    ++table.rows;
  }
  return table;
}

}  // namespace dmp::calc
