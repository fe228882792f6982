#include "catalogue/section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/nearest.hpp"
#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

constexpr std::size_t kLargestFile = 1 << 20;
// Each part of a dotted key is a table inside a table, and the parser frees them one inside the other.
constexpr std::size_t kMostKeyParts = 16;

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

bool may_be_key(std::string_view part) {
  part = trimmed(part);
  while (part.starts_with('[')) part = trimmed(part.substr(1));
  if (part.empty()) return false;
  if (part.size() > 1 && (part.front() == '"' || part.front() == '\'') && part.back() == part.front()) return true;
  return std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
}

/// Finds "a.b.c.d..." with more parts than any sensible key, which would exhaust the stack.
void check_key_depth(const std::string& file, std::string_view text) {
  std::size_t parts = 0, begin = 0, line = 1, line_begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '\n';
    if (c != '.' && c != '\n') continue;
    parts = c == '.' && may_be_key(text.substr(begin, i - begin)) ? parts + 1 : 0;
    if (parts >= kMostKeyParts)
      refuse("a key has more than " + std::to_string(kMostKeyParts) + " parts", {file, line, begin - line_begin + 1}, "write it shorter");
    begin = i + 1;
    if (c == '\n') {
      ++line;
      line_begin = begin;
    }
  }
}

std::string joined(const Names& names) { return fmt::format("{}", fmt::join(names, ", ")); }

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "an array";
    case toml::node_type::string: return "text";
    case toml::node_type::integer: return "a whole number";
    case toml::node_type::floating_point: return "a number";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::none: return "nothing";
    default: return "a date or time";
  }
}

std::string timestamp_text(const toml::date& date, const toml::time& time) {
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", date.year, date.month, date.day, time.hour, time.minute, time.second);
}

}  // namespace

void refuse(const std::string& what, core::Place place, const std::string& mend) {
  throw core::UserError(core::ErrorKind::usage, what, std::move(place), mend);
}

void refuse_name(const std::string& what, const std::string& name, const Names& known, core::Place place) {
  // A name read from a broken file may be of any length.
  const std::string shown = name.size() > 80 ? name.substr(0, 77) + "..." : name;
  const std::string mend(trimmed(core::suggestion(shown, known)));
  refuse(what + " '" + shown + "'", std::move(place), mend.empty() ? "take it out" : mend);
}

core::Place place_of(const std::string& file, const toml::source_region& region) { return {file, region.begin.line, region.begin.column}; }

toml::table parse_toml(const std::string& file, std::string_view text) {
  if (text.size() > kLargestFile) refuse("the file is larger than 1 MiB", {file}, "a definition is a short text; check that this is the right file");
  check_key_depth(file, text);
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    const bool binary = text.find('\0') != std::string_view::npos;
    refuse("no valid TOML: " + std::string(error.description()), place_of(file, error.source()),
           binary ? "this is a binary file; write the definition as plain text in UTF-8" : "mend the line; the file must be TOML in UTF-8");
  }
}

core::Cell cell_of(const toml::node& node, const std::string& file) {
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* value = node.as_boolean()) return value->get();
  if (const auto* value = node.as_integer()) return static_cast<long long>(value->get());
  if (const auto* value = node.as_floating_point()) {
    if (!std::isfinite(value->get())) refuse("the number is not finite", place_of(file, node.source()), "write a number, or \"\" for an empty cell");
    return value->get();
  }
  if (const auto* value = node.as_date()) return fmt::format("{:04}-{:02}-{:02}", value->get().year, value->get().month, value->get().day);
  if (const auto* value = node.as_date_time()) return timestamp_text(value->get().date, value->get().time);
  if (const auto* value = node.as_time()) return fmt::format("{:02}:{:02}:{:02}", value->get().hour, value->get().minute, value->get().second);
  refuse("a cell cannot be " + type_name(node), place_of(file, node.source()), "write text, a number, a date, true or false");
}

std::string text_of(const core::Cell& cell) {
  struct {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(double number) const { return core::exact_text(number); }
    std::string operator()(long long number) const { return std::to_string(number); }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  } const text;
  return std::visit(text, cell);
}

std::vector<std::pair<std::string, core::Place>> keys_in_order(const toml::table& table, const std::string& file) {
  std::vector<std::pair<std::string, core::Place>> keys;
  for (const auto& [key, value] : table) keys.emplace_back(std::string(key.str()), place_of(file, key.source()));
  std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.line, a.second.column) < std::pair(b.second.line, b.second.column);
  });
  return keys;
}

Section::Section(const toml::table& table, std::string file, std::string title, Names keys)
    : table_(&table), file_(std::move(file)), title_(std::move(title)) {
  for (const auto& [key, where] : keys_in_order(table, file_))
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) refuse_name("unknown key in " + title_, key, keys, where);
}

core::Place Section::place() const {
  const auto& region = table_->source();
  return region.begin.line ? place_of(file_, region) : core::Place{file_, 1, 1};
}

core::Place Section::place(std::string_view key) const {
  const toml::node* node = table_->get(key);
  return node && node->source().begin.line ? place_of(file_, node->source()) : place();
}

void Section::refuse_type(std::string_view key, const std::string& wanted) const {
  refuse(fmt::format("'{}' must be {}, not {}", key, wanted, type_name(*table_->get(key))), place(key), "write " + wanted);
}

void Section::refuse_missing(std::string_view key, const std::string& mend) const {
  refuse(fmt::format("'{}' is missing in {}", key, title_), place(), mend.empty() ? fmt::format("add {} = ...", key) : mend);
}

std::string Section::text(std::string_view key, std::string otherwise) const {
  const toml::node* node = table_->get(key);
  if (!node) return otherwise;
  if (!node->is_string()) refuse_type(key, "text");
  return node->as_string()->get();
}

std::string Section::required_text(std::string_view key) const {
  if (!has(key)) refuse_missing(key);
  std::string value = text(key);
  if (trimmed(value).empty()) refuse(fmt::format("'{}' is empty", key), place(key), "say it in words");
  return value;
}

std::string Section::choice(std::string_view key, const Names& choices, const std::string& otherwise) const {
  if (!has(key)) {
    if (otherwise.empty()) refuse_missing(key, fmt::format("add {} = one of {}", key, joined(choices)));
    return otherwise;
  }
  std::string value = text(key);
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) refuse_name(fmt::format("'{}' cannot be", key), value, choices, place(key));
  return value;
}

Names Section::texts(std::string_view key, bool one_alone) const {
  const toml::node* node = table_->get(key);
  if (!node) return {};
  if (one_alone && node->is_string()) return {node->as_string()->get()};
  if (!node->is_array()) refuse_type(key, one_alone ? "text or an array of texts" : "an array of texts");
  Names values;
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_string())
      refuse(fmt::format("'{}' must hold texts only, not {}", key, type_name(element)), place_of(file_, element.source()), "put it in quotes");
    values.push_back(element.as_string()->get());
  }
  return values;
}

bool Section::flag(std::string_view key, bool otherwise) const {
  const toml::node* node = table_->get(key);
  if (!node) return otherwise;
  if (!node->is_boolean()) refuse_type(key, "true or false");
  return node->as_boolean()->get();
}

std::optional<double> Section::number(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (!node) return {};
  if (!node->is_number()) refuse_type(key, "a number");
  const double value = *node->value<double>();
  if (!std::isfinite(value)) refuse(fmt::format("'{}' is not finite", key), place(key), "write a number");
  return value;
}

std::optional<long long> Section::integer(std::string_view key, long long lowest, long long highest) const {
  const toml::node* node = table_->get(key);
  if (!node) return {};
  if (!node->is_integer()) refuse_type(key, "a whole number");
  const long long value = node->as_integer()->get();
  if (value < lowest || value > highest)
    refuse(fmt::format("'{}' is {}, out of range", key, value), place(key), fmt::format("write a whole number from {} to {}", lowest, highest));
  return value;
}

const toml::table* Section::child(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (!node) return nullptr;
  if (!node->is_table()) refuse_type(key, fmt::format("a table [{}]", key));
  return node->as_table();
}

std::vector<const toml::table*> Section::children(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (!node) return {};
  const std::string wanted = fmt::format("tables [[{}]]", key);
  if (!node->is_array()) refuse_type(key, wanted);
  std::vector<const toml::table*> tables;
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_table()) refuse(fmt::format("'{}' must hold {}, not {}", key, wanted, type_name(element)), place_of(file_, element.source()), "write " + wanted);
    tables.push_back(element.as_table());
  }
  return tables;
}

void refuse_repeats(const Section& section, std::string_view key, const Names& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool blank = values[i].find_first_not_of(" \t\r\n") == std::string::npos;
    const bool again = std::find(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]) != values.begin() + static_cast<std::ptrdiff_t>(i);
    if (!blank && !again) continue;
    const auto& node = (*section.table().get(key)->as_array())[i];
    refuse(blank ? "'" + std::string(key) + "' holds an empty text" : "'" + std::string(key) + "' holds '" + values[i].substr(0, 80) + "' twice",
           place_of(section.file(), node.source()), "take it out");
  }
}

}  // namespace dmp::catalogue
