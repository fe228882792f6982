#include "stats/network_paths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/parallel.hpp"

namespace dmp::stats {
namespace {

/// Sums over the shortest ways from some of the nodes.
struct PathSums {
  std::vector<double> between;
  std::vector<std::uint64_t> distance;  ///< from those nodes that reach it
  std::vector<std::uint32_t> reached;

  explicit PathSums(std::size_t nodes) : between(nodes), distance(nodes), reached(nodes) {}
};

/// Brandes' search from one node after another, with its memory kept.
class PathSearch {
 public:
  explicit PathSearch(const Network& network)
      : network_(network), depth_(network.nodes(), -1), ways_(network.nodes()), share_(network.nodes()) {
    order_.reserve(network.nodes());
  }

  void from(std::uint32_t start, PathSums& sums) {
    depth_[start] = 0;
    ways_[start] = 1;
    order_.assign(1, start);
    for (std::size_t at = 0; at < order_.size(); ++at) {
      const std::uint32_t node = order_[at];
      for (const auto& next : network_.out[node]) {
        if (depth_[next.node] < 0) {
          depth_[next.node] = depth_[node] + 1;
          order_.push_back(next.node);
        }
        if (depth_[next.node] == depth_[node] + 1) ways_[next.node] += ways_[node];
      }
    }
    for (std::size_t at = order_.size(); at-- > 1;) {
      const std::uint32_t node = order_[at];
      for (const auto& next : network_.out[node])
        if (depth_[next.node] == depth_[node] + 1) share_[node] += ways_[node] / ways_[next.node] * (1 + share_[next.node]);
      sums.between[node] += share_[node];
      sums.distance[node] += static_cast<std::uint64_t>(depth_[node]);
      ++sums.reached[node];
    }
    for (const std::uint32_t node : order_) {
      depth_[node] = -1;
      ways_[node] = share_[node] = 0;
    }
  }

 private:
  const Network& network_;
  std::vector<std::int64_t> depth_;
  std::vector<double> ways_;
  std::vector<double> share_;
  std::vector<std::uint32_t> order_;
};

double share_of_pairs(double size) { return size * (size - 1); }

/// Depth-first search for what comes apart when a node is taken out.
class Cuts {
 public:
  explicit Cuts(const Network& network)
      : network_(network), found_(network.nodes()), low_(network.nodes()), below_(network.nodes(), 1), cut_off_(network.nodes()),
        pairs_cut_off_(network.nodes()), next_(network.nodes()), parent_(network.nodes()), component_(network.nodes()) {
    for (std::uint32_t node = 0; node < network.nodes(); ++node)
      if (found_[node] == 0) search(node);
  }

  [[nodiscard]] std::vector<double> fragmentation() const {
    double pairs = 0;
    for (const double size : sizes_) pairs += share_of_pairs(size);
    std::vector<double> result;
    const double left = static_cast<double>(network_.nodes()) - 1;
    for (std::size_t node = 0; node < network_.nodes(); ++node) {
      const double size = sizes_[component_[node]];
      const double rest = pairs - share_of_pairs(size) + pairs_cut_off_[node] + share_of_pairs(size - 1 - cut_off_[node]);
      result.push_back(left > 1 ? 1 - rest / share_of_pairs(left) : std::numeric_limits<double>::quiet_NaN());
    }
    return result;
  }

 private:
  void search(std::uint32_t root) {
    std::vector<std::uint32_t> path = {root};
    found_[root] = low_[root] = ++clock_;
    parent_[root] = root;
    double size = 1;
    component_[root] = sizes_.size();
    while (!path.empty()) {
      const std::uint32_t node = path.back();
      if (next_[node] < network_.any[node].size()) {
        const std::uint32_t other = network_.any[node][next_[node]++].node;
        if (found_[other] == 0) {
          parent_[other] = node;
          component_[other] = sizes_.size();
          found_[other] = low_[other] = ++clock_;
          path.push_back(other);
          ++size;
        } else if (other != parent_[node]) {
          low_[node] = std::min(low_[node], found_[other]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) leave(node, path.back());
    }
    sizes_.push_back(size);
  }

  void leave(std::uint32_t node, std::uint32_t parent) {
    low_[parent] = std::min(low_[parent], low_[node]);
    below_[parent] += below_[node];
    if (low_[node] < found_[parent]) return;
    cut_off_[parent] += below_[node];
    pairs_cut_off_[parent] += share_of_pairs(below_[node]);
  }

  const Network& network_;
  std::vector<std::uint64_t> found_;
  std::vector<std::uint64_t> low_;
  std::vector<double> below_;          ///< nodes in the search's tree from a node on
  std::vector<double> cut_off_;        ///< nodes that hang on a node alone
  std::vector<double> pairs_cut_off_;
  std::vector<std::size_t> next_;
  std::vector<std::uint32_t> parent_;
  std::vector<std::size_t> component_;
  std::vector<double> sizes_;
  std::uint64_t clock_ = 0;
};

}  // namespace

PathCentrality path_centrality(const Network& network, unsigned threads) {
  const std::size_t nodes = network.nodes();
  // The parts are the same for any number of threads, so that their sums are rounded alike.
  const std::size_t parts = std::min<std::size_t>(nodes, 32);
  std::vector<PathSums> sums(parts, PathSums(nodes));
  for_each_index(parts, threads, [&](std::size_t part) {
    PathSearch search(network);
    for (std::size_t node = part; node < nodes; node += parts) search.from(static_cast<std::uint32_t>(node), sums[part]);
  });
  PathCentrality result{std::vector<double>(nodes), std::vector<double>(nodes)};
  for (std::size_t node = 0; node < nodes; ++node) {
    double distance = 0, reached = 0;
    for (const PathSums& part : sums) {
      result.betweenness[node] += part.between[node];
      distance += static_cast<double>(part.distance[node]);
      reached += part.reached[node];
    }
    if (!network.directed) result.betweenness[node] /= 2;
    result.closeness[node] = distance > 0 ? reached / (static_cast<double>(nodes) - 1) * reached / distance : 0;
  }
  return result;
}

std::vector<double> fragmentation_without(const Network& network) { return Cuts(network).fragmentation(); }

}  // namespace dmp::stats
