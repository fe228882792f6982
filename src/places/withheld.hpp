#pragma once

#include "catalogue/catalogue.hpp"
#include "core/estimate.hpp"

namespace dmp::places {

/// Takes out of released estimates what would give a withheld count away: of a small area whose count in the layer is withheld in any of the periods it rests on, the p values
/// of the count, the ratio to what is expected and z of the neighbourhood. That the area is hot, or has fewer than expected, stays, and so do p values of its neighbourhood.
/// all: for every small area, as where the counts are published rounded.
void withhold_where_counts_are(core::Estimates& released, const catalogue::Catalogue& catalogue, bool all);

}  // namespace dmp::places
