#include "disclosure/earlier.hpp"

#include <cmath>
#include <unordered_map>

#include "disclosure/rounding.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

constexpr double kSame = 1e-9;

using Rows = std::unordered_map<std::string, std::size_t>;

Rows rows_of(const core::Estimates& estimates) {
  Rows rows;
  for (std::size_t i = 0; i < estimates.size(); ++i) rows.emplace(estimates[i].estimate_id, i);
  return rows;
}

bool is_same(double a, double b) { return std::abs(a - b) <= kSame * std::max(1.0, std::abs(b)); }

/// Takes in what one edition told of a row whose numbers are now those of `now`.
void take(Told& told, const Estimate& now, const Estimate& released, const IndicatorPolicy& indicator, const Rule& rule) {
  // A rounded count tells neither the count nor by how little it moved.
  if (released.note.find(kRoundedNote) != std::string::npos && released.suppressed != "suppressed") return;
  const double count_now = counted_in(now, indicator), count_then = counted_in(released, indicator);
  if (released.suppressed == "suppressed") told.was_suppressed = true;
  else if (!std::isnan(count_then) && is_same(count_then, count_now)) told.count = count_now;
  else if (!std::isnan(count_then) && !std::isnan(count_now)) told.moved_little = told.moved_little || rule.holds_back(std::abs(count_then - count_now));
  if (!indicator.denominator_is_counted || std::isnan(now.denominator)) return;
  if (released.suppressed == "suppressed" && std::isnan(released.denominator)) told.denominator_was_hidden = true;
  else if (!std::isnan(released.denominator) && is_same(released.denominator, now.denominator)) told.denominator = now.denominator;
  else if (!std::isnan(released.denominator)) told.denominator_moved_little = told.denominator_moved_little || rule.holds_back(std::abs(released.denominator - now.denominator));
}

}  // namespace

Joint joint_with_earlier(const core::Estimates& estimates, const Policy& policy) {
  Joint joint{estimates, estimates.size(), {}};
  Rows rows = rows_of(estimates);
  // The latest of the editions that have a row says what it was.
  for (auto edition = policy.earlier.rbegin(); edition != policy.earlier.rend(); ++edition)
    for (const Estimate& row : edition->computed)
      if (policy.indicators.contains(row.indicator_id) && rows.emplace(row.estimate_id, joint.estimates.size()).second) joint.estimates.push_back(row);
  joint.told.resize(joint.estimates.size());
  for (const Earlier& edition : policy.earlier)
    for (const Estimate& released : edition.released) {
      const auto row = rows.find(released.estimate_id);
      const auto indicator = policy.indicators.find(released.indicator_id);
      if (row == rows.end() || indicator == policy.indicators.end()) continue;
      const Rule rule = indicator->second.is_measured ? Rule::none() : indicator->second.rule.value_or(policy.rule);
      take(joint.told[row->second], joint.estimates[row->second], released, indicator->second, rule);
    }
  // What an edition computed and did not release at all is not known.
  return joint;
}

void heed_earlier(EstimateCells& cells, const Joint& joint) {
  const auto heed = [&](std::optional<std::uint32_t> at, double told, bool suppressed, bool moved_little, bool is_past) {
    if (!at) return;
    TableCell& cell = cells.table.cells[*at];
    if (!std::isnan(told)) {
      cell.fixed = true;
      return;
    }
    if (moved_little) cell.sensitive = true;
    // What is small still is sensitive by the rule; what is not stays hidden beside it, and need not be proof against deduction.
    if (suppressed || is_past) cell.hidden = true;
  };
  for (std::size_t i = 0; i < joint.estimates.size(); ++i) {
    const Told& told = joint.told[i];
    // A row that went for its denominator's sake told nothing of its count, which others may well tell.
    heed(cells.rows[i].count, told.count, told.was_suppressed && !told.denominator_was_hidden, told.moved_little, i >= joint.today);
    heed(cells.rows[i].denominator, told.denominator, told.denominator_was_hidden, told.denominator_moved_little, i >= joint.today);
    if (cells.rows[i].rest && !std::isnan(told.count) && !std::isnan(told.denominator)) cells.table.cells[*cells.rows[i].rest].fixed = true;
  }
}

}  // namespace dmp::disclosure
