#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::catalogue {

/// Whole years, both ends inside; no end for "65+".
struct AgeBand {
  int from = 0;
  std::optional<int> to;
};

/// "16-24", "65+" or "17" as a band; nothing where it is none or its end lies before its beginning.
std::optional<AgeBand> parse_age_band(std::string_view text);

/// The bands a name stands for: "broad" or "five"; empty for any other name.
std::vector<std::string> named_age_bands(std::string_view name);

}  // namespace dmp::catalogue
