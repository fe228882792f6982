#include "disclosure/last_resort.hpp"

#include <cmath>
#include <set>
#include <tuple>

#include "disclosure/earlier.hpp"
#include "disclosure/estimate_cells.hpp"
#include "disclosure/linked_table.hpp"

namespace dmp::disclosure {
namespace {

/// How far around a figure is held back.
enum class Reach { area_and_period, area, everywhere };

using Neighbourhood = std::tuple<std::string, std::string, std::string>;  // indicator, area, period

Neighbourhood around(const core::Estimate& row, const std::string& indicator, Reach reach) {
  return {indicator, reach == Reach::everywhere ? "" : row.area_code, reach == Reach::area_and_period ? row.period : ""};
}

bool is_shown(const core::Estimate& row) { return !std::isnan(row.value) || !std::isnan(row.count); }

/// A row held back may tell the number it is a share of all the same. Suppressed again it tells that no more, so that nothing is taken
/// for ever; a denominator that is public stays, and counts for nothing here.
bool tells_denominator(const core::Estimate& row, const Policy& policy) { return !std::isnan(row.denominator) && policy.indicators.at(row.indicator_id).denominator_is_counted; }

/// Rows within reach of what was pinned down that tell anything tell it no more; how many these were.
std::size_t hold_back_around(const std::vector<PinnedDown>& pinned, const core::Estimates& estimates, Released& released, const Policy& policy, Reach reach) {
  std::set<std::string> ids;
  for (const PinnedDown& each : pinned) ids.insert(each.estimate_id);
  std::set<Neighbourhood> wanted;
  for (const core::Estimate& row : estimates)
    if (ids.contains(row.estimate_id))
      for (const std::string& same : same_counts(policy, row.indicator_id)) wanted.insert(around(row, same, reach));
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < estimates.size(); ++i)
    if (wanted.contains(around(estimates[i], estimates[i].indicator_id, reach)) && (is_shown(released.estimates[i]) || tells_denominator(released.estimates[i], policy))) rows.push_back(i);
  suppress(released, rows, policy);
  return rows.size();
}

/// The sums that the figures stand in: the same however much of them is shown.
struct Sums {
  Sums(const core::Estimates& estimates, const Policy& policy) : joint(joint_with_earlier(estimates, policy)), cells(cells_of(joint.estimates, policy)), of_cell(incidences(cells.table)) {}

  Joint joint;
  EstimateCells cells;
  std::vector<std::vector<Incidence>> of_cell;
};

/// Rows whose counts stand in a sum with what was pinned down, `sums` sums away at most, tell them no more; how many these were.
/// Nodes that are no row's own are passed through.
std::size_t hold_back_bound(const std::vector<PinnedDown>& pinned, const Sums& all, Released& released, const Policy& policy, int sums) {
  const EstimateCells& cells = all.cells;
  std::set<std::string> ids;
  for (const PinnedDown& each : pinned) ids.insert(each.estimate_id);
  std::vector<bool> has_row(cells.table.cells.size()), reached(cells.table.cells.size()), passed(cells.table.relations.size());
  std::vector<std::uint32_t> from;
  const auto reach = [&](std::uint32_t cell) {
    if (reached[cell]) return;
    reached[cell] = true;
    from.push_back(cell);
  };
  for (std::size_t i = 0; i < cells.rows.size(); ++i)
    for (const auto& cell : {cells.rows[i].count, cells.rows[i].denominator}) {
      if (!cell) continue;
      has_row[*cell] = true;
      if (ids.contains(all.joint.estimates[i].estimate_id)) reach(*cell);
    }
  for (int step = 0; step < sums; ++step) {
    std::vector<std::uint32_t> cells_now;
    cells_now.swap(from);
    for (std::size_t at = 0; at < cells_now.size(); ++at)
      for (const Incidence& incidence : all.of_cell[cells_now[at]]) {
        if (passed[incidence.relation]) continue;
        passed[incidence.relation] = true;
        const Relation& relation = cells.table.relations[incidence.relation];
        const auto meet = [&](std::uint32_t cell) {
          if (!has_row[cell] && !reached[cell]) reached[cell] = true, cells_now.push_back(cell);
          else reach(cell);
        };
        meet(relation.total);
        for (const std::uint32_t part : relation.parts) meet(part);
      }
  }
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < released.estimates.size(); ++i) {
    const auto is_reached = [&](const auto& cell) { return cell && reached[*cell]; };
    const bool by_count = is_reached(cells.rows[i].count), by_denominator = is_reached(cells.rows[i].denominator);
    const core::Estimate& row = released.estimates[i];
    if (((by_count || by_denominator) && is_shown(row)) || (by_denominator && tells_denominator(row, policy))) rows.push_back(i);
  }
  suppress(released, rows, policy);
  return rows.size();
}

/// Sums that are further away than so many have little to do with what was pinned down.
constexpr int kSumsAway = 4;

}  // namespace

std::vector<PinnedDown> hold_back_until_safe(const core::Estimates& estimates, Released& released, const Policy& policy) {
  std::vector<PinnedDown> pinned = attack(estimates, released.estimates, policy);
  if (pinned.empty()) return pinned;
  const Sums all(estimates, policy);
  // Less shown never tells more, so that each round leaves fewer figures that can be worked out.
  for (int sums = 1; sums <= kSumsAway; ++sums)
    while (!pinned.empty() && hold_back_bound(pinned, all, released, policy, sums) > 0) pinned = attack(estimates, released.estimates, policy);
  for (const Reach reach : {Reach::area_and_period, Reach::area, Reach::everywhere})
    while (!pinned.empty() && hold_back_around(pinned, estimates, released, policy, reach) > 0) pinned = attack(estimates, released.estimates, policy);
  return pinned;
}

}  // namespace dmp::disclosure
