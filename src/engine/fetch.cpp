#include <fmt/format.h>

#include "core/errors.hpp"
#include "core/period.hpp"
#include "engine/engine.hpp"
#include "engine/streamed_result.hpp"

namespace dmp::engine {
namespace {

core::Cell cell_of(const ColumnView& column, std::size_t row) {
  if (column.is_null(row)) return {};
  switch (column.type) {
    case ColumnType::boolean: return column.integer(row) != 0;
    case ColumnType::integer: return static_cast<long long>(column.integer(row));
    case ColumnType::number: return column.number(row);
    case ColumnType::text: return std::string(column.text(row));
    case ColumnType::date: return core::text(core::Day{static_cast<int>(column.integer(row))});
    case ColumnType::timestamp: {
      constexpr std::int64_t kDay = 86'400'000'000;
      const std::int64_t value = column.integer(row);
      const std::int64_t day = (value >= 0 ? value : value - kDay + 1) / kDay;
      const std::int64_t seconds = (value - day * kDay) / 1'000'000;
      return fmt::format("{} {:02}:{:02}:{:02}", core::text(core::Day{static_cast<int>(day)}), seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
  }
  return {};
}

std::vector<std::string> names_of(const Result& result) {
  std::vector<std::string> names;
  for (const Column& column : result.columns()) names.push_back(column.name);
  return names;
}

void add(core::DataTable& table, const Chunk& chunk) {
  for (std::size_t row = 0; row < chunk.rows; ++row) {
    std::vector<core::Cell> cells;
    cells.reserve(chunk.columns.size());
    for (const ColumnView& column : chunk.columns) cells.push_back(cell_of(column, row));
    table.add(std::move(cells));
  }
}

}  // namespace

core::DataTable fetch(Session& session, const std::string& sql, std::span<const Value> parameters) {
  const auto result = session.query(sql, parameters);
  core::DataTable table(names_of(*result));
  while (const Chunk* chunk = result->next()) add(table, *chunk);
  return table;
}

core::DataTable table_of(const Result& result, const Chunk& chunk) {
  core::DataTable table(names_of(result));
  add(table, chunk);
  return table;
}

double fetch_number(Session& session, const std::string& sql) {
  const auto result = session.query(sql);
  const Chunk* chunk = result->next();
  if (!chunk || chunk->columns.empty() || chunk->columns[0].is_null(0)) throw core::InternalError("a query gave no number: " + sql);
  return chunk->columns[0].number(0);
}

std::string quoted_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return quoted + '\'';
}

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace dmp::engine
