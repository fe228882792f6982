#include "disclosure/circuits.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <queue>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "disclosure/mixed.hpp"
#include "disclosure/programme.hpp"

namespace dmp::disclosure {

namespace {

constexpr std::int32_t kNone = -1;
/// Members of a relation that are all looked at at once; of longer relations one after the other, cheapest first.
constexpr std::size_t kShort = 64;
/// Circuits whose costs differ by less are alike: the shorter search decides.
constexpr double kCostStep = 0.5;

struct Imbalance {
  std::uint32_t relation;
  int by;
};
using Imbalances = std::vector<Imbalance>;

void add_to(Imbalances& imbalances, std::uint32_t relation, int by) {
  for (std::size_t i = 0; i < imbalances.size(); ++i) {
    if (imbalances[i].relation != relation) continue;
    imbalances[i].by += by;
    if (imbalances[i].by == 0) imbalances.erase(imbalances.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
  imbalances.push_back({relation, by});
}

/// What a sum out of balance adds to the fingerprint of a node, which is the same for the same imbalances in any order.
std::uint64_t print_of(std::uint32_t relation, int by) { return mixed((static_cast<std::uint64_t>(relation) << 8) + static_cast<std::uint64_t>(by + 64)); }

/// How far each sum is out of balance, for the one node that is looked at: candidates are tried on it and taken back, without a list
/// of their own.
class Balance {
 public:
  explicit Balance(std::size_t relations) {
    if (by_relation_.size() < relations) by_relation_.resize(relations);
  }
  /// Of the node until it is dropped.
  class Loaded {
   public:
    Loaded(Balance& balance, std::span<const Imbalance> imbalances) : balance_(balance), imbalances_(imbalances) {
      balance_.open_ = imbalances_.size();
      balance_.print_ = 0;
      for (const Imbalance& each : imbalances_) by_relation_[each.relation] = each.by, balance_.print_ += print_of(each.relation, each.by);
    }
    ~Loaded() {
      for (const Imbalance& each : imbalances_) by_relation_[each.relation] = 0;
    }
    Loaded(const Loaded&) = delete;
    Loaded& operator=(const Loaded&) = delete;

   private:
    Balance& balance_;
    std::span<const Imbalance> imbalances_;  ///< stay where they are: no node is added meanwhile
  };
  struct Outcome {
    std::size_t open;
    std::uint64_t fingerprint;
  };
  /// Once a cell that stands in these sums has moved too.
  [[nodiscard]] Outcome with(const std::vector<Incidence>& incidences, int by) const {
    Outcome outcome{open_, print_};
    for (const Incidence& at : incidences) {
      int& now = by_relation_[at.relation];
      if (now != 0) --outcome.open, outcome.fingerprint -= print_of(at.relation, now);
      now += at.sign * by;
      if (now != 0) ++outcome.open, outcome.fingerprint += print_of(at.relation, now);
    }
    for (const Incidence& at : incidences) by_relation_[at.relation] -= at.sign * by;
    return outcome;
  }

 private:
  /// Zeros between two nodes; kept by the thread, since tables of many thousand sums are searched many thousand times.
  static thread_local std::vector<int> by_relation_;
  std::size_t open_ = 0;
  std::uint64_t print_ = 0;
};
thread_local std::vector<int> Balance::by_relation_;

}  // namespace

CircuitSearch::CircuitSearch(const LinkedTable& table)
    : table_(table), incidences_(incidences(table)), members_(table.relations.size()), hidden_members_(table.relations.size()), hidden_(table.cells.size()) {
  for (std::size_t r = 0; r < table.relations.size(); ++r) {
    for (const std::uint32_t part : table.relations[r].parts) members_[r].push_back({part, 1});
    members_[r].push_back({table.relations[r].total, -1});
    std::stable_sort(members_[r].begin(), members_[r].end(), [&](const Member& a, const Member& b) { return table.cells[a.cell].weight < table.cells[b.cell].weight; });
  }
  for (const auto& of_cell : incidences_) most_relations_ = std::max(most_relations_, of_cell.size());
  for (std::uint32_t cell = 0; cell < table.cells.size(); ++cell)
    if (table.cells[cell].hidden) hide(cell);
}

void CircuitSearch::hide(std::uint32_t cell) {
  if (hidden_[cell]) return;
  hidden_[cell] = true;
  for (const Incidence& at : incidences_[cell]) hidden_members_[at.relation].push_back({cell, at.sign});
}

void CircuitSearch::show(std::uint32_t cell) {
  if (!hidden_[cell]) return;
  hidden_[cell] = false;
  for (const Incidence& at : incidences_[cell]) std::erase_if(hidden_members_[at.relation], [&](const Member& member) { return member.cell == cell; });
}

double CircuitSearch::least_of(std::uint32_t cell) const {
  const TableCell& at = table_.cells[cell];
  // Something that was never a figure of the table (a remainder) may well be 0, and so may what is held back although it is 0.
  return at.hidden || (at.sensitive && at.value < least_) ? at.lower : std::max(at.lower, least_);
}

bool CircuitSearch::may_move(std::uint32_t cell, int by) const {
  const TableCell& at = table_.cells[cell];
  const double lower = least_of(cell);
  return !at.fixed && at.value >= lower && at.value + by >= lower && at.value + by <= at.upper;
}

/// One search: best first over unfinished circuits. Each step takes a sum that is out of balance and adds a cell that mends it.
class CircuitWalk {
 public:
  CircuitWalk(const CircuitSearch& search, bool only_hidden) : search_(search), only_hidden_(only_hidden), balance_(search.members_.size()) {}

  std::optional<Circuit> from(std::uint32_t cell, int by, std::size_t steps) {
    if (!search_.may_move(cell, by)) return std::nullopt;
    add_node(kNone, cell, by, 0);
    if (imbalances_of(0).empty()) return circuit_of(0);
    open(0);
    for (std::size_t step = 0; step < steps && !queue_.empty(); ++step) {
      const Entry entry = queue_.top();
      queue_.pop();
      if (entry.lazy) push_next(entry.branch);
      if (!entry.finished && !seen_.insert(entry.fingerprint).second) continue;
      const std::int32_t node = add_node(entry.branch.node, entry.cell, entry.by, entry.cost);
      if (entry.finished) return circuit_of(node);
      open(node);
    }
    return std::nullopt;
  }

 private:
  struct Node {
    std::int32_t parent;
    std::uint32_t cell;
    int by;
    double cost;
    std::size_t first, count;  ///< its sums out of balance among all nodes'
  };
  /// Where among a relation's members the next one to mend a node is looked for: first the hidden ones, then all.
  struct Branch {
    std::int32_t node = 0;
    std::uint32_t relation = 0;
    int need = 0;
    std::size_t next = 0;
    bool among_hidden = true;
  };
  struct Entry {
    double rank;
    std::size_t open;   ///< sums out of balance
    double cost;
    std::uint64_t order;
    Branch branch;
    std::uint32_t cell;
    int by;
    std::uint64_t fingerprint;
    bool finished, lazy;

    bool operator<(const Entry& other) const {  // the queue gives the greatest
      if (rank != other.rank) return rank > other.rank;
      if (open != other.open) return open > other.open;
      if (cost != other.cost) return cost > other.cost;
      return order > other.order;
    }
  };

  [[nodiscard]] std::span<const Imbalance> imbalances_of(std::int32_t node) const {
    const Node& at = nodes_[static_cast<std::size_t>(node)];
    return {imbalances_.data() + at.first, at.count};
  }

  std::int32_t add_node(std::int32_t parent, std::uint32_t cell, int by, double cost) {
    moved_.clear();
    if (parent != kNone) moved_.assign(imbalances_of(parent).begin(), imbalances_of(parent).end());
    for (const Incidence& at : search_.incidences_[cell]) add_to(moved_, at.relation, at.sign * by);
    nodes_.push_back({parent, cell, by, cost, imbalances_.size(), moved_.size()});
    imbalances_.insert(imbalances_.end(), moved_.begin(), moved_.end());
    return static_cast<std::int32_t>(nodes_.size() - 1);
  }

  [[nodiscard]] bool holds(std::int32_t node, std::uint32_t cell) const {
    for (; node != kNone; node = nodes_[static_cast<std::size_t>(node)].parent)
      if (nodes_[static_cast<std::size_t>(node)].cell == cell) return true;
    return false;
  }

  [[nodiscard]] Circuit circuit_of(std::int32_t node) const {
    Circuit circuit;
    for (; node != kNone; node = nodes_[static_cast<std::size_t>(node)].parent) circuit.push_back({nodes_[static_cast<std::size_t>(node)].cell, nodes_[static_cast<std::size_t>(node)].by});
    return circuit;
  }

  /// Takes the shortest sum that is out of balance: whatever the circuit becomes, it must be mended.
  void open(std::int32_t node) {
    const std::span<const Imbalance> imbalances = imbalances_of(node);
    const auto size = [&](const Imbalance& at) { return only_hidden_ ? search_.hidden_members_[at.relation].size() : search_.members_[at.relation].size(); };
    const auto shortest = std::min_element(imbalances.begin(), imbalances.end(), [&](const Imbalance& a, const Imbalance& b) { return size(a) < size(b); });
    const Branch branch{node, shortest->relation, shortest->by > 0 ? -1 : 1, 0, true};
    if (size(*shortest) > kShort) return push_next(branch);
    const Balance::Loaded loaded(balance_, imbalances);
    for (const auto& member : only_hidden_ ? search_.hidden_members_[branch.relation] : search_.members_[branch.relation]) push(branch, member.cell, member.sign, false);
  }

  /// The branch's node must be loaded.
  bool push(const Branch& branch, std::uint32_t cell, int sign, bool lazy) {
    const int by = branch.need * sign;
    if (!search_.may_move(cell, by) || holds(branch.node, cell)) return false;
    const double cost = nodes_[static_cast<std::size_t>(branch.node)].cost + (search_.hidden_[cell] ? 0 : search_.table_.cells[cell].weight);
    const Balance::Outcome outcome = balance_.with(search_.incidences_[cell], by);
    const double to_come = std::ceil(static_cast<double>(outcome.open) / static_cast<double>(search_.most_relations_));
    queue_.push({std::floor((cost + to_come) / kCostStep), outcome.open, cost, order_++, branch, cell, by, outcome.fingerprint, outcome.open == 0, lazy});
    return true;
  }

  void push_next(Branch branch) {
    const Balance::Loaded loaded(balance_, imbalances_of(branch.node));
    for (;;) {
      const auto& members = branch.among_hidden ? search_.hidden_members_[branch.relation] : search_.members_[branch.relation];
      if (branch.next == members.size()) {
        if (!branch.among_hidden || only_hidden_) return;
        branch.among_hidden = false;
        branch.next = 0;
        continue;
      }
      const auto& member = members[branch.next++];
      if (!branch.among_hidden && search_.hidden_[member.cell]) continue;
      if (push(branch, member.cell, member.sign, true)) return;
    }
  }

  const CircuitSearch& search_;
  bool only_hidden_;
  Balance balance_;
  std::vector<Node> nodes_;
  Imbalances imbalances_;  ///< of all nodes
  Imbalances moved_;       ///< those of the node that is being added
  std::priority_queue<Entry> queue_;
  std::unordered_set<std::uint64_t> seen_;
  std::uint64_t order_ = 0;
};

std::optional<Circuit> CircuitSearch::through(std::uint32_t cell, bool only_hidden, std::size_t steps) const {
  std::optional<Circuit> up = CircuitWalk(*this, only_hidden).from(cell, 1, steps);
  if (up && only_hidden) return up;
  std::optional<Circuit> down = CircuitWalk(*this, only_hidden).from(cell, -1, steps);
  if (!up || !down) return up ? up : down;
  return cost_of(*down) < cost_of(*up) ? down : up;
}

double CircuitSearch::cost_of(const Circuit& circuit) const {
  double sum = 0;
  for (const Move& move : circuit) sum += hidden_[move.cell] ? 0 : table_.cells[move.cell].weight;
  return sum;
}

std::vector<std::uint32_t> CircuitSearch::around(std::uint32_t cell, std::size_t most) const {
  std::vector<std::uint32_t> cells{cell};
  std::unordered_set<std::uint32_t> met{cell}, passed;
  for (std::size_t i = 0; i < cells.size() && cells.size() < most; ++i)
    for (const Incidence& at : incidences_[cells[i]]) {
      if (!passed.insert(at.relation).second) continue;
      for (const Member& member : members_[at.relation])
        if (met.insert(member.cell).second) cells.push_back(member.cell);
    }
  return cells;
}

std::optional<Circuit> CircuitSearch::by_programme(std::uint32_t cell, bool only_hidden) const {
  constexpr double kMostSteps = 4;
  constexpr std::size_t kMostCells = 4000;
  // So little that it decides only between circuits of cells that are hidden already.
  constexpr double kHiddenCost = 0.001;
  const std::vector<std::uint32_t> cells = around(cell, kMostCells);
  std::unordered_map<std::uint32_t, std::uint32_t> places;
  std::vector<std::uint32_t> relations;
  Steps steps;
  for (const std::uint32_t at : cells) {
    places.emplace(at, static_cast<std::uint32_t>(places.size()));
    for (const Incidence& incidence : incidences_[at]) relations.push_back(incidence.relation);
    const TableCell& here = table_.cells[at];
    const bool stays = here.fixed || here.value < least_of(at) || (only_hidden && !hidden_[at]);
    steps.equations.lower.push_back(stays ? 0 : std::max(-kMostSteps, std::ceil(least_of(at) - here.value)));
    steps.equations.upper.push_back(stays ? 0 : std::clamp(std::floor(here.upper - here.value), 0.0, kMostSteps));
    steps.cost.push_back(hidden_[at] ? kHiddenCost : here.weight);
  }
  std::sort(relations.begin(), relations.end());
  relations.erase(std::unique(relations.begin(), relations.end()), relations.end());
  for (const std::uint32_t relation : relations) {
    Equation equation;
    // Cells that are equal may have become one, which then counts twice. What is further away stays.
    std::map<std::uint32_t, int> times;
    for (const Member& member : members_[relation])
      if (const auto place = places.find(member.cell); place != places.end()) times[place->second] += member.sign;
    for (const auto& [place, sign] : times) equation.terms.push_back({place, sign});
    steps.equations.rows.push_back(std::move(equation));
  }
  std::optional<Circuit> best;
  for (const int by : {1, -1}) {
    steps.by = by;
    const std::vector<int> moved = cheapest_steps(steps);
    Circuit circuit;
    for (std::uint32_t i = 0; i < moved.size(); ++i)
      if (moved[i] != 0) circuit.push_back({cells[i], moved[i]});
    if (!circuit.empty() && (!best || cost_of(circuit) < cost_of(*best))) best = std::move(circuit);
  }
  return best;
}

}  // namespace dmp::disclosure
