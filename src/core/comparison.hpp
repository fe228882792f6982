#pragma once

#include <limits>
#include <string>
#include <vector>

#include "core/text.hpp"

namespace dmp::core {

/// One estimate beside one comparator: a row of the comparisons table. NaN and "" are missing.
struct Comparison {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  inline static const Text kNotCompared = "not compared";

  std::string estimate_id;
  Text indicator_id, area_code, area_name, period;
  Text kind;              ///< england | region | county | force | neighbours | list
  Text comparator;        ///< name of the area or group
  Text areas;             ///< codes of a group's areas, separated by ;
  double areas_with_value = kMissing, areas_in_group = kMissing;  ///< of a group
  double value = kMissing, lower_95 = kMissing, upper_95 = kMissing;  ///< of the comparator
  Text value_method;      ///< how the comparator's value was made
  double difference = kMissing, difference_lower = kMissing, difference_upper = kMissing;  ///< estimate less comparator
  double ratio = kMissing, ratio_lower = kMissing, ratio_upper = kMissing;                 ///< estimate over comparator
  Text significance = kNotCompared;
  Text test;              ///< what the significance is by
  double rank = kMissing, rank_of = kMissing;  ///< 1 is the highest value; among the areas of the group with a figure and the area itself
  double gap = kMissing, gap_lower = kMissing, gap_upper = kMissing;  ///< people or things; above 0: so many to change until the area matches
  Text gap_sentence;      ///< the gap in words, or empty
  Text gap_withheld;      ///< why there is no gap
  Text withheld;          ///< why there is no comparison at all
  Text since;             ///< the earliest period of the same series that this one may be set beside
  double earlier = kMissing, change = kMissing, change_lower = kMissing, change_upper = kMissing;  ///< of the comparator: then, and now less then
  double own_earlier = kMissing, own_change = kMissing, own_change_lower = kMissing, own_change_upper = kMissing;  ///< of the area itself
};

using Comparisons = std::vector<Comparison>;

}  // namespace dmp::core
