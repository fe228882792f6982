#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/estimate.hpp"
#include "disclosure/linked_table.hpp"
#include "disclosure/release.hpp"

namespace dmp::disclosure {

/// The cells behind one row of estimates.
struct RowCells {
  std::optional<std::uint32_t> count, denominator;
};

/// The counts behind estimates as one linked table: a cell for every count and counted denominator, one only where several rows
/// show the same; rests of sums as hidden cells.
struct EstimateCells {
  LinkedTable table;
  std::vector<RowCells> rows;  ///< of each estimate
};

/// Builds cells, relations, and what the policy's rule makes sensitive.
EstimateCells cells_of(const core::Estimates& estimates, const Policy& policy);

}  // namespace dmp::disclosure
