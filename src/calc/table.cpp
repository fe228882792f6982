#include "calc/table.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <iterator>

#include "calc/gzip.hpp"
#include "core/file.hpp"

namespace dmp::calc {

const Column* Table::find(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

core::Place Table::place(std::size_t row, std::string_view column) const {
  const auto found = std::find(header.begin(), header.end(), column);
  const auto number = found == header.end() ? 0 : static_cast<std::uint64_t>(found - header.begin()) + 1;
  return {file, lines.empty() ? row + 1 : lines[row], number};
}

core::Cell Table::cell(std::size_t row, const Column& column) const {
  if (column.is_text()) {
    const std::string_view text = column.text(row);
    return text.empty() ? core::Cell() : core::Cell(std::string(text));
  }
  const double number = column.numbers[row];
  if (std::isnan(number)) return {};
  if (column.kind == Column::Kind::integer) return static_cast<long long>(number);
  return number;
}

namespace {

Table read_text(std::string bytes, std::string name, const ReadSettings& settings) {
  if (is_gzip(bytes)) bytes = unpacked(bytes, name);
  return read_csv(std::move(bytes), std::move(name), settings);
}

}  // namespace

Table read_table(const std::string& file, const ReadSettings& settings) {
  if (file == "-") {
    std::string bytes((std::istreambuf_iterator<char>(std::cin)), std::istreambuf_iterator<char>());
    return read_text(std::move(bytes), "standard input", settings);
  }
  std::string ending = file.substr(std::min(file.size(), file.rfind('.')));
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending == ".parquet" || ending == ".pq") return read_parquet(file, settings);
  return read_text(core::read_file(file), file, settings);
}

}  // namespace dmp::calc
