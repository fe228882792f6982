#include "server/shard_builder.hpp"

#include <algorithm>
#include <cmath>

#include "core/data_table.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"

namespace dmp::server {
namespace {

/// Marks an id that is not made of indicator, area and period: what follows is the whole id.
constexpr char kWhole = '\x01';

}  // namespace

Codes::Codes(const std::vector<std::uint32_t>& codes) {
  const std::uint32_t greatest = codes.empty() ? 0 : *std::max_element(codes.begin(), codes.end());
  if (std::all_of(codes.begin(), codes.end(), [&](std::uint32_t code) { return code == greatest; })) {
    constant_ = greatest;
  } else if (greatest < 0x100) {
    width_ = 1, bytes_.assign(codes.begin(), codes.end());
  } else if (greatest < 0x10000) {
    width_ = 2, shorts_.assign(codes.begin(), codes.end());
  } else {
    width_ = 4, words_ = codes;
  }
}

void append_json_text(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c != '"' && c != '\\'; });
  if (!plain) {
    out += core::json_string(text);
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

std::string Shard::estimate_id(std::size_t row) const {
  const std::string& rest = text(id_, row);
  if (!rest.empty() && rest.front() == kWhole) return rest.substr(1);
  return indicator_ + ":" + text(area_, row) + ":" + text(period_, row) + rest;
}

std::pair<const std::uint32_t*, const std::uint32_t*> Shard::rows_of_area(const std::string& code) const {
  const auto found = area_codes_.find(code);
  if (found == area_codes_.end()) return {nullptr, nullptr};
  const auto [begin, end] = area_ranges_[found->second];
  return {area_rows_.data() + begin, area_rows_.data() + end};
}

void Shard::append_json(std::string& out, std::size_t column, std::size_t row) const {
  if (column == id_) return append_json_text(out, estimate_id(row));
  if (columns_->is_text[column]) {
    const std::string& value = text(column, row);
    if (value.empty()) out += "null";
    else if (texts_[column].plain) out.append(1, '"').append(value).append(1, '"');
    else append_json_text(out, value);
    return;
  }
  const double value = numbers_[column].at(row);
  if (std::isfinite(value)) core::append_exact(out, value);
  else out += "null";
}

void Shard::append_csv(std::string& out, std::size_t column, std::size_t row) const {
  if (column == id_) out += core::csv_field(estimate_id(row));
  else if (columns_->is_text[column]) texts_[column].plain ? out += text(column, row) : out += core::csv_field(text(column, row));
  else core::append_exact(out, numbers_[column].at(row));
}

ShardBuilder::ShardBuilder(std::shared_ptr<const ColumnNames> columns, std::string indicator)
    : columns_(std::move(columns)), indicator_(std::move(indicator)), id_(columns_->at("estimate_id")), area_(columns_->at("area_code")), period_(columns_->at("period")),
      period_end_(columns_->find("period_end")), texts_(columns_->names.size()), numbers_(columns_->names.size()) {}

std::uint32_t ShardBuilder::Texts::code(std::string_view text) {
  // Neighbouring rows mostly say the same.
  if (texts[last] == text) return last;
  if (text.empty()) return last = 0;
  const auto [place, fresh] = known.try_emplace(std::string(text), static_cast<std::uint32_t>(texts.size()));
  if (fresh) texts.emplace_back(text);
  return last = place->second;
}

void ShardBuilder::add(const engine::Chunk& chunk, std::size_t row) {
  for (std::size_t column = 0; column < texts_.size(); ++column) {
    const engine::ColumnView& view = chunk.columns[column];
    const bool missing = view.is_null(row);
    if (!columns_->is_text[column]) {
      numbers_[column].push_back(missing ? std::numeric_limits<double>::quiet_NaN() : view.number(row));
      continue;
    }
    std::string_view text = missing ? std::string_view{} : view.text(row);
    std::string whole;
    if (column == id_) {
      prefix_.assign(indicator_).append(":").append(chunk.columns[area_].is_null(row) ? std::string_view{} : chunk.columns[area_].text(row));
      prefix_.append(":").append(chunk.columns[period_].is_null(row) ? std::string_view{} : chunk.columns[period_].text(row));
      if (text.starts_with(prefix_)) text.remove_prefix(prefix_.size());
      else text = whole = kWhole + std::string(text);
    }
    texts_[column].codes.push_back(texts_[column].code(text));
  }
  if (period_end_ && !chunk.columns[*period_end_].is_null(row) && chunk.columns[*period_end_].text(row) > latest_end_) {
    latest_end_ = chunk.columns[*period_end_].text(row);
    latest_ = chunk.columns[period_].is_null(row) ? std::string_view{} : chunk.columns[period_].text(row);
  }
  ++rows_;
}

void ShardBuilder::index_areas(Shard& shard, const std::vector<std::uint32_t>& codes) const {
  const std::size_t different = shard.texts_[area_].texts.size();
  std::vector<std::uint32_t> begin(different + 1, 0);
  for (const std::uint32_t code : codes) ++begin[code + 1];
  for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
  for (std::uint32_t code = 0; code < different; ++code) {
    shard.area_ranges_.emplace_back(begin[code], begin[code + 1]);
    shard.area_codes_.emplace(shard.texts_[area_].texts[code], code);
  }
  shard.area_rows_.resize(codes.size());
  for (std::uint32_t row = 0; row < codes.size(); ++row) shard.area_rows_[begin[codes[row]]++] = row;
}

std::shared_ptr<const Shard> ShardBuilder::finish() {
  const auto shard = std::make_shared<Shard>();
  shard->columns_ = columns_;
  shard->rows_ = rows_;
  shard->indicator_ = indicator_;
  shard->latest_ = latest_;
  shard->id_ = id_, shard->area_ = area_, shard->period_ = period_;
  shard->texts_.resize(texts_.size());
  shard->numbers_.resize(texts_.size());
  std::vector<std::uint32_t> areas;
  for (std::size_t column = 0; column < texts_.size(); ++column) {
    if (!columns_->is_text[column]) {
      std::vector<double>& values = numbers_[column];
      NumberColumn& into = shard->numbers_[column];
      const bool all_missing = std::all_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
      if (!all_missing && std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); })) into.constant = values.front();
      else if (!all_missing) into.values = std::move(values);
      into.values.shrink_to_fit();
      shard->bytes_ += 8 * into.values.size();
      continue;
    }
    TextColumn& into = shard->texts_[column];
    into.codes = Codes(texts_[column].codes);
    into.texts = std::move(texts_[column].texts);
    into.texts.shrink_to_fit();
    for (const std::string& text : into.texts) {
      into.plain = into.plain && std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == '"' || c == '\\' || c == ','; }) && !text.starts_with(' ') && !text.ends_with(' ');
      shard->bytes_ += sizeof(std::string) + (text.size() > 15 ? text.size() + 16 : 0);
    }
    shard->bytes_ += into.codes.bytes();
    if (column == area_) areas = std::move(texts_[column].codes);
  }
  index_areas(*shard, areas);
  shard->bytes_ += 4 * areas.size() + 64 * shard->area_ranges_.size();
  return shard;
}

}  // namespace dmp::server
