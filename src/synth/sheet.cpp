#include "synth/sheet.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/errors.hpp"
#include "synth/calendar.hpp"

namespace dmp::synth {
namespace {

void append(std::string& out, long long value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void append_two(std::string& out, int value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

void append_fixed(std::string& out, double value, int digits) {
  static constexpr long long kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
  const long long power = kPowers[digits];
  long long scaled = std::llround(value * static_cast<double>(power));
  if (scaled < 0) out += '-';
  scaled = std::llabs(scaled);
  append(out, scaled / power);
  if (digits == 0) return;
  out += '.';
  char rest[8];
  long long fraction = scaled % power;
  for (int i = digits - 1; i >= 0; --i, fraction /= 10) rest[i] = static_cast<char>('0' + fraction % 10);
  out.append(rest, static_cast<std::size_t>(digits));
}

std::uint64_t number_of_name(std::string_view name) {
  std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace

std::string fixed_text(double value, int digits) {
  std::string text;
  append_fixed(text, value, digits);
  return text;
}

Sheet::Sheet(const ExtractDefinition& definition, ChanceKey key, std::string_view year) {
  part_.definition = &definition;
  part_.file = file_name(definition, year);
  key.theme = Theme::faults;
  Chance chance(key, number_of_name(part_.file));
  for (const auto& fault : definition.faults)
    for (int i = 0; i < fault.times; ++i)
      planned_.emplace_back(2 + chance.below(static_cast<std::size_t>(definition.spread)), &fault);
  std::stable_sort(planned_.begin(), planned_.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
}

void Sheet::begin_cell() {
  if (row_ended_) {
    cells_.clear();
    row_ended_ = false;
  }
  if (!cells_.empty()) part_.bytes += part_.definition->delimiter;
  cells_.push_back(part_.bytes.size());
}

Sheet& Sheet::text(std::string_view value) {
  begin_cell();
  const char delimiter = part_.definition->delimiter;
  const bool quoted = std::any_of(value.begin(), value.end(), [&](char c) { return c == delimiter || c == '"' || c == '\n'; });
  if (!quoted) {
    part_.bytes += value;
    return *this;
  }
  part_.bytes += '"';
  for (const char c : value) part_.bytes.append(c == '"' ? 2 : 1, c);
  part_.bytes += '"';
  return *this;
}

Sheet& Sheet::number(long long value) {
  begin_cell();
  append(part_.bytes, value);
  return *this;
}

Sheet& Sheet::fixed(double value, int digits) {
  begin_cell();
  append_fixed(part_.bytes, value, digits);
  return *this;
}

Sheet& Sheet::date(core::Day day) {
  begin_cell();
  part_.bytes += day_text(day);
  return *this;
}

Sheet& Sheet::month(core::Day day) {
  begin_cell();
  part_.bytes += day_text(day).substr(0, 7);
  return *this;
}

Sheet& Sheet::moment(core::Day day, int second) {
  date(day);
  part_.bytes += ' ';
  append_two(part_.bytes, second / 3600);
  part_.bytes += ':';
  append_two(part_.bytes, second / 60 % 60);
  part_.bytes += ':';
  append_two(part_.bytes, second % 60);
  return *this;
}

Sheet& Sheet::truth(bool value) {
  begin_cell();
  part_.bytes += value ? "true" : "false";
  return *this;
}

Sheet& Sheet::empty() {
  begin_cell();
  return *this;
}

void Sheet::end_row() {
  if (cells_.size() != part_.definition->columns.size())
    throw core::InternalError("a row of " + std::string(part_.definition->id) + " has " + std::to_string(cells_.size()) + " cells");
  row_end_ = part_.bytes.size();
  row_ended_ = true;
  part_.bytes += '\n';
  ++part_.rows;
  ++good_rows_;
  while (!planned_.empty() && planned_.back().first <= good_rows_) plant_next();
}

void Sheet::plant_next() {
  const FaultKind& fault = *planned_.back().second;
  planned_.pop_back();
  const auto& columns = part_.definition->columns;
  const bool duplicate = fault.column.empty();
  ++part_.rows;
  ++(duplicate ? part_.duplicates : part_.rejected);
  part_.faults.push_back({std::string(fault.kind), std::string(fault.column), std::string(fault.value), part_.rows});
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::size_t end = i + 1 < cells_.size() ? cells_[i + 1] - 1 : row_end_;
    std::string cell = part_.bytes.substr(cells_[i], end - cells_[i]);
    if (!duplicate && columns[i] == fault.column) {
      cell = fault.value;
    } else if (!duplicate && i == 0 && (columns[0].ends_with("_id") || columns[0].ends_with("_ref"))) {
      // A new identifier, so that the spoilt row is no duplicate of the row it was copied from.
      cell += "-Q" + std::to_string(++spoilt_);
    }
    if (i != 0) part_.bytes += part_.definition->delimiter;
    part_.bytes += cell;
  }
  part_.bytes += '\n';
}

Part Sheet::finish() {
  while (!planned_.empty() && good_rows_ > 0) plant_next();
  return std::move(part_);
}

}  // namespace dmp::synth
