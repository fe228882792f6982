#pragma once

#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "indicators/comparability.hpp"
#include "stats/contrast.hpp"

namespace dmp::indicators {

/// The value of a group of areas and how it was made.
struct GroupValue {
  stats::Uncertain value{};
  std::string method;
};

/// What value x denominator / count is for one figure: 100 for percentages, the multiplier of a rate. NaN where it cannot be told.
double factor_of(const core::Estimate& estimate, const catalogue::IndicatorDefinition& indicator);

/// One value of several areas' figures, at least one, each with a value: counts and denominators pooled where they are known (of a
/// standardised rate, by age), else the mean weighted by the denominators, else the median.
GroupValue group_value(const std::vector<Figure>& figures, const catalogue::IndicatorDefinition& indicator);

}  // namespace dmp::indicators
