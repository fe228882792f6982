#pragma once

#include <vector>

#include "disclosure/linked_table.hpp"

namespace dmp::disclosure {

struct Protection {
  std::vector<bool> hidden;               ///< of each cell
  std::vector<std::uint32_t> unprotected; ///< sensitive cells that can be deduced whatever is hidden (because of fixed cells)
};

struct ProtectSettings {
  /// What a reader may take for granted about a hidden cell: with 1 that zeros are always published. No sensitive cell can be
  /// pinned down by that either, unless zeros themselves have to be hidden.
  double hidden_is_at_least = 1;
  /// Attempts at small components, in other orders and with blurred costs, of which the cheapest outcome is taken.
  unsigned orders = 48;
};

/// Hides every sensitive cell and as few others (by weight) as it can, so that no hidden cell can be deduced.
/// For each one it looks for the cheapest circuit: cells that can all move by 1 at once, up or down, with every sum kept and
/// no bound broken. The table with the circuit moved is another one that fits everything published, so the cell is not pinned
/// down; hiding more later takes nothing away from that. Afterwards every cell whose hiding has become needless is shown again:
/// no secondary suppression can be undone alone. Cells already hidden stay hidden but are not protected unless sensitive.
/// Demands that the relations hold. The same table gives the same answer.
Protection protect(const LinkedTable& table, const ProtectSettings& settings = {});

}  // namespace dmp::disclosure
