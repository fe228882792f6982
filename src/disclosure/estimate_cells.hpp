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
  std::optional<std::uint32_t> rest;  ///< what the count leaves of a denominator that may be held back; no row shows it
};

/// The counts behind estimates as one linked table: a cell for every count and counted denominator, one only where several rows
/// show the same; rests of sums as hidden cells.
struct EstimateCells {
  LinkedTable table;
  std::vector<RowCells> rows;  ///< of each estimate
  /// Of sums that are measured: what each cell's number was divided by, so that a step of 1 is as far as the rules ask; else empty.
  std::vector<double> steps;
};

/// Counts are judged by how small they are, what is measured (pounds, kilograms) by who contributes to it.
enum class Kind { counted, measured };

/// Builds cells, relations, and what the policy's rules make sensitive. With `shown`, released estimates, also that those of policy.groups
/// that are shown in them are sums over their areas: the attack reckons with it; the release need not, as it shows such a sum only where
/// all that it adds is shown.
EstimateCells cells_of(const core::Estimates& estimates, const Policy& policy, Kind kind = Kind::counted, const core::Estimates* shown = nullptr);

/// The count a row's numerator gives: of unmet need those who are in treatment. NaN where the row tells none.
double counted_in(const core::Estimate& row, const IndicatorPolicy& policy);

}  // namespace dmp::disclosure
