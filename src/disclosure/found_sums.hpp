#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "disclosure/linked_table.hpp"
#include "disclosure/queries.hpp"

namespace dmp::disclosure {

/// The cells of each query, by where they stand.
using QueryCells = std::map<std::size_t, std::map<Slot, std::uint32_t>>;

/// Binds counts of different queries that turn out to be one another's: a breakdown of one that is everywhere the count of another, or
/// the sum of two (the men and the women of an age in one indicator, all of that age in another). Nobody declared them, but whoever
/// sees both finds them as this does. They are believed where they hold in every area and period of a level (authorities by year, say)
/// that has both, and chance would hardly bring it about: a few counts of one or two are soon the sum of others. Counts that are no whole numbers are left out. An area without a type is, too.
void bind_found_sums(LinkedTable& table, const QueryCells& queries, const std::map<std::string, std::string>& type_of_area);

}  // namespace dmp::disclosure
