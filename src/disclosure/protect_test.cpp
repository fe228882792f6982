#include "disclosure/protect.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>

#include "disclosure/audit.hpp"
#include "disclosure/invented_tables.hpp"

namespace dmp::disclosure {
namespace {

using testing::published;
using testing::random_counts;
using testing::two_way;
using testing::TwoWay;

std::size_t count_hidden(const std::vector<bool>& hidden) { return static_cast<std::size_t>(std::count(hidden.begin(), hidden.end(), true)); }

double seconds_since(std::chrono::steady_clock::time_point start) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }

void expect_safe(const LinkedTable& table, const Protection& protection) {
  EXPECT_TRUE(protection.unprotected.empty());
  for (std::size_t i = 0; i < table.cells.size(); ++i)
    if (table.cells[i].sensitive) { EXPECT_TRUE(protection.hidden[i]); }
  const Audit attacked = audit(published(table, protection.hidden));
  EXPECT_FALSE(attacked.contradiction);
  EXPECT_EQ(attacked.recoverable(), 0U);
  for (const Range& range : attacked.ranges) {
    EXPECT_LE(range.lowest, table.cells[range.cell].value);
    EXPECT_GE(range.highest, table.cells[range.cell].value);
  }
}

TEST(Protect, OneSmallCellOfATwoWayTableTakesThreeOthers) {
  // By hand: in every line of the small cell another must go, and one more where those two lines cross.
  const TwoWay made = two_way({{20, 3, 15}, {30, 40, 50}, {25, 12, 60}});
  const Protection protection = protect(made.table);
  expect_safe(made.table, protection);
  EXPECT_EQ(count_hidden(protection.hidden), 4U);
  for (std::size_t i = 0; i < made.rows; ++i) EXPECT_FALSE(protection.hidden[made.at(i, made.columns - 1)]) << "a total of a row";
}

TEST(Protect, OneSmallPartOfASingleSumTakesOneOther) {
  LinkedTable table;
  for (const double value : {3.0, 50.0, 60.0}) table.add({.value = value, .sensitive = value < 5});
  const std::uint32_t total = table.add({.value = 113, .weight = 1.5});
  table.bind(total, {0, 1, 2});
  const Protection protection = protect(table);
  expect_safe(table, protection);
  EXPECT_EQ(count_hidden(protection.hidden), 2U);
  EXPECT_FALSE(protection.hidden[total]);
}

TEST(Protect, TwoOnesThatAddUpToTwoAreNotLeftToEachOther) {
  // Who knows that zeros are published knows that both are 1.
  LinkedTable table;
  for (const double value : {1.0, 1.0, 60.0}) table.add({.value = value, .sensitive = value < 5});
  table.bind(table.add({.value = 62, .weight = 1.5}), {0, 1, 2});
  const Protection protection = protect(table);
  EXPECT_EQ(count_hidden(protection.hidden), 3U);
  LinkedTable known = published(table, protection.hidden);
  for (TableCell& cell : known.cells) cell.lower = 1;
  EXPECT_EQ(audit(known).recoverable(), 0U);
}

TEST(Protect, CellsInNoSumNeedNoOthers) {
  LinkedTable table;
  for (const double value : {3.0, 50.0}) table.add({.value = value, .sensitive = value < 5});
  EXPECT_EQ(count_hidden(protect(table).hidden), 1U);
}

TEST(Protect, NothingReleasedFromRandomTablesIsRecoverable) {
  std::mt19937_64 random(7);
  for (int turn = 0; turn < 150; ++turn) {
    const TwoWay made = two_way(random_counts(2 + random() % 6, 2 + random() % 6, 2 + static_cast<double>(random() % 40), random));
    SCOPED_TRACE(turn);
    expect_safe(made.table, protect(made.table));
  }
}

/// The fewest hidden cells with which nothing sensitive is recoverable, by trying every set (with the linear programme as judge).
std::size_t fewest_by_trying(const LinkedTable& table) {
  std::vector<std::uint32_t> others;
  std::vector<bool> hidden;
  for (std::uint32_t i = 0; i < table.cells.size(); ++i) {
    hidden.push_back(table.cells[i].sensitive);
    if (!table.cells[i].sensitive) others.push_back(i);
  }
  const std::size_t primary = count_hidden(hidden);
  std::size_t best = table.cells.size();
  for (std::uint32_t set = 0; set < (1U << others.size()); ++set) {
    const auto size = primary + static_cast<std::size_t>(__builtin_popcount(set));
    if (size >= best) continue;
    std::vector<bool> tried = hidden;
    for (std::size_t i = 0; i < others.size(); ++i) tried[others[i]] = (set >> i & 1U) != 0;
    LinkedTable attacked = published(table, tried);
    const Audit outcome = audit(attacked);
    bool safe = true;
    for (const Range& range : outcome.ranges) safe = safe && !(range.recoverable && table.cells[range.cell].sensitive);
    if (safe) best = size;
  }
  return best;
}

TEST(Protect, SmallTablesLoseAsFewCellsAsAnySetThatIsSafe) {
  std::mt19937_64 random(11);
  ProtectSettings settings;
  settings.hidden_is_at_least = 0;  // as the judge
  std::size_t ours = 0, fewest = 0;
  int tables = 0;
  while (tables < 40) {
    const TwoWay made = two_way(random_counts(2 + random() % 2, 2 + random() % 3, 12, random));
    const auto small = std::count_if(made.table.cells.begin(), made.table.cells.end(), [](const TableCell& cell) { return cell.sensitive; });
    if (small == 0 || made.table.cells.size() - static_cast<std::size_t>(small) > 12) continue;
    ++tables;
    const std::size_t least = fewest_by_trying(made.table);
    const Protection protection = protect(made.table, settings);
    expect_safe(made.table, protection);
    EXPECT_LE(count_hidden(protection.hidden), least + 1) << tables;
    ours += count_hidden(protection.hidden);
    fewest += least;
  }
  std::cout << "  cells hidden: " << ours << ", fewest possible: " << fewest << '\n';
  EXPECT_LE(static_cast<double>(ours), 1.05 * static_cast<double>(fewest));
}

/// Three ways at once (areas in two counties, sexes, ages), every margin published.
LinkedTable three_way(std::mt19937_64& random) {
  constexpr std::size_t kAreas = 6, kSexes = 2, kAges = 4;
  LinkedTable table;
  const auto at = [](std::size_t area, std::size_t sex, std::size_t age) { return static_cast<std::uint32_t>((area * (kSexes + 1) + sex) * (kAges + 1) + age); };
  const auto counts = random_counts(kAreas, kSexes * kAges, 15, random);
  std::vector<std::vector<double>> sums(kAreas + 3, std::vector<double>((kSexes + 1) * (kAges + 1), 0.0));  // two counties and the whole
  for (std::size_t area = 0; area < kAreas; ++area)
    for (std::size_t sex = 0; sex < kSexes; ++sex)
      for (std::size_t age = 0; age < kAges; ++age)
        for (const std::size_t place : {area, kAreas + area / 3, kAreas + 2})
          for (const std::size_t of_sex : {sex, kSexes})
            for (const std::size_t of_age : {age, kAges}) sums[place][of_sex * (kAges + 1) + of_age] += counts[area][sex * kAges + age];
  for (std::size_t place = 0; place < kAreas + 3; ++place)
    for (std::size_t i = 0; i < sums[place].size(); ++i) {
      const double levels = (place >= kAreas) + (place == kAreas + 2) + (i / (kAges + 1) == kSexes) + (i % (kAges + 1) == kAges);
      table.add({.value = sums[place][i], .sensitive = Rule{}.holds_back(sums[place][i]), .weight = 1 + 0.5 * levels});
    }
  for (std::size_t place = 0; place < kAreas + 3; ++place) {
    for (std::size_t age = 0; age <= kAges; ++age) table.bind(at(place, kSexes, age), {at(place, 0, age), at(place, 1, age)});
    for (std::size_t sex = 0; sex <= kSexes; ++sex) table.bind(at(place, sex, kAges), {at(place, sex, 0), at(place, sex, 1), at(place, sex, 2), at(place, sex, 3)});
  }
  for (std::size_t sex = 0; sex <= kSexes; ++sex)
    for (std::size_t age = 0; age <= kAges; ++age) {
      table.bind(at(kAreas, sex, age), {at(0, sex, age), at(1, sex, age), at(2, sex, age)});
      table.bind(at(kAreas + 1, sex, age), {at(3, sex, age), at(4, sex, age), at(5, sex, age)});
      table.bind(at(kAreas + 2, sex, age), {at(kAreas, sex, age), at(kAreas + 1, sex, age)});
    }
  return table;
}

TEST(Protect, HoldsOverAreasCountiesSexesAndAgesAtOnce) {
  std::mt19937_64 random(3);
  for (int turn = 0; turn < 8; ++turn) {
    const LinkedTable table = three_way(random);
    const Protection protection = protect(table);
    SCOPED_TRACE(turn);
    expect_safe(table, protection);
    std::cout << "  three-way: " << std::count_if(table.cells.begin(), table.cells.end(), [](const TableCell& cell) { return cell.sensitive; }) << " small, " << count_hidden(protection.hidden) << " hidden of "
              << table.cells.size() << '\n';
  }
}

TEST(Protect, CellsThatAreKnownAlreadyProtectNothing) {
  LinkedTable table;
  for (const double value : {3.0, 50.0, 60.0}) table.add({.value = value, .sensitive = value < 5});
  table.bind(table.add({.value = 113, .weight = 1.5}), {0, 1, 2});
  table.cells[1].fixed = true;
  const Protection protection = protect(table);
  EXPECT_FALSE(protection.hidden[1]);
  EXPECT_TRUE(protection.hidden[2]);
  for (const std::uint32_t cell : {2U, 3U}) table.cells[cell].fixed = true;
  EXPECT_EQ(protect(table).unprotected, std::vector<std::uint32_t>{0});
}

/// A row whose small cells are all 1, or where there is a single one, needs one more against a reader who knows that zeros are published; with a reader who
/// does not, only the latter. In a dense table nothing else needs anything.
TEST(Protect, HidesTheLeastThatTheRowsOfADenseTableDemand) {
  std::mt19937_64 random(8);
  const TwoWay made = two_way(random_counts(4000, 20, 6, random));
  std::size_t small = 0, alone = 0, ones_only = 0;
  for (std::size_t row = 0; row < made.rows; ++row) {
    std::size_t here = 0, ones = 0;
    for (std::size_t column = 0; column < made.columns; ++column) {
      const TableCell& cell = made.table.cells[made.at(row, column)];
      here += cell.sensitive;
      ones += cell.sensitive && cell.value == 1;
    }
    small += here;
    alone += here == 1;
    ones_only += here > 1 && ones == here;
  }
  ASSERT_GT(alone, 0U);
  ASSERT_GT(ones_only, 0U);
  const Protection guarded = protect(made.table);
  EXPECT_EQ(count_hidden(guarded.hidden), small + alone + ones_only);
  EXPECT_EQ(count_hidden(protect(made.table, {.hidden_is_at_least = 0}).hidden), small + alone);
  LinkedTable known_to_be_no_zeros = published(made.table, guarded.hidden);
  for (TableCell& cell : known_to_be_no_zeros.cells)
    if (cell.hidden) cell.lower = 1;
  EXPECT_EQ(audit(known_to_be_no_zeros).recoverable(), 0U);
}

TEST(Protect, NationalTableOfSmallAreasIsDoneInSeconds) {
  // 33,000 small areas in 330 authorities in 10 regions, 20 categories: every margin published. Timing is told, not judged.
  constexpr std::size_t kAreas = 33000, kCategories = 20, kPerAuthority = 100, kPerRegion = 33;
  std::mt19937_64 random(5);
  LinkedTable table;
  const std::size_t authorities = kAreas / kPerAuthority, regions = authorities / kPerRegion, places = kAreas + authorities + regions + 1, width = kCategories + 1;
  std::vector<double> values(places * width, 0.0);
  for (std::size_t area = 0; area < kAreas; ++area)
    for (std::size_t category = 0; category < kCategories; ++category) {
      const double value = random_counts(1, 1, category < 4 ? 40 : 6, random)[0][0];
      for (const std::size_t place : {area, kAreas + area / kPerAuthority, kAreas + authorities + area / kPerAuthority / kPerRegion, places - 1})
        for (const std::size_t column : {category, kCategories}) values[place * width + column] += value;
    }
  for (std::size_t i = 0; i < values.size(); ++i)
    table.add({.value = values[i], .sensitive = Rule{}.holds_back(values[i]), .weight = 1 + 0.5 * (i / width >= kAreas) + 0.5 * (i % width == kCategories) + 0.05 * values[i] / (values[i] + 100)});
  const auto range = [&](std::size_t first, std::size_t count, std::size_t step) {
    std::vector<std::uint32_t> parts;
    for (std::size_t i = 0; i < count; ++i) parts.push_back(static_cast<std::uint32_t>(first + i * step));
    return parts;
  };
  for (std::size_t place = 0; place < places; ++place) table.bind(static_cast<std::uint32_t>(place * width + kCategories), range(place * width, kCategories, 1));
  for (std::size_t column = 0; column < width; ++column) {
    for (std::size_t a = 0; a < authorities; ++a) table.bind(static_cast<std::uint32_t>((kAreas + a) * width + column), range(a * kPerAuthority * width + column, kPerAuthority, width));
    for (std::size_t r = 0; r < regions; ++r) table.bind(static_cast<std::uint32_t>((kAreas + authorities + r) * width + column), range((kAreas + r * kPerRegion) * width + column, kPerRegion, width));
    table.bind(static_cast<std::uint32_t>((places - 1) * width + column), range((kAreas + authorities) * width + column, regions, width));
  }
  const auto start = std::chrono::steady_clock::now();
  const Protection protection = protect(table);
  std::cout << "  " << table.cells.size() << " cells, " << std::count_if(table.cells.begin(), table.cells.end(), [](const TableCell& cell) { return cell.sensitive; }) << " small, "
            << count_hidden(protection.hidden) << " hidden, " << seconds_since(start) << " s\n";
  EXPECT_TRUE(protection.unprotected.empty());
}

/// A zero that is held back (its base is small) can only be protected by moving another zero. The circuit that does must not pass for
/// the protection of a one, which it takes to 0: who knows that zeros are published would read it off.
TEST(Protect, TheWayOutOfAZeroIsNoneForAOne) {
  testing::TwoWay made = testing::two_way({{13, 1, 0}, {30, 0, 0}});
  made.table.cells[made.at(0, 2)].sensitive = true;
  const Protection protection = protect(made.table);
  EXPECT_TRUE(protection.unprotected.empty());
  LinkedTable known = testing::published(made.table, protection.hidden);
  for (std::size_t cell = 0; cell < known.cells.size(); ++cell)
    if (made.table.cells[cell].value >= 1) known.cells[cell].lower = 1;
  for (const Range& range : audit(known).ranges) {
    EXPECT_FALSE(made.table.cells[range.cell].sensitive && range.recoverable) << range.cell << " is " << range.lowest;
  }
}

}  // namespace
}  // namespace dmp::disclosure
