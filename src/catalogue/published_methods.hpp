#pragma once

#include <string>
#include <vector>

namespace dmp::catalogue {

/// Where a number of a published figure stands when it is not in the figure's own row: a row of the same area and year.
struct SiblingRow {
  std::string publication, statistic, unit;  ///< an empty statistic is the figure's own; an empty unit is any
};

/// How a publisher made a figure that can be made again: multiplier x count / denominator, with an interval.
struct PublishedMethod {
  std::string publication, statistic, unit;  ///< statistic may hold * for any text; an empty unit is any
  std::string method;                        ///< rate | proportion
  double multiplier = 1;
  std::string interval;                      ///< wilson | byar | none | other
  std::string why;                           ///< of interval "other": what it was made from
  SiblingRow count_from, denominator_from;   ///< without a publication: the row's own
};

/// Reads reference/published_methods.toml. A UserError with line and column where it is wrong.
std::vector<PublishedMethod> read_published_methods(const std::string& file, const std::string& text);

/// Those of the built-in catalogue.
const std::vector<PublishedMethod>& published_methods();

}  // namespace dmp::catalogue
