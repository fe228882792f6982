#include "stats/network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/network_paths.hpp"

namespace dmp::stats {
namespace {

using Neighbours = std::vector<std::vector<Network::Neighbour>>;

/// Sorted by node, repeated ones summed.
void tidy(Neighbours& lists) {
  for (auto& list : lists) {
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.node < b.node; });
    std::size_t kept = 0;
    for (const auto& one : list) {
      if (kept > 0 && list[kept - 1].node == one.node) list[kept - 1].weight += one.weight;
      else list[kept++] = one;
    }
    list.resize(kept);
  }
}

double weight_of(const std::vector<Network::Neighbour>& list) {
  return std::accumulate(list.begin(), list.end(), 0.0, [](double sum, const auto& one) { return sum + one.weight; });
}

/// Whether some node can come back to itself: peel off what nothing leads to.
bool has_cycle(const Network& network) {
  if (!network.directed) return std::any_of(network.out.begin(), network.out.end(), [](const auto& list) { return !list.empty(); });
  std::vector<std::size_t> left;
  std::vector<std::uint32_t> free;
  for (std::uint32_t node = 0; node < network.nodes(); ++node) {
    left.push_back(network.in[node].size());
    if (left.back() == 0) free.push_back(node);
  }
  for (std::size_t at = 0; at < free.size(); ++at)
    for (const auto& next : network.out[free[at]])
      if (--left[next.node] == 0) free.push_back(next.node);
  return free.size() < network.nodes();
}

/// Power iteration, each node keeping its own too: that turns no eigenvector and stops two-sided networks from swinging.
std::vector<double> eigenvector(const Network& network) {
  const std::size_t nodes = network.nodes();
  std::vector<double> now(nodes, 1 / std::sqrt(static_cast<double>(nodes))), next(nodes);
  const Neighbours& from = network.directed ? network.in : network.out;
  // A network whose parts hang together by threads takes long; beyond this much work there is no answer rather than a rough one.
  constexpr double kMostWork = 4e9;
  const double work = std::accumulate(from.begin(), from.end(), static_cast<double>(nodes),
                                      [](double sum, const auto& list) { return sum + static_cast<double>(list.size()); });
  const bool cyclic = has_cycle(network);
  bool still = false;
  for (double done = 0; done < kMostWork && !still && cyclic; done += work) {
    double length = 0, change = 0;
    for (std::size_t node = 0; node < nodes; ++node) {
      next[node] = now[node];
      for (const auto& neighbour : from[node]) next[node] += now[neighbour.node];
      length += next[node] * next[node];
    }
    for (double& value : next) value /= std::sqrt(length);
    for (std::size_t node = 0; node < nodes; ++node) change = std::max(change, std::fabs(next[node] - now[node]));
    std::swap(now, next);
    still = change < 1e-14;
  }
  return still ? now : std::vector<double>(nodes, std::numeric_limits<double>::quiet_NaN());
}

std::vector<double> pagerank(const Network& network) {
  constexpr double kDamping = 0.85;
  const auto n = static_cast<double>(network.nodes());
  std::vector<double> rank(network.nodes(), 1 / n), next(network.nodes());
  double change = 1;
  for (int step = 0; step < 10000 && change > 1e-15; ++step) {
    double lost = 0;
    std::fill(next.begin(), next.end(), 0.0);
    for (std::size_t node = 0; node < network.nodes(); ++node) {
      const double weight = weight_of(network.out[node]);
      if (!(weight > 0)) lost += rank[node];
      else for (const auto& to : network.out[node]) next[to.node] += rank[node] * to.weight / weight;
    }
    change = 0;
    for (std::size_t node = 0; node < network.nodes(); ++node) {
      next[node] = (1 - kDamping) / n + kDamping * (next[node] + lost / n);
      change += std::fabs(next[node] - rank[node]);
    }
    std::swap(rank, next);
  }
  return rank;
}

/// Peels off the node with the fewest neighbours left, again and again.
std::vector<double> cores(const Network& network) {
  const std::size_t nodes = network.nodes();
  std::vector<std::vector<std::uint32_t>> by_degree(nodes + 1);
  std::vector<std::size_t> left(nodes);
  std::vector<char> gone(nodes);
  std::vector<double> core(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    left[node] = network.any[node].size();
    by_degree[left[node]].push_back(node);
  }
  std::size_t k = 0;
  for (std::size_t degree = 0; degree < by_degree.size(); ++degree) {
    while (!by_degree[degree].empty()) {
      const std::uint32_t node = by_degree[degree].back();
      by_degree[degree].pop_back();
      if (gone[node] || left[node] != degree) continue;
      gone[node] = 1;
      k = std::max(k, degree);
      core[node] = static_cast<double>(k);
      // A neighbour never falls below the degree at hand, so no list before this one grows again.
      for (const auto& other : network.any[node])
        if (!gone[other.node] && left[other.node] > degree) by_degree[--left[other.node]].push_back(other.node);
    }
  }
  return core;
}

double clustering(const Network& network, std::size_t node, std::vector<char>& marked) {
  const auto& around = network.any[node];
  if (around.size() < 2) return 0;
  for (const auto& one : around) marked[one.node] = 1;
  double links = 0;
  for (const auto& one : around)
    for (const auto& other : network.any[one.node]) links += marked[other.node];
  for (const auto& one : around) marked[one.node] = 0;
  const auto size = static_cast<double>(around.size());
  return links / (size * (size - 1));
}

}  // namespace

Network make_network(std::size_t nodes, std::span<const NetworkLink> links, bool directed) {
  Network network{directed, Neighbours(nodes), Neighbours(directed ? nodes : 0), Neighbours(nodes)};
  for (const NetworkLink& link : links) {
    if (link.from == link.to) continue;
    network.out[link.from].push_back({link.to, link.weight});
    (directed ? network.in : network.out)[link.to].push_back({link.from, link.weight});
    network.any[link.from].push_back({link.to, link.weight});
    network.any[link.to].push_back({link.from, link.weight});
  }
  tidy(network.out);
  tidy(network.in);
  tidy(network.any);
  return network;
}

std::vector<Centrality> centrality(const Network& network, unsigned threads) {
  const PathCentrality paths = path_centrality(network, threads);
  const std::vector<double> eigen = eigenvector(network), rank = pagerank(network), core = cores(network), apart = fragmentation_without(network);
  std::vector<char> marked(network.nodes());
  std::vector<Centrality> result;
  for (std::size_t node = 0; node < network.nodes(); ++node) {
    const double in = network.directed ? static_cast<double>(network.in[node].size()) : 0,
        in_weight = network.directed ? weight_of(network.in[node]) : 0;
    result.push_back({.degree = static_cast<double>(network.out[node].size()) + in, .strength = weight_of(network.out[node]) + in_weight,
                      .betweenness = paths.betweenness[node], .closeness = paths.closeness[node], .eigenvector = eigen[node], .pagerank = rank[node],
                      .core = core[node], .clustering = clustering(network, node, marked), .fragmentation = apart[node]});
  }
  return result;
}

}  // namespace dmp::stats
