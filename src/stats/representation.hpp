#pragma once

#include <span>
#include <string_view>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// One group: how many of it are counted, and how many there are (residents, or an estimate of those in need).
struct RepresentedGroup {
  double count = 0;
  double population = 0;
  double log_standard_error = 0;  ///< of population, where it is an estimate; 0 where it is known
};

/// A ratio with its intervals, or why there is none.
struct GroupRatio {
  double value;
  Interval at_95, at_99_8;
  std::string_view withheld;
};

/// Representation index: the group's share of the count over its share of the population; 1 is as many as there should be.
/// Interval: Wilson's of the share of the count over the share of the population; where populations are estimates, its distances on
/// the log scale are put together with their standard error, se(log share)^2 = (1 - s)^2 se^2 + sum over others of s_h^2 se_h^2
/// (independent errors, delta method). Withheld where the population or all counts are 0.
/// G. Y. Zou and A. Donner (2008), Statistics in Medicine 27, 1693-1702 (distances of two intervals put together).
GroupRatio representation_index(std::span<const RepresentedGroup> groups, std::size_t which);

/// Disproportionality: the group's rate over the reference's. Interval: exact, conditional on both counts (rate_ratio_interval), with
/// the standard errors of both populations put together as above. Withheld where the reference has no rate above 0.
GroupRatio disproportionality(const RepresentedGroup& group, const RepresentedGroup& reference);

/// The standard error of a logarithm from a 95% interval; 0 where an end is missing or not above 0.
double log_standard_error_from(double lower, double upper);

}  // namespace dmp::stats
