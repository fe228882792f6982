#include "stats/comparison.hpp"

#include <algorithm>
#include <cmath>

#include "stats/normal.hpp"
#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::stats {

std::optional<Polarity> polarity_named(std::string_view name) {
  if (name == "none") return Polarity::none;
  if (name == "low") return Polarity::low_is_good;
  if (name == "high") return Polarity::high_is_good;
  return {};
}

std::string_view name(Significance significance) {
  switch (significance) {
    case Significance::similar: return "similar";
    case Significance::better: return "better";
    case Significance::worse: return "worse";
    case Significance::lower: return "lower";
    case Significance::higher: return "higher";
    case Significance::not_compared: return "not compared";
  }
  return "not compared";
}

Significance judged(int side, Polarity polarity) {
  if (side == 0) return Significance::similar;
  if (polarity == Polarity::none) return side < 0 ? Significance::lower : Significance::higher;
  return (side < 0) == (polarity == Polarity::low_is_good) ? Significance::better : Significance::worse;
}

Significance compare_with_value(double value, Interval interval, double comparator, Polarity polarity) {
  return compare_intervals(value, interval, comparator, {comparator, comparator}, polarity);
}

Significance compare_intervals(double value, Interval interval, double comparator, Interval comparator_interval, Polarity polarity) {
  // One sum is NaN where any part is.
  if (std::isnan(value + interval.lower + interval.upper + comparator + comparator_interval.lower + comparator_interval.upper))
    return Significance::not_compared;
  const int side = interval.upper < comparator_interval.lower ? -1 : interval.lower > comparator_interval.upper ? 1 : 0;
  return judged(side, polarity);
}

namespace {

/// Limits of the expected count (a rate) or of the share (a proportion).
Interval limits_around(double expected, double denominator, const CountComparison& how) {
  const bool rate = how.kind == CountKind::rate;
  if (how.limits == LimitKind::interval) return rate ? byar_interval(expected, how.confidence) : wilson_interval(expected, denominator, how.confidence);
  const double z = two_sided_z(how.confidence), share = expected / denominator;
  if (!(expected >= 0) || (!rate && share > 1)) return {std::nan(""), std::nan("")};
  const double reach = rate ? z * std::sqrt(expected) : z * std::sqrt(share * (1 - share) / denominator);
  const double middle = rate ? expected : share;
  return {std::max(0.0, middle - reach), rate ? middle + reach : std::min(1.0, middle + reach)};
}

}  // namespace

Significance compare_counts(double value, double denominator, double comparator, const CountComparison& how) {
  if (std::isnan(value) || std::isnan(comparator) || !(denominator > 0) || !(how.unit > 0)) return Significance::not_compared;
  const double expected = comparator / how.unit * denominator;
  const Interval limits = limits_around(expected, denominator, how);
  const double scale = how.kind == CountKind::rate ? how.unit / denominator : how.unit;
  if (std::isnan(limits.lower)) return Significance::not_compared;
  return judged(value < limits.lower * scale ? -1 : value > limits.upper * scale ? 1 : 0, how.polarity);
}

}  // namespace dmp::stats
