#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data_table.hpp"
#include "core/errors.hpp"

namespace dmp::calc {

/// One column of the input: texts as they stood in the file, texts by code (many equal ones), or typed numbers (NaN: nothing).
struct Column {
  enum class Kind { text, coded, number, integer };

  std::string name;
  Kind kind = Kind::text;
  std::vector<std::string_view> texts;   ///< kind text
  std::vector<std::uint32_t> codes;      ///< kind coded: places in `words`
  std::vector<std::string_view> words;
  std::vector<double> numbers;           ///< kind number and integer

  [[nodiscard]] std::string_view text(std::size_t row) const { return kind == Kind::coded ? words[codes[row]] : texts[row]; }
  [[nodiscard]] bool is_text() const { return kind == Kind::text || kind == Kind::coded; }
};

/// A table read from a file, column by column. Owns the bytes its texts point into.
class Table {
 public:
  std::string file;                       ///< as messages name it
  std::size_t rows = 0;
  std::vector<Column> columns;
  std::vector<std::uint32_t> lines;       ///< line of each row in a text file; empty for parquet
  std::vector<std::string> header;        ///< every column's name, also of those not loaded
  std::unique_ptr<std::string> bytes;
  std::deque<std::string> own_texts;      ///< texts that do not stand in the bytes as they are (doubled quotes)

  /// The column of that name, or nothing.
  [[nodiscard]] const Column* find(std::string_view name) const;
  /// Where a row's value of a column stands: the line (in parquet: the row) and the number of the column.
  [[nodiscard]] core::Place place(std::size_t row, std::string_view column) const;
  /// A value as it is printed in a result.
  [[nodiscard]] core::Cell cell(std::size_t row, const Column& column) const;
};

struct ReadSettings {
  char delimiter = 0;                 ///< 0: the most frequent of , ; tab | in the header
  std::vector<std::string> wanted;    ///< parquet: columns to load; empty: all
};

/// Reads csv text: RFC 4180 with LF or CRLF, a byte order mark, UTF-8 or (where it is not valid UTF-8) Windows-1252. Blank lines
/// are passed over. A data UserError for a ragged row, a quote that is not closed or two columns of one name.
Table read_csv(std::string bytes, std::string name, const ReadSettings& settings);

/// Reads a parquet file, a csv file, or csv from standard input for "-"; csv may be packed by gzip, whatever its name. A resource UserError where
/// it cannot be read.
Table read_table(const std::string& file, const ReadSettings& settings);

/// Reads a parquet file through the engine.
Table read_parquet(const std::string& file, const ReadSettings& settings);

}  // namespace dmp::calc
