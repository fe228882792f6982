#pragma once

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// Wilson's score interval of a proportion, as a share from 0 to 1.
/// events and total are counts (fractions allowed), confidence lies in (0, 1).
/// Zero events give a lower end of exactly 0, all events an upper end of exactly 1.
/// NaN at both ends where total <= 0, events < 0, events > total or anything is missing.
/// E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212; R. G. Newcombe (1998),
/// Statistics in Medicine 17, 857-872, method 3.
Interval wilson_interval(double events, double total, double confidence);

/// The values of events / total that Wilson's interval around them would just reach `proportion` from below and above
/// at this total: p -+ z sqrt(p (1 - p) / n), cut to [0, 1]. The control limits of a funnel.
Interval proportion_control_limits(double proportion, double total, double confidence);

}  // namespace dmp::stats
