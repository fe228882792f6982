#pragma once

#include <string>
#include <vector>

#include "places/measured_area.hpp"
#include "stats/spatial_association.hpp"

namespace dmp::places {

/// How near outlines must come to touch. Boundaries in degrees with five decimals are exact to half a metre.
inline constexpr double kDefaultSnapMetres = 0.5;

enum class Contiguity {
  queen,  ///< areas that touch, if only in a point
  rook,   ///< areas that share a stretch of border
};

/// Neighbours by touching outlines, weight 1, sorted by place. Outlines that come within snap metres touch, so that borders drawn twice
/// with small differences, vertices of one outline inside an edge of another, and slight overlaps do no harm. A common stretch of
/// border is an edge that both have, or longer than ten times snap. An area without outline has no neighbours.
stats::SpatialWeights contiguity(const std::vector<MeasuredArea>& areas, Contiguity kind, double snap_metres = kDefaultSnapMetres);

/// Neighbours by centres not farther than so many metres, weight 1; an area that is nowhere has none.
stats::SpatialWeights within_distance(const std::vector<MeasuredArea>& areas, double metres);

/// The k areas with the nearest centres, weight 1 (of equally far ones the first in order); fewer where there are not so many.
/// Being nearest is one-sided: a may count b without b counting a.
stats::SpatialWeights nearest(const std::vector<MeasuredArea>& areas, std::size_t k);

/// What there is to know of a set of links before it is trusted.
struct LinkSummary {
  std::size_t areas = 0, links = 0, fewest = 0, most = 0;
  double mean = 0;
  std::vector<std::size_t> islands;  ///< areas without a link
  std::size_t parts = 0;             ///< groups of areas that no link joins, islands among them
  std::size_t one_sided = 0;         ///< links without one that leads back
};
LinkSummary summary_of(const stats::SpatialWeights& weights);

/// The links as a file for other programs: .gal (header "0 N x id"), .gwt (from, to, weight) or csv (from,to,weight).
std::string gal_text(const stats::SpatialWeights& weights, const std::vector<std::string>& ids);
std::string gwt_text(const stats::SpatialWeights& weights, const std::vector<std::string>& ids);
std::string csv_text(const stats::SpatialWeights& weights, const std::vector<std::string>& ids);

}  // namespace dmp::places
