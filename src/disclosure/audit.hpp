#pragma once

#include <string>
#include <vector>

#include "disclosure/linked_table.hpp"

namespace dmp::disclosure {

/// What a reader of the published cells can say about a hidden one.
struct Range {
  std::uint32_t cell = 0;
  double lowest = 0;
  double highest = 0;          ///< infinity where nothing bounds it
  bool exact = true;           ///< false: the true range may be narrower at its ends (but see recoverable)
  bool recoverable = false;    ///< a single whole number fits: the cell can be pinned down
};

struct Audit {
  std::vector<Range> ranges;   ///< of the hidden cells, in their order
  bool contradiction = false;  ///< no whole numbers fit the published cells: the table does not add up
  [[nodiscard]] std::size_t recoverable() const;
};

/// Attacks a published table: the lowest and highest whole number that each hidden cell can have, given the published cells,
/// the relations and the cells' bounds. Works component by component. Bounds are propagated first, which is exact where the
/// hidden cells are bound like a tree; else a linear programme decides, and in small components that are no plain
/// two-way tables an integer programme. In very large components (above 4,000 hidden cells) whether a cell is recoverable is
/// still decided, the ends of its range are those that propagation gives.
/// asked: which cells the answer is wanted for; components without any are left out. Empty: all.
Audit audit(const LinkedTable& table, const std::vector<bool>& asked = {});

}  // namespace dmp::disclosure
