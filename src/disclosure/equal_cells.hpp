#pragma once

#include <cstdint>
#include <vector>

#include "disclosure/linked_table.hpp"

namespace dmp::disclosure {

/// A table in which cells that can only have the same number are one.
struct MergedTable {
  LinkedTable table;
  std::vector<std::uint32_t> of;  ///< of each cell of the table it was made of: where it is now
};

/// Brings cells together that relations make equal: one part that is all of its total, totals of the same parts, and what is left
/// where two sums have all other cells in common; again until nothing more becomes equal. Sums that say the same, or nothing, are
/// left out. One cell for several is sensitive or fixed where one of them is, hidden where all are, has the narrowest of their bounds,
/// and costs what all of them cost together. Demands that the relations hold.
/// Tables linked by many common counts shrink to a few cells, which the search for circuits would else have to move one by one.
MergedTable merge_equal_cells(const LinkedTable& table);

}  // namespace dmp::disclosure
