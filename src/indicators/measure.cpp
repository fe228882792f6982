#include "indicators/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/number.hpp"
#include "stats/mean.hpp"
#include "stats/normal.hpp"
#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::indicators {
namespace {

using core::Estimate;

/// Both intervals from one function of the confidence.
template <class IntervalAt>
void set_intervals(Estimate& estimate, double factor, IntervalAt interval_at) {
  const core::Interval at_95 = interval_at(0.95), at_998 = interval_at(0.998);
  estimate.lower_95 = at_95.lower * factor;
  estimate.upper_95 = at_95.upper * factor;
  estimate.lower_99_8 = at_998.lower * factor;
  estimate.upper_99_8 = at_998.upper * factor;
}

}  // namespace

void add_note(Estimate& estimate, const std::string& note) {
  if (note.empty()) return;
  estimate.note += (estimate.note.empty() ? "" : "; ") + note;
}

void withhold(Estimate& estimate, const std::string& state, const std::string& note) {
  estimate.value = Estimate::kMissing;
  estimate.suppressed = state;
  add_note(estimate, note);
}

void measure_count(Estimate& estimate, double count, bool whole_things) {
  estimate.value = estimate.count = count;
  estimate.method = whole_things ? "count, Byar's interval" : "sum";
  if (whole_things) set_intervals(estimate, 1, [&](double confidence) { return stats::byar_interval(count, confidence); });
}

void measure_proportion(Estimate& estimate, double hits, double total, double multiplier) {
  estimate.count = hits;
  estimate.denominator = total;
  estimate.method = "proportion, Wilson's interval";
  if (!(total > 0)) return withhold(estimate, "not applicable", "nothing to take a share of");
  if (hits > total) return withhold(estimate, "missing", "more counted than there are in the denominator");
  estimate.value = multiplier * hits / total;
  set_intervals(estimate, multiplier, [&](double confidence) { return stats::wilson_interval(hits, total, confidence); });
}

void measure_rate(Estimate& estimate, double count, double denominator, double multiplier) {
  estimate.count = count;
  estimate.denominator = denominator;
  estimate.method = "rate, Byar's interval";
  if (!(denominator > 0)) return withhold(estimate, "missing", "no denominator");
  estimate.value = multiplier * count / denominator;
  set_intervals(estimate, multiplier / denominator, [&](double confidence) { return stats::byar_interval(count, confidence); });
}

void measure_ratio(Estimate& estimate, double numerator, double denominator, double multiplier, bool whole_things) {
  estimate.count = numerator;
  estimate.denominator = denominator;
  estimate.method = whole_things ? "ratio, Byar's interval of the numerator" : "ratio";
  if (!(denominator > 0)) return withhold(estimate, "missing", "no denominator");
  estimate.value = multiplier * numerator / denominator;
  if (whole_things) set_intervals(estimate, multiplier / denominator, [&](double confidence) { return stats::byar_interval(numerator, confidence); });
}

void measure_standardised(Estimate& estimate, const stats::StandardisationSums& sums, double multiplier) {
  estimate.count = sums.events;
  estimate.denominator = sums.population;
  estimate.method = "directly standardised rate (ESP2013), Dobson's interval";
  const stats::StandardisedRate rate = stats::directly_standardised_rate(sums, multiplier, 0.95);
  if (!rate.withheld.empty() || std::isnan(rate.value)) {
    const bool few = sums.events < stats::kFewEvents && sums.population > 0;
    return withhold(estimate, "missing", few ? "fewer than 10 events" : std::string(rate.withheld.empty() ? "no denominator" : rate.withheld));
  }
  estimate.value = rate.value;
  set_intervals(estimate, 1, [&](double confidence) { return stats::standardised_interval(rate, confidence); });
}

void measure_mean(Estimate& estimate, double n, double sum, double squares) {
  estimate.count = n;
  estimate.denominator = n;
  estimate.method = "mean, Student's t interval";
  if (!(n > 0)) return withhold(estimate, "not applicable", "nothing to take the mean of");
  estimate.value = sum / n;
  if (n < 2) return add_note(estimate, "a single value has no interval");
  stats::Mean mean;
  mean.n = static_cast<std::size_t>(n);
  mean.sum = sum;
  mean.value = sum / n;
  mean.standard_deviation = std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
  set_intervals(estimate, 1, [&](double confidence) { return stats::mean_interval(mean, confidence); });
}

void measure_unmet_need(Estimate& estimate, double treated, const Need& need) {
  estimate.method = "unmet need, interval of the estimated need";
  estimate.denominator = need.value;
  if (!(need.value > 0)) return withhold(estimate, "missing", "no estimate of need");
  estimate.count = std::max(0.0, need.value - treated);
  const auto unmet = [&](double people) { return people > 0 ? std::max(0.0, 100 * (1 - treated / people)) : Estimate::kMissing; };
  estimate.value = unmet(need.value);
  estimate.lower_95 = unmet(need.lower);
  estimate.upper_95 = unmet(need.upper);
  const double wider = stats::two_sided_z(0.998) / stats::two_sided_z(0.95);
  const auto stretched = [&](double end) { return need.value * std::exp(wider * std::log(end / need.value)); };
  if (need.lower > 0) estimate.lower_99_8 = unmet(stretched(need.lower));
  if (need.upper > 0) estimate.upper_99_8 = unmet(stretched(need.upper));
  add_note(estimate, fmt::format("{} in treatment", core::exact_text(treated)));
  if (treated > need.value) add_note(estimate, "more people in treatment than estimated to need it");
}

}  // namespace dmp::indicators
