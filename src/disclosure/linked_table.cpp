#include "disclosure/linked_table.hpp"

#include <numeric>
#include <utility>

namespace dmp::disclosure {

std::uint32_t LinkedTable::add(TableCell cell) {
  cells.push_back(cell);
  return static_cast<std::uint32_t>(cells.size() - 1);
}

void LinkedTable::bind(std::uint32_t total, std::vector<std::uint32_t> parts) {
  if (!parts.empty()) relations.push_back({total, std::move(parts)});
}

std::vector<std::vector<Incidence>> incidences(const LinkedTable& table) {
  std::vector<std::vector<Incidence>> found(table.cells.size());
  for (std::uint32_t r = 0; r < table.relations.size(); ++r) {
    found[table.relations[r].total].push_back({r, -1});
    for (const std::uint32_t part : table.relations[r].parts) found[part].push_back({r, 1});
  }
  return found;
}

std::vector<std::vector<std::uint32_t>> components(const LinkedTable& table, bool only_hidden) {
  std::vector<std::uint32_t> leader(table.cells.size());
  std::iota(leader.begin(), leader.end(), 0U);
  const auto find = [&](std::uint32_t cell) {
    while (leader[cell] != cell) cell = leader[cell] = leader[leader[cell]];
    return cell;
  };
  constexpr auto kNone = static_cast<std::uint32_t>(-1);
  for (const Relation& relation : table.relations) {
    std::uint32_t first = kNone;
    const auto join = [&](std::uint32_t cell) {
      if (only_hidden && !table.cells[cell].hidden) return;
      if (first == kNone) first = cell;
      else leader[find(cell)] = find(first);
    };
    join(relation.total);
    for (const std::uint32_t part : relation.parts) join(part);
  }
  std::vector<std::uint32_t> place(table.cells.size(), kNone);
  std::vector<std::vector<std::uint32_t>> found;
  for (std::uint32_t cell = 0; cell < table.cells.size(); ++cell) {
    if (only_hidden && !table.cells[cell].hidden) continue;
    std::uint32_t& at = place[find(cell)];
    if (at == kNone) {
      at = static_cast<std::uint32_t>(found.size());
      found.emplace_back();
    }
    found[at].push_back(cell);
  }
  return found;
}

}  // namespace dmp::disclosure
