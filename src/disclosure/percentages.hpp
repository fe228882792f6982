#pragma once

#include <string_view>
#include <vector>

namespace dmp::disclosure {

/// A count and the whole it is a share of.
struct Share {
  long long count = 0;
  long long base = 0;
  bool operator==(const Share&) const = default;
};

/// What a reader can look for behind a printed percentage.
struct ShareSearch {
  long long count_low = 1, count_high = 4;   ///< the count is known to lie here ("fewer than 5")
  long long base_low = 1, base_high = 1000;  ///< and its base here; both the same where the base is published
};

/// Every count and base whose share, rounded half up or half to even to the decimals printed, gives the percentage: "12.8"
/// or "12.8%". One answer means that the percentage gives the count away. Ordered by base, then count.
/// A usage UserError for a text that is no percentage between 0 and 100.
std::vector<Share> shares_behind(std::string_view percentage, const ShareSearch& search);

}  // namespace dmp::disclosure
