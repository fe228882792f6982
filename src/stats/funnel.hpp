#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

enum class FunnelStatistic { proportion, rate, ratio };

/// "proportion", "rate" or "ratio".
std::optional<FunnelStatistic> funnel_statistic_named(std::string_view name);

/// Where a row lies in a funnel, by the levels that funnel plots use.
enum class FunnelPlace { not_significant, low_0025, low_0001, high_0025, high_0001, not_placed };

/// "low 0.001", "low 0.025", "not significant", "high 0.025", "high 0.001"; empty for not_placed.
std::string_view name(FunnelPlace place);

/// Confidence levels of the inner and the outer pair of limits.
constexpr double kFunnelInner = 0.95;
constexpr double kFunnelOuter = 0.998;

/// What the rows are held against: sum x / sum n over the rows with both; 1 for a ratio. NaN without any.
double funnel_benchmark(std::span<const double> x, std::span<const double> n, FunnelStatistic statistic);

/// Control limits at n, on the scale of x / n. Proportion: benchmark -+ z sqrt(b (1 - b) / n), cut to [0, 1]; rate and
/// ratio: the real-valued counts whose exact Poisson interval touches benchmark * n, over n.
/// D. J. Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24,
/// 1185-1202.
Interval funnel_limits(double benchmark, double n, FunnelStatistic statistic, double confidence);

/// Proportion: against the limits; rate and ratio: by the interval of x (exact below 10 events, else Byar) against
/// benchmark * n.
FunnelPlace funnel_place(double x, double n, double benchmark, FunnelStatistic statistic);

}  // namespace dmp::stats
