#include "disclosure/release.hpp"

#include <fmt/format.h>

#include <cmath>
#include <tuple>
#include <unordered_map>

#include "disclosure/estimate_cells.hpp"
#include "disclosure/protect.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

bool is_suppressed(const Estimate& row) { return row.suppressed == "suppressed"; }

/// What readers of the last edition know.
void heed_previous(EstimateCells& cells, const core::Estimates& estimates, const Policy& policy) {
  std::unordered_map<std::string, const Estimate*> before;
  for (const Estimate& row : *policy.previous) before.emplace(row.estimate_id, &row);
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const auto found = before.find(estimates[i].estimate_id);
    if (found == before.end() || !cells.rows[i].count) continue;
    TableCell& cell = cells.table.cells[*cells.rows[i].count];
    if (is_suppressed(*found->second)) cell.sensitive = true;
    else if (std::isnan(found->second->count)) continue;
    else if (found->second->count == estimates[i].count) cell.fixed = true;
    else if (policy.rule.holds_back(std::abs(found->second->count - estimates[i].count))) cell.sensitive = true;
  }
}

void clear(Estimate& row, const IndicatorPolicy& policy, bool denominator_too, const Rule& rule) {
  // A mean's denominator is its count.
  if (denominator_too || (row.denominator == row.count && !policy.denominator_is_counted)) row.denominator = Estimate::kMissing;
  row.value = row.lower_95 = row.upper_95 = row.lower_99_8 = row.upper_99_8 = row.count = Estimate::kMissing;
  row.significance = "not compared";
  row.trend = "cannot be calculated";
  row.suppressed = "suppressed";
  // One note for all: it must not tell which of them are small.
  row.note = fmt::format("{}, or would give away a figure that is", rule.words());
}

/// Rows compared with a row that is suppressed would show its value.
void clear_comparators(core::Estimates& estimates) {
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;
  const auto key = [](const Estimate& row, const std::string& area) { return Key{row.indicator_id, area, row.period, row.sex, row.age, row.category}; };
  std::map<Key, bool> suppressed;
  for (const Estimate& row : estimates)
    if (is_suppressed(row)) suppressed[key(row, row.area_name)] = true;
  for (Estimate& row : estimates) {
    if (row.comparator.empty() || !suppressed.contains(key(row, row.comparator))) continue;
    row.comparator.clear();
    row.comparator_value = Estimate::kMissing;
    row.significance = "not compared";
  }
}

}  // namespace

Released release(const core::Estimates& estimates, const Policy& policy) {
  EstimateCells cells = cells_of(estimates, policy);
  if (policy.previous) heed_previous(cells, estimates, policy);
  const Protection protection = protect(cells.table);
  std::vector<bool> deducible(cells.table.cells.size(), false);
  for (const std::uint32_t cell : protection.unprotected) deducible[cell] = true;
  Released released;
  released.estimates = estimates;
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const auto& [count, denominator] = cells.rows[i];
    const bool denominator_hidden = denominator && protection.hidden[*denominator];
    if (!(count && protection.hidden[*count]) && !denominator_hidden) continue;
    clear(released.estimates[i], policy.indicators.at(estimates[i].indicator_id), denominator_hidden, policy.rule);
    const bool small = (count && cells.table.cells[*count].sensitive) || (denominator && cells.table.cells[*denominator].sensitive);
    ++(small ? released.small : released.besides);
    if ((count && deducible[*count]) || (denominator && deducible[*denominator])) released.unprotected.push_back(estimates[i].estimate_id);
  }
  clear_comparators(released.estimates);
  return released;
}

}  // namespace dmp::disclosure
