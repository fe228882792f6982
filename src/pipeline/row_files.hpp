#pragma once

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "core/data_table.hpp"
#include "engine/engine.hpp"
#include "pipeline/edition.hpp"

/// Rows of one kind as a Parquet file: one list of columns says how a row is written.
namespace dmp::pipeline {

/// A column: its name and the member that holds it, text or number.
template <class Row>
struct RowColumn {
  const char* name;
  std::string Row::* text = nullptr;
  double Row::* number = nullptr;
};

/// The value of a column in a row; nothing for an empty text and NaN.
template <class Row>
engine::Value value_of(const Row& row, const RowColumn<Row>& column) {
  if (column.text) {
    const std::string& text = row.*(column.text);
    return text.empty() ? engine::Value(std::monostate{}) : engine::Value(text);
  }
  const double number = row.*(column.number);
  return std::isnan(number) ? engine::Value(std::monostate{}) : engine::Value(number);
}

/// A session that may read and write files, with one thread so that the bytes never depend on how many there are.
std::unique_ptr<engine::Session> file_session();

/// Writes the rows in their order; the same rows give the same bytes.
template <class Row>
void write_rows(const std::vector<Row>& rows, const std::vector<RowColumn<Row>>& columns, const std::filesystem::path& file) {
  const auto session = file_session();
  std::string sql;
  for (const auto& column : columns) sql += (sql.empty() ? "" : ", ") + engine::quoted_name(column.name) + (column.text ? " VARCHAR" : " DOUBLE");
  session->execute("CREATE TABLE written(" + sql + ")");
  {
    const auto appender = session->append_to("written");
    std::vector<engine::Value> values(columns.size());
    for (const Row& row : rows) {
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = value_of(row, columns[i]);
      appender->add(values);
    }
    appender->flush();
  }
  session->execute("COPY written TO " + engine::quoted_text(file.string()) + " (FORMAT parquet, COMPRESSION zstd)");
}

/// The rows of such a file that pass the filter by indicator_id, area_code and period.
core::DataTable read_rows(const std::filesystem::path& file, const EstimateFilter& filter);

}  // namespace dmp::pipeline
