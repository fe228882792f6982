#include "pipeline/column_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/data_table.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"
#include "core/number.hpp"
#include "pipeline/column_writer.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Files up to this are read into memory.
constexpr std::size_t kSmallFile = std::size_t{64} << 20;
/// The header's place, the hash in hexadecimal, magic.
constexpr std::size_t kTrailer = 8 + 64 + 8;

/// Something in the file contradicts itself.
struct Contradiction {};

}  // namespace

/// The bytes of a file of columns, and what all its shards share.
struct ColumnBytes {
  ColumnBytes() = default;
  ColumnBytes(const ColumnBytes&) = delete;
  ColumnBytes& operator=(const ColumnBytes&) = delete;
  ~ColumnBytes() {
    if (mapped) ::munmap(const_cast<char*>(data), size);
  }
  /// A part of the file as numbers. Throws Contradiction where it reaches beyond the end.
  template <class Number>
  const Number* part(std::uint64_t at, std::uint64_t number) const {
    if (at % sizeof(Number) != 0 || at > size || number > (size - at) / sizeof(Number)) throw Contradiction{};
    return reinterpret_cast<const Number*>(data + at);
  }
  [[nodiscard]] std::string_view text(std::size_t place) const {
    if (place >= texts || begins[place] > begins[place + 1] || begins[place + 1] > text_bytes) throw is_damaged();
    return {first_text + begins[place], begins[place + 1] - begins[place]};
  }
  [[nodiscard]] core::UserError is_damaged() const {
    return {core::ErrorKind::resource, "the file is damaged", core::Place{name}, "delete it and start dmp serve again: it is made of the .parquet file beside it"};
  }

  std::string name;
  const char* data = nullptr;
  std::size_t size = 0;
  bool mapped = false;
  std::vector<std::uint64_t> memory;   ///< of a small file
  ColumnNames columns;
  const std::uint64_t* begins = nullptr;
  const char* first_text = nullptr;
  std::size_t texts = 0, text_bytes = 0;
  std::vector<std::uint32_t> counted;   ///< 0, 1, 2, ...
  std::unordered_map<std::string_view, std::uint32_t> areas;   ///< code to its place in the list of texts
};

std::optional<std::size_t> ColumnNames::find(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::size_t ColumnNames::at(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  throw core::InternalError("a file of the edition has no column " + std::string(name));
}

const ColumnNames& Shard::columns() const { return bytes_->columns; }

void Shard::is_damaged() const { throw bytes_->is_damaged(); }

std::string_view Shard::text_of(std::size_t column, std::uint32_t code) const { return bytes_->text(layout_[column].texts[code]); }

double Shard::number(std::size_t column, std::size_t row) const {
  const Layout& layout = layout_[column];
  if (layout.width == 0) return layout.constant;
  double number = 0;
  std::memcpy(&number, cell(layout, row), sizeof number);
  return number;
}

std::string Shard::estimate_id(std::size_t row) const {
  const std::string_view rest = text(id_, row);
  if (rest.starts_with(kWholeId)) return std::string(rest.substr(1));
  std::string id = indicator_;
  return id.append(":").append(text(area_, row)).append(":").append(text(period_, row)).append(rest);
}

std::span<const std::uint32_t> Shard::rows_of_area(std::string_view code) const {
  const auto found = bytes_->areas.find(code);
  if (found == bytes_->areas.end()) return {};
  const Layout& layout = layout_[area_];
  const std::uint32_t* place = std::lower_bound(layout.texts, layout.texts + layout.different, found->second);
  if (place == layout.texts + layout.different || *place != found->second) return {};
  const std::uint32_t begin = area_begins_[place - layout.texts], end = area_begins_[place - layout.texts + 1];
  if (begin > end || end > rows_ || std::any_of(area_rows_ + begin, area_rows_ + end, [&](std::uint32_t row) { return row >= rows_; })) is_damaged();
  if (begin < end) will_read(area_rows_[begin], area_rows_[end - 1] + 1);
  return {area_rows_ + begin, area_rows_ + end};
}

std::pair<std::size_t, std::size_t> Shard::rows_with(std::size_t column, std::uint32_t code) const {
  const Layout& layout = layout_[column];
  if (code >= layout.rows.size()) return {0, rows_};
  return {layout.rows[code].first, std::min<std::size_t>(layout.rows[code].second + 1, rows_)};
}

/// A mapped file is read page by page where it is touched; what is known to be touched next is asked for at once.
void Shard::will_read(std::size_t begin, std::size_t end) const {
  if (!asked_for_) return;
  static const auto kPage = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  // The system takes no more than its read-ahead at a time, 128 KiB where nothing else is set.
  constexpr std::size_t kMostAtOnce = std::size_t{128} << 10;
  for (std::size_t block = begin / kBlockRows; block * kBlockRows < end;) {
    const std::size_t first = block;
    while (block * kBlockRows < end && (block - first) * kBlockRows * stride_ < kMostAtOnce && !asked_for_[block].exchange(true, std::memory_order_relaxed)) ++block;
    if (block == first) {
      ++block;
      continue;
    }
    const auto at = static_cast<std::size_t>(data_ - bytes_->data) + first * kBlockRows * stride_, page = at / kPage * kPage;
    const std::size_t size = (std::min(block * kBlockRows, rows_) - first * kBlockRows) * stride_;
    ::madvise(const_cast<char*>(bytes_->data) + page, at - page + size, MADV_WILLNEED);
  }
}

void Shard::append_json(std::string& out, std::size_t column, std::size_t row) const {
  if (column == id_) {
    out += core::json_string(estimate_id(row));
    return;
  }
  if (bytes_->columns.is_text[column]) {
    const std::string_view value = text(column, row);
    if (value.empty()) out += "null";
    else if (layout_[column].plain) out.append(1, '"').append(value).append(1, '"');
    else out += core::json_string(value);
    return;
  }
  const double value = number(column, row);
  if (std::isfinite(value)) core::append_exact(out, value);
  else out += "null";
}

void Shard::append_csv(std::string& out, std::size_t column, std::size_t row) const {
  if (column == id_) out += core::csv_field(estimate_id(row));
  else if (bytes_->columns.is_text[column]) layout_[column].plain ? out += text(column, row) : out += core::csv_field(text(column, row));
  else core::append_exact(out, number(column, row));
}

/// Opens a file of columns and looks whether its parts are where its header says. What the parts hold is looked at when it is read.
class ColumnReader {
 public:
  ColumnReader(ColumnFile& into, const fs::path& file) : into_(into), bytes_(std::make_shared<ColumnBytes>()) { bytes_->name = file.string(); }

  /// Why the file cannot be taken; empty where it was.
  std::string read(const std::string& made_of) {
    if (std::string fault = take_bytes(); !fault.empty()) return fault;
    try {
      const Json header = checked_header();
      if (header.at("made_of") != made_of) return "it belongs to another file";
      read_whole(header);
      for (const Json& entry : header.at("shards")) most_rows_ = std::max(most_rows_, entry.at("rows").get<std::size_t>());
      if (most_rows_ > bytes_->size * kBlockRows) throw Contradiction{};
      for (const Json& entry : header.at("shards")) into_.shards_.push_back(shard_of(entry));
    } catch (const Contradiction&) {
      return "it is damaged";
    } catch (const Json::exception&) {
      return "it is damaged";
    }
    into_.bytes_ = bytes_;
    return {};
  }

 private:
  std::string take_bytes() {
    const int descriptor = ::open(bytes_->name.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::strerror(errno);
    struct stat state {};
    std::string fault = ::fstat(descriptor, &state) != 0 ? std::strerror(errno) : "";
    bytes_->size = static_cast<std::size_t>(state.st_size);
    if (fault.empty() && bytes_->size < 8 + kTrailer) fault = "it is damaged";
    if (fault.empty() && bytes_->size <= kSmallFile) {
      bytes_->memory.resize((bytes_->size + 7) / 8);
      bytes_->data = reinterpret_cast<const char*>(bytes_->memory.data());
      for (std::size_t have = 0; fault.empty() && have < bytes_->size;) {
        const ssize_t got = ::pread(descriptor, reinterpret_cast<char*>(bytes_->memory.data()) + have, bytes_->size - have, static_cast<off_t>(have));
        if (got <= 0) fault = got < 0 ? std::strerror(errno) : "it is damaged";
        else have += static_cast<std::size_t>(got);
      }
    } else if (fault.empty()) {
      void* mapping = ::mmap(nullptr, bytes_->size, PROT_READ, MAP_SHARED, descriptor, 0);
      if (mapping == MAP_FAILED) fault = std::strerror(errno);
      else bytes_->data = static_cast<const char*>(mapping), bytes_->mapped = true;
      // An answer is made of small pieces far apart: what lies around them is not wanted.
      if (bytes_->mapped) ::madvise(mapping, bytes_->size, MADV_RANDOM);
    }
    ::close(descriptor);
    return fault;
  }

  Json checked_header() {
    const char* trailer = bytes_->data + bytes_->size - kTrailer;
    std::uint64_t at = 0;
    std::memcpy(&at, trailer, sizeof at);
    if (std::memcmp(bytes_->data, kColumnMagic, 8) != 0 || std::memcmp(trailer + 72, kColumnMagic, 8) != 0 || at > bytes_->size - kTrailer) throw Contradiction{};
    const std::string_view text(bytes_->data + at, bytes_->size - kTrailer - at);
    Json header = Json::parse(text);
    const auto texts_at = header.at("texts").at("at").get<std::uint64_t>();
    bytes_->texts = header.at("texts").at("number").get<std::size_t>();
    bytes_->begins = bytes_->part<std::uint64_t>(texts_at, bytes_->texts + 1);
    bytes_->first_text = bytes_->data + texts_at + 8 * (bytes_->texts + 1);
    if (bytes_->first_text > text.data()) throw Contradiction{};
    bytes_->text_bytes = static_cast<std::size_t>(text.data() - bytes_->first_text);
    core::Sha256 hash;
    hash.add({bytes_->data + texts_at, bytes_->size - kTrailer - texts_at});
    if (hash.hex() != std::string_view(trailer + 8, 64)) throw Contradiction{};
    return header;
  }

  void read_whole(const Json& header) {
    for (const Json& column : header.at("columns")) {
      bytes_->columns.names.push_back(column.at(0));
      bytes_->columns.is_text.push_back(column.at(1));
    }
    for (const Json& g : header.at("groups"))
      into_.groups_.push_back({g.at(0), g.at(1), g.at(2), g.at(3), g.at(4), g.at(5), g.at(6), g.at(7), g.at(8), g.at(9), g.at(10), g.at(11), g.at(12), g.at(13), g.at(14)});
    for (const Json& a : header.at("areas")) into_.areas_.push_back({a.at(0), a.at(1), a.at(2)});
    std::unordered_map<std::string_view, std::uint32_t> places;
    for (std::uint32_t place = 0; place < bytes_->texts; ++place) places.emplace(bytes_->text(place), place);
    for (const ColumnFile::Area& area : into_.areas_)
      if (const auto found = places.find(area.code); found != places.end()) bytes_->areas.emplace(found->first, found->second);
  }

  std::shared_ptr<const Shard> shard_of(const Json& entry) {
    const ColumnNames& names = bytes_->columns;
    auto shard = std::make_shared<Shard>();
    shard->bytes_ = bytes_;
    shard->indicator_ = entry.at("indicator"), shard->latest_ = entry.at("latest"), shard->rows_ = entry.at("rows");
    shard->id_ = names.at("estimate_id"), shard->area_ = names.at("area_code"), shard->period_ = names.at("period");
    if (entry.at("columns").size() != names.names.size() || shard->rows_ == 0 || shard->rows_ > std::numeric_limits<std::uint32_t>::max()) throw Contradiction{};
    for (std::size_t column = 0; column < names.names.size(); ++column) {
      const Json& told = entry.at("columns").at(column);
      Shard::Layout& layout = shard->layout_.emplace_back();
      layout.width = told.at("width"), layout.before = static_cast<std::uint32_t>(shard->stride_);
      shard->stride_ += layout.width;
      if (names.is_text[column]) {
        layout.different = told.at("different"), layout.plain = told.at("plain");
        layout.texts = bytes_->part<std::uint32_t>(told.at("texts"), layout.different);
        for (const Json& rows : told.at("rows")) layout.rows.emplace_back(rows.at(0), rows.at(1));
        if (layout.width > 4 || layout.width == 3 || layout.different == 0 || (layout.width == 0 && layout.different != 1)) throw Contradiction{};
      } else {
        if (layout.width != 0 && layout.width != sizeof(double)) throw Contradiction{};
        if (!told.at("constant").is_null()) layout.constant = std::bit_cast<double>(told.at("constant").get<std::uint64_t>());
      }
    }
    shard->data_ = bytes_->part<char>(entry.at("cells"), shard->rows_ * shard->stride_);
    shard->area_begins_ = bytes_->part<std::uint32_t>(entry.at("areas").at(0), shard->layout_[shard->area_].different + 1);
    shard->area_rows_ = entry.at("areas").at(1).is_null() ? first_rows(shard->rows_) : bytes_->part<std::uint32_t>(entry.at("areas").at(1), shard->rows_);
    if (bytes_->mapped) shard->asked_for_ = std::make_unique<std::atomic<bool>[]>(shard->rows_ / kBlockRows + 1);
    into_.positions_.emplace(shard->indicator_, into_.indicators_.size());
    into_.indicators_.push_back(shard->indicator_);
    into_.rows_ += shard->rows_;
    return shard;
  }

  /// 0, 1, 2, ...: of indicators whose rows stand area by area. They share one list as long as the longest of them needs.
  const std::uint32_t* first_rows(std::size_t rows) {
    if (bytes_->counted.empty()) {
      bytes_->counted.resize(most_rows_);
      std::iota(bytes_->counted.begin(), bytes_->counted.end(), 0U);
    }
    if (rows > bytes_->counted.size()) throw Contradiction{};
    return bytes_->counted.data();
  }

  ColumnFile& into_;
  std::shared_ptr<ColumnBytes> bytes_;
  std::size_t most_rows_ = 0;
};

ColumnFile::ColumnFile(const fs::path& parquet) {
  const std::string mark = mark_of(parquet);
  const fs::path beside = columns_beside(parquet);
  std::error_code ignored;
  if (!mark.empty() && fs::exists(beside, ignored)) {
    const std::string fault = ColumnReader(*this, beside).read(mark);
    if (fault.empty()) return;
    *this = ColumnFile(parquet, beside.filename().string() + " was left aside: " + fault);
    return;
  }
  *this = ColumnFile(parquet, "");
}

ColumnFile::ColumnFile(const fs::path& parquet, std::string note) : note_(std::move(note)) {
  const core::TemporaryFolder folder(fs::temp_directory_path(), "dmp-columns-");
  const fs::path file = folder.path() / "columns";
  write_columns(parquet, file);
  const std::string fault = ColumnReader(*this, file).read(mark_of(parquet));
  if (!fault.empty()) throw core::InternalError("columns just written cannot be read: " + fault);
}

const ColumnNames& ColumnFile::columns() const { return bytes_->columns; }

std::optional<std::size_t> ColumnFile::position_of(const std::string& indicator) const {
  const auto found = positions_.find(indicator);
  if (found == positions_.end()) return std::nullopt;
  return found->second;
}

bool ColumnFile::is_mapped() const { return bytes_->mapped; }

}  // namespace dmp::pipeline
