#include "core/data_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "core/errors.hpp"
#include "core/number.hpp"

namespace dmp::core {
namespace {

bool is_number(const Cell& cell) { return std::holds_alternative<double>(cell) || std::holds_alternative<long long>(cell); }

std::string for_people(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return rounded_text(*number);
  if (const auto* whole = std::get_if<long long>(&cell)) return fmt::format("{}", *whole);
  return exact_text(cell);
}

/// Characters as a terminal shows them: UTF-8 continuation bytes take no room.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void append_csv(std::string& out, const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) append_exact(out, *number);
  else if (const auto* text = std::get_if<std::string>(&cell)) out += csv_field(*text);
  else if (!std::holds_alternative<std::monostate>(cell)) out += exact_text(cell);
}

void write_csv(std::ostream& out, const DataTable& table) {
  constexpr std::size_t kBlock = 1 << 16;
  std::string text;
  for (std::size_t i = 0; i < table.columns().size(); ++i) text += (i ? "," : "") + csv_field(table.columns()[i]);
  text += '\n';
  for (const auto& row : table.rows()) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i) text += ',';
      append_csv(text, row[i]);
    }
    text += '\n';
    if (text.size() < kBlock) continue;
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    text.clear();
  }
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void write_json(std::ostream& out, const DataTable& table) {
  const auto value = [](const Cell& cell) -> std::string {
    if (const auto* text = std::get_if<std::string>(&cell)) return json_string(*text);
    if (const auto* number = std::get_if<double>(&cell); number && !std::isfinite(*number)) return "null";
    const std::string text = exact_text(cell);
    return text.empty() ? "null" : text;
  };
  out << '[';
  bool first_row = true;
  for (const auto& row : table.rows()) {
    out << (first_row ? "\n" : ",\n") << "  {";
    first_row = false;
    for (std::size_t i = 0; i < row.size(); ++i) out << (i ? ", " : "") << json_string(table.columns()[i]) << ": " << value(row[i]);
    out << '}';
  }
  out << (table.rows().empty() ? "]\n" : "\n]\n");
}

void write_table(std::ostream& out, const DataTable& table) {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  std::vector<std::vector<std::string>> texts;
  for (const auto& name : table.columns()) widths.push_back(width(name));
  right.assign(widths.size(), false);
  for (const auto& row : table.rows()) {
    auto& line = texts.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string text = for_people(row[i]);
      std::replace(text.begin(), text.end(), '\n', ' ');
      widths[i] = std::max(widths[i], width(text));
      right[i] = right[i] || is_number(row[i]);
      line.push_back(std::move(text));
    }
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string all;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string blank(widths[i] - width(cells[i]), ' ');
      all += (i ? "  " : "") + (right[i] ? blank + cells[i] : cells[i] + blank);
    }
    all.erase(all.find_last_not_of(' ') + 1);
    out << all << '\n';
  };
  line(table.columns());
  std::vector<std::string> rule;
  for (const std::size_t w : widths) rule.emplace_back(w, '-');
  line(rule);
  for (const auto& cells : texts) line(cells);
}

}  // namespace

std::string exact_text(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<double>(&cell)) return exact_text(*number);
  if (const auto* whole = std::get_if<long long>(&cell)) return std::to_string(*whole);
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth ? "true" : "false";
  return {};
}

void DataTable::add(std::vector<Cell> row) {
  if (row.size() != columns_.size()) throw InternalError(fmt::format("a row of {} cells for {} columns", row.size(), columns_.size()));
  rows_.push_back(std::move(row));
}

Format format_named(std::string_view name) {
  if (name == "csv") return Format::csv;
  if (name == "json") return Format::json;
  if (name == "table") return Format::table;
  throw UserError(ErrorKind::usage, fmt::format("unknown format '{}'", name), "use --format csv, json or table");
}

void write(std::ostream& out, const DataTable& table, Format format) {
  switch (format) {
    case Format::csv: return write_csv(out, table);
    case Format::json: return write_json(out, table);
    case Format::table: return write_table(out, table);
  }
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': quoted += "\\\""; break;
      case '\\': quoted += "\\\\"; break;
      case '\n': quoted += "\\n"; break;
      case '\r': quoted += "\\r"; break;
      case '\t': quoted += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace dmp::core
