#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// Life expectancy at the start of each age band, in years.
struct LifeTable {
  std::vector<double> expectancy;      ///< one a band; empty where withheld
  std::vector<double> standard_error;  ///< one a band
  std::string_view withheld;           ///< empty, or why there is no table
};

/// An abridged life table by Chiang's second method. start_age: ages at the start of the bands, ascending, the last band
/// open; deaths and population (person-years): one a band. People who die live half the band, in the band that starts
/// at 0 a tenth of it. The variance is that of Silcocks and others, with the open band's.
/// Withheld with fewer than two bands, ages that do not ascend, a band without population, a value missing, or no
/// deaths in the open band.
/// C. L. Chiang (1984), The Life Table and its Applications; P. B. S. Silcocks, D. A. Jenner, R. Reza (2001), Journal of
/// Epidemiology and Community Health 55, 38-43.
LifeTable life_expectancy(std::span<const double> start_age, std::span<const double> deaths, std::span<const double> population);

/// The normal interval of one band's expectancy.
Interval life_expectancy_interval(double expectancy, double standard_error, double confidence);

}  // namespace dmp::stats
