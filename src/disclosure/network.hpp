#pragma once

#include <vector>

#include "disclosure/programme.hpp"

namespace dmp::disclosure {

/// Signs for the equations by which every cell enters the two it is in with opposite signs: then the table (two-way, or nested one way)
/// is a network, cells being flows from one equation to another (or from outside, where a cell is in one equation only). Nothing where
/// a cell is in more than two or no signs fit.
std::vector<int> network_sides(const Equations& equations);

/// Finds the cells of a network that have one value only, and sets both ends of their bounds to it; leaves the ends of the others.
/// A flow that fits is found (Dinic); a cell can move where it lies on a cycle of what is left to flow: its ends are strongly
/// connected, and it is no bridge there. Takes time in proportion to the cells, but for the flow. False where nothing fits.
/// D. Gusfield (1988), A graph theoretic approach to statistical data security, SIAM Journal on Computing 17, 552-571.
/// Demands whole right sides and finite lower bounds.
bool points_of_network(const Equations& equations, const std::vector<int>& sides, Bounds& bounds);

/// Whether points_of_network may be asked.
bool is_whole(const Equations& equations);

}  // namespace dmp::disclosure
