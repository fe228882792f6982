#pragma once

#include "core/data_table.hpp"
#include "places/small_area_map.hpp"

namespace dmp::places {

/// Every area of a layer with what was found there, the hottest first: hot ones by count, then the others. Rates for each 1,000. Only areas of one
/// authority where authority is given.
core::DataTable hotspot_table(const NamedLayer& layer, const HotspotMap& found, const std::string& authority);

/// How few places hold how much: rows for the top 1, 5 and 10% of the places and for the fewest that hold half.
core::DataTable concentration_table(const NamedLayer& layer, std::uint64_t seed);

/// The Lorenz curve: share of the events by share of the places, those with the most events first.
core::DataTable lorenz_table(const NamedLayer& layer);

/// How far two layers lie together: sets of hot places and whole maps, each against random maps that are as clustered.
core::DataTable overlap_table(const SmallAreaMap& map, const NamedLayer& first, const NamedLayer& second, const HotspotSettings& settings);

}  // namespace dmp::places
