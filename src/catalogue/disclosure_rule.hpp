#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dmp::catalogue {

/// Numbers from low to high, both included.
struct CountRange {
  int low = 1, high = 4;
};

/// [disclosure] of a source or an indicator: which figures may not be published. What is absent is said by whatever stands above:
/// the indicator's sources, and above those the default of the program (1 to 4).
struct DisclosureDefinition {
  bool every_count = false;             ///< counts = "none": no count is too small
  std::optional<CountRange> counts;     ///< counts = "1-7"
  std::optional<int> largest;           ///< dominance of a sum: so many contributors (1 to 3) ...
  double largest_share = 1;             ///< ... make up more than this share of it
  std::optional<double> within;         ///< p% rule: the second largest contributor gets within this share of the largest
  std::string citation;
};

/// [disclosure] of a profile.
struct DisclosureSettings {
  std::optional<CountRange> counts;     ///< held back besides what the sources' rules hold back
  int round = 0;                        ///< counts are shown as multiples of this; 0: as they are
  bool heeds_earlier = true;            ///< earlier = "none": no edition before was published
  std::vector<std::string> earlier;     ///< ids of the editions that were published; empty: all that are in the profile's folder
};

}  // namespace dmp::catalogue
