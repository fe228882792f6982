#pragma once

#include <limits>
#include <string>
#include <vector>

namespace dmp::core {

/// One row of the estimates table: the product's one currency. Columns in the interface's order. NaN and "" are missing.
struct Estimate {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

  std::string estimate_id;      ///< indicator:area:period[:sex=..][:age=..][:category_type=category]; unique
  std::string indicator_id, indicator_name, domain;
  std::string area_code, area_name, area_type;
  std::string period, period_start, period_end;  ///< dates as YYYY-MM-DD
  std::string sex = "Persons", age = "All ages", category_type, category;
  std::string unit;
  double value = kMissing, lower_95 = kMissing, upper_95 = kMissing, lower_99_8 = kMissing, upper_99_8 = kMissing;
  double count = kMissing, denominator = kMissing;
  std::string method;
  std::string comparator;       ///< name of the comparator area or group
  double comparator_value = kMissing;
  std::string significance = "not compared";
  std::string trend = "cannot be calculated";
  std::string polarity, quality;
  std::string suppressed;       ///< "" | "suppressed" | "missing" | "not applicable"
  std::string note;
  std::string sources;          ///< ids of sources, separated by ;
};

using Estimates = std::vector<Estimate>;

}  // namespace dmp::core
