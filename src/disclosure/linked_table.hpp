#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

/// What may be published: suppression of small numbers, and the attack that proves it.
namespace dmp::disclosure {

/// One number of a table: a count of people or events, at least 0.
struct TableCell {
  double value = 0;                                         ///< ignored by the audit where hidden
  bool sensitive = false;                                   ///< small by the rule: must be hidden, and must not be deducible
  bool hidden = false;                                      ///< is not published, whatever else is
  bool fixed = false;                                       ///< is known already (published before): hiding it would protect nothing
  double weight = 1;                                        ///< what hiding it costs
  double lower = 0;                                         ///< what everybody knows: it is at least this ...
  double upper = std::numeric_limits<double>::infinity();   ///< ... and at most this
};

/// The total is the sum of the parts.
struct Relation {
  std::uint32_t total = 0;
  std::vector<std::uint32_t> parts;
};

/// Cells and the sums that bind them: one table with margins, or many tables linked by common cells.
struct LinkedTable {
  std::vector<TableCell> cells;
  std::vector<Relation> relations;

  std::uint32_t add(TableCell cell);
  /// A relation; one without parts is left out.
  void bind(std::uint32_t total, std::vector<std::uint32_t> parts);
};

/// The relations each cell is in, with its sign: part +1, total -1.
struct Incidence {
  std::uint32_t relation;
  int sign;
};
std::vector<std::vector<Incidence>> incidences(const LinkedTable& table);

/// Cells that relations bind together, directly or over others, in the order of their first cells. With only_hidden, published
/// cells bind nothing and are in no component.
std::vector<std::vector<std::uint32_t>> components(const LinkedTable& table, bool only_hidden);

}  // namespace dmp::disclosure
