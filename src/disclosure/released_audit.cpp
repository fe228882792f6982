#include "disclosure/released_audit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "core/errors.hpp"
#include "disclosure/audit.hpp"
#include "disclosure/estimate_cells.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The count that a released row tells, in whatever way; NaN where it tells none. `factor`: value per count and denominator.
double told_count(const Estimate& row, double factor) {
  if (!std::isnan(row.count)) return row.count;
  if (std::isnan(row.value) || std::isnan(row.denominator) || !(factor > 0)) return kNaN;
  return std::round(row.value * row.denominator / factor);
}

/// The multiplier that takes count / denominator to the value: 100 for percent.
double factor_of(const Estimate& row) {
  if (row.unit == "%") return 100;
  return row.count > 0 ? row.value * row.denominator / row.count : kNaN;
}

/// What the comparators that rows name tell about the rows compared with.
std::map<std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>, double> told_by_comparators(const core::Estimates& released) {
  std::map<std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>, double> told;
  for (const Estimate& row : released)
    if (!row.comparator.empty() && !std::isnan(row.comparator_value)) told[{row.indicator_id, row.comparator, row.period, row.sex, row.age, row.category}] = row.comparator_value;
  return told;
}

}  // namespace

std::vector<PinnedDown> attack(const core::Estimates& estimates, const core::Estimates& released, const Policy& policy) {
  if (estimates.size() != released.size()) throw core::InternalError("what is released has other rows than what was computed");
  EstimateCells cells = cells_of(estimates, policy);
  std::vector<double> known(cells.table.cells.size(), kNaN);
  const auto comparators = told_by_comparators(released);
  for (std::size_t i = 0; i < released.size(); ++i) {
    Estimate row = released[i];
    if (std::isnan(row.value))
      if (const auto told = comparators.find({row.indicator_id, row.area_name, row.period, row.sex, row.age, row.category}); told != comparators.end()) row.value = told->second;
    if (const auto cell = cells.rows[i].count)
      if (const double count = told_count(row, factor_of(estimates[i])); !std::isnan(count)) known[*cell] = count;
    if (const auto cell = cells.rows[i].denominator; cell && !std::isnan(row.denominator)) known[*cell] = row.denominator;
  }
  std::vector<PinnedDown> pinned;
  std::map<std::uint32_t, double> deduced;
  LinkedTable attacked = cells.table;
  for (TableCell& cell : attacked.cells) cell.upper = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < released.size(); ++i) {
    // A part is at most its whole, where the whole is told.
    if (!cells.rows[i].count || std::isnan(released[i].denominator) || std::isinf(cells.table.cells[*cells.rows[i].count].upper)) continue;
    double& upper = attacked.cells[*cells.rows[i].count].upper;
    upper = std::min(upper, released[i].denominator);
  }
  for (std::size_t cell = 0; cell < known.size(); ++cell) {
    attacked.cells[cell].hidden = std::isnan(known[cell]);
    attacked.cells[cell].value = std::isnan(known[cell]) ? 0 : known[cell];
    if (!std::isnan(known[cell])) deduced[static_cast<std::uint32_t>(cell)] = known[cell];
  }
  for (const Range& range : audit(attacked).ranges)
    if (range.recoverable) deduced[range.cell] = range.lowest;
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const auto tell = [&](std::optional<std::uint32_t> cell, const char* what) {
      if (!cell || !cells.table.cells[*cell].sensitive) return;
      if (const auto found = deduced.find(*cell); found != deduced.end()) pinned.push_back({estimates[i].estimate_id, what, found->second});
    };
    tell(cells.rows[i].count, "count");
    tell(cells.rows[i].denominator, "denominator");
  }
  return pinned;
}

}  // namespace dmp::disclosure
