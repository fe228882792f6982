#pragma once

#include <limits>
#include <string>
#include <vector>

#include "core/text.hpp"

namespace dmp::core {

/// One row of the estimates table: the product's one currency. Columns in the interface's order. NaN and "" are missing.
struct Estimate {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  inline static const Text kPersons = "Persons", kAllAges = "All ages", kNotCompared = "not compared", kNoTrend = "cannot be calculated";

  std::string estimate_id;      ///< indicator:area:period[:sex=..][:age=..][:category_type=category]; unique
  Text indicator_id, indicator_name, domain;
  Text area_code, area_name, area_type;
  Text period, period_start, period_end;  ///< dates as YYYY-MM-DD
  Text sex = kPersons, age = kAllAges, category_type, category;
  Text unit;
  double value = kMissing, lower_95 = kMissing, upper_95 = kMissing, lower_99_8 = kMissing, upper_99_8 = kMissing;
  double count = kMissing, denominator = kMissing;
  Text method;
  Text comparator;       ///< name of the comparator area or group
  double comparator_value = kMissing;
  Text significance = kNotCompared;
  Text trend = kNoTrend;
  Text polarity, quality;
  Text suppressed;       ///< "" | "suppressed" | "missing" | "not applicable"
  Text note;
  Text sources;          ///< ids of sources, separated by ;
};

using Estimates = std::vector<Estimate>;

}  // namespace dmp::core
