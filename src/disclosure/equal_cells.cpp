#include "disclosure/equal_cells.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "disclosure/mixed.hpp"

namespace dmp::disclosure {
namespace {

/// Cells of a relation with how often each counts in it: parts positive, the total negative.
using Signed = std::vector<std::pair<std::uint32_t, int>>;

/// Longer sums are not compared with others cell by cell.
constexpr std::size_t kLongest = 64;

class Merger {
 public:
  explicit Merger(const LinkedTable& table) : table_(table), leader_(table.cells.size()) {
    std::iota(leader_.begin(), leader_.end(), 0U);
    for (const Relation& relation : table.relations) {
      Signed members;
      for (const std::uint32_t part : relation.parts) members.emplace_back(part, 1);
      members.emplace_back(relation.total, -1);
      relations_.push_back(std::move(members));
    }
  }

  MergedTable merge() {
    for (bool changed = true; changed;) {
      settle();
      changed = join_pairs();
      if (!changed) changed = join_leftovers();
    }
    drop_slack();
    return made();
  }

 private:
  std::uint32_t find(std::uint32_t cell) {
    while (leader_[cell] != cell) cell = leader_[cell] = leader_[leader_[cell]];
    return cell;
  }

  /// Whether they were two until now. The first of them stands for both.
  bool join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a != b) leader_[std::max(a, b)] = std::min(a, b);
    return a != b;
  }

  /// Writes the relations in the cells that are left, and drops those that say nothing or what another says.
  void settle() {
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> seen;
    std::vector<Signed> kept;
    for (Signed& members : relations_) {
      for (auto& [cell, times] : members) cell = find(cell);
      std::sort(members.begin(), members.end());
      Signed together;
      for (const auto& [cell, times] : members)
        if (!together.empty() && together.back().first == cell) together.back().second += times;
        else together.emplace_back(cell, times);
      std::erase_if(together, [](const auto& member) { return member.second == 0; });
      if (together.empty()) continue;
      // A sum and its negative say the same.
      if (together.front().second < 0)
        for (auto& [cell, times] : together) times = -times;
      auto& alike = seen[print(together)];
      if (std::any_of(alike.begin(), alike.end(), [&](std::size_t at) { return kept[at] == together; })) continue;
      alike.push_back(kept.size());
      kept.push_back(std::move(together));
    }
    relations_ = std::move(kept);
  }

  static std::uint64_t print(const Signed& members) {
    std::uint64_t sum = 0;
    for (const auto& [cell, times] : members) sum += static_cast<std::uint64_t>(times) * mixed(cell);
    return sum;
  }

  bool join_pairs() {
    bool changed = false;
    for (const Signed& members : relations_)
      if (members.size() == 2 && members[0].second == -members[1].second) changed = join(members[0].first, members[1].first) || changed;
    return changed;
  }

  struct Without {
    std::size_t relation;
    std::pair<std::uint32_t, int> member;
  };

  /// Two sums that have all in common but a cell each.
  bool join_leftovers() {
    std::unordered_map<std::uint64_t, Without> rests;
    bool changed = false;
    for (std::size_t r = 0; r < relations_.size(); ++r) {
      if (relations_[r].size() < 3 || relations_[r].size() > kLongest) continue;
      const std::uint64_t whole = print(relations_[r]);
      for (const auto& member : relations_[r]) {
        const std::uint64_t rest = whole - static_cast<std::uint64_t>(member.second) * mixed(member.first);
        // Whichever way round the sum is written.
        const bool turned = rest > 0 - rest;
        const std::pair other(member.first, turned ? -member.second : member.second);
        const auto [at, fresh] = rests.emplace(turned ? 0 - rest : rest, Without{r, other});
        if (fresh || at->second.relation == r || at->second.member.second != other.second || !same_rest(at->second.relation, at->second.member.first, r, member.first)) continue;
        changed = join(at->second.member.first, member.first) || changed;
      }
    }
    return changed;
  }

  /// A sum with a cell that nobody shows and nothing else binds, large enough to make up for whatever a step of 1 of all others does, holds nothing.
  void drop_slack() {
    std::vector<std::uint32_t> figures(table_.cells.size()), relations(table_.cells.size());
    for (std::uint32_t cell = 0; cell < table_.cells.size(); ++cell)
      if (const TableCell& at = table_.cells[cell]; !at.hidden || at.sensitive || at.fixed || at.upper < std::numeric_limits<double>::infinity()) ++figures[find(cell)];
    for (const Signed& members : relations_)
      for (const auto& [cell, times] : members) ++relations[cell];
    std::erase_if(relations_, [&](const Signed& members) {
      int steps = 0;
      for (const auto& [cell, times] : members) steps += std::abs(times);
      return std::any_of(members.begin(), members.end(), [&](const auto& member) {
        const TableCell& cell = table_.cells[member.first];
        return figures[member.first] == 0 && relations[member.first] == 1 && std::abs(member.second) == 1 && cell.value - cell.lower >= steps - 1;
      });
    });
  }

  [[nodiscard]] bool same_rest(std::size_t a, std::uint32_t without_a, std::size_t b, std::uint32_t without_b) const {
    const Signed &first = relations_[a], &second = relations_[b];
    if (first.size() != second.size()) return false;
    int sign = 0;
    for (std::size_t i = 0, k = 0; i < first.size() || k < second.size(); ++i, ++k) {
      if (i < first.size() && first[i].first == without_a) ++i;
      if (k < second.size() && second[k].first == without_b) ++k;
      if (i == first.size() || k == second.size()) return i == first.size() && k == second.size();
      if (first[i].first != second[k].first) return false;
      const int turn = first[i].second == second[k].second ? 1 : first[i].second == -second[k].second ? -1 : 0;
      if (turn == 0 || (sign != 0 && turn != sign)) return false;
      sign = turn;
    }
    return true;
  }

  MergedTable made() {
    MergedTable merged;
    merged.of.resize(table_.cells.size());
    for (std::uint32_t cell = 0; cell < table_.cells.size(); ++cell) {
      const TableCell& from = table_.cells[cell];
      if (find(cell) == cell) {
        merged.of[cell] = merged.table.add(from);
        continue;
      }
      TableCell& into = merged.table.cells[merged.of[cell] = merged.of[find(cell)]];
      into.sensitive = into.sensitive || from.sensitive;
      into.fixed = into.fixed || from.fixed;
      // What nobody shows costs nothing.
      into.weight = into.hidden ? from.weight : into.weight + (from.hidden ? 0 : from.weight);
      into.hidden = into.hidden && from.hidden;
      into.lower = std::max(into.lower, from.lower);
      into.upper = std::min(into.upper, from.upper);
    }
    for (const Signed& members : relations_) add(merged, members);
    return merged;
  }

  /// Where a part became its own total the other parts are 0 and stay so; else there is one total as before.
  static void add(MergedTable& merged, const Signed& members) {
    std::vector<std::uint32_t> fewer, more;
    for (const auto& [cell, times] : members) (times < 0 ? fewer : more).insert((times < 0 ? fewer : more).end(), static_cast<std::size_t>(std::abs(times)), merged.of[cell]);
    if (fewer.size() > more.size()) std::swap(fewer, more);
    if (!fewer.empty()) return merged.table.bind(fewer.front(), std::move(more));
    for (const std::uint32_t cell : more) merged.table.cells[cell].upper = 0;
  }

  const LinkedTable& table_;
  std::vector<std::uint32_t> leader_;
  std::vector<Signed> relations_;
};

}  // namespace

MergedTable merge_equal_cells(const LinkedTable& table) { return Merger(table).merge(); }

}  // namespace dmp::disclosure
