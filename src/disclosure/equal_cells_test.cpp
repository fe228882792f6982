#include "disclosure/equal_cells.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "disclosure/audit.hpp"
#include "disclosure/circuits.hpp"
#include "disclosure/invented_tables.hpp"
#include "disclosure/protect.hpp"

namespace dmp::disclosure {
namespace {

TEST(EqualCells, AreOneThatIsHeldToAllTheirRules) {
  LinkedTable table;
  const auto a = table.add({.value = 7, .weight = 2, .upper = 9});
  const auto b = table.add({.value = 7, .sensitive = true, .weight = 3, .lower = 2});
  const auto c = table.add({.value = 7, .hidden = true, .weight = 5});
  const auto d = table.add({.value = 8});
  table.bind(a, {b});
  table.bind(c, {b});
  const MergedTable merged = merge_equal_cells(table);
  EXPECT_EQ(merged.table.cells.size(), 2U);
  EXPECT_TRUE(merged.table.relations.empty());
  EXPECT_EQ(merged.of[a], merged.of[b]);
  EXPECT_EQ(merged.of[a], merged.of[c]);
  EXPECT_NE(merged.of[a], merged.of[d]);
  const TableCell& one = merged.table.cells[merged.of[a]];
  EXPECT_EQ(one.value, 7);
  EXPECT_TRUE(one.sensitive);
  EXPECT_FALSE(one.hidden) << "two of them are figures that may be shown";
  EXPECT_EQ(one.weight, 5) << "what nobody shows costs nothing";
  EXPECT_EQ(one.lower, 2);
  EXPECT_EQ(one.upper, 9);
}

TEST(EqualCells, AreFoundWhereSumsHaveAllElseInCommon) {
  LinkedTable table;
  const auto total = table.add({.value = 9}), again = table.add({.value = 9}), women = table.add({.value = 4}), men = table.add({.value = 5}), others = table.add({.value = 5});
  table.bind(total, {women, men});
  table.bind(again, {others, women});
  // The totals become equal only here, and the men and the others after that.
  table.bind(total, {again});
  const MergedTable merged = merge_equal_cells(table);
  EXPECT_EQ(merged.of[total], merged.of[again]);
  EXPECT_EQ(merged.of[men], merged.of[others]);
  EXPECT_EQ(merged.table.relations.size(), 1U) << "the two sums say the same now";
}

TEST(EqualCells, DifferentSignsAreNoEquality) {
  LinkedTable table;
  const auto total = table.add({.value = 9}), part = table.add({.value = 4}), rest = table.add({.value = 5}), whole = table.add({.value = 13});
  table.bind(total, {part, rest});   // total - part = rest
  table.bind(whole, {part, total});  // total + part = whole
  const MergedTable merged = merge_equal_cells(table);
  EXPECT_EQ(merged.table.cells.size(), 4U);
  EXPECT_EQ(merged.table.relations.size(), 2U);
}

TEST(EqualCells, APartThatIsItsTotalLeavesNothingForTheOthers) {
  LinkedTable table;
  const auto total = table.add({.value = 6}), part = table.add({.value = 6}), other = table.add({.value = 0});
  table.bind(total, {part, other});
  table.bind(total, {part});
  const MergedTable merged = merge_equal_cells(table);
  EXPECT_EQ(merged.table.cells[merged.of[other]].upper, 0);
}

TEST(EqualCells, ARemainderThatCanMakeUpForEveryStepHoldsNothing) {
  const auto relations_with = [](double rest) {
    LinkedTable table;
    const auto whole = table.add({.value = 10 + rest}), part = table.add({.value = 10});
    table.bind(whole, {part, table.add({.value = rest, .hidden = true})});
    return merge_equal_cells(table).table.relations.size();
  };
  EXPECT_EQ(relations_with(2), 0U) << "whole down, part up: the remainder goes from 2 to 0";
  EXPECT_EQ(relations_with(1), 1U);
}

/// One quantity that several indicators show is hidden in all of them, and costs hardly more cells than where one shows it.
TEST(EqualCells, CopiesOfATableAreProtectedTogether) {
  std::mt19937_64 random(11);
  for (int turn = 0; turn < 15; ++turn) {
    const testing::TwoWay one = testing::two_way(testing::random_counts(5, 4, 6, random), {});
    const auto size = static_cast<std::uint32_t>(one.table.cells.size());
    LinkedTable copies;
    constexpr std::uint32_t kCopies = 3;
    for (std::uint32_t copy = 0; copy < kCopies; ++copy) {
      for (const TableCell& cell : one.table.cells) copies.add(cell);
      for (const Relation& relation : one.table.relations) {
        std::vector<std::uint32_t> parts;
        for (const std::uint32_t part : relation.parts) parts.push_back(part + copy * size);
        copies.bind(relation.total + copy * size, parts);
      }
      for (std::uint32_t cell = 0; copy > 0 && cell < size; ++cell) copies.bind(cell + (copy - 1) * size, {cell + copy * size});
    }
    const Protection alone = protect(one.table), together = protect(copies);
    ASSERT_TRUE(alone.unprotected.empty());
    EXPECT_TRUE(together.unprotected.empty());
    for (std::uint32_t cell = 0; cell < copies.cells.size(); ++cell) EXPECT_EQ(together.hidden[cell], together.hidden[cell % size]) << cell;
    const auto hidden = [&](const Protection& protection) { return std::count(protection.hidden.begin(), protection.hidden.begin() + size, true); };
    EXPECT_LE(hidden(together), hidden(alone) + 1);
    EXPECT_EQ(audit(testing::published(copies, together.hidden)).recoverable(), 0U) << "the attack knows all copies";
  }
}

/// Every circuit that the search finds the programme finds too, and no dearer; each keeps every sum.
TEST(Circuits, AreFoundByTheProgrammeToo) {
  std::mt19937_64 random(12);
  std::size_t found = 0;
  for (int turn = 0; turn < 60; ++turn) {
    const testing::TwoWay one = testing::two_way(testing::random_counts(4, 4, 5, random), {});
    CircuitSearch search(one.table);
    search.set_least(1);
    for (std::uint32_t cell = 0; cell < one.table.cells.size(); ++cell)
      if (one.table.cells[cell].sensitive) search.hide(cell);
    const auto cost = [&](const Circuit& circuit) {
      double sum = 0;
      for (const Move& move : circuit) sum += search.hidden(move.cell) ? 0 : one.table.cells[move.cell].weight;
      return sum;
    };
    for (std::uint32_t cell = 0; cell < one.table.cells.size(); ++cell) {
      const auto walked = search.through(cell, false, 20000), solved = search.by_programme(cell, false);
      EXPECT_EQ(walked.has_value(), solved.has_value()) << cell;
      if (!walked || !solved) continue;
      ++found;
      EXPECT_LT(cost(*solved), cost(*walked) + 1e-6);
      LinkedTable moved = one.table;
      for (const Move& move : *solved) {
        TableCell& at = moved.cells[move.cell];
        at.value += move.by;
        EXPECT_GE(at.value, 1);
      }
      EXPECT_FALSE(audit(moved).contradiction);
      EXPECT_TRUE(std::any_of(solved->begin(), solved->end(), [&](const Move& move) { return move.cell == cell && move.by != 0; }));
    }
  }
  EXPECT_GT(found, 500U);
}

}  // namespace
}  // namespace dmp::disclosure
