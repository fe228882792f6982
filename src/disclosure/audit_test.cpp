#include "disclosure/audit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "disclosure/invented_tables.hpp"

namespace dmp::disclosure {
namespace {

using testing::published;
using testing::random_counts;
using testing::two_way;
using testing::TwoWay;

TEST(Audit, ASingleHiddenPartIsPinnedDown) {
  LinkedTable table;
  table.add({.hidden = true});
  table.add({.value = 50});
  table.bind(table.add({.value = 53}), {0, 1});
  const Audit found = audit(table);
  ASSERT_EQ(found.ranges.size(), 1U);
  EXPECT_EQ(found.ranges[0].lowest, 3);
  EXPECT_EQ(found.ranges[0].highest, 3);
  EXPECT_TRUE(found.ranges[0].recoverable);
}

TEST(Audit, TwoHiddenPartsShareTheRest) {
  LinkedTable table;
  table.add({.hidden = true});
  table.add({.hidden = true});
  table.add({.value = 50});
  table.bind(table.add({.value = 57}), {0, 1, 2});
  const Audit found = audit(table);
  ASSERT_EQ(found.ranges.size(), 2U);
  EXPECT_EQ(found.ranges[0].lowest, 0);
  EXPECT_EQ(found.ranges[0].highest, 7);
  EXPECT_EQ(found.recoverable(), 0U);
}

TEST(Audit, PartsOfNothingAreNothing) {
  LinkedTable table;
  table.add({.hidden = true});
  table.add({.hidden = true});
  table.bind(table.add({.value = 0}), {0, 1});
  EXPECT_EQ(audit(table).recoverable(), 2U);
}

TEST(Audit, ATableThatDoesNotAddUpIsAContradiction) {
  LinkedTable table;
  table.add({.hidden = true});
  table.add({.value = 50});
  table.bind(table.add({.value = 40}), {0, 1});
  EXPECT_TRUE(audit(table).contradiction);
}

/// Every whole-numbered table that fits, counted out: lowest and highest of each hidden cell.
std::map<std::uint32_t, std::pair<double, double>> counted_out(const LinkedTable& table, double most) {
  std::vector<std::uint32_t> hidden;
  for (std::uint32_t i = 0; i < table.cells.size(); ++i)
    if (table.cells[i].hidden) hidden.push_back(i);
  LinkedTable tried = table;
  std::map<std::uint32_t, std::pair<double, double>> found;
  const std::function<void(std::size_t)> go = [&](std::size_t i) {
    if (i == hidden.size()) {
      for (const Relation& relation : tried.relations) {
        double sum = -tried.cells[relation.total].value;
        for (const std::uint32_t part : relation.parts) sum += tried.cells[part].value;
        if (sum != 0) return;
      }
      for (const std::uint32_t cell : hidden) {
        const auto [at, fresh] = found.emplace(cell, std::pair(tried.cells[cell].value, tried.cells[cell].value));
        if (!fresh) at->second = {std::min(at->second.first, tried.cells[cell].value), std::max(at->second.second, tried.cells[cell].value)};
      }
      return;
    }
    for (double value = 0; value <= most; ++value) {
      tried.cells[hidden[i]].value = value;
      go(i + 1);
    }
  };
  go(0);
  return found;
}

TEST(Audit, RangesAreThoseOfEveryTableThatFits) {
  std::mt19937_64 random(19);
  for (int turn = 0; turn < 60; ++turn) {
    const TwoWay made = two_way(random_counts(3, 3, 2, random));
    std::vector<bool> hidden(made.table.cells.size(), false);
    for (int i = 0; i < 5; ++i) hidden[made.at(random() % 3, random() % 3)] = true;
    const LinkedTable attacked = published(made.table, hidden);
    double most = 0;
    for (std::size_t i = 0; i < hidden.size(); ++i) most = std::max(most, hidden[i] ? made.table.cells[made.at(3, i % 4)].value : 0);
    const auto expected = counted_out(attacked, std::min(most, 12.0));
    if (most > 12) continue;
    const Audit found = audit(attacked);
    ASSERT_EQ(found.ranges.size(), expected.size());
    for (const Range& range : found.ranges) {
      EXPECT_EQ(range.lowest, expected.at(range.cell).first) << turn;
      EXPECT_EQ(range.highest, expected.at(range.cell).second) << turn;
      EXPECT_TRUE(range.exact);
    }
  }
}

TEST(Audit, WholeNumbersPinDownWhatHalvesWouldLeaveOpen) {
  // a + b = 1, b + c = 1, a + c = 2 has the only solution a = 1, b = 0, c = 1; with a + b + c <= 2 twice over three ways, the
  // relaxed problem a + b = b + c = a + c = s, s between 0 and 1, has halves: whole numbers leave only s = 0.
  LinkedTable table;
  for (int i = 0; i < 3; ++i) table.add({.hidden = true});
  const std::uint32_t s = table.add({.hidden = true, .upper = 1});
  table.bind(s, {0, 1});
  table.bind(s, {1, 2});
  table.bind(s, {0, 2});
  const Audit found = audit(table);
  EXPECT_EQ(found.recoverable(), 4U);
  for (const Range& range : found.ranges) EXPECT_EQ(range.highest, 0);
}

}  // namespace
}  // namespace dmp::disclosure
