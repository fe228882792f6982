#pragma once

#include <cstdint>
#include <vector>

#include "stats/network.hpp"

namespace dmp::stats {

/// A partition of a network's nodes.
struct Communities {
  std::vector<std::size_t> of;  ///< community of each node, from 0, the largest first, of equal ones that of the earliest node
  std::size_t count = 0;
  double modularity = 0;        ///< NaN without links
};

/// Communities of an undirected network by the Leiden algorithm for modularity at resolution 1, weights counted: V. A. Traag, L. Waltman,
/// N. J. van Eck (2019), Scientific Reports 9, 5233 (refined greedily). Every community hangs together. Small networks are tried from ten
/// orders of their nodes and the best is kept; the seed decides the orders.
Communities leiden_communities(const Network& network, std::uint64_t seed);

/// Modularity at resolution 1 of a partition: M. E. J. Newman (2004), Physical Review E 70, 056131. NaN without links.
double modularity(const Network& network, const std::vector<std::size_t>& of);

}  // namespace dmp::stats
