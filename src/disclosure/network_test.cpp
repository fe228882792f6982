#include "disclosure/network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "disclosure/invented_tables.hpp"

namespace dmp::disclosure {
namespace {

/// The equations of a two-way table with some cells hidden, margins too.
Equations hidden_part(const testing::TwoWay& made, const std::vector<bool>& hidden, double least) {
  Equations equations;
  std::vector<std::uint32_t> place(hidden.size());
  for (std::size_t cell = 0; cell < hidden.size(); ++cell) {
    if (!hidden[cell]) continue;
    place[cell] = static_cast<std::uint32_t>(equations.lower.size());
    equations.lower.push_back(std::min(least, made.table.cells[cell].value));
    equations.upper.push_back(10000);
  }
  for (const Relation& relation : made.table.relations) {
    Equation equation;
    const auto take = [&](std::uint32_t cell, int sign) {
      if (hidden[cell]) equation.terms.push_back({place[cell], sign});
      else equation.right_side -= sign * made.table.cells[cell].value;
    };
    for (const std::uint32_t part : relation.parts) take(part, 1);
    take(relation.total, -1);
    if (!equation.terms.empty()) equations.rows.push_back(std::move(equation));
  }
  return equations;
}

TEST(Network, FindsTheSameSingleValuesAsTheLinearProgramme) {
  std::mt19937_64 random(17);
  std::size_t points = 0, free = 0;
  for (int turn = 0; turn < 400; ++turn) {
    const testing::TwoWay made = testing::two_way(testing::random_counts(2 + random() % 5, 2 + random() % 5, 3, random));
    std::vector<bool> hidden(made.table.cells.size());
    for (std::size_t cell = 0; cell < hidden.size(); ++cell) hidden[cell] = random() % 5 < 2;
    const Equations equations = hidden_part(made, hidden, static_cast<double>(turn % 2));
    if (equations.lower.empty() || equations.rows.empty()) continue;
    const std::vector<int> sides = network_sides(equations);
    ASSERT_FALSE(sides.empty());
    const std::vector<bool> exact(equations.lower.size(), true);
    Bounds by_flow{equations.lower, equations.upper, exact}, by_programme{equations.lower, equations.upper, exact};
    ASSERT_TRUE(points_of_network(equations, sides, by_flow));
    ASSERT_TRUE(bounds_by_programme(equations, {}, by_programme));
    for (std::size_t cell = 0; cell < equations.lower.size(); ++cell) {
      const bool point = by_flow.highest[cell] - by_flow.lowest[cell] < 0.5;
      EXPECT_EQ(point, by_programme.highest[cell] - by_programme.lowest[cell] < 0.5) << turn << ", cell " << cell;
      if (point) {
        EXPECT_EQ(by_flow.lowest[cell], std::round(by_programme.lowest[cell]));
      }
      ++(point ? points : free);
    }
  }
  EXPECT_GT(points, 500U);
  EXPECT_GT(free, 500U);
}

TEST(Network, ATableThatDoesNotAddUpHasNoFlow) {
  Equations equations{{{{{0, 1}, {1, 1}}, 3}, {{{0, 1}}, 5}}, {0, 0}, {9, 9}};
  Bounds bounds{equations.lower, equations.upper, {true, true}};
  EXPECT_FALSE(points_of_network(equations, network_sides(equations), bounds));
}

TEST(Network, ThreeWaysAreNone) {
  Equations equations{{{{{0, 1}}, 1}, {{{0, 1}}, 1}, {{{0, 1}}, 1}}, {0}, {9}};
  EXPECT_TRUE(network_sides(equations).empty());
}

}  // namespace
}  // namespace dmp::disclosure
