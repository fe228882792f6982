#include "pipeline/column_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "engine/streamed_result.hpp"
#include "pipeline/column_file.hpp"
#include "pipeline/row_files.hpp"

// The layout, from the beginning; numbers are little-endian, parts begin at multiples of eight bytes:
//   magic
//   for each indicator: its cells in blocks of kBlockRows rows, in a block column after column, each as wide as it must be (none where all rows have the same):
//                       numbers as doubles, texts as codes; for each column of text the places of its texts in the list of texts, by code; then the rows by area, where they do not stand so
//   the list of texts: where each begins in what follows (64 bits each, and the end), all texts one behind the other
//   the header: JSON, with the places of all these and what is true of the whole file
//   the header's place (64 bits), the SHA-256 of list and header, magic
namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little);

/// A file written from front to end.
class Output {
 public:
  explicit Output(const fs::path& file) : file_(file), descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
    if (descriptor_ < 0) fail();
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { ::close(descriptor_); }

  void add(const void* bytes, std::size_t size) {
    const char* from = static_cast<const char*>(bytes);
    place_ += size;
    while (size > 0) {
      const ssize_t written = ::write(descriptor_, from, size);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail();
      from += written, size -= static_cast<std::size_t>(written);
    }
  }
  template <class Number>
  std::uint64_t add(const std::vector<Number>& numbers) {
    align();
    const std::uint64_t begin = place_;
    add(numbers.data(), numbers.size() * sizeof(Number));
    return begin;
  }
  void align() {
    static constexpr char kNothing[8] = {};
    if (place_ % 8 != 0) add(kNothing, 8 - place_ % 8);
  }
  [[nodiscard]] std::uint64_t place() const { return place_; }
  void finish() {
    if (::fsync(descriptor_) != 0) fail();
  }

 private:
  [[noreturn]] void fail() const {
    const int error = errno;
    throw core::UserError(core::ErrorKind::resource, std::string("the file cannot be written: ") + std::strerror(error), core::Place{file_.string()},
                          error == ENOSPC || error == EDQUOT ? "free some disk space and run it again" : "check the permissions of the folder and the disk");
  }
  fs::path file_;
  int descriptor_;
  std::uint64_t place_ = 0;
};

/// Parts that may be the same as those of the indicator before, such as its areas: written once, so that they stay in memory once.
class Repeated {
 public:
  std::uint64_t place(std::size_t kind, std::vector<std::uint32_t> part, Output& out) {
    Last& last = last_[kind];
    if (part != last.part || last.part.empty()) last = {part, out.add(part)};
    return last.place;
  }

 private:
  struct Last {
    std::vector<std::uint32_t> part;
    std::uint64_t place = 0;
  };
  std::map<std::size_t, Last> last_;
};

/// Every text of the file once, in the order they first appear.
class Texts {
 public:
  std::uint32_t place(const std::string& text) {
    const auto [found, fresh] = places_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (fresh) texts_.push_back(&found->first);
    return found->second;
  }
  [[nodiscard]] const std::vector<const std::string*>& all() const { return texts_; }

 private:
  std::unordered_map<std::string, std::uint32_t> places_;
  std::vector<const std::string*> texts_;
};

bool is_plain(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == '"' || c == '\\' || c == ','; }) && !text.starts_with(' ') && !text.ends_with(' ');
}

/// Takes the rows of one indicator and writes them.
class ShardBuilder {
 public:
  ShardBuilder(const ColumnNames& columns, std::string indicator)
      : columns_(columns), indicator_(std::move(indicator)), id_(columns.at("estimate_id")), area_(columns.at("area_code")), period_(columns.at("period")), period_end_(columns.find("period_end")),
        texts_(columns.names.size()), numbers_(columns.names.size()) {}

  void add(const engine::Chunk& chunk, std::size_t row);
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// What the header says of it. The builder is spent afterwards.
  Json write(Output& out, Texts& all, Repeated& repeated);

 private:
  struct Column {
    std::unordered_map<std::string, std::uint32_t> known{{"", 0}};
    std::vector<std::string> texts{""};
    std::vector<std::uint32_t> codes;
    std::uint32_t last = 0;
    std::uint32_t code(std::string_view text) {
      // Neighbouring rows mostly say the same.
      if (texts[last] == text) return last;
      const auto [place, fresh] = known.try_emplace(std::string(text), static_cast<std::uint32_t>(texts.size()));
      if (fresh) texts.emplace_back(text);
      return last = place->second;
    }
  };
  struct Width {
    std::size_t column;
    std::uint32_t bytes;
  };
  Json text_column(std::size_t number, std::uint32_t& width, Output& out, Texts& all, Repeated& repeated);
  Json number_column(std::vector<double>& values, std::uint32_t& width) const;
  void write_cells(const std::vector<Width>& widths, Output& out) const;
  Json write_areas(Output& out, Repeated& repeated) const;

  const ColumnNames& columns_;
  std::string indicator_;
  std::size_t rows_ = 0, id_, area_, period_;
  std::optional<std::size_t> period_end_;
  std::vector<Column> texts_;
  std::vector<std::vector<double>> numbers_;
  std::string prefix_, latest_, latest_end_;
};

void ShardBuilder::add(const engine::Chunk& chunk, std::size_t row) {
  const auto text_at = [&](std::size_t column) { return chunk.columns[column].is_null(row) ? std::string_view{} : chunk.columns[column].text(row); };
  for (std::size_t column = 0; column < texts_.size(); ++column) {
    if (!columns_.is_text[column]) {
      numbers_[column].push_back(chunk.columns[column].is_null(row) ? std::numeric_limits<double>::quiet_NaN() : chunk.columns[column].number(row));
      continue;
    }
    std::string_view text = text_at(column);
    std::string whole;
    if (column == id_) {
      prefix_.assign(indicator_).append(":").append(text_at(area_)).append(":").append(text_at(period_));
      if (text.starts_with(prefix_)) text.remove_prefix(prefix_.size());
      else text = whole = kWholeId + std::string(text);
    }
    texts_[column].codes.push_back(texts_[column].code(text));
  }
  if (period_end_ && text_at(*period_end_) > latest_end_) latest_end_ = text_at(*period_end_), latest_ = text_at(period_);
  ++rows_;
}

/// Codes in the order of the texts' places, so that a reader finds a text's code by halving.
Json ShardBuilder::text_column(std::size_t number, std::uint32_t& width, Output& out, Texts& all, Repeated& repeated) {
  Column& column = texts_[number];
  // "" has a code from the beginning, but only what occurs is told.
  std::vector<char> occurs(column.texts.size(), 0);
  for (const std::uint32_t code : column.codes) occurs[code] = 1;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order;
  bool plain = true;
  for (std::uint32_t code = 0; code < column.texts.size(); ++code) {
    if (!occurs[code]) continue;
    order.emplace_back(all.place(column.texts[code]), code);
    plain = plain && is_plain(column.texts[code]);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> places, fresh(column.texts.size());
  for (const auto& [place, code] : order) fresh[code] = static_cast<std::uint32_t>(places.size()), places.push_back(place);
  for (std::uint32_t& code : column.codes) code = fresh[code];
  // Rows of one type of area mostly stand together: who asks for authorities need not go through all small areas.
  constexpr std::size_t kFewTexts = 16;
  Json rows = Json::array();
  if (places.size() > 1 && places.size() <= kFewTexts) {
    std::vector<std::pair<std::size_t, std::size_t>> spans(places.size(), {rows_, 0});
    for (std::size_t row = 0; row < rows_; ++row) {
      auto& [first, last] = spans[column.codes[row]];
      first = std::min(first, row), last = row;
    }
    for (const auto& [first, last] : spans) rows.push_back({first, last});
  }
  width = places.size() <= 1 ? 0 : places.size() <= 0x100 ? 1 : places.size() <= 0x10000 ? 2 : 4;
  return {{"width", width}, {"different", places.size()}, {"plain", plain}, {"texts", repeated.place(number, places, out)}, {"rows", rows}};
}

Json ShardBuilder::number_column(std::vector<double>& values, std::uint32_t& width) const {
  const bool missing = std::isnan(values.front());
  const bool constant = std::all_of(values.begin(), values.end(), [&](double v) { return missing ? std::isnan(v) : std::bit_cast<std::uint64_t>(v) == std::bit_cast<std::uint64_t>(values.front()); });
  width = constant ? 0 : sizeof(double);
  // As bits: no number is rounded on its way through the header.
  return {{"width", width}, {"constant", constant && !missing ? Json(std::bit_cast<std::uint64_t>(values.front())) : Json(nullptr)}};
}

void ShardBuilder::write_cells(const std::vector<Width>& widths, Output& out) const {
  std::string block;
  for (std::size_t first = 0; first < rows_; first += kBlockRows) {
    const std::size_t end = std::min(rows_, first + kBlockRows);
    block.clear();
    for (const Width& width : widths)
      for (std::size_t row = first; row < end; ++row) {
        // Little-endian: the first bytes of a code are the code.
        if (columns_.is_text[width.column]) block.append(reinterpret_cast<const char*>(&texts_[width.column].codes[row]), width.bytes);
        else block.append(reinterpret_cast<const char*>(&numbers_[width.column][row]), width.bytes);
      }
    out.add(block.data(), block.size());
  }
}

/// Where each area's rows begin in the list of rows by area, and that list; none where the rows stand area by area as they are.
Json ShardBuilder::write_areas(Output& out, Repeated& repeated) const {
  const std::vector<std::uint32_t>& codes = texts_[area_].codes;
  std::vector<std::uint32_t> begins(*std::max_element(codes.begin(), codes.end()) + 2, 0), rows(rows_);
  for (const std::uint32_t code : codes) ++begins[code + 1];
  for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
  std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
  for (std::uint32_t row = 0; row < codes.size(); ++row) rows[next[codes[row]]++] = row;
  const std::uint64_t begins_at = repeated.place(texts_.size(), begins, out);
  Json rows_at;
  if (!std::is_sorted(rows.begin(), rows.end())) rows_at = out.add(rows);
  return Json::array({begins_at, rows_at});
}

Json ShardBuilder::write(Output& out, Texts& all, Repeated& repeated) {
  Json entry = {{"indicator", indicator_}, {"rows", rows_}, {"latest", latest_}};
  Json columns = Json::array();
  std::vector<Width> widths;
  for (std::size_t column = 0; column < texts_.size(); ++column) {
    std::uint32_t width = 0;
    columns.push_back(columns_.is_text[column] ? text_column(column, width, out, all, repeated) : number_column(numbers_[column], width));
    if (width > 0) widths.push_back({column, width});
  }
  out.align();
  entry["cells"] = out.place();
  write_cells(widths, out);
  entry["areas"] = write_areas(out, repeated);
  entry["columns"] = std::move(columns);
  return entry;
}

core::UserError damaged(const fs::path& parquet) {
  return {core::ErrorKind::resource, "the file is damaged or was not written to its end", core::Place{parquet.string()}, "build the profile again: dmp build"};
}

/// One way from a Parquet file to its columns.
class Writing {
 public:
  Writing(const fs::path& parquet, const fs::path& file) : from_("read_parquet(" + engine::quoted_text(parquet.string()) + ", file_row_number = true)"), parquet_(parquet), session_(file_session()), out_(file) {}

  void run() {
    out_.add(kColumnMagic, 8);
    Json header = {{"made_of", mark_of(parquet_)}};
    read([&] { header["columns"] = columns(); });
    std::unordered_map<std::string, std::size_t> rows;
    Json indicators = Json::array();
    read([&] {
      const core::DataTable counts = engine::fetch(*session_, "SELECT indicator_id, count(*) FROM " + from_ + " GROUP BY 1 ORDER BY min(file_row_number)");
      for (const auto& row : counts.rows()) {
        indicators.push_back(core::exact_text(row[0]));
        rows.emplace(core::exact_text(row[0]), static_cast<std::size_t>(std::get<long long>(row[1])));
      }
      header["groups"] = groups();
    });
    std::unordered_map<std::string, Json> shards = write_shards(rows);
    header["shards"] = Json::array();
    for (const Json& indicator : indicators) header["shards"].push_back(std::move(shards.at(indicator.get<std::string>())));
    header["areas"] = std::move(areas_);
    write_end(header);
  }

 private:
  template <class What>
  void read(const What& what) {
    try {
      what();
    } catch (const core::UserError&) {
      throw;
    } catch (const std::exception&) {
      throw damaged(parquet_);
    }
  }

  Json columns() {
    Json list = Json::array();
    const auto schema = session_->query("SELECT * EXCLUDE (file_row_number) FROM " + from_ + " LIMIT 0");
    for (const engine::Column& column : schema->columns()) {
      names_.names.push_back(column.name);
      names_.is_text.push_back(column.type != engine::ColumnType::number && column.type != engine::ColumnType::integer);
      list.push_back({column.name, bool(names_.is_text.back())});
    }
    for (const char* needed : {"estimate_id", "indicator_id", "area_code", "period"}) static_cast<void>(names_.at(needed));
    return list;
  }

  /// Of estimates; comparisons have none.
  Json groups() {
    Json list = Json::array();
    if (!names_.find("suppressed") || !names_.find("area_type")) return list;
    const core::DataTable found = engine::fetch(*session_,
        "SELECT indicator_id, any_value(indicator_name), any_value(domain), any_value(unit), any_value(polarity), any_value(quality), period, max(period_end), area_type, category_type, category, "
        "coalesce(sex <> 'Persons', false), coalesce(age <> 'All ages', false), count(*), count(*) FILTER (suppressed = 'suppressed') FROM " + from_ +
        " GROUP BY indicator_id, period, area_type, category_type, category, 12, 13 ORDER BY min(file_row_number)");
    for (const auto& row : found.rows()) {
      Json line = Json::array();
      for (std::size_t i = 0; i < 11; ++i) line.push_back(core::exact_text(row[i]));
      for (std::size_t i = 11; i < 13; ++i) line.push_back(std::get<bool>(row[i]));
      for (std::size_t i = 13; i < 15; ++i) line.push_back(std::get<long long>(row[i]));
      list.push_back(std::move(line));
    }
    return list;
  }

  /// An indicator is written when all its rows are there; they may stand apart from each other.
  std::unordered_map<std::string, Json> write_shards(const std::unordered_map<std::string, std::size_t>& rows) {
    std::unordered_map<std::string, Json> shards;
    std::unordered_map<std::string, ShardBuilder> open;
    std::unique_ptr<engine::Result> result;
    const engine::Chunk* chunk = nullptr;
    const std::size_t by = names_.at("indicator_id");
    std::string indicator;
    ShardBuilder* builder = nullptr;
    read([&] { result = engine::query_streamed(*session_, "SELECT * EXCLUDE (file_row_number) FROM " + from_); });
    for (;;) {
      read([&] { chunk = result->next(); });
      if (!chunk && shards.size() != rows.size()) throw damaged(parquet_);
      if (!chunk) return shards;
      for (std::size_t row = 0; row < chunk->rows; ++row) {
        const std::string_view now = chunk->columns[by].is_null(row) ? std::string_view{} : chunk->columns[by].text(row);
        if (!builder || now != indicator) {
          indicator = now;
          builder = &open.try_emplace(indicator, names_, indicator).first->second;
        }
        builder->add(*chunk, row);
        note_area(*chunk, row);
        if (builder->rows() != rows.at(indicator)) continue;
        shards.emplace(indicator, builder->write(out_, texts_, repeated_));
        open.erase(indicator);
        builder = nullptr;
      }
    }
  }

  void note_area(const engine::Chunk& chunk, std::size_t row) {
    const auto text_at = [&](const char* name) {
      const auto column = names_.find(name);
      return !column || chunk.columns[*column].is_null(row) ? std::string_view{} : chunk.columns[*column].text(row);
    };
    const std::string_view code = text_at("area_code");
    if (code == last_area_) return;
    last_area_ = code;
    if (code.empty() || !known_areas_.try_emplace(last_area_).second) return;
    areas_.push_back({code, text_at("area_name"), text_at("area_type")});
  }

  void write_end(Json& header) {
    std::vector<std::uint64_t> begins{0};
    for (const std::string* text : texts_.all()) begins.push_back(begins.back() + text->size());
    header["texts"] = {{"at", out_.add(begins)}, {"number", texts_.all().size()}};
    core::Sha256 hash;
    hash.add({reinterpret_cast<const char*>(begins.data()), begins.size() * sizeof(begins[0])});
    for (const std::string* text : texts_.all()) {
      out_.add(text->data(), text->size());
      hash.add(*text);
    }
    const std::uint64_t header_at = out_.place();
    const std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
    hash.add(text);
    out_.add(text.data(), text.size());
    out_.add(&header_at, sizeof header_at);
    const std::string sum = hash.hex();
    out_.add(sum.data(), sum.size());
    out_.add(kColumnMagic, 8);
    out_.finish();
  }

  std::string from_;
  fs::path parquet_;
  std::unique_ptr<engine::Session> session_;
  Output out_;
  ColumnNames names_;
  Texts texts_;
  Repeated repeated_;
  Json areas_ = Json::array();
  std::unordered_map<std::string, char> known_areas_;
  std::string last_area_;
};

}  // namespace

fs::path columns_beside(const fs::path& parquet) { return fs::path(parquet).replace_extension(".columns"); }

std::string mark_of(const fs::path& parquet) {
  std::ifstream in(parquet, std::ios::binary | std::ios::ate);
  const auto length = static_cast<std::int64_t>(in.tellg());
  // The file ends in its list of parts, the list's length and PAR1.
  char end[8] = {};
  std::uint32_t list = 0;
  if (length < 12 || !in.seekg(length - 8).read(end, 8) || std::memcmp(end + 4, "PAR1", 4) != 0) return {};
  std::memcpy(&list, end, 4);
  if (list > length - 12) return {};
  std::string bytes(list, '\0');
  if (!in.seekg(length - 8 - static_cast<std::int64_t>(list)).read(bytes.data(), list)) return {};
  return std::to_string(length) + "/" + core::sha256(bytes);
}

void write_columns(const fs::path& parquet, const fs::path& file) {
  if (mark_of(parquet).empty()) throw damaged(parquet);
  Writing(parquet, file).run();
}

void write_columns_of_large(const fs::path& parquet, std::size_t rows) {
  if (rows >= kManyRows) write_columns(parquet, columns_beside(parquet));
}

}  // namespace dmp::pipeline
