#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "engine/engine.hpp"

/// A Parquet file of estimates or comparisons in memory, column by column: one part (shard) an indicator, read when first asked for.
namespace dmp::server {

/// Small whole numbers, in as few bytes as the greatest of them needs.
class Codes {
 public:
  Codes() = default;
  explicit Codes(const std::vector<std::uint32_t>& codes);
  [[nodiscard]] std::uint32_t operator[](std::size_t row) const {
    switch (width_) {
      case 1: return bytes_[row];
      case 2: return shorts_[row];
      case 4: return words_[row];
      default: return constant_;
    }
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_.size() + 2 * shorts_.size() + 4 * words_.size(); }

 private:
  int width_ = 0;
  std::uint32_t constant_ = 0;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint16_t> shorts_;
  std::vector<std::uint32_t> words_;
};

/// A column of text: each different text once. Code 0 is "missing".
struct TextColumn {
  Codes codes;
  std::vector<std::string> texts;
  bool plain = true;               ///< no text needs quoting or escaping in JSON or CSV
};

/// A column of numbers; one number where all rows have the same (or none: NaN).
struct NumberColumn {
  std::vector<double> values;
  double constant = std::numeric_limits<double>::quiet_NaN();
  [[nodiscard]] double at(std::size_t row) const { return values.empty() ? constant : values[row]; }
};

/// The columns of a file, in its order.
struct ColumnNames {
  std::vector<std::string> names;
  std::vector<bool> is_text;
  /// The place of a column. Throws core::InternalError where it is not there.
  [[nodiscard]] std::size_t at(std::string_view name) const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
};

/// The rows of one indicator. Cannot change once made.
class Shard {
 public:
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const std::string& indicator() const { return indicator_; }
  [[nodiscard]] const ColumnNames& columns() const { return *columns_; }
  /// Empty where it is missing. Not for estimate_id.
  [[nodiscard]] const std::string& text(std::size_t column, std::size_t row) const { return texts_[column].texts[texts_[column].codes[row]]; }
  [[nodiscard]] double number(std::size_t column, std::size_t row) const { return numbers_[column].at(row); }
  [[nodiscard]] std::string estimate_id(std::size_t row) const;
  /// The rows of an area, in the file's order.
  [[nodiscard]] std::pair<const std::uint32_t*, const std::uint32_t*> rows_of_area(const std::string& code) const;
  [[nodiscard]] const std::vector<std::string>& texts_in(std::size_t column) const { return texts_[column].texts; }
  [[nodiscard]] std::uint32_t code(std::size_t column, std::size_t row) const { return texts_[column].codes[row]; }
  /// The period that ends last; empty where the file has no column period_end.
  [[nodiscard]] const std::string& latest() const { return latest_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// A cell as JSON (null for nothing) or as a CSV field (empty for nothing).
  void append_json(std::string& out, std::size_t column, std::size_t row) const;
  void append_csv(std::string& out, std::size_t column, std::size_t row) const;

 private:
  friend class ShardBuilder;
  std::shared_ptr<const ColumnNames> columns_;
  std::size_t rows_ = 0, bytes_ = 0, id_ = 0, area_ = 0, period_ = 0;
  std::string indicator_, latest_;
  std::vector<TextColumn> texts_;
  std::vector<NumberColumn> numbers_;
  std::vector<std::uint32_t> area_rows_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> area_ranges_;   ///< by code of the area: first and end in area_rows_
  std::unordered_map<std::string_view, std::uint32_t> area_codes_;
};

/// A file that holds rows of indicators: Parquet with the columns indicator_id, area_code, period, estimate_id.
class ColumnStore {
 public:
  /// Opens the file and counts its rows; reads everything at once where there are few, else in the background as far as memory goes.
  /// most_bytes: how much of it may be held; what was not used for longest goes first. A resource UserError where it cannot be read.
  ColumnStore(const std::filesystem::path& file, std::size_t most_bytes);
  ~ColumnStore();
  ColumnStore(const ColumnStore&) = delete;
  ColumnStore& operator=(const ColumnStore&) = delete;

  [[nodiscard]] const ColumnNames& columns() const { return *columns_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// In the order of the file.
  [[nodiscard]] const std::vector<std::string>& indicators() const { return indicators_; }
  [[nodiscard]] std::optional<std::size_t> position_of(const std::string& indicator) const;
  /// The rows of an indicator. Throws MustWait where they are not in memory and nobody may wait.
  [[nodiscard]] std::shared_ptr<const Shard> shard(std::size_t position, bool may_wait) const;
  /// The rows of several indicators, in the order of the positions. Where areas are named and many of them are not in memory, the rows of these areas alone are read, once over
  /// the file, and not kept: a shard then holds no others.
  [[nodiscard]] std::vector<std::shared_ptr<const Shard>> shards(const std::vector<std::size_t>& positions, const std::vector<std::string>& areas, bool may_wait) const;
  /// A query over the file (written FILE in the SQL), for what columns in memory do not tell.
  [[nodiscard]] core::DataTable query(const std::string& sql) const;

 private:
  struct Slot {
    std::shared_ptr<const Shard> shard;
    std::size_t rows = 0;
    std::uint64_t used = 0;
  };
  void read_all();
  void read_beforehand();
  std::shared_ptr<const Shard> read_one(std::size_t position) const;
  std::vector<std::shared_ptr<const Shard>> read_areas(const std::vector<std::size_t>& positions, const std::vector<std::string>& areas) const;
  void keep(std::size_t position, std::shared_ptr<const Shard> shard) const;

  std::filesystem::path file_;
  std::size_t most_bytes_, rows_ = 0;
  std::shared_ptr<ColumnNames> columns_ = std::make_shared<ColumnNames>();
  std::vector<std::string> indicators_;
  std::unordered_map<std::string, std::size_t> positions_;
  mutable std::mutex mutex_, session_mutex_;
  mutable std::vector<Slot> slots_;
  mutable std::uint64_t clock_ = 0;
  mutable std::size_t bytes_ = 0;
  std::unique_ptr<engine::Session> session_;
  std::unique_ptr<std::jthread> background_;
  std::atomic<bool> stopping_{false};
};

/// What a column must be: one of the values ("" is missing), or with except none of them.
struct Condition {
  std::string column;
  std::vector<std::string> values;
  bool except = false;
};

struct Selection {
  std::vector<std::size_t> shards;     ///< positions; in the order of the file
  std::vector<Condition> conditions;
  bool latest = false;                 ///< only each indicator's latest period
};

struct Found {
  std::shared_ptr<const Shard> shard;
  std::uint32_t row = 0;
};

/// A place among the rows: of a shard (its position in the store) the row.
struct Position {
  std::size_t shard = 0, row = 0;
};

struct Page {
  std::vector<Found> rows;
  std::size_t total = 0;               ///< of all pages
  std::optional<Position> next;
};

/// The rows that fit, in the file's order, from a place on. Throws MustWait as ColumnStore::shard.
Page select(const ColumnStore& store, const Selection& selection, Position from, std::size_t most, bool may_wait);

/// A text as a JSON string, and a CSV field.
void append_json_text(std::string& out, std::string_view text);

}  // namespace dmp::server
