#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dmp::indicators {

/// A point of a survival curve: whose curve (empty: everybody's), and after how many days.
struct SurvivalPoint {
  std::string group;
  int days = 0;
};

/// The category of an estimate that is such a point: "opiate, 84 days", "84 days".
std::string survival_category(const SurvivalPoint& point);
/// The point that a category names; nothing where it names none.
std::optional<SurvivalPoint> survival_point_of(std::string_view category);
/// The type of such categories: "substance group and days", "days" where there are no groups.
std::string survival_category_type(const std::string& group_type);

}  // namespace dmp::indicators
