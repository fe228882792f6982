#pragma once

#include <vector>

#include "stats/network.hpp"

namespace dmp::stats {

/// Betweenness and closeness of every node, from the shortest ways of every node to all others.
struct PathCentrality {
  std::vector<double> betweenness;
  std::vector<double> closeness;
};
PathCentrality path_centrality(const Network& network, unsigned threads);

/// Fragmentation of the rest when each node in turn is taken out; NaN where fewer than two nodes are left.
/// By depth-first search: what hangs on a node alone comes apart without it. R. Tarjan (1972), SIAM Journal on Computing 1, 146-160.
std::vector<double> fragmentation_without(const Network& network);

}  // namespace dmp::stats
