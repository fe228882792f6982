#pragma once

#include <span>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// A value with its interval.
struct Uncertain {
  double value;
  Interval interval;
};

/// a - b of two independent values, its interval recovered from theirs (method of variance estimates recovery):
/// lower = d - sqrt((a - a.lower)^2 + (b.upper - b)^2), upper = d + sqrt((a.upper - a)^2 + (b - b.lower)^2). With Wilson's
/// intervals of two proportions it is Newcombe's hybrid score interval. NaN where an end is missing.
/// G. Y. Zou, A. Donner (2008), Statistics in Medicine 27, 1693-1702; R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
Uncertain difference(const Uncertain& a, const Uncertain& b);

/// a / b of two independent values above 0, by the same method on the log scale. The lower end is 0 where a's is; the upper end is NaN
/// (without limit) where b's lower end is 0. NaN where b is not above 0.
Uncertain ratio(const Uncertain& a, const Uncertain& b);

/// Sum of independent values, each times its weight, with the interval by the same method. NaN where any value is; an end is NaN where
/// any of the ends it needs is.
Uncertain weighted_sum(std::span<const Uncertain> values, std::span<const double> weights);

/// The median with its interval by order statistics (the smallest span whose binomial coverage is at least the confidence); no interval below six values.
Uncertain median(std::span<const double> values, double confidence);

}  // namespace dmp::stats
