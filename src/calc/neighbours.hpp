#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace dmp::calc {

/// A neighbour of an area and the weight of the link.
struct Neighbour {
  std::size_t area;
  double weight;
};

/// The neighbours of every area, in the order of ids. Reads csv with the columns from,to[,weight], a .gal or a .gwt file. Links
/// are taken as they stand, one way each; a repeated link counts once. A data UserError at an area that is not among ids.
std::vector<std::vector<Neighbour>> read_neighbours(const std::string& file, std::span<const std::string> ids);

}  // namespace dmp::calc
