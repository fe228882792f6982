#include "stats/communities.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "stats/random.hpp"

namespace dmp::stats {
namespace {

using Partition = std::vector<std::size_t>;

/// A network of nodes or of groups of them; a link within a group is left to the group's strength.
struct Graph {
  std::vector<std::vector<Network::Neighbour>> links;
  std::vector<double> strength;
  double twice_all = 0;

  [[nodiscard]] std::size_t nodes() const { return links.size(); }
};

Graph graph_of(const Network& network) {
  Graph graph{network.any, std::vector<double>(network.nodes()), 0};
  for (std::size_t node = 0; node < network.nodes(); ++node)
    for (const auto& link : network.any[node]) graph.strength[node] += link.weight;
  graph.twice_all = std::accumulate(graph.strength.begin(), graph.strength.end(), 0.0);
  return graph;
}

std::vector<std::uint32_t> shuffled(std::size_t nodes, RandomSequence& random) {
  std::vector<std::uint32_t> order(nodes);
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t i = nodes; i > 1; --i) std::swap(order[i - 1], order[random.whole(i)]);
  return order;
}

/// Numbers the communities from 0 in the order of their first nodes; returns how many.
std::size_t renumber(Partition& partition) {
  std::vector<std::size_t> number(partition.size(), partition.size());
  std::size_t count = 0;
  for (std::size_t& community : partition) {
    if (number[community] == partition.size()) number[community] = count++;
    community = number[community];
  }
  return count;
}

/// The weights from one node to the communities around it.
class Around {
 public:
  explicit Around(std::size_t nodes) : weight_(nodes, 0), known_(nodes, 0) {}

  template <typename Counts>
  void look(const std::vector<Network::Neighbour>& links, const Partition& partition, Counts counts) {
    for (const std::size_t community : touched_) weight_[community] = known_[community] = 0;
    touched_.clear();
    for (const auto& link : links) {
      if (!counts(link.node)) continue;
      const std::size_t community = partition[link.node];
      if (!known_[community]) touched_.push_back(community);
      known_[community] = 1;
      weight_[community] += link.weight;
    }
  }
  [[nodiscard]] double weight(std::size_t community) const { return weight_[community]; }
  [[nodiscard]] const std::vector<std::size_t>& touched() const { return touched_; }

 private:
  std::vector<double> weight_;
  std::vector<char> known_;
  std::vector<std::size_t> touched_;
};

constexpr double kGain = 1e-12;  ///< of a move, beyond rounding

/// Moves nodes to the community that gains most, until none gains.
void move_nodes(const Graph& graph, Partition& partition, RandomSequence& random) {
  std::vector<double> strength(graph.nodes());
  std::vector<std::size_t> size(graph.nodes()), empty;
  for (std::size_t node = 0; node < graph.nodes(); ++node) {
    strength[partition[node]] += graph.strength[node];
    ++size[partition[node]];
  }
  for (std::size_t community = graph.nodes(); community-- > 0;)
    if (size[community] == 0) empty.push_back(community);
  std::vector<std::uint32_t> queue = shuffled(graph.nodes(), random);
  std::vector<char> waiting(graph.nodes(), 1);
  Around around(graph.nodes());
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const std::uint32_t node = queue[at];
    waiting[node] = 0;
    const std::size_t own = partition[node];
    around.look(graph.links[node], partition, [](std::size_t) { return true; });
    strength[own] -= graph.strength[node];
    const double share = graph.strength[node] / graph.twice_all;
    std::size_t best = own;
    double most = around.weight(own) - share * strength[own];
    for (const std::size_t community : around.touched()) {
      const double gain = around.weight(community) - share * strength[community];
      if (gain > most + kGain * graph.twice_all) best = community, most = gain;
    }
    if (most < -kGain * graph.twice_all && !empty.empty() && size[own] > 1) best = empty.back();
    strength[best] += graph.strength[node];
    if (best == own) continue;
    if (size[best]++ == 0) empty.pop_back();
    if (--size[own] == 0) empty.push_back(own);
    partition[node] = best;
    for (const auto& link : graph.links[node]) {
      if (waiting[link.node] || partition[link.node] == best) continue;
      waiting[link.node] = 1;
      queue.push_back(link.node);
    }
  }
}

/// Cuts every community into well-linked parts: single nodes join the part of their community that gains most.
Partition refined(const Graph& graph, const Partition& partition, RandomSequence& random) {
  const std::size_t nodes = graph.nodes();
  Partition parts(nodes);
  std::iota(parts.begin(), parts.end(), std::size_t{0});
  std::vector<double> community_strength(nodes), part_strength = graph.strength, inner(nodes);
  for (std::size_t node = 0; node < nodes; ++node) {
    community_strength[partition[node]] += graph.strength[node];
    for (const auto& link : graph.links[node]) inner[node] += partition[link.node] == partition[node] ? link.weight : 0;
  }
  std::vector<double> to_rest = inner;  // of each part, the weight to the rest of its community
  std::vector<std::size_t> size(nodes, 1);
  const auto well_linked = [&](std::size_t part, std::size_t community) {
    return to_rest[part] >= part_strength[part] * (community_strength[community] - part_strength[part]) / graph.twice_all - kGain * graph.twice_all;
  };
  Around around(nodes);
  for (const std::uint32_t node : shuffled(nodes, random)) {
    const std::size_t own = parts[node], community = partition[node];
    if (own != node || size[own] > 1 || !well_linked(own, community)) continue;
    around.look(graph.links[node], parts, [&](std::size_t other) { return partition[other] == community; });
    std::size_t best = own;
    double most = kGain * graph.twice_all;
    for (const std::size_t part : around.touched()) {
      const double gain = around.weight(part) - graph.strength[node] * part_strength[part] / graph.twice_all;
      if (part != own && gain > most && well_linked(part, community)) best = part, most = gain;
    }
    if (best == own) continue;
    parts[node] = best;
    ++size[best];
    size[own] = 0;
    part_strength[best] += graph.strength[node];
    to_rest[best] += inner[node] - 2 * around.weight(best);
  }
  return parts;
}

/// The parts as nodes.
Graph aggregated(const Graph& graph, const Partition& parts, std::size_t count) {
  Graph result{std::vector<std::vector<Network::Neighbour>>(count), std::vector<double>(count), graph.twice_all};
  std::vector<std::vector<std::uint32_t>> members(count);
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) members[parts[node]].push_back(node);
  std::vector<double> weight(count);
  for (std::size_t part = 0; part < count; ++part) {
    auto& links = result.links[part];
    for (const std::uint32_t node : members[part]) {
      result.strength[part] += graph.strength[node];
      for (const auto& link : graph.links[node]) {
        const auto other = static_cast<std::uint32_t>(parts[link.node]);
        if (other == part) continue;
        if (weight[other] == 0) links.push_back({other, 0});
        weight[other] += link.weight;
      }
    }
    for (auto& link : links) {
      link.weight = weight[link.node];
      weight[link.node] = 0;
    }
  }
  return result;
}

/// One round: moves, refines and draws together until every community is one node.
void improve(const Graph& whole, Partition& result, RandomSequence& random) {
  Graph graph = whole;
  Partition partition = result, top(whole.nodes());
  std::iota(top.begin(), top.end(), std::size_t{0});
  for (;;) {
    renumber(partition);
    move_nodes(graph, partition, random);
    const std::size_t communities = renumber(partition);
    for (std::size_t node = 0; node < top.size(); ++node) result[node] = partition[top[node]];
    if (communities == graph.nodes()) return;
    Partition parts = refined(graph, partition, random);
    std::size_t count = renumber(parts);
    if (count == graph.nodes()) {
      // Nothing was refined: draw the communities themselves together, else the work would not end.
      parts = partition;
      count = communities;
    }
    Partition drawn(count);
    for (std::size_t node = 0; node < graph.nodes(); ++node) drawn[parts[node]] = partition[node];
    for (std::size_t& node : top) node = parts[node];
    graph = aggregated(graph, parts, count);
    partition = std::move(drawn);
  }
}

/// Gives every community that does not hang together a community for each of its parts.
void split_apart(const Network& network, Partition& partition) {
  Partition parts(partition.size(), partition.size());
  std::size_t next = 0;
  for (std::uint32_t start = 0; start < partition.size(); ++start) {
    if (parts[start] < partition.size()) continue;
    std::vector<std::uint32_t> found = {start};
    parts[start] = next;
    for (std::size_t at = 0; at < found.size(); ++at)
      for (const auto& link : network.any[found[at]]) {
        if (parts[link.node] < partition.size() || partition[link.node] != partition[start]) continue;
        parts[link.node] = next;
        found.push_back(link.node);
      }
    ++next;
  }
  partition = std::move(parts);
}

/// Numbers the communities by size, of equal ones by their first nodes.
Communities ranked(Partition partition, double quality) {
  Communities result{{}, renumber(partition), quality};
  std::vector<std::size_t> size(result.count), order(result.count), rank(result.count);
  for (const std::size_t community : partition) ++size[community];
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size[a] > size[b]; });
  for (std::size_t k = 0; k < order.size(); ++k) rank[order[k]] = k;
  for (std::size_t& community : partition) community = rank[community];
  result.of = std::move(partition);
  return result;
}

}  // namespace

double modularity(const Network& network, const std::vector<std::size_t>& of) {
  const Graph graph = graph_of(network);
  double inside = 0, chance = 0;
  std::vector<double> strength(network.nodes());
  for (std::size_t node = 0; node < network.nodes(); ++node) {
    strength[of[node]] += graph.strength[node];
    for (const auto& link : network.any[node]) inside += of[link.node] == of[node] ? link.weight : 0;
  }
  for (const double one : strength) chance += one / graph.twice_all * (one / graph.twice_all);
  return graph.twice_all > 0 ? inside / graph.twice_all - chance : std::numeric_limits<double>::quiet_NaN();
}

Communities leiden_communities(const Network& network, std::uint64_t seed) {
  const Graph graph = graph_of(network);
  Partition alone(network.nodes());
  std::iota(alone.begin(), alone.end(), std::size_t{0});
  if (!(graph.twice_all > 0)) return ranked(alone, std::numeric_limits<double>::quiet_NaN());
  Partition best;
  double most = -1;
  const std::uint64_t tries = network.nodes() <= 5000 ? 10 : 1;
  for (std::uint64_t attempt = 0; attempt < tries; ++attempt) {
    RandomSequence random(CounterRandom(seed, attempt + 1));
    Partition partition = alone;
    double now = -1;
    for (int round = 0; round < 10; ++round) {
      improve(graph, partition, random);
      split_apart(network, partition);
      const double quality = modularity(network, partition);
      if (quality <= now + 1e-12) break;
      now = quality;
    }
    if (now <= most + 1e-12) continue;
    most = now;
    best = partition;
  }
  return ranked(best, most);
}

}  // namespace dmp::stats
