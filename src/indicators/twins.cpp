#include "indicators/twins.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "indicators/measure.hpp"

namespace dmp::indicators {
namespace {

using core::Estimate;
using core::Estimates;

/// A published figure's place but for the age: area, first day, last day, sex, category.
using Cell = std::tuple<std::string, std::string, std::string, std::string, std::string>;
using ByAge = std::map<std::string, const Estimate*>;

Cell cell_of(const Estimate& row) { return {row.area_code, row.period_start, row.period_end, row.sex, row.category}; }

/// "18+ yrs" and "18+ years" are "18+".
std::string age_of(const Estimate& row) {
  const std::size_t word = row.age.find(" y");
  return word == std::string::npos ? row.age.str() : row.age.substr(0, word);
}

const Estimate* twin_of(const Estimate& row, const std::map<Cell, ByAge>& published) {
  const auto cell = published.find(cell_of(row));
  if (cell == published.end()) return nullptr;
  const auto same_age = cell->second.find(age_of(row));
  if (same_age != cell->second.end()) return same_age->second;
  return row.age == "All ages" && cell->second.size() == 1 ? cell->second.begin()->second : nullptr;
}

bool has_interval(const Estimate& row) { return !std::isnan(row.lower_95) && !std::isnan(row.upper_95); }

/// Whether the 95% interval of their difference, made from the two intervals, leaves out 0. A value without an interval has none of its own doubt.
bool disagree(const Estimate& counted, const Estimate& published) {
  if (!has_interval(counted) && !has_interval(published)) return false;
  const Estimate& low = counted.value < published.value ? counted : published;
  const Estimate& high = counted.value < published.value ? published : counted;
  const double above = has_interval(low) ? low.upper_95 - low.value : 0, below = has_interval(high) ? high.value - high.lower_95 : 0;
  return high.value - low.value > std::hypot(above, below);
}

std::string in_words(const Estimate& published) {
  std::string text = fmt::format("{:.4g}", published.value);
  if (has_interval(published)) text += fmt::format(" ({:.4g} to {:.4g})", published.lower_95, published.upper_95);
  return text;
}

std::string where(const Estimate& row) {
  std::string text = row.area_name + ", " + row.period;
  for (const core::Text& part : {row.sex == "Persons" ? core::Text() : row.sex, row.age == "All ages" ? core::Text() : row.age, row.category})
    if (!part.empty()) text += ", " + part;
  return text;
}

/// The rows of each indicator that have a value.
using ByIndicator = std::map<std::string, std::vector<Estimate*>>;

/// Compares one pair of indicators.
Disagreement compare_pair(const ByIndicator& rows, const catalogue::IndicatorDefinition& indicator, const catalogue::IndicatorDefinition& twin) {
  Disagreement found{indicator.id, twin.id, 0, 0, ""};
  const auto own_rows = rows.find(indicator.id), twin_rows = rows.find(twin.id);
  if (own_rows == rows.end() || twin_rows == rows.end()) return found;
  std::map<Cell, ByAge> published;
  for (const Estimate* row : twin_rows->second) published[cell_of(*row)].emplace(age_of(*row), row);
  for (Estimate* own : own_rows->second) {
    Estimate& row = *own;
    const Estimate* other = twin_of(row, published);
    if (!other) continue;
    ++found.compared;
    const bool same_measure = row.unit == other->unit;
    const bool differ = same_measure && disagree(row, *other);
    add_note(row, fmt::format("from {}; published ({}): {}{}", row.sources.empty() ? "the partnership's sources" : row.sources.str(), other->sources.empty() ? twin.id : other->sources.str(),
                              in_words(*other), differ ? ", which disagrees" : same_measure ? "" : " " + other->unit + ", another measure"));
    if (!differ) continue;
    if (++found.figures == 1) found.first = fmt::format("{}: published {}", where(row), in_words(*other));
  }
  return found;
}

}  // namespace

std::vector<Disagreement> compare_with_twins(Estimates& estimates, const catalogue::Catalogue& catalogue) {
  ByIndicator rows;
  for (Estimate& row : estimates)
    if (!std::isnan(row.value)) rows[row.indicator_id].push_back(&row);
  std::vector<Disagreement> disagreements;
  for (const auto& [id, indicator] : catalogue.indicators) {
    if (indicator.published_twin.empty()) continue;
    const auto twin = catalogue.indicators.find(indicator.published_twin);
    if (twin == catalogue.indicators.end()) continue;
    if (Disagreement found = compare_pair(rows, indicator, twin->second); found.figures > 0) disagreements.push_back(std::move(found));
  }
  return disagreements;
}

}  // namespace dmp::indicators
