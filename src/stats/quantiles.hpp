#pragma once

#include <span>
#include <vector>

namespace dmp::stats {

/// The quantile group (1 to groups) of every value: floor(g + 1 - ceil((m + 1 - rank) / (m / g))) in whole-number
/// arithmetic, ties taking the lowest rank. inverted puts the highest values into group 1. 0 stands for "none": for a
/// missing value (NaN), and for every value where there are fewer values than groups.
std::vector<int> quantile_groups(std::span<const double> values, int groups, bool inverted);

/// The p-quantile of values by linear interpolation between order statistics (R's type 7, a spreadsheet's inclusive
/// percentile). Missing values (NaN) are skipped; NaN without any. p in [0, 1].
double sample_quantile(std::span<const double> values, double p);

/// As above for values that are sorted and complete.
double sorted_quantile(std::span<const double> sorted, double p);

}  // namespace dmp::stats
