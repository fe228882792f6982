#include "calc/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "core/nearest.hpp"
#include "core/number.hpp"

namespace dmp::calc {
namespace {

using core::ErrorKind;
using core::UserError;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Marker {
  std::string_view text;
  std::string_view meaning;
};
/// How publishers of statistics write a value that cannot be given.
constexpr std::array<Marker, 11> kMarkers = {{{"*", "is suppressed"},
                                              {"c", "is suppressed"},
                                              {"[c]", "is suppressed"},
                                              {"..", "is not available"},
                                              {"[x]", "is not available"},
                                              {":", "is not available"},
                                              {"[z]", "is not applicable"},
                                              {"z", "is not applicable"},
                                              {"[u]", "is too unreliable"},
                                              {"[low]", "is too small to show"},
                                              {"NA", "is missing"}}};

const Marker* marker_named(std::string_view text) {
  const auto found = std::find_if(kMarkers.begin(), kMarkers.end(), [&](const Marker& marker) { return marker.text == text; });
  return found == kMarkers.end() ? nullptr : &*found;
}

/// Plain digits, the usual cell, without the general reader's care.
bool read_plain(std::string_view text, double& value) {
  if (text.empty() || text.size() > 15) return false;
  std::uint64_t whole = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    whole = whole * 10 + static_cast<std::uint64_t>(c - '0');
  }
  value = static_cast<double>(whole);
  return true;
}

/// Numbers that codes are kept for in a plain list: years, ages, numbered areas.
constexpr double kListed = 1 << 20;

/// Gives equal numbers one code, in the order of their first rows. NaN equals nothing, not even itself; missing values are one group.
class NumberCoder {
 public:
  std::uint32_t code_of(double value) {
    if (std::isnan(value)) return known(nothing_);
    if (value >= 0 && value < kListed && value == std::floor(value)) {
      const auto place = static_cast<std::size_t>(value);
      if (place >= listed_.size()) listed_.resize(place + place / 2 + 64, kNew);
      return known(listed_[place]);
    }
    return known(others_.try_emplace(value, kNew).first->second);
  }

 private:
  static constexpr std::uint32_t kNew = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t known(std::uint32_t& code) {
    if (code == kNew) code = count_++;
    return code;
  }
  std::vector<std::uint32_t> listed_;
  std::unordered_map<double, std::uint32_t> others_;
  std::uint32_t nothing_ = kNew, count_ = 0;
};

/// Codes of a column's values: equal values, equal codes.
std::vector<std::uint32_t> codes_of(const Column& column, std::size_t rows) {
  if (column.kind == Column::Kind::coded) return column.codes;
  std::vector<std::uint32_t> codes(rows);
  if (column.kind == Column::Kind::text) {
    std::unordered_map<std::string_view, std::uint32_t> known;
    for (std::size_t row = 0; row < rows; ++row) {
      if (row > 0 && column.texts[row] == column.texts[row - 1])
        codes[row] = codes[row - 1];
      else
        codes[row] = known.try_emplace(column.texts[row], static_cast<std::uint32_t>(known.size())).first->second;
    }
    return codes;
  }
  NumberCoder coder;
  for (std::size_t row = 0; row < rows; ++row)
    codes[row] = row > 0 && column.numbers[row] == column.numbers[row - 1] ? codes[row - 1] : coder.code_of(column.numbers[row]);
  return codes;
}

/// Codes of pairs of codes.
void combine(std::vector<std::uint32_t>& codes, const std::vector<std::uint32_t>& others) {
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  std::uint64_t last_key = 0;
  std::uint32_t last_code = 0;
  for (std::size_t row = 0; row < codes.size(); ++row) {
    const std::uint64_t key = (static_cast<std::uint64_t>(codes[row]) << 32) | others[row];
    if (row == 0 || key != last_key) {
      last_code = known.try_emplace(key, static_cast<std::uint32_t>(known.size())).first->second;
      last_key = key;
    }
    codes[row] = last_code;
  }
}

/// Beyond these sizes powers and products leave the range of a double: nonsense, where it is no slip of a key.
bool is_usable(double value) {
  const double size = std::abs(value);
  return std::isnan(value) || size == 0 || (size <= 1e15 && size >= 1e-100);
}

}  // namespace

RowLists::RowLists(const std::vector<std::uint32_t>& list_of_row, std::size_t lists) : rows_(list_of_row.size()), starts_(lists + 1, 0) {
  for (const std::uint32_t list : list_of_row) ++starts_[list + 1];
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (std::size_t row = 0; row < list_of_row.size(); ++row) rows_[next[list_of_row[row]]++] = static_cast<std::uint32_t>(row);
}

bool Numbers::missing(std::size_t row) const { return std::isnan(values[row]); }

std::string Numbers::reason(std::size_t row) const {
  if (!missing(row)) return {};
  const auto found = markers.find(row);
  if (found == markers.end()) return column + " is missing";
  return fmt::format("{} {} ({})", column, marker_named(found->second)->meaning, found->second);
}

std::string Request::actual(std::string_view column) const {
  const auto found = renamed.find(column);
  return found == renamed.end() ? std::string(column) : found->second;
}

bool Request::has(std::string_view column) const { return table.find(actual(column)) != nullptr || renamed.contains(column); }

const Column& Request::column_named(std::string_view name, std::string_view asked_as) const {
  if (const Column* column = table.find(name)) return *column;
  const std::string mend = asked_as.empty() ? "name columns of the file" : fmt::format("name the column with --{} COLUMN", asked_as);
  throw UserError(ErrorKind::usage, fmt::format("no column '{}' in the table.{}", name, core::suggestion(name, table.header)), {table.file, 0, 0}, mend);
}

Numbers Request::numbers(std::string_view name, ReadText read_text) const {
  Numbers result;
  result.column = actual(name);
  if (!table.find(result.column) && renamed.contains(name)) {
    // A number instead of a column's name is that number on every row.
    if (const auto constant = core::parse_number(result.column)) {
      if (!is_usable(*constant)) throw core::UserError(core::ErrorKind::usage, result.column + " is too large, or too close to 0, to reckon with", "numbers go up to 1e15 and down to 1e-100");
      result.values.assign(table.rows, *constant);
      result.column = std::string(name);
      return result;
    }
  }
  const Column& column = column_named(result.column, name);
  if (!column.is_text()) {
    result.values = column.numbers;
    refuse_unusable(result, name);
    return result;
  }
  result.values.resize(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row) {
    const std::string_view text = column.text(row);
    if (read_plain(text, result.values[row])) continue;
    if (const auto number = core::parse_number(text)) {
      result.values[row] = *number;
      continue;
    }
    if (const auto other = read_text ? read_text(text) : std::nullopt) {
      result.values[row] = *other;
      continue;
    }
    result.values[row] = kNaN;
    if (text.empty()) continue;
    const Marker* marker = marker_named(text);
    if (!marker) fail(row, name, fmt::format("'{}' in column '{}' is no number", text, result.column), "write a number, or leave it empty where there is none");
    result.markers.emplace(row, marker->text);
  }
  refuse_unusable(result, name);
  return result;
}

void Request::refuse_unusable(const Numbers& numbers, std::string_view name) const {
  for (std::size_t row = 0; row < table.rows; ++row)
    if (!is_usable(numbers[row]))
      fail(row, name, fmt::format("{} in column '{}' is too large, or too close to 0, to reckon with", core::exact_text(numbers[row]), numbers.column), "numbers go up to 1e15 and down to 1e-100");
}

Numbers Request::counts(std::string_view name) const {
  Numbers result = numbers(name);
  for (std::size_t row = 0; row < table.rows; ++row)
    if (result[row] < 0) fail(row, name, fmt::format("{} in column '{}' is negative", core::exact_text(result[row]), result.column), "a count is 0 or more");
  return result;
}

std::pair<Numbers, Numbers> Request::limits(std::string_view lower, std::string_view upper) const {
  std::pair ends(numbers(lower), numbers(upper));
  for (std::size_t row = 0; row < table.rows; ++row)
    if (ends.first[row] > ends.second[row])
      fail(row, lower, fmt::format("the lower limit {} is above the upper limit {}", core::exact_text(ends.first[row]), core::exact_text(ends.second[row])), "give the lower end of the interval first");
  return ends;
}

std::vector<std::string> Request::texts(std::string_view name) const {
  const CodedTexts coded = coded_texts(name);
  std::vector<std::string> result;
  result.reserve(table.rows);
  for (const std::uint32_t code : coded.codes) result.push_back(coded.words[code]);
  return result;
}

CodedTexts Request::coded_texts(std::string_view name) const {
  if (!table.find(actual(name)) && renamed.contains(name)) return {std::vector<std::uint32_t>(table.rows, 0), {actual(name)}};
  const Column& column = column_named(actual(name), name);
  CodedTexts coded{codes_of(column, table.rows), {}};
  if (column.kind == Column::Kind::coded) {
    coded.words.assign(column.words.begin(), column.words.end());
    return coded;
  }
  for (std::size_t row = 0; row < table.rows; ++row)
    if (coded.codes[row] == coded.words.size()) coded.words.push_back(column.is_text() ? std::string(column.text(row)) : core::exact_text(column.numbers[row]));
  return coded;
}

std::vector<std::string> Request::other_columns(std::span<const std::string_view> but) const {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    const bool grouping = std::find(by.begin(), by.end(), column.name) != by.end();
    const bool used = std::any_of(but.begin(), but.end(), [&](std::string_view name) { return actual(name) == column.name; });
    if (!grouping && !used) names.push_back(column.name);
  }
  return names;
}

Groups Request::groups() const {
  std::vector<std::uint32_t> codes;
  bool first = true;
  for (const std::string& name : by) {
    std::vector<std::uint32_t> own = codes_of(column_named(name, ""), table.rows);
    if (first)
      codes = std::move(own);
    else
      combine(codes, own);
    first = false;
  }
  if (by.empty()) codes.assign(table.rows, 0);
  Groups groups;
  groups.of_row.resize(table.rows);
  constexpr std::uint32_t kNew = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> number_of_code;
  std::uint32_t count = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (codes[row] >= number_of_code.size()) number_of_code.resize(codes[row] + 1, kNew);
    std::uint32_t& number = number_of_code[codes[row]];
    if (number == kNew) number = count++;
    groups.of_row[row] = number;
  }
  groups.rows = RowLists(groups.of_row, count);
  return groups;
}

std::vector<core::Cell> Request::group_cells(std::size_t row) const {
  std::vector<core::Cell> cells;
  for (const std::string& name : by) cells.push_back(table.cell(row, column_named(name, "")));
  return cells;
}

core::DataTable Request::result(std::vector<std::string> columns) const {
  std::vector<std::string> all = by;
  all.insert(all.end(), columns.begin(), columns.end());
  all.emplace_back("note");
  return core::DataTable(std::move(all));
}

const std::string& Request::option(std::string_view name) const {
  const auto found = options.find(name);
  if (found == options.end()) throw core::InternalError(fmt::format("option '{}' is not declared", name));
  return found->second;
}

bool Request::given(std::string_view name) const {
  const auto found = options.find(name);
  return found != options.end() && !found->second.empty();
}

double Request::number_option(std::string_view name, double lowest, double highest) const {
  const auto number = core::parse_number(option(name));
  if (!number || *number < lowest || *number > highest)
    throw UserError(ErrorKind::usage, fmt::format("--{} '{}' is no number from {} to {}", name, option(name), core::exact_text(lowest), core::exact_text(highest)), "give another value");
  return *number;
}

const std::string& Request::choice(std::string_view name, std::span<const std::string_view> words) const {
  const std::string& given_word = option(name);
  if (std::find(words.begin(), words.end(), given_word) != words.end()) return given_word;
  const std::vector<std::string> candidates(words.begin(), words.end());
  throw UserError(ErrorKind::usage, fmt::format("--{} has no '{}'.{}", name, given_word, core::suggestion(given_word, candidates)), fmt::format("use one of {}", fmt::join(words, ", ")));
}

bool Request::yes(std::string_view name) const {
  static constexpr std::array<std::string_view, 6> kWords = {"yes", "no", "true", "false", "1", "0"};
  const std::string& word = choice(name, kWords);
  return word == "yes" || word == "true" || word == "1";
}

void Request::fail(std::size_t row, std::string_view column, const std::string& what, const std::string& mend) const {
  throw UserError(ErrorKind::data, what, table.place(row, actual(column)), mend);
}

std::string confidence_name(double confidence) {
  // Twelve digits cut the noise of 0.998 * 100.
  std::string name = fmt::format("{:.12g}", confidence * 100);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

std::vector<std::string> limit_columns(std::span<const double> confidences, const std::string& prefix) {
  if (confidences.size() == 1) return {prefix + "lower", prefix + "upper"};
  std::vector<std::string> names;
  for (const double confidence : confidences) {
    names.push_back(prefix + "lower_" + confidence_name(confidence));
    names.push_back(prefix + "upper_" + confidence_name(confidence));
  }
  return names;
}

std::vector<double> confidences_named(std::string_view text) {
  std::vector<double> levels;
  while (true) {
    const std::size_t comma = text.find(',');
    auto level = core::parse_number(text.substr(0, comma));
    // 95 is a percentage; 1.5 is more likely a slip of the finger than a level of 1.5%.
    if (level && *level >= 50 && *level < 100) *level /= 100;
    if (!level || !(*level > 0 && *level < 1))
      throw UserError(ErrorKind::usage, fmt::format("--confidence '{}' is no level of confidence", text.substr(0, comma)), "give levels between 0 and 1, such as 0.95,0.998, or percentages from 50 on");
    if (std::find(levels.begin(), levels.end(), *level) == levels.end()) levels.push_back(*level);
    if (comma == std::string_view::npos) return levels;
    text.remove_prefix(comma + 1);
  }
}

void add_limits(std::vector<core::Cell>& row, const core::Interval& interval, double factor) {
  row.push_back(number_cell(interval.lower * factor));
  row.push_back(number_cell(interval.upper * factor));
}

core::Cell number_cell(double value) { return std::isnan(value) ? core::Cell() : core::Cell(value); }

}  // namespace dmp::calc
