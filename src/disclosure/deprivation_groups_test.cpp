#include <gtest/gtest.h>

#include <cmath>

#include "disclosure/release.hpp"
#include "disclosure/released_audit.hpp"

namespace dmp::disclosure {
namespace {

using core::Estimate;

Estimate counted(const std::string& indicator, const std::string& area, const std::string& type, double count, const std::string& category = "") {
  Estimate row;
  row.indicator_id = indicator;
  row.area_code = row.area_name = area;
  row.area_type = type;
  row.period = "2023/24";
  row.period_start = "2023-04-01";
  row.period_end = "2024-03-31";
  row.unit = "per 1,000 residents";
  row.category = category;
  if (!category.empty()) row.category_type = "deprivation fifth of small areas";
  row.count = count;
  row.denominator = 1000;
  row.value = count;
  row.estimate_id = indicator + ":" + area + (category.empty() ? "" : ":" + category);
  return row;
}

Estimate slope_index() {
  Estimate row = counted("by_deprivation", "Town", "authority", 0, "slope index");
  row.category_type = "inequality over small areas";
  row.count = row.denominator = Estimate::kMissing;
  row.value = 12.5;
  return row;
}

/// Four small areas in two groups; the rates by deprivation count the same admissions.
core::Estimates town() {
  return {counted("local", "Town", "authority", 93),       counted("local", "S1", "small area", 3),          counted("local", "S2", "small area", 40),
          counted("local", "S3", "small area", 30),        counted("local", "S4", "small area", 20),         counted("by_deprivation", "Town", "authority", 93),
          counted("by_deprivation", "Town", "authority", 43, "1"), counted("by_deprivation", "Town", "authority", 50, "2"), slope_index()};
}

Policy policy() {
  Policy made;
  made.indicators["local"] = {"admissions", "residents", false, false, false};
  made.indicators["by_deprivation"] = {"admissions", "residents", false, false, false};
  for (const char* area : {"S1", "S2", "S3", "S4"}) made.members.emplace_back("Town", area);
  made.groups = {{"by_deprivation", "Town", "deprivation fifth of small areas", "1", {"S1", "S2"}}, {"by_deprivation", "Town", "deprivation fifth of small areas", "2", {"S3", "S4"}}};
  made.drawn_from["by_deprivation:Town:slope index"] = {"by_deprivation:Town:1", "by_deprivation:Town:2"};
  return made;
}

const Estimate& row_of(const Released& released, const std::string& id) {
  for (const Estimate& row : released.estimates)
    if (row.estimate_id == id) return row;
  throw std::runtime_error("no row " + id);
}

bool is_suppressed(const Estimate& row) { return row.suppressed == "suppressed"; }

TEST(DeprivationGroups, AGroupDoesNotGiveASmallAreaAway) {
  // 43 in the fifth less 40 in its other small area are the 3 that are held back.
  const core::Estimates estimates = town();
  const Released released = release(estimates, policy());
  EXPECT_TRUE(is_suppressed(row_of(released, "local:S1")));
  for (const char* id : {"by_deprivation:Town:1", "by_deprivation:Town:2", "by_deprivation:Town:slope index"}) EXPECT_TRUE(is_suppressed(row_of(released, id))) << id;
  EXPECT_FALSE(is_suppressed(row_of(released, "by_deprivation:Town")));
  EXPECT_TRUE(attack(estimates, released.estimates, policy()).empty());
  Policy blind = policy();
  blind.groups.clear();
  EXPECT_FALSE(attack(estimates, release(estimates, blind).estimates, policy()).empty()) << "without the groups it is given away";
}

TEST(DeprivationGroups, AreShownWhereAllTheirAreasAreOrNone) {
  core::Estimates estimates = town();
  estimates[1] = counted("local", "S1", "small area", 13);
  estimates[0] = counted("local", "Town", "authority", 103);
  estimates[5] = counted("by_deprivation", "Town", "authority", 103);
  estimates[6] = counted("by_deprivation", "Town", "authority", 53, "1");
  const Released all_shown = release(estimates, policy());
  EXPECT_EQ(row_of(all_shown, "by_deprivation:Town:1").count, 53);
  EXPECT_EQ(row_of(all_shown, "by_deprivation:Town:slope index").value, 12.5);
  estimates.erase(estimates.begin() + 1, estimates.begin() + 5);
  EXPECT_EQ(row_of(release(estimates, policy()), "by_deprivation:Town:1").count, 53);
}

TEST(DeprivationGroups, AnIndexGoesWithAnyOfItsGroups) {
  core::Estimates estimates = town();
  estimates.erase(estimates.begin(), estimates.begin() + 5);
  estimates[0] = counted("by_deprivation", "Town", "authority", 53);
  estimates[1] = counted("by_deprivation", "Town", "authority", 3, "1");
  const Released released = release(estimates, policy());
  EXPECT_TRUE(is_suppressed(row_of(released, "by_deprivation:Town:1")));
  EXPECT_TRUE(is_suppressed(row_of(released, "by_deprivation:Town:slope index")));
  EXPECT_TRUE(std::isnan(row_of(released, "by_deprivation:Town:slope index").value));
  EXPECT_FALSE(is_suppressed(row_of(release(town(), {}), "by_deprivation:Town:slope index")));
}

}  // namespace
}  // namespace dmp::disclosure
