#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace dmp::stats {

/// A link between two nodes, numbered from 0.
struct NetworkLink {
  std::uint32_t from;
  std::uint32_t to;
  double weight = 1;
};

/// The nodes' neighbours. Repeated links are one with the sum of their weights; a link of a node with itself counts nowhere.
struct Network {
  struct Neighbour {
    std::uint32_t node;
    double weight;
  };
  bool directed = false;
  std::vector<std::vector<Neighbour>> out;  ///< undirected: every link at both its ends
  std::vector<std::vector<Neighbour>> in;   ///< directed only
  std::vector<std::vector<Neighbour>> any;  ///< neighbours whichever way the link goes, weights summed

  [[nodiscard]] std::size_t nodes() const { return out.size(); }
};
Network make_network(std::size_t nodes, std::span<const NetworkLink> links, bool directed);

/// What makes a node central. NaN where a measure cannot be had.
struct Centrality {
  double degree;         ///< neighbours; directed: links in and out
  double strength;       ///< the sum of their weights
  double betweenness;    ///< shortest ways of others that lead over it, each pair once (directed: each ordered pair), not normalised
  double closeness;      ///< (r / (n - 1)) (r / sum of distances from the r that reach it); S. Wasserman, K. Faust (1994), page 201
  double eigenvector;    ///< length 1 over all nodes; directed: by links that come in; NaN without a cycle
  double pagerank;       ///< damping 0.85, sums to 1; nodes without a way out pass theirs to all
  double core;           ///< the largest k for which it lies in a part where every node has k neighbours
  double clustering;     ///< the share of its pairs of neighbours that are linked; 0 below two neighbours
  double fragmentation;  ///< of the rest when it is taken out: the share of pairs of nodes that cannot reach each other (way of links left aside)
};

/// Every node's centrality. Distances leave weights aside. Betweenness: U. Brandes (2001), Journal of Mathematical Sociology 25, 163-177;
/// core: V. Batagelj and M. Zaversnik (2003), arXiv cs/0310049; fragmentation: S. P. Borgatti (2006), Computational and Mathematical
/// Organization Theory 12, 21-34. The number of threads (0: one for each processor) changes nothing.
std::vector<Centrality> centrality(const Network& network, unsigned threads);

}  // namespace dmp::stats
