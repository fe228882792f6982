#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "disclosure/linked_table.hpp"
#include "disclosure/rule.hpp"

namespace dmp::disclosure::testing {

/// A two-way table with margins: rows x columns, the last of each the total.
struct TwoWay {
  LinkedTable table;
  std::size_t rows, columns;  ///< with the totals
  [[nodiscard]] std::uint32_t at(std::size_t row, std::size_t column) const { return static_cast<std::uint32_t>(row * columns + column); }
};

inline TwoWay two_way(const std::vector<std::vector<double>>& inner, const Rule& rule = {}) {
  TwoWay made{{}, inner.size() + 1, inner.front().size() + 1};
  std::vector<std::vector<double>> all = inner;
  for (auto& row : all) {
    double sum = 0;
    for (const double value : row) sum += value;
    row.push_back(sum);
  }
  all.emplace_back(made.columns, 0.0);
  for (std::size_t r = 0; r + 1 < made.rows; ++r)
    for (std::size_t c = 0; c < made.columns; ++c) all.back()[c] += all[r][c];
  for (std::size_t r = 0; r < made.rows; ++r)
    for (std::size_t c = 0; c < made.columns; ++c)
      made.table.add({.value = all[r][c], .sensitive = rule.holds_back(all[r][c]), .weight = 1.0 + 0.5 * (r + 1 == made.rows) + 0.5 * (c + 1 == made.columns)});
  for (std::size_t r = 0; r < made.rows; ++r) {
    std::vector<std::uint32_t> parts;
    for (std::size_t c = 0; c + 1 < made.columns; ++c) parts.push_back(made.at(r, c));
    made.table.bind(made.at(r, made.columns - 1), parts);
  }
  for (std::size_t c = 0; c < made.columns; ++c) {
    std::vector<std::uint32_t> parts;
    for (std::size_t r = 0; r + 1 < made.rows; ++r) parts.push_back(made.at(r, c));
    made.table.bind(made.at(made.rows - 1, c), parts);
  }
  return made;
}

inline std::vector<std::vector<double>> random_counts(std::size_t rows, std::size_t columns, double mean, std::mt19937_64& random) {
  std::vector<std::vector<double>> counts(rows, std::vector<double>(columns));
  for (auto& row : counts)
    for (double& value : row) {
      // A geometric draw: many small numbers, some large.
      const double u = (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0;
      value = std::floor(std::log(u) / std::log(mean / (mean + 1)));
    }
  return counts;
}

/// The table as it is published: what is hidden loses its value.
inline LinkedTable published(const LinkedTable& table, const std::vector<bool>& hidden) {
  LinkedTable copy = table;
  for (std::size_t i = 0; i < copy.cells.size(); ++i) {
    copy.cells[i].hidden = hidden[i];
    if (hidden[i]) copy.cells[i].value = -1e9;
  }
  return copy;
}

}  // namespace dmp::disclosure::testing
