#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// The rows of a Parquet file of estimates or comparisons laid out so that single rows are found and read in microseconds, by the operating system's own reading of
/// files: NAME.columns beside NAME.parquet, derived from it (layout in column_writer.cpp). One part (shard) an indicator.
namespace dmp::pipeline {

/// The columns of a file, in its order.
struct ColumnNames {
  std::vector<std::string> names;
  std::vector<bool> is_text;
  /// The place of a column. Throws core::InternalError where it is not there.
  [[nodiscard]] std::size_t at(std::string_view name) const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
};

struct ColumnBytes;

/// Rows are laid out in blocks of so many, column after column: the rows of an area lie close together, the cells of a column as well.
inline constexpr std::size_t kBlockRows = 256;

/// The rows of one indicator. Cannot change; keeps the file open as long as it lives. A resource UserError from any function where the file is damaged.
class Shard {
 public:
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const std::string& indicator() const { return indicator_; }
  [[nodiscard]] const ColumnNames& columns() const;
  /// Empty where it is missing. Not for estimate_id.
  [[nodiscard]] std::string_view text(std::size_t column, std::size_t row) const { return text_of(column, code(column, row)); }
  /// NaN where it is missing.
  [[nodiscard]] double number(std::size_t column, std::size_t row) const;
  [[nodiscard]] std::string estimate_id(std::size_t row) const;
  /// The first row with a text and the row after the last; all rows where the file does not tell (of columns with many texts).
  [[nodiscard]] std::pair<std::size_t, std::size_t> rows_with(std::size_t column, std::uint32_t code) const;
  /// Says that the rows from begin to before end will be read: from a disk they then come in one go.
  void will_read(std::size_t begin, std::size_t end) const;
  /// The rows of an area, in the file's order.
  [[nodiscard]] std::span<const std::uint32_t> rows_of_area(std::string_view code) const;
  /// The different texts of a column have the codes from 0 up to this.
  [[nodiscard]] std::size_t texts_in(std::size_t column) const { return layout_[column].different; }
  [[nodiscard]] std::uint32_t code(std::size_t column, std::size_t row) const {
    const Layout& layout = layout_[column];
    std::uint32_t code = 0;
    switch (layout.width) {
      case 0: return 0;
      case 1: std::memcpy(&code, cell(layout, row), 1); break;
      case 2: std::memcpy(&code, cell(layout, row), 2); break;
      default: std::memcpy(&code, cell(layout, row), 4);
    }
    if (code >= layout.different) is_damaged();
    return code;
  }
  [[nodiscard]] std::string_view text_of(std::size_t column, std::uint32_t code) const;
  /// The period that ends last; empty where the file has no column period_end.
  [[nodiscard]] const std::string& latest() const { return latest_; }

  /// A cell as JSON (null for nothing) or as a CSV field (empty for nothing).
  void append_json(std::string& out, std::size_t column, std::size_t row) const;
  void append_csv(std::string& out, std::size_t column, std::size_t row) const;

 private:
  friend class ColumnReader;
  struct Layout {
    std::uint32_t width = 0;               ///< bytes a row; 0 where all rows have the same
    std::uint32_t before = 0;              ///< bytes a row of the columns before it
    std::uint32_t different = 0;           ///< texts
    bool plain = false;                    ///< no text needs quoting or escaping in JSON or CSV
    const std::uint32_t* texts = nullptr;  ///< by code, the place in the file's list of texts; ascending
    std::vector<std::pair<std::uint32_t, std::uint32_t>> rows;   ///< by code: the first and the last row with it; empty where there are many codes
    double constant = std::numeric_limits<double>::quiet_NaN();
  };
  [[nodiscard]] const char* cell(const Layout& layout, std::size_t row) const {
    const std::size_t first = row / kBlockRows * kBlockRows, in_block = std::min(kBlockRows, rows_ - first);
    return data_ + first * stride_ + in_block * layout.before + (row - first) * layout.width;
  }
  [[noreturn]] void is_damaged() const;

  std::shared_ptr<const ColumnBytes> bytes_;
  std::size_t rows_ = 0;
  std::string indicator_, latest_;
  std::vector<Layout> layout_;
  std::size_t stride_ = 0, id_ = 0, area_ = 0, period_ = 0;
  const char* data_ = nullptr;
  const std::uint32_t* area_begins_ = nullptr;  ///< by code of the area, and one more: where its rows begin in area_rows_
  const std::uint32_t* area_rows_ = nullptr;
  std::unique_ptr<std::atomic<bool>[]> asked_for_;   ///< by block: whether the operating system was asked to read it; of a mapped file
};

class ColumnFile {
 public:
  /// Opens the columns of a Parquet file (with the columns indicator_id, area_code, period, estimate_id): those beside it where they are its own and whole, else made
  /// of it in a temporary file, which takes some seconds a million rows. Small files are read into memory, large ones are mapped: they need no memory of their own.
  /// A resource UserError where the Parquet file cannot be read.
  explicit ColumnFile(const std::filesystem::path& parquet);

  [[nodiscard]] const ColumnNames& columns() const;
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// In the order of the file.
  [[nodiscard]] const std::vector<std::string>& indicators() const { return indicators_; }
  [[nodiscard]] std::optional<std::size_t> position_of(const std::string& indicator) const;
  [[nodiscard]] const std::shared_ptr<const Shard>& shard(std::size_t position) const { return shards_[position]; }
  /// Whether reading it may wait for a disk.
  [[nodiscard]] bool is_mapped() const;
  /// Why the columns beside the Parquet file were not taken; empty where they were, or where a file so small has none.
  [[nodiscard]] const std::string& note() const { return note_; }

  /// What the indicators have, a row for each period, type of area, whether by sex, whether by age and category. Empty for comparisons.
  struct Group {
    std::string indicator, name, domain, unit, polarity, quality, period, period_end, area_type, category_type, category;
    bool by_sex = false, by_age = false;
    std::size_t rows = 0, suppressed = 0;
  };
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  /// Every area, in the order of the file; name and type of its first row.
  struct Area {
    std::string code, name, type;
  };
  [[nodiscard]] const std::vector<Area>& areas() const { return areas_; }

 private:
  friend class ColumnReader;
  /// Makes the columns in a temporary file.
  ColumnFile(const std::filesystem::path& parquet, std::string note);

  std::shared_ptr<ColumnBytes> bytes_;
  std::size_t rows_ = 0;
  std::vector<std::string> indicators_;
  std::unordered_map<std::string, std::size_t> positions_;
  std::vector<std::shared_ptr<const Shard>> shards_;
  std::vector<Group> groups_;
  std::vector<Area> areas_;
  std::string note_;
};

}  // namespace dmp::pipeline
