#pragma once

#include <cstdint>
#include <vector>

#include "disclosure/linked_table.hpp"
#include "disclosure/rule.hpp"

namespace dmp::disclosure {

/// A count over a stretch of time or of ages: from start up to, and without, end.
struct Stretch {
  std::int64_t start = 0, end = 0;
  std::uint32_t cell = 0;
};

/// Binds counts over stretches of one line that overlap: years and their quarters, twelve months rolling on, bands of age cut in two
/// ways. The stretches are cut where any of them begins or ends; pieces that nobody shows become hidden cells. What lies between two
/// cuts, or between a stretch and one within it, and is told by the stretches (April to June, as the year less nine months) must not
/// be small: it is sensitive where the rule holds it back. Counts that do not add up (people counted in several stretches) bind nothing,
/// nor do lines of more than 80 cuts.
void bind_stretches(LinkedTable& table, const std::vector<Stretch>& stretches, const Rule& rule);

}  // namespace dmp::disclosure
