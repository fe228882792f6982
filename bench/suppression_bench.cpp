// Secondary suppression beside the published hypercube method on the same two-way tables with margins: cells hidden, time, and whether what
// is left can be worked out.
//
// The hypercube method (D. Repsilber 1994; S. Giessing and D. Repsilber 2002, Tools and strategies to protect multiple tables with the
// GHQUAR cell suppression engine, LNCS 2316, 181-192; the method of GHMITER in tau-ARGUS): for every small cell, of all rectangles with the
// cell as one corner and no empty corner, the one that costs least is suppressed, cells that are hidden already costing nothing.
// Cost of a cell: the logarithm of its value, as published; or 1, which minimises the number of cells.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <vector>

#include "disclosure/audit.hpp"
#include "disclosure/invented_tables.hpp"
#include "disclosure/protect.hpp"

namespace {

using dmp::disclosure::testing::TwoWay;

enum class Cost { logarithm, cells };

class Hypercubes {
 public:
  Hypercubes(const TwoWay& made, Cost cost) : made_(made), cost_(cost), hidden_(made.table.cells.size()), hidden_rows_(made.columns * made.columns) {
    for (std::size_t row = 0; row < made.rows; ++row)
      for (std::size_t column = 0; column < made.columns; ++column)
        if (made.table.cells[made.at(row, column)].sensitive) hide(row, column);
  }

  std::vector<bool> run() {
    for (std::size_t row = 0; row < made_.rows; ++row)
      for (std::size_t column = 0; column < made_.columns; ++column)
        if (made_.table.cells[made_.at(row, column)].sensitive) protect(row, column);
    return hidden_;
  }

 private:
  [[nodiscard]] double cost(std::size_t row, std::size_t column) const {
    const std::uint32_t cell = made_.at(row, column);
    if (made_.table.cells[cell].value == 0) return std::numeric_limits<double>::infinity();
    if (hidden_[cell]) return 0;
    return cost_ == Cost::cells ? 1 + 1e-6 * made_.table.cells[cell].value : std::log(1 + made_.table.cells[cell].value);
  }

  void hide(std::size_t row, std::size_t column) {
    if (hidden_[made_.at(row, column)]) return;
    hidden_[made_.at(row, column)] = true;
    for (std::size_t other = 0; other < made_.columns; ++other)
      if (other != column && hidden_[made_.at(row, other)]) {
        hidden_rows_[column * made_.columns + other].push_back(static_cast<std::uint32_t>(row));
        hidden_rows_[other * made_.columns + column].push_back(static_cast<std::uint32_t>(row));
      }
  }

  /// The cheapest other row for two columns; one in which both are hidden costs nothing.
  std::pair<double, std::size_t> cheapest_row(std::size_t row, std::size_t a, std::size_t b) const {
    for (const std::uint32_t other : hidden_rows_[a * made_.columns + b])
      if (other != row) return {0, other};
    std::pair<double, std::size_t> best{std::numeric_limits<double>::infinity(), row};
    for (std::size_t other = 0; other < made_.rows; ++other)
      if (other != row) best = std::min(best, {cost(other, a) + cost(other, b), other});
    return best;
  }

  void protect(std::size_t row, std::size_t column) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t best_row = row, best_column = column;
    for (std::size_t other = 0; other < made_.columns; ++other) {
      if (other == column || cost(row, other) >= least) continue;
      const auto [rest, other_row] = cheapest_row(row, column, other);
      if (cost(row, other) + rest >= least) continue;
      least = cost(row, other) + rest;
      best_row = other_row;
      best_column = other;
    }
    if (best_row == row) return;
    hide(row, best_column);
    hide(best_row, column);
    hide(best_row, best_column);
  }

  const TwoWay& made_;
  Cost cost_;
  std::vector<bool> hidden_;
  std::vector<std::vector<std::uint32_t>> hidden_rows_;  ///< of each two columns: rows in which both are hidden
};

double seconds_of(auto work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::size_t count(const std::vector<bool>& hidden) { return static_cast<std::size_t>(std::count(hidden.begin(), hidden.end(), true)); }

struct Sums {
  std::size_t small = 0, least = 0, as_they_ask = 0, ours = 0, published_log = 0, published_cells = 0, recoverable_ours = 0, recoverable_theirs = 0;
  double seconds = 0, seconds_audit = 0, seconds_theirs = 0;
};

/// Secondary cells that the rows alone demand: one in each whose small cells are all 1, or where there is a single one. A lower bound for any method that
/// protects against a reader who knows that zeros are published.
std::size_t least_by_rows(const TwoWay& made) {
  std::size_t least = 0;
  for (std::size_t row = 0; row < made.rows; ++row) {
    std::size_t small = 0, ones = 0;
    for (std::size_t column = 0; column < made.columns; ++column) {
      const auto& cell = made.table.cells[made.at(row, column)];
      small += cell.sensitive;
      ones += cell.sensitive && cell.value == 1;
    }
    least += small > 0 && (small == 1 || ones == small);
  }
  return least;
}

/// The published table to one who knows that a hidden cell is no zero.
dmp::disclosure::LinkedTable with_zeros_known(dmp::disclosure::LinkedTable table) {
  for (auto& cell : table.cells)
    if (cell.hidden) cell.lower = 1;
  return table;
}

void add(const TwoWay& made, Sums& sums) {
  for (const auto& cell : made.table.cells) sums.small += cell.sensitive;
  std::vector<bool> ours, theirs;
  sums.seconds += seconds_of([&] { ours = dmp::disclosure::protect(made.table).hidden; });
  sums.seconds_theirs += seconds_of([&] { theirs = Hypercubes(made, Cost::cells).run(); });
  sums.ours += count(ours);
  sums.least += least_by_rows(made);
  sums.as_they_ask += count(dmp::disclosure::protect(made.table, {.hidden_is_at_least = 0}).hidden);
  sums.published_cells += count(theirs);
  sums.published_log += count(Hypercubes(made, Cost::logarithm).run());
  sums.seconds_audit += seconds_of([&] { sums.recoverable_ours += dmp::disclosure::audit(with_zeros_known(dmp::disclosure::testing::published(made.table, ours))).recoverable(); });
  sums.recoverable_theirs += dmp::disclosure::audit(with_zeros_known(dmp::disclosure::testing::published(made.table, theirs))).recoverable();
}

}  // namespace

int main(int argc, char** argv) {
  struct Shape {
    std::size_t rows, columns, tables;
    double mean;
  };
  std::vector<Shape> shapes = {{5, 4, 200, 20}, {10, 5, 100, 20}, {10, 5, 100, 60}, {20, 10, 40, 30}, {50, 10, 20, 30}, {200, 10, 5, 30}, {1000, 20, 1, 40}, {1000, 20, 1, 400}, {33000, 20, 1, 6}, {33000, 20, 1, 200}};
  const std::size_t most = argc > 1 ? static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10)) : std::numeric_limits<std::size_t>::max();
  const std::size_t least = argc > 2 ? static_cast<std::size_t>(std::strtoull(argv[2], nullptr, 10)) : 0;
  std::mt19937_64 random(11);
  std::printf("table,tables,mean,small,least_secondary_by_rows,hidden,hidden_as_hypercube_asks,hypercube_fewest_cells,hypercube_log,ratio_secondary,recoverable,recoverable_hypercube,seconds_suppress,seconds_audit,seconds_hypercube\n");
  for (const Shape& shape : shapes) {
    if (shape.rows > most || shape.rows < least) continue;
    Sums sums;
    for (std::size_t i = 0; i < shape.tables; ++i) add(dmp::disclosure::testing::two_way(dmp::disclosure::testing::random_counts(shape.rows, shape.columns, shape.mean, random)), sums);
    const double ratio = static_cast<double>(sums.ours - sums.small) / std::max(1.0, static_cast<double>(sums.published_cells - sums.small));
    std::printf("%zux%zu,%zu,%g,%zu,%zu,%zu,%zu,%zu,%zu,%.3f,%zu,%zu,%.2f,%.2f,%.2f\n", shape.rows, shape.columns, shape.tables, shape.mean, sums.small, sums.least, sums.ours, sums.as_they_ask, sums.published_cells, sums.published_log, ratio,
                sums.recoverable_ours, sums.recoverable_theirs, sums.seconds, sums.seconds_audit, sums.seconds_theirs);
    std::fflush(stdout);
  }
}
