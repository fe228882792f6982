#include "markets/hidden.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "markets/test_markets.hpp"

namespace dmp::markets {
namespace {

/// Three authorities of 100,000 adults with published rates of 6, 9 and 15 a thousand, the last one badly known.
MarketInputs three_towns() {
  MarketInputs inputs;
  inputs.period = core::financial_year(2023);
  const double users[] = {600, 900, 1500}, half[] = {0.1, 0.1, 0.5};
  for (int i = 0; i < 3; ++i) {
    AreaInputs town{"E0600000" + std::to_string(i + 1), "Town", "authority", {}, {5000, 5000, 30000, 30000, 0, 0, 100'000, 150'000, true, 2023}, 0, {}};
    town.users["opiate and crack"] = {users[i], users[i] * std::exp(-1.96 * half[i]), users[i] * std::exp(1.96 * half[i]), "2022/23", "linked sources"};
    inputs.areas.push_back(town);
  }
  return inputs;
}

LinkedLists lists_of(const std::vector<double>& count, double deaths) { return {"E06000001", "2023/24", {{"treatment", "arrests", "prison"}, count}, 163, deaths}; }

const HiddenRow& find(const std::vector<HiddenRow>& rows, const std::string& method, const std::string& area = "E06000001") {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const HiddenRow& row) { return row.method == method && row.area == area; });
  if (found == rows.end()) throw std::runtime_error("no row of " + method);
  return *found;
}

class Hidden : public testing::Test {
 protected:
  Hidden() : inputs(three_towns()) { model.draws = 5000; }
  std::vector<HiddenRow> rows(const LinkedLists& lists) {
    Evidence evidence(built_in_markets(), settings, inputs, model);
    return hidden_users({lists}, {}, evidence);
  }
  MarketInputs inputs;
  catalogue::MarketSettings settings;
  Settings model;
};

TEST_F(Hidden, GivesEveryMethodAndTheSpreadNeverOneNumber) {
  const auto all = rows(lists_of({0, 120, 85, 22, 60, 15, 10, 6}, 12));
  // Treatment 163, arrests 123, both 28: (164 x 124) / 29 - 1.
  EXPECT_NEAR(find(all, "two lists (Chapman)").value, 164.0 * 124 / 29 - 1, 1e-9);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const HiddenRow& row) { return row.method == "log-linear model"; }), 8);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const HiddenRow& row) { return row.method == "average of the models"; }), 2);
  const HiddenRow& spread = find(all, "spread over the models");
  EXPECT_LT(spread.lower_95, 700);
  EXPECT_GT(spread.upper_95, 900);
  EXPECT_NEAR(find(all, "treatment multiplier").value, 163 / 0.46, 15);
  EXPECT_EQ(find(all, "published estimate").vintage, "2022/23, linked sources");
}

/// 12 deaths among 600 are 20 in a thousand: as among those out of treatment. 120 are 200; 0 among 60,000 are too few.
TEST_F(Hidden, ChecksEachNumberAgainstTheDeaths) {
  EXPECT_EQ(find(rows(lists_of({0, 120, 85, 22, 60, 15, 10, 6}, 12)), "published estimate").plausible, "yes");
  EXPECT_NEAR(find(rows(lists_of({0, 120, 85, 22, 60, 15, 10, 6}, 12)), "published estimate").deaths_per_1000, 20, 1e-9);
  EXPECT_EQ(find(rows(lists_of({0, 120, 85, 22, 60, 15, 10, 6}, 120)), "published estimate").plausible, "too many deaths for so few users");
  inputs.areas[0].users["opiate and crack"].value = 60'000;
  EXPECT_EQ(find(rows(lists_of({0, 120, 85, 22, 60, 15, 10, 6}, 12)), "published estimate").plausible, "too few deaths for so many users");
  EXPECT_EQ(find(rows(lists_of({0, 120, 85, 22, 60, 15, 10, 6}, std::nan(""))), "published estimate").plausible, "");
}

TEST_F(Hidden, WithholdsWhereListsHaveNobodyInCommon) {
  const auto all = rows(lists_of({0, 50, 40, 0, 30, 0, 0, 0}, 5));
  const HiddenRow& pair = find(all, "two lists (Chapman)");
  EXPECT_TRUE(std::isnan(pair.value));
  EXPECT_NE(pair.note.find("nobody in common"), std::string::npos);
  EXPECT_NE(find(all, "spread over the models").note.find("withheld"), std::string::npos);
}

/// The worse an area's own estimate is known, the nearer it is drawn to the others'; a well-known one hardly moves.
TEST_F(Hidden, PoolsAreasByHowWellEachIsKnown) {
  const auto all = rows(lists_of({0, 120, 85, 22, 60, 15, 10, 6}, 12));
  const double first = find(all, "partial pooling over areas", "E06000001").value, third = find(all, "partial pooling over areas", "E06000003").value;
  EXPECT_NEAR(first, 600, 60);
  EXPECT_LT(third, 1350);
  EXPECT_GT(third, 800);
}

}  // namespace
}  // namespace dmp::markets
