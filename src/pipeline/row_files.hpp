#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/data_table.hpp"
#include "core/text.hpp"
#include "engine/engine.hpp"
#include "engine/streamed_result.hpp"
#include "pipeline/edition.hpp"

/// Rows of one kind as a Parquet file: one list of columns says how a row is written.
namespace dmp::pipeline {

/// A column: its name and the member that holds it, a text of the row's own, one it shares with others, or a number.
template <class Row>
struct RowColumn {
  RowColumn(const char* column, std::string Row::* member) : name(column), own(member) {}
  RowColumn(const char* column, core::Text Row::* member) : name(column), shared(member) {}
  RowColumn(const char* column, double Row::* member) : name(column), number(member) {}
  [[nodiscard]] const std::string& text(const Row& row) const { return own ? row.*own : (row.*shared).str(); }
  void set_text(Row& row, std::string_view words) const {
    if (own) row.*own = words;
    else row.*shared = words;
  }
  const char* name;
  std::string Row::* own = nullptr;
  core::Text Row::* shared = nullptr;
  double Row::* number = nullptr;
};

/// The value of a column in a row; nothing for an empty text and NaN.
template <class Row>
engine::Value value_of(const Row& row, const RowColumn<Row>& column) {
  if (!column.number) {
    const std::string& text = column.text(row);
    return text.empty() ? engine::Value(std::monostate{}) : engine::Value(text);
  }
  const double number = row.*(column.number);
  return std::isnan(number) ? engine::Value(std::monostate{}) : engine::Value(number);
}

/// A session that may read and write files, with one thread so that the bytes never depend on how many there are.
std::unique_ptr<engine::Session> file_session();

/// The next rows to write, in their order; none at the end. They must stay where they are until the next call.
template <class Row>
using RowParts = std::function<std::span<const Row>()>;

/// Rows as a stream the engine reads, in their order by one thread.
template <class Row>
class RowStream final : public engine::Stream {
 public:
  RowStream(const RowParts<Row>& next, const std::vector<RowColumn<Row>>& columns) : next_(next), columns_(columns) {
    for (const auto& column : columns) types_.push_back({column.name, column.number ? engine::ColumnType::number : engine::ColumnType::text});
  }
  [[nodiscard]] const std::vector<engine::Column>& columns() const override { return types_; }
  [[nodiscard]] std::size_t parallelism() const override { return 1; }
  std::unique_ptr<engine::Cursor> open() override { return std::make_unique<Place>(*this); }

 private:
  struct Place final : engine::Cursor {
    explicit Place(const RowStream& rows) : stream(rows) {}
    std::size_t fill(engine::ChunkWriter& out) override {
      if (part.empty()) part = stream.next_();
      const std::size_t count = std::min(out.capacity(), part.size());
      for (std::size_t column = 0; column < stream.columns_.size(); ++column)
        for (std::size_t i = 0; i < count; ++i) set(out, column, i, part[i]);
      part = part.subspan(count);
      return count;
    }
    /// An empty text and NaN are left out: cells of a fresh chunk are missing.
    void set(engine::ChunkWriter& out, std::size_t column, std::size_t i, const Row& row) const {
      const RowColumn<Row>& from = stream.columns_[column];
      if (!from.number && !from.text(row).empty()) out.set_text(column, i, from.text(row));
      if (from.number && !std::isnan(row.*(from.number))) out.set_number(column, i, row.*(from.number));
    }
    const RowStream& stream;
    std::span<const Row> part;
  };

  const RowParts<Row>& next_;
  const std::vector<RowColumn<Row>>& columns_;
  std::vector<engine::Column> types_;
};

/// Writes the rows in their order, holding one part of them at a time, and says how many there were; the same rows in the same parts give the same bytes.
template <class Row>
std::size_t write_rows(const RowParts<Row>& next, const std::vector<RowColumn<Row>>& columns, const std::filesystem::path& file) {
  const auto session = file_session();
  std::size_t rows = 0;
  const RowParts<Row> counted = [&] {
    const std::span<const Row> part = next();
    rows += part.size();
    return part;
  };
  RowStream<Row> stream(counted, columns);
  session->attach_stream("rows_to_write", stream);
  session->execute("COPY (SELECT * FROM rows_to_write()) TO " + engine::quoted_text(file.string()) + " (FORMAT parquet, COMPRESSION zstd)");
  return rows;
}

/// As one part.
template <class Row>
std::size_t write_rows(const std::vector<Row>& rows, const std::vector<RowColumn<Row>>& columns, const std::filesystem::path& file) {
  return write_rows<Row>([left = std::span<const Row>(rows)]() mutable { return std::exchange(left, {}); }, columns, file);
}

/// Refuses a file with more rows than the machine's memory holds besides what the program holds already, each of so many bytes.
void check_memory_for(engine::Session& session, const std::filesystem::path& file, std::size_t row_bytes);

/// The rows of such a file as they were written, a column that it lacks (an earlier version wrote it) left as it is in a fresh row.
template <class Row>
std::vector<Row> rows_in(const std::filesystem::path& file, const std::vector<RowColumn<Row>>& columns) {
  const auto session = file_session();
  check_memory_for(*session, file, sizeof(Row));
  const auto result = engine::query_streamed(*session, "SELECT * FROM read_parquet(" + engine::quoted_text(file.string()) + ")");
  std::vector<const RowColumn<Row>*> wanted;
  for (const engine::Column& column : result->columns()) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const RowColumn<Row>& each) { return column.name == each.name; });
    wanted.push_back(found == columns.end() ? nullptr : &*found);
  }
  std::vector<Row> rows;
  while (const engine::Chunk* chunk = result->next()) {
    const std::size_t first = rows.size();
    rows.resize(first + chunk->rows);
    for (std::size_t column = 0; column < wanted.size(); ++column) {
      if (!wanted[column]) continue;
      const engine::ColumnView& view = chunk->columns[column];
      for (std::size_t i = 0; i < chunk->rows; ++i) {
        Row& row = rows[first + i];
        const bool missing = view.is_null(i);
        if (!wanted[column]->number) wanted[column]->set_text(row, missing ? std::string_view() : view.text(i));
        else row.*(wanted[column]->number) = missing ? std::numeric_limits<double>::quiet_NaN() : view.number(i);
      }
    }
  }
  return rows;
}

/// The rows of such a file that pass the filter by indicator_id, area_code and period.
core::DataTable read_rows(const std::filesystem::path& file, const EstimateFilter& filter);
/// The same, some at a time.
void read_rows(const std::filesystem::path& file, const EstimateFilter& filter, const std::function<void(const core::DataTable&)>& take);

}  // namespace dmp::pipeline
