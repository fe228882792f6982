#pragma once

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// Below this many events Byar's approximation gives way to the exact Poisson interval, and a directly standardised
/// rate is withheld.
constexpr double kFewEvents = 10;

/// The exact (Garwood) interval of a Poisson count, on the scale of counts. Zero events give a lower end of 0.
/// Fractional counts are taken as they are. NaN where events < 0 or missing.
/// F. Garwood (1936), Biometrika 28, 437-442: chi-square quantiles halved, 2x and 2x + 2 degrees of freedom.
Interval exact_poisson_interval(double events, double confidence);

/// Byar's approximation to the interval of a Poisson count, on the scale of counts, without the exact switch.
/// Breslow and Day (1987), Statistical Methods in Cancer Research II, IARC, page 69.
Interval byar_approximation(double events, double confidence);

/// The interval of a count as the field uses it, on the scale of counts: exact below 10 events, else Byar's.
/// Divide by the person-years and multiply by the unit for the interval of a rate.
Interval byar_interval(double events, double confidence);

/// The real-valued counts whose exact Poisson interval just touches the expected count from below and from above:
/// the control limits of a funnel for rates and ratios. The lower limit is 0 where no count is low enough.
Interval poisson_control_limits(double expected, double confidence);

/// Interval of the difference a - b of two rates x / n, by Newcombe's square-and-add of the intervals of each
/// (MOVER; Zou and Donner 2008, Statistics in Medicine 27, 1693-1702). In events per unit of n; NaN where n <= 0.
Interval rate_difference_interval(double events_a, double total_a, double events_b, double total_b, double confidence);

/// Exact conditional interval of the ratio of two Poisson rates (x_a / n_a) / (x_b / n_b), through the binomial
/// (Clopper-Pearson) distribution of x_a given x_a + x_b. Przyborowski and Wilenski (1940), Biometrika 31, 313-323.
/// The upper end is infinite without events in b; NaN without any event or where n <= 0.
Interval rate_ratio_interval(double events_a, double total_a, double events_b, double total_b, double confidence);

}  // namespace dmp::stats
