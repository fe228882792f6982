#pragma once

#include <optional>
#include <vector>

#include "disclosure/linked_table.hpp"

namespace dmp::disclosure {

/// One cell of a circuit and whether it moves up (+1) or down (-1).
struct Move {
  std::uint32_t cell;
  int by;
};
using Circuit = std::vector<Move>;

/// Looks for circuits in a table whose cells become hidden one after the other.
class CircuitSearch {
 public:
  explicit CircuitSearch(const LinkedTable& table);

  /// What must hold for a cell to move: its bound while hidden (zeros may not be hidden where it is above 0).
  void set_least(double hidden_is_at_least) { least_ = hidden_is_at_least; }
  void hide(std::uint32_t cell);
  void show(std::uint32_t cell);
  [[nodiscard]] bool hidden(std::uint32_t cell) const { return hidden_[cell]; }

  /// The cheapest circuit found through the cell, counting cells that are not hidden yet; with only_hidden, one that costs
  /// nothing. Nothing where there is none, or none within `steps` steps.
  [[nodiscard]] std::optional<Circuit> through(std::uint32_t cell, bool only_hidden, std::size_t steps) const;
  /// As through, by a programme over all cells: slower where there is a short circuit, sure where the search loses its way in sums
  /// that hang together over many indicators. Cells may move by more than 1.
  [[nodiscard]] std::optional<Circuit> by_programme(std::uint32_t cell, bool only_hidden) const;

 private:
  friend class CircuitWalk;
  /// A member of a relation.
  struct Member {
    std::uint32_t cell;
    int sign;
  };
  [[nodiscard]] double least_of(std::uint32_t cell) const;
  [[nodiscard]] bool may_move(std::uint32_t cell, int by) const;
  [[nodiscard]] double cost_of(const Circuit& circuit) const;
  /// The cell and those nearest to it, along sums.
  [[nodiscard]] std::vector<std::uint32_t> around(std::uint32_t cell, std::size_t most) const;

  const LinkedTable& table_;
  std::vector<std::vector<Incidence>> incidences_;
  std::vector<std::vector<Member>> members_;         ///< of each relation, cheapest first
  std::vector<std::vector<Member>> hidden_members_;  ///< of each relation
  std::vector<bool> hidden_;
  std::size_t most_relations_ = 1;                   ///< of one cell
  double least_ = 0;
};

}  // namespace dmp::disclosure
