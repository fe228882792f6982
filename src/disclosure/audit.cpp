#include "disclosure/audit.hpp"

#include <algorithm>
#include <cmath>

#include "disclosure/network.hpp"
#include "disclosure/programme.hpp"

namespace dmp::disclosure {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kLargeComponent = 4000;
/// Up to here the integer programme is asked what the linear one leaves open.
constexpr std::size_t kIntegerComponent = 400;

/// The hidden cells of one component and what the published ones say about them.
struct System {
  std::vector<std::uint32_t> cells;
  Equations equations;
};

System system_of(const LinkedTable& table, std::vector<std::uint32_t> cells, const std::vector<std::vector<Incidence>>& incidences, std::vector<std::int64_t>& place) {
  System system;
  std::vector<std::uint32_t> relations;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    place[cells[i]] = static_cast<std::int64_t>(i);
    const TableCell& cell = table.cells[cells[i]];
    system.equations.lower.push_back(std::ceil(cell.lower));
    system.equations.upper.push_back(std::floor(cell.upper));
    for (const Incidence& at : incidences[cells[i]]) relations.push_back(at.relation);
  }
  std::sort(relations.begin(), relations.end());
  relations.erase(std::unique(relations.begin(), relations.end()), relations.end());
  for (const std::uint32_t r : relations) {
    Equation equation;
    const auto take = [&](std::uint32_t cell, int sign) {
      if (table.cells[cell].hidden) equation.terms.push_back({static_cast<std::uint32_t>(place[cell]), sign});
      else equation.right_side -= sign * table.cells[cell].value;
    };
    for (const std::uint32_t part : table.relations[r].parts) take(part, 1);
    take(table.relations[r].total, -1);
    system.equations.rows.push_back(std::move(equation));
  }
  system.cells = std::move(cells);
  return system;
}

/// Narrows the bounds by one equation; whether any changed. Sums of bounds that were narrowed meanwhile are too wide, not wrong.
bool narrow(Equations& equations, const Equation& equation) {
  double least = 0, most = 0;
  std::size_t endless_below = 0, endless_above = 0;
  const auto ends = [&](const Term& term) {
    const double a = term.sign > 0 ? equations.lower[term.cell] : -equations.upper[term.cell];
    const double b = term.sign > 0 ? equations.upper[term.cell] : -equations.lower[term.cell];
    return std::pair(a, b);
  };
  for (const Term& term : equation.terms) {
    const auto [a, b] = ends(term);
    std::isinf(a) ? void(++endless_below) : void(least += a);
    std::isinf(b) ? void(++endless_above) : void(most += b);
  }
  bool changed = false;
  for (const Term& term : equation.terms) {
    const auto [a, b] = ends(term);
    const double others_least = endless_below - std::isinf(a) > 0 ? -kInfinity : least - (std::isinf(a) ? 0 : a);
    const double others_most = endless_above - std::isinf(b) > 0 ? kInfinity : most - (std::isinf(b) ? 0 : b);
    const double low = std::max(a, equation.right_side - others_most), high = std::min(b, equation.right_side - others_least);
    if (low > a + 0.5 || high < b - 0.5) changed = true;
    equations.lower[term.cell] = term.sign > 0 ? low : -high;
    equations.upper[term.cell] = term.sign > 0 ? high : -low;
  }
  return changed;
}

/// Narrows until nothing changes (or long enough); false where no numbers are left for a cell.
bool propagate(Equations& equations) {
  bool changed = true;
  for (int round = 0; changed && round < 200; ++round) {
    changed = false;
    for (const Equation& equation : equations.rows) changed = narrow(equations, equation) || changed;
    for (std::size_t i = 0; i < equations.lower.size(); ++i)
      if (equations.lower[i] > equations.upper[i] + 0.5) return false;
  }
  for (const Equation& equation : equations.rows) {
    if (!equation.terms.empty()) continue;
    if (std::abs(equation.right_side) > 0.5) return false;
  }
  return true;
}

bool is_a_tree(const Equations& equations) {
  std::size_t terms = 0;
  for (const Equation& equation : equations.rows) terms += equation.terms.size();
  return terms + 1 == equations.lower.size() + equations.rows.size();
}

/// The ranges of one component; false where nothing fits.
bool attack(System system, std::vector<Range>& ranges) {
  Equations& equations = system.equations;
  if (!propagate(equations)) return false;
  const bool tree = is_a_tree(equations);
  Bounds bounds{equations.lower, equations.upper, std::vector<bool>(system.cells.size(), true)};
  if (!tree) {
    const std::vector<int> sides = network_sides(equations);
    const bool network = !sides.empty(), large = system.cells.size() > kLargeComponent;
    if (network && large && is_whole(equations)) {
      if (!points_of_network(equations, sides, bounds)) return false;
      bounds.exact.assign(system.cells.size(), false);
    } else {
      const Effort effort{large, !network && system.cells.size() <= kIntegerComponent};
      if (!bounds_by_programme(equations, effort, bounds)) return false;
      if (!network && !effort.integers) bounds.exact.assign(system.cells.size(), false);
    }
  }
  for (std::size_t i = 0; i < system.cells.size(); ++i) {
    const bool point = bounds.highest[i] - bounds.lowest[i] < 0.5;
    ranges.push_back({system.cells[i], bounds.lowest[i], bounds.highest[i], bounds.exact[i] || point, point});
  }
  return true;
}

}  // namespace

std::size_t Audit::recoverable() const {
  return static_cast<std::size_t>(std::count_if(ranges.begin(), ranges.end(), [](const Range& range) { return range.recoverable; }));
}

Audit audit(const LinkedTable& table, const std::vector<bool>& asked) {
  Audit result;
  const auto all_incidences = incidences(table);
  std::vector<std::int64_t> place(table.cells.size(), -1);
  for (const Relation& relation : table.relations) {
    double sum = -table.cells[relation.total].value;
    bool published = !table.cells[relation.total].hidden;
    for (const std::uint32_t part : relation.parts) {
      published = published && !table.cells[part].hidden;
      sum += table.cells[part].value;
    }
    if (published && std::abs(sum) > 1e-6 * std::max(1.0, table.cells[relation.total].value)) result.contradiction = true;
  }
  for (auto& cells : components(table, true)) {
    if (!asked.empty() && std::none_of(cells.begin(), cells.end(), [&](std::uint32_t cell) { return asked[cell]; })) continue;
    if (!attack(system_of(table, std::move(cells), all_incidences, place), result.ranges)) result.contradiction = true;
  }
  std::sort(result.ranges.begin(), result.ranges.end(), [](const Range& a, const Range& b) { return a.cell < b.cell; });
  return result;
}

}  // namespace dmp::disclosure
