#include "disclosure/network.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace dmp::disclosure {
namespace {

constexpr long long kEndless = std::numeric_limits<long long>::max() / 4;
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Arcs in pairs: 2e leads from one equation to the other, 2e + 1 back.
struct Graph {
  std::vector<std::uint32_t> to;
  std::vector<long long> room;
  std::vector<std::vector<std::uint32_t>> out;  ///< of each node

  void add(std::uint32_t from, std::uint32_t into, long long capacity) {
    out[from].push_back(static_cast<std::uint32_t>(to.size()));
    out[into].push_back(static_cast<std::uint32_t>(to.size() + 1));
    to.push_back(into);
    to.push_back(from);
    room.push_back(capacity);
    room.push_back(0);
  }
};

/// The greatest flow from a source to a sink.
class Dinic {
 public:
  Dinic(Graph& graph, std::uint32_t source, std::uint32_t sink) : graph_(graph), source_(source), sink_(sink) {}

  long long run() {
    long long total = 0;
    while (reaches_sink()) {
      next_.assign(graph_.out.size(), 0);
      while (const long long pushed = push()) total += pushed;
    }
    return total;
  }

 private:
  bool reaches_sink() {
    level_.assign(graph_.out.size(), kNone);
    level_[source_] = 0;
    std::vector<std::uint32_t> queue{source_};
    for (std::size_t i = 0; i < queue.size(); ++i)
      for (const std::uint32_t arc : graph_.out[queue[i]])
        if (graph_.room[arc] > 0 && level_[graph_.to[arc]] == kNone) {
          level_[graph_.to[arc]] = level_[queue[i]] + 1;
          queue.push_back(graph_.to[arc]);
        }
    return level_[sink_] != kNone;
  }

  /// One path to the sink, level by level, along which something flows; 0 where there is none left.
  long long push() {
    std::vector<std::uint32_t> path;
    std::uint32_t node = source_;
    while (node != sink_) {
      auto& next = next_[node];
      while (next < graph_.out[node].size()) {
        const std::uint32_t arc = graph_.out[node][next];
        if (graph_.room[arc] > 0 && level_[graph_.to[arc]] == level_[node] + 1) break;
        ++next;
      }
      if (next < graph_.out[node].size()) {
        path.push_back(graph_.out[node][next]);
        node = graph_.to[path.back()];
        continue;
      }
      if (path.empty()) return 0;
      node = graph_.to[path.back() ^ 1];
      path.pop_back();
      ++next_[node];
    }
    long long flow = kEndless;
    for (const std::uint32_t arc : path) flow = std::min(flow, graph_.room[arc]);
    for (const std::uint32_t arc : path) {
      graph_.room[arc] -= flow;
      graph_.room[arc ^ 1] += flow;
    }
    return flow;
  }

  Graph& graph_;
  std::uint32_t source_, sink_;
  std::vector<std::uint32_t> level_;
  std::vector<std::size_t> next_;
};

/// Depth-first searches without recursion over the first `cells` pairs of arcs.
class Residual {
 public:
  Residual(const Graph& graph, std::size_t cells, std::size_t nodes) : graph_(graph), arcs_(2 * cells), nodes_(nodes) { find_components(); }

  /// Of each cell: whether it can take another value.
  std::vector<bool> movable() {
    std::vector<bool> found(arcs_ / 2);
    for (std::uint32_t arc = 0; arc < arcs_; arc += 2) found[arc / 2] = inside(arc);
    for (const std::uint32_t cell : bridges()) found[cell] = false;
    return found;
  }

 private:
  struct Visit {
    std::uint32_t node, by;  ///< by: the arc it was reached by
    std::size_t next = 0;
  };

  [[nodiscard]] bool inside(std::uint32_t arc) const { return component_[graph_.to[arc]] == component_[graph_.to[arc ^ 1]]; }

  /// Strongly connected components (Tarjan).
  void find_components() {
    component_.assign(nodes_, kNone);
    std::vector<std::uint32_t> order(nodes_, kNone), low(nodes_, 0), open;
    std::uint32_t seen = 0, components = 0;
    for (std::uint32_t start = 0; start < nodes_; ++start) {
      if (order[start] != kNone) continue;
      std::vector<Visit> stack;
      const auto enter = [&](std::uint32_t node) {
        order[node] = low[node] = seen++;
        open.push_back(node);
        stack.push_back({node, kNone});
      };
      enter(start);
      while (!stack.empty()) {
        const std::uint32_t node = stack.back().node;
        if (stack.back().next < graph_.out[node].size()) {
          const std::uint32_t arc = graph_.out[node][stack.back().next++];
          if (arc >= arcs_ || graph_.room[arc] <= 0) continue;
          const std::uint32_t to = graph_.to[arc];
          if (order[to] == kNone) enter(to);
          else if (component_[to] == kNone) low[node] = std::min(low[node], order[to]);
          continue;
        }
        stack.pop_back();
        if (!stack.empty()) low[stack.back().node] = std::min(low[stack.back().node], low[node]);
        if (low[node] != order[node]) continue;
        while (true) {
          const std::uint32_t member = open.back();
          open.pop_back();
          component_[member] = components;
          if (member == node) break;
        }
        ++components;
      }
    }
  }

  /// Cells whose removal parts their component, whichever way they can flow.
  std::vector<std::uint32_t> bridges() const {
    std::vector<std::uint32_t> found, order(nodes_, kNone), low(nodes_, 0);
    std::uint32_t seen = 0;
    for (std::uint32_t start = 0; start < nodes_; ++start) {
      if (order[start] != kNone) continue;
      std::vector<Visit> stack{{start, kNone}};
      order[start] = low[start] = seen++;
      while (!stack.empty()) {
        const std::uint32_t node = stack.back().node, by = stack.back().by;
        if (stack.back().next < graph_.out[node].size()) {
          const std::uint32_t arc = graph_.out[node][stack.back().next++];
          if (arc >= arcs_ || !inside(arc) || (by != kNone && arc / 2 == by / 2)) continue;
          const std::uint32_t to = graph_.to[arc];
          if (order[to] == kNone) {
            order[to] = low[to] = seen++;
            stack.push_back({to, arc});
          } else {
            low[node] = std::min(low[node], order[to]);
          }
          continue;
        }
        stack.pop_back();
        if (stack.empty()) continue;
        const std::uint32_t parent = stack.back().node;
        low[parent] = std::min(low[parent], low[node]);
        if (low[node] > order[parent]) found.push_back(by / 2);
      }
    }
    return found;
  }

  const Graph& graph_;
  std::size_t arcs_, nodes_;
  std::vector<std::uint32_t> component_;
};

}  // namespace

std::vector<int> network_sides(const Equations& equations) {
  std::vector<std::vector<std::pair<std::uint32_t, int>>> of_cell(equations.lower.size());
  for (std::uint32_t r = 0; r < equations.rows.size(); ++r)
    for (const Term& term : equations.rows[r].terms) of_cell[term.cell].emplace_back(r, term.sign);
  std::vector<int> side(equations.rows.size(), 0);
  for (std::uint32_t start = 0; start < side.size(); ++start) {
    if (side[start] != 0) continue;
    side[start] = 1;
    std::vector<std::uint32_t> open{start};
    while (!open.empty()) {
      const std::uint32_t r = open.back();
      open.pop_back();
      for (const Term& term : equations.rows[r].terms) {
        if (of_cell[term.cell].size() > 2) return {};
        for (const auto& [other, sign] : of_cell[term.cell]) {
          if (other == r) continue;
          const int wanted = -side[r] * term.sign * sign;
          if (side[other] == 0) open.push_back(other);
          else if (side[other] != wanted) return {};
          side[other] = wanted;
        }
      }
    }
  }
  return side;
}

bool is_whole(const Equations& equations) {
  return std::all_of(equations.rows.begin(), equations.rows.end(), [](const Equation& row) { return std::abs(row.right_side - std::round(row.right_side)) < 1e-6; }) &&
         std::none_of(equations.lower.begin(), equations.lower.end(), [](double lower) { return std::isinf(lower); });
}

bool points_of_network(const Equations& equations, const std::vector<int>& sides, Bounds& bounds) {
  const std::size_t cells = equations.lower.size();
  const auto outside = static_cast<std::uint32_t>(equations.rows.size()), source = outside + 1, sink = outside + 2;
  // A cell flows out of the equation in which its signed coefficient is above 0, into the other.
  std::vector<std::uint32_t> from(cells, outside), into(cells, outside);
  std::vector<long long> needed(outside + 1, 0);
  for (std::uint32_t r = 0; r < outside; ++r) {
    needed[r] = std::llround(sides[r] * equations.rows[r].right_side);
    for (const Term& term : equations.rows[r].terms) {
      (sides[r] * term.sign > 0 ? from : into)[term.cell] = r;
      needed[r] -= std::llround(sides[r] * term.sign * equations.lower[term.cell]);
    }
  }
  Graph graph;
  graph.out.resize(outside + 3);
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const double width = equations.upper[cell] - equations.lower[cell];
    graph.add(from[cell], into[cell], std::isinf(width) || width > 1e15 ? kEndless : std::llround(width));
  }
  // What flows out of an equation net must be what it needs; outside takes and gives the rest.
  long long sum = 0, wanted = 0;
  for (std::uint32_t r = 0; r < outside; ++r) sum += needed[r];
  needed[outside] = -sum;
  for (std::uint32_t r = 0; r <= outside; ++r) {
    if (needed[r] > 0) graph.add(source, r, needed[r]);
    if (needed[r] < 0) graph.add(r, sink, -needed[r]);
    wanted += std::max(0LL, needed[r]);
  }
  if (Dinic(graph, source, sink).run() != wanted) return false;
  const std::vector<bool> movable = Residual(graph, cells, outside + 1).movable();
  for (std::size_t cell = 0; cell < cells; ++cell)
    if (!movable[cell]) bounds.lowest[cell] = bounds.highest[cell] = equations.lower[cell] + static_cast<double>(graph.room[2 * cell + 1]);
  return true;
}

}  // namespace dmp::disclosure
