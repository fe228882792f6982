#include "synth/containers.hpp"

#include <xlsxwriter.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "core/errors.hpp"
#include "core/number.hpp"

namespace dmp::synth {

struct Deflater::State {
  z_stream stream{};
  std::string out;
  std::uint32_t crc = 0;
  std::uint64_t bytes_in = 0;

  void run(int flush) {
    std::array<unsigned char, 65536> buffer;
    int result = Z_OK;
    do {
      stream.next_out = buffer.data();
      stream.avail_out = buffer.size();
      result = deflate(&stream, flush);
      out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0 || (flush == Z_FINISH && result != Z_STREAM_END));
  }
};

Deflater::Deflater(bool gzip) : state_(std::make_unique<State>()) {
  // Window bits: 16 more ask for the gzip wrapper, negative for a bare stream as zip wants it. Level 1: these files are made to be read once.
  if (deflateInit2(&state_->stream, 1, Z_DEFLATED, gzip ? 15 + 16 : -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw core::InternalError("zlib cannot begin");
}

Deflater::~Deflater() { deflateEnd(&state_->stream); }

void Deflater::add(std::string_view bytes) {
  state_->crc = static_cast<std::uint32_t>(crc32_z(state_->crc, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
  state_->bytes_in += bytes.size();
  constexpr std::size_t kMost = std::size_t{1} << 30;
  for (std::size_t at = 0; at < bytes.size(); at += kMost) {
    const auto piece = bytes.substr(at, kMost);
    state_->stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(piece.data()));
    state_->stream.avail_in = static_cast<unsigned>(piece.size());
    state_->run(Z_NO_FLUSH);
  }
}

std::string Deflater::finish() {
  state_->stream.avail_in = 0;
  state_->run(Z_FINISH);
  return std::move(state_->out);
}

std::uint32_t Deflater::crc() const { return state_->crc; }
std::uint64_t Deflater::bytes_in() const { return state_->bytes_in; }

namespace {

void little(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

/// The fields that the local and the central header share.
void shared_fields(std::string& out, const ZipMember& member) {
  little(out, 20, 2);      // version needed
  little(out, 0x0800, 2);  // names in UTF-8
  little(out, 8, 2);       // deflate
  little(out, 0, 2);       // time
  little(out, 0x21, 2);    // date: 1 January 1980
  little(out, member.crc, 4);
  little(out, member.deflated.size(), 4);
  little(out, member.size, 4);
  little(out, member.name.size(), 2);
  little(out, 0, 2);       // no extra field
}

std::vector<std::string> split_line(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

}  // namespace

std::string zip_archive(const std::vector<ZipMember>& members) {
  std::string out, directory;
  for (const auto& member : members) {
    const std::uint64_t offset = out.size();
    little(out, 0x04034b50, 4);
    shared_fields(out, member);
    out += member.name;
    out += member.deflated;
    little(directory, 0x02014b50, 4);
    little(directory, 20, 2);  // made by
    shared_fields(directory, member);
    little(directory, 0, 2);   // no comment
    little(directory, 0, 2);   // disk
    little(directory, 0, 2);   // internal attributes
    little(directory, 0, 4);   // external attributes
    little(directory, offset, 4);
    directory += member.name;
  }
  const std::uint64_t start = out.size();
  out += directory;
  little(out, 0x06054b50, 4);
  little(out, 0, 4);  // disks
  little(out, members.size(), 2);
  little(out, members.size(), 2);
  little(out, directory.size(), 4);
  little(out, start, 4);
  little(out, 0, 2);
  return out;
}

void write_workbook(const std::filesystem::path& file, std::string_view csv, const std::vector<std::string_view>& number_columns) {
  lxw_workbook* book = workbook_new(file.string().c_str());
  if (book == nullptr) throw core::UserError(core::ErrorKind::resource, "a workbook cannot be written", {file.string()}, "check the folder and the disk");
  lxw_doc_properties properties{};
  properties.created = 1743379200;  // 31 March 2025: the clock must not show in the bytes
  workbook_set_properties(book, &properties);
  lxw_worksheet* sheet = workbook_add_worksheet(book, "Data");
  std::vector<bool> numeric;
  lxw_row_t row = 0;
  while (!csv.empty()) {
    const auto end = csv.find('\n');
    const auto cells = split_line(csv.substr(0, end));
    csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      if (row == 0) numeric.push_back(std::find(number_columns.begin(), number_columns.end(), cells[i]) != number_columns.end());
      const auto number = row > 0 && numeric[i] ? core::parse_number(cells[i]) : std::nullopt;
      if (number) worksheet_write_number(sheet, row, column, *number, nullptr);
      else if (!cells[i].empty()) worksheet_write_string(sheet, row, column, cells[i].c_str(), nullptr);
    }
    ++row;
  }
  if (workbook_close(book) != LXW_NO_ERROR)
    throw core::UserError(core::ErrorKind::resource, "a workbook cannot be written", {file.string()}, "check the folder and the disk");
}

std::string as_cp1252(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    if (c < 0x80) {
      out += utf8[i];
    } else if ((c == 0xC2 || c == 0xC3) && i + 1 < utf8.size()) {
      // U+00A0 to U+00FF are the same in both; nothing else occurs in the county.
      out += static_cast<char>((c == 0xC3 ? 0x40 : 0) | static_cast<unsigned char>(utf8[++i]));
    } else if ((c & 0xC0) != 0x80) {
      out += '?';
    }
  }
  return out;
}

}  // namespace dmp::synth
