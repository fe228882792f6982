#include "indicators/survival_point.hpp"

#include <fmt/format.h>

#include "core/number.hpp"

namespace dmp::indicators {

std::string survival_category(const SurvivalPoint& point) { return fmt::format("{}{}{} days", point.group, point.group.empty() ? "" : ", ", point.days); }

std::optional<SurvivalPoint> survival_point_of(std::string_view category) {
  constexpr std::string_view kDays = " days";
  if (!category.ends_with(kDays)) return std::nullopt;
  category.remove_suffix(kDays.size());
  const std::size_t comma = category.rfind(", ");
  const std::string_view group = comma == std::string_view::npos ? std::string_view() : category.substr(0, comma);
  const auto days = core::parse_integer(comma == std::string_view::npos ? category : category.substr(comma + 2));
  if (!days) return std::nullopt;
  return SurvivalPoint{std::string(group), static_cast<int>(*days)};
}

std::string survival_category_type(const std::string& group_type) { return group_type.empty() ? "days" : group_type + " and days"; }

}  // namespace dmp::indicators
