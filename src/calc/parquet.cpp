#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>
#include <unordered_map>

#include "calc/table.hpp"
#include "core/period.hpp"
#include "engine/engine.hpp"
#include "engine/streamed_result.hpp"

namespace dmp::calc {
namespace {

using engine::ColumnType;
using engine::ColumnView;

/// Gives equal texts one code; neighbouring rows are often equal, so the last one is looked at first.
class Coder {
 public:
  Coder(Table& table, Column& column) : table_(table), column_(column) {}

  void add(std::string_view text) {
    if (column_.words.empty() || text != column_.words[last_]) last_ = code_of(text);
    column_.codes.push_back(last_);
  }

 private:
  std::uint32_t code_of(std::string_view text) {
    if (const auto known = codes_.find(text); known != codes_.end()) return known->second;
    const std::string_view kept = table_.own_texts.emplace_back(text);
    const auto code = static_cast<std::uint32_t>(column_.words.size());
    column_.words.push_back(kept);
    codes_.emplace(kept, code);
    return code;
  }

  Table& table_;
  Column& column_;
  std::unordered_map<std::string_view, std::uint32_t> codes_;
  std::uint32_t last_ = 0;
};

std::string timestamp_text(std::int64_t microseconds) {
  constexpr std::int64_t kDay = 86'400'000'000;
  const std::int64_t day = microseconds >= 0 ? microseconds / kDay : -((-microseconds + kDay - 1) / kDay);
  const std::int64_t second = (microseconds - day * kDay) / 1'000'000;
  return fmt::format("{} {:02}:{:02}:{:02}", core::text(core::Day{static_cast<int>(day)}), second / 3600, second / 60 % 60, second % 60);
}

void take_numbers(Column& column, const ColumnView& view, std::size_t rows) {
  const std::size_t before = column.numbers.size();
  column.numbers.resize(before + rows);
  view.numbers(std::span(column.numbers).subspan(before));
}

void take_texts(Coder& coder, const ColumnView& view, std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row) {
    if (view.is_null(row))
      coder.add({});
    else if (view.type == ColumnType::date)
      coder.add(core::text(core::Day{static_cast<int>(view.integer(row))}));
    else if (view.type == ColumnType::timestamp)
      coder.add(timestamp_text(view.integer(row)));
    else if (view.type == ColumnType::boolean)
      coder.add(view.integer(row) ? "1" : "0");
    else
      coder.add(view.text(row));
  }
}

Column::Kind kind_of(ColumnType type) {
  if (type == ColumnType::integer) return Column::Kind::integer;
  return type == ColumnType::number ? Column::Kind::number : Column::Kind::coded;
}

std::string selection(const std::vector<engine::Column>& all, const std::vector<std::string>& wanted) {
  std::string list;
  for (const auto& column : all)
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), column.name) != wanted.end())
      list += (list.empty() ? "" : ", ") + engine::quoted_name(column.name);
  return list.empty() ? engine::quoted_name(all.front().name) : list;
}

}  // namespace

Table read_parquet(const std::string& file, const ReadSettings& settings) {
  if (!std::filesystem::exists(file)) throw core::UserError(core::ErrorKind::resource, "the file does not exist", {file, 0, 0}, "check its name");
  engine::Settings session_settings;
  session_settings.file_access = true;
  const auto session = engine::open_database(":memory:", session_settings);
  const std::string source = fmt::format("read_parquet({})", engine::quoted_text(file));
  std::string message;
  const auto all = session->describe("SELECT * FROM " + source, message);
  if (!all || all->empty()) throw core::UserError(core::ErrorKind::resource, "the file cannot be read as parquet", {file, 0, 0}, "write it again, or save it as csv");
  Table table;
  table.file = file;
  for (const auto& column : *all) table.header.push_back(column.name);
  // Taken from the file's footer: without it long columns would be copied each time they grow.
  const auto rows = static_cast<std::size_t>(engine::fetch_number(*session, "SELECT count(*) FROM " + source));
  const auto result = engine::query_streamed(*session, fmt::format("SELECT {} FROM {}", selection(*all, settings.wanted), source));
  std::vector<std::unique_ptr<Coder>> coders;
  for (const auto& column : result->columns())
    table.columns.push_back({.name = column.name, .kind = kind_of(column.type), .texts = {}, .codes = {}, .words = {}, .numbers = {}});
  for (Column& column : table.columns) coders.push_back(std::make_unique<Coder>(table, column));
  for (Column& column : table.columns) column.is_text() ? column.codes.reserve(rows) : column.numbers.reserve(rows);
  while (const engine::Chunk* chunk = result->next()) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].is_text())
        take_texts(*coders[i], chunk->columns[i], chunk->rows);
      else
        take_numbers(table.columns[i], chunk->columns[i], chunk->rows);
    }
    table.rows += chunk->rows;
  }
  return table;
}

}  // namespace dmp::calc
