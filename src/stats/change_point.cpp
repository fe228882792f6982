#include "stats/change_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewestSteps = 3;

/// The steps that are known, with their places.
struct Series {
  std::vector<double> counts, control;
  std::vector<std::size_t> places;
  [[nodiscard]] bool has_control() const { return !control.empty(); }
};

Series known_steps(std::span<const double> counts, std::span<const double> control) {
  Series series;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (std::isnan(counts[i]) || (!control.empty() && std::isnan(control[i]))) continue;
    series.counts.push_back(counts[i]);
    if (!control.empty()) series.control.push_back(control[i]);
    series.places.push_back(i);
  }
  return series;
}

double x_log_x(double x, double over) { return x > 0 ? x * std::log(x / over) : 0; }

/// Log likelihood of one level for so many steps, but for what is the same however the series is cut.
double level(double sum, double control, double steps, bool with_control) {
  return with_control ? x_log_x(sum, sum + control) + x_log_x(control, sum + control) : x_log_x(sum, steps);
}

struct Split {
  std::size_t steps_before = 0;
  double llr = -1;
};

Split best_split(const Series& series) {
  const std::size_t n = series.counts.size();
  const double all = std::accumulate(series.counts.begin(), series.counts.end(), 0.0), all_control = std::accumulate(series.control.begin(), series.control.end(), 0.0);
  const double whole = level(all, all_control, static_cast<double>(n), series.has_control());
  Split best;
  double sum = 0, control = 0;
  for (std::size_t k = 1; k + kFewestSteps <= n; ++k) {
    sum += series.counts[k - 1];
    if (series.has_control()) control += series.control[k - 1];
    if (k < kFewestSteps) continue;
    const double llr = level(sum, control, static_cast<double>(k), series.has_control()) + level(all - sum, all_control - control, static_cast<double>(n - k), series.has_control()) - whole;
    if (llr > best.llr) best = {k, llr};
  }
  return best;
}

struct Sums {
  double counts = 0, control = 0, steps = 0;
};

Sums sums(const Series& series, std::size_t from, std::size_t to) {
  Sums found;
  for (std::size_t i = from; i < to; ++i) {
    found.counts += series.counts[i];
    if (series.has_control()) found.control += series.control[i];
    ++found.steps;
  }
  return found;
}

/// Pearson's chi-square of the steps inside a part.
double pearson(const Series& series, std::size_t from, std::size_t to, const Sums& part) {
  double found = 0;
  for (std::size_t i = from; i < to; ++i) {
    if (series.has_control()) {
      const double share = part.counts / (part.counts + part.control), n = series.counts[i] + series.control[i];
      if (n > 0 && share > 0 && share < 1) found += (series.counts[i] - n * share) * (series.counts[i] - n * share) / (n * share * (1 - share));
    } else {
      const double mean = part.counts / part.steps;
      if (mean > 0) found += (series.counts[i] - mean) * (series.counts[i] - mean) / mean;
    }
  }
  return found;
}

ChangePoint change_after(const Series& series, std::size_t steps_before) {
  ChangePoint change;
  const std::size_t n = series.counts.size();
  if (steps_before < kFewestSteps || n - steps_before < kFewestSteps) {
    change.withheld = "fewer than three steps before or after";
    return change;
  }
  const Sums before = sums(series, 0, steps_before), after = sums(series, steps_before, n);
  change.first_after = series.places[steps_before];
  if (!(before.counts > 0) || !(after.counts > 0) || (series.has_control() && (!(before.control > 0) || !(after.control > 0)))) {
    change.withheld = "no events before or after";
    return change;
  }
  const bool with = series.has_control();
  change.before = before.counts / (with ? before.control : before.steps);
  change.after = after.counts / (with ? after.control : after.steps);
  change.ratio = change.after / change.before;
  change.dispersion = std::max(1.0, (pearson(series, 0, steps_before, before) + pearson(series, steps_before, n, after)) / (static_cast<double>(n) - 2));
  const double variance = 1 / before.counts + 1 / after.counts + (with ? 1 / before.control + 1 / after.control : 0), error = std::sqrt(change.dispersion * variance);
  change.lower = change.ratio * std::exp(-two_sided_z(0.95) * error);
  change.upper = change.ratio * std::exp(two_sided_z(0.95) * error);
  change.llr = level(before.counts, before.control, before.steps, with) + level(after.counts, after.control, after.steps, with) -
               level(before.counts + after.counts, before.control + after.control, static_cast<double>(n), with);
  change.p = 2 * normal_probability(-std::abs(std::log(change.ratio)) / error);
  return change;
}

}  // namespace

ChangePoint change_at(std::span<const double> counts, std::span<const double> control, std::size_t first_after) {
  const Series series = known_steps(counts, control);
  return change_after(series, static_cast<std::size_t>(std::lower_bound(series.places.begin(), series.places.end(), first_after) - series.places.begin()));
}

ChangePoint find_change(std::span<const double> counts, std::span<const double> control, const Permutations& permutations) {
  const Series series = known_steps(counts, control);
  ChangePoint change;
  if (series.counts.size() < 2 * kFewestSteps) {
    change.withheld = "fewer than six steps";
    return change;
  }
  if (!(std::accumulate(series.counts.begin(), series.counts.end(), 0.0) > 0)) {
    change.withheld = "nothing was counted";
    return change;
  }
  const Split found = best_split(series);
  change = change_after(series, found.steps_before);
  change.llr = found.llr;
  if (change.withheld == "no events before or after") {
    // All of the events lie on one side: there is a change, but no ratio.
    const Sums before = sums(series, 0, found.steps_before), after = sums(series, found.steps_before, series.counts.size());
    change.withheld = {};
    change.first_after = series.places[found.steps_before];
    change.before = before.counts / (series.has_control() ? before.control : before.steps);
    change.after = after.counts / (series.has_control() ? after.control : after.steps);
    change.ratio = change.lower = change.upper = change.dispersion = kNaN;
  }
  Permutations upper = permutations;
  upper.alternative = Alternative::greater;
  change.p = simulated_p(found.llr, series.counts.size(), upper, [&](std::span<const std::size_t> order) {
    Series shuffled;
    for (const std::size_t i : order) {
      shuffled.counts.push_back(series.counts[i]);
      if (series.has_control()) shuffled.control.push_back(series.control[i]);
    }
    return best_split(shuffled).llr;
  });
  return change;
}

}  // namespace dmp::stats
