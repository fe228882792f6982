#include "disclosure/released_audit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "core/errors.hpp"
#include "disclosure/audit.hpp"
#include "disclosure/circuits.hpp"
#include "disclosure/earlier.hpp"
#include "disclosure/estimate_cells.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// Sums that are measured are looked at in hundredths of the distance that the rules ask for.
constexpr double kStep = 100;

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

/// What the released rows, and the editions before, tell of each cell; NaN where nothing.
std::vector<double> told_of_cells(const Joint& joint, const core::Estimates& released, const EstimateCells& cells, const Policy& policy) {
  std::vector<double> known(cells.table.cells.size(), kNaN);
  const auto comparators = told_by_comparators(released);
  const auto tell = [&](std::optional<std::uint32_t> cell, double number) {
    if (cell && !std::isnan(number)) known[*cell] = cells.steps.empty() ? number : kStep * number / cells.steps[*cell];
  };
  for (std::size_t i = 0; i < joint.estimates.size(); ++i) {
    if (!cells.rows[i].count && !cells.rows[i].denominator) continue;
    if (i < joint.today) {
      Estimate row = released[i];
      if (std::isnan(row.value))
        if (const auto told = comparators.find({row.indicator_id, row.area_name, row.period, row.sex, row.age, row.category}); told != comparators.end()) row.value = told->second;
      const IndicatorPolicy& indicator = policy.indicators.at(row.indicator_id);
      tell(cells.rows[i].count, indicator.counts_the_rest ? counted_in(row, indicator) : told_count(row, factor_of(joint.estimates[i])));
      tell(cells.rows[i].denominator, row.denominator);
    }
    tell(cells.rows[i].count, joint.told[i].count);
    tell(cells.rows[i].denominator, joint.told[i].denominator);
  }
  return known;
}

/// The counts within a rule whose share of some base is the percentage, which stands there with all its digits: with "5 or less"
/// beside it 12.82051282051282 can only be 5 of 39. A base has at most a thousand here.
std::vector<double> counts_behind(double percentage, const Rule& rule) {
  std::vector<double> counts;
  for (double count = rule.low; count <= rule.high; ++count) {
    const double base = std::round(100 * count / percentage);
    if (base >= count && base <= 1000 && std::abs(100 * count / base - percentage) < 1e-9 * percentage) counts.push_back(count);
  }
  return counts;
}

/// Percentages that are shown without their counts and bases.
void attack_percentages(const Joint& joint, const core::Estimates& released, const EstimateCells& cells, const Policy& policy, std::map<std::uint32_t, double>& deduced) {
  for (std::size_t i = 0; i < joint.today; ++i) {
    const Estimate& row = released[i];
    if (!cells.rows[i].count || !cells.rows[i].denominator || row.unit != "%" || !(row.value > 0) || !std::isnan(row.count) || !std::isnan(row.denominator)) continue;
    const IndicatorPolicy& indicator = policy.indicators.at(row.indicator_id);
    const std::vector<double> counts = counts_behind(row.value, indicator.rule.value_or(policy.rule));
    if (counts.size() != 1) continue;
    deduced.emplace(*cells.rows[i].count, counts.front());
    deduced.emplace(*cells.rows[i].denominator, std::round(100 * counts.front() / row.value));
  }
}

/// The published table: what is known stands, the rest is hidden; a part is at most its whole, where the whole is told. What a count is only held
/// against (residents, an expected count) is no whole of it.
LinkedTable attacked_table(const Joint& joint, const core::Estimates& released, const EstimateCells& cells, const std::vector<double>& known, const Policy& policy) {
  LinkedTable attacked = cells.table;
  for (TableCell& cell : attacked.cells) cell.upper = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < joint.today; ++i) {
    if (!cells.rows[i].count || std::isnan(released[i].denominator) || std::isinf(cells.table.cells[*cells.rows[i].count].upper)) continue;
    if (!policy.indicators.at(released[i].indicator_id).rest_is_counted) continue;
    double& upper = attacked.cells[*cells.rows[i].count].upper;
    upper = std::min(upper, released[i].denominator);
  }
  for (std::size_t cell = 0; cell < known.size(); ++cell) {
    attacked.cells[cell].hidden = std::isnan(known[cell]);
    attacked.cells[cell].value = std::isnan(known[cell]) ? 0 : known[cell];
  }
  return attacked;
}

/// Who knows that zeros are shown knows that a figure held back is at least 1, unless zeros had to go with it.
void heed_shown_zeros(const LinkedTable& computed, LinkedTable& attacked) {
  for (const std::vector<std::uint32_t>& cells : components(attacked, true)) {
    const auto is_figure = [&](std::uint32_t cell) { return attacked.cells[cell].hidden && !computed.cells[cell].hidden; };
    if (std::any_of(cells.begin(), cells.end(), [&](std::uint32_t cell) { return is_figure(cell) && computed.cells[cell].value < 1; })) continue;
    for (const std::uint32_t cell : cells)
      if (is_figure(cell)) attacked.cells[cell].lower = std::max(attacked.cells[cell].lower, 1.0);
  }
}

/// Whether a table with the circuit's cells moved by one is another that fits: every sum kept, every bound heeded.
bool is_another_table(const LinkedTable& table, const Circuit& circuit, const std::vector<std::vector<Incidence>>& incidences) {
  std::map<std::uint32_t, int> sums;
  for (const Move& move : circuit) {
    const TableCell& cell = table.cells[move.cell];
    if (!cell.hidden || cell.value + move.by < cell.lower || cell.value + move.by > cell.upper) return false;
    for (const Incidence& at : incidences[move.cell]) sums[at.relation] += at.sign * move.by;
  }
  return std::all_of(sums.begin(), sums.end(), [](const auto& sum) { return sum.second == 0; });
}

/// The sensitive cells for which no second table that fits was found at once: those the programmes must be asked about. The numbers as they
/// are fit what was released; where a few of them moved by one fit as well, nobody can tell the one table from the other.
std::vector<bool> without_second_table(const EstimateCells& cells, const LinkedTable& attacked) {
  constexpr std::size_t kSteps = 1000;
  LinkedTable truth = attacked;
  for (std::size_t cell = 0; cell < truth.cells.size(); ++cell) {
    truth.cells[cell].value = cells.table.cells[cell].value;
    truth.cells[cell].fixed = false;
  }
  const auto all_incidences = incidences(truth);
  CircuitSearch search(truth);
  std::vector<bool> open(truth.cells.size()), proved(truth.cells.size());
  for (std::uint32_t cell = 0; cell < truth.cells.size(); ++cell) {
    if (!truth.cells[cell].hidden || !cells.table.cells[cell].sensitive || proved[cell]) continue;
    auto circuit = search.through(cell, true, kSteps);
    if (!circuit) circuit = search.by_programme(cell, true);
    if (circuit && is_another_table(truth, *circuit, all_incidences))
      for (const Move& move : *circuit) proved[move.cell] = true;
    else open[cell] = true;
  }
  return open;
}

void attack_kind(const Joint& joint, const core::Estimates& released, const Policy& policy, Kind kind, std::vector<PinnedDown>& pinned) {
  EstimateCells cells = cells_of(joint.estimates, policy, kind, &released);
  heed_earlier(cells, joint);
  const std::vector<double> known = told_of_cells(joint, released, cells, policy);
  std::map<std::uint32_t, double> deduced;
  for (std::uint32_t cell = 0; cell < known.size(); ++cell)
    if (!std::isnan(known[cell])) deduced[cell] = known[cell];
  LinkedTable attacked = attacked_table(joint, released, cells, known, policy);
  if (kind == Kind::counted) heed_shown_zeros(cells.table, attacked);
  const std::vector<bool> open = without_second_table(cells, attacked);
  for (const Range& range : audit(attacked, open).ranges)
    if (open[range.cell] && (kind == Kind::counted ? range.recoverable : range.highest - range.lowest < kStep * (1 - 1e-6))) deduced[range.cell] = range.lowest;
  if (kind == Kind::counted) attack_percentages(joint, released, cells, policy, deduced);
  for (std::size_t i = 0; i < joint.estimates.size(); ++i) {
    const auto tell = [&](std::optional<std::uint32_t> cell, const char* what) {
      // What was shown before cannot be taken back.
      if (!cell || !cells.table.cells[*cell].sensitive || cells.table.cells[*cell].fixed) return;
      const auto found = deduced.find(*cell);
      if (found != deduced.end()) pinned.push_back({joint.estimates[i].estimate_id, what, cells.steps.empty() ? found->second : found->second * cells.steps[*cell] / kStep});
    };
    tell(cells.rows[i].count, "count");
    tell(cells.rows[i].denominator, "denominator");
    tell(cells.rows[i].rest, "rest");
  }
}

}  // namespace

std::vector<PinnedDown> attack(const core::Estimates& estimates, const core::Estimates& released, const Policy& policy) {
  if (estimates.size() != released.size()) throw core::InternalError("what is released has other rows than what was computed");
  const Joint joint = joint_with_earlier(estimates, policy);
  std::vector<PinnedDown> pinned;
  for (const Kind kind : {Kind::counted, Kind::measured}) attack_kind(joint, released, policy, kind, pinned);
  return pinned;
}

}  // namespace dmp::disclosure
