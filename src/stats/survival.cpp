#include "stats/survival.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Places of the values in ascending order.
std::vector<std::size_t> ascending(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

/// Calls each(time, people at risk just before it, first, last) for every distinct time; order[first, last) end then.
template <typename Each>
void for_each_time(const Followed& followed, std::span<const std::size_t> order, Each each) {
  std::vector<double> starts;
  if (!followed.start.empty())
    for (const std::size_t i : order) starts.push_back(followed.start[i]);
  std::sort(starts.begin(), starts.end());
  std::size_t entered = 0;
  for (std::size_t first = 0; first < order.size();) {
    const double time = followed.time[order[first]];
    std::size_t last = first;
    while (last < order.size() && followed.time[order[last]] == time) ++last;
    while (entered < starts.size() && starts[entered] < time) ++entered;
    each(time, static_cast<double>(starts.empty() ? order.size() - first : entered - first), first, last);
    first = last;
  }
}

}  // namespace

std::vector<SurvivalStep> kaplan_meier(const Followed& followed) {
  std::vector<SurvivalStep> curve;
  const auto order = ascending(followed.time);
  double survival = 1, greenwood = 0;
  for_each_time(followed, order, [&](double time, double at_risk, std::size_t first, std::size_t last) {
    double events = 0;
    for (std::size_t i = first; i < last; ++i) events += followed.status[order[i]] != 0 ? 1 : 0;
    if (events > 0) {
      survival *= 1 - events / at_risk;
      greenwood += events / (at_risk * (at_risk - events));
    }
    curve.push_back({time, at_risk, events, static_cast<double>(last - first) - events, survival, greenwood});
  });
  return curve;
}

Interval survival_interval(const SurvivalStep& step, SurvivalScale scale, double confidence) {
  const double z = two_sided_z(confidence);
  const double error = std::sqrt(step.greenwood);
  const double s = step.survival;
  if (s == 1) return {1, 1};
  if (s == 0) return scale == SurvivalScale::plain ? Interval{0, 0} : Interval{};
  switch (scale) {
    case SurvivalScale::plain: return {std::max(0.0, s - z * s * error), std::min(1.0, s + z * s * error)};
    case SurvivalScale::log: return {s * std::exp(-z * error), std::min(1.0, s * std::exp(z * error))};
    case SurvivalScale::log_log: {
      const double reach = z * error / std::log(s);
      return {std::pow(s, std::exp(-reach)), std::pow(s, std::exp(reach))};
    }
  }
  return {};
}

RestrictedMean restricted_mean(std::span<const SurvivalStep> curve, double tau) {
  // Areas right of each event, from the last one back.
  std::vector<double> time = {0}, survival = {1}, term = {0};
  for (const SurvivalStep& step : curve) {
    if (step.time > tau) break;
    if (step.events == 0) continue;
    time.push_back(step.time);
    survival.push_back(step.survival);
    term.push_back(step.at_risk > step.events ? step.events / (step.at_risk * (step.at_risk - step.events)) : 0);
  }
  double area = 0, variance = 0, next = tau;
  for (std::size_t i = time.size(); i-- > 0;) {
    area += survival[i] * (next - time[i]);
    variance += area * area * term[i];
    next = time[i];
  }
  return {.value = area, .standard_error = std::sqrt(variance)};
}

LogRank log_rank(const Followed& followed, std::span<const std::size_t> group, std::span<const std::size_t> stratum) {
  const std::size_t groups = group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1;
  const std::size_t strata = stratum.empty() ? 1 : *std::max_element(stratum.begin(), stratum.end()) + 1;
  LogRank test{.people = std::vector<double>(groups), .observed = std::vector<double>(groups), .expected = std::vector<double>(groups), .chi_square = kNaN, .degrees_of_freedom = 0, .p = kNaN};
  Eigen::MatrixXd variance = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(groups), static_cast<Eigen::Index>(groups));
  const auto by_time = ascending(followed.time);
  for (std::size_t s = 0; s < strata; ++s) {
    std::vector<std::size_t> order;
    for (const std::size_t i : by_time)
      if (stratum.empty() || stratum[i] == s) order.push_back(i);
    std::vector<std::size_t> entry = order;
    if (!followed.start.empty()) std::stable_sort(entry.begin(), entry.end(), [&](std::size_t a, std::size_t b) { return followed.start[a] < followed.start[b]; });
    std::vector<double> at_risk(groups);
    std::size_t entered = 0;
    for_each_time(followed, order, [&](double time, double, std::size_t first, std::size_t last) {
      while (entered < entry.size() && (followed.start.empty() || followed.start[entry[entered]] < time)) ++at_risk[group[entry[entered++]]];
      double all = 0, events = 0;
      for (const double people : at_risk) all += people;
      for (std::size_t i = first; i < last; ++i) {
        if (followed.status[order[i]] == 0) continue;
        ++events;
        ++test.observed[group[order[i]]];
      }
      const double spread = all > 1 ? events * (all - events) / (all - 1) : 0;
      for (std::size_t g = 0; g < groups && events > 0; ++g) {
        test.expected[g] += events * at_risk[g] / all;
        for (std::size_t h = 0; h < groups; ++h)
          variance(static_cast<Eigen::Index>(g), static_cast<Eigen::Index>(h)) += spread * at_risk[g] / all * ((g == h ? 1 : 0) - at_risk[h] / all);
      }
      for (std::size_t i = first; i < last; ++i) --at_risk[group[order[i]]];
    });
  }
  for (const std::size_t g : group) ++test.people[g];
  if (groups < 2) return test;
  const auto k = static_cast<Eigen::Index>(groups) - 1;
  Eigen::VectorXd difference(k);
  for (Eigen::Index g = 0; g < k; ++g) difference[g] = test.observed[static_cast<std::size_t>(g)] - test.expected[static_cast<std::size_t>(g)];
  test.chi_square = difference.dot(variance.topLeftCorner(k, k).completeOrthogonalDecomposition().solve(difference));
  test.degrees_of_freedom = static_cast<double>(k);
  test.p = chi_square_upper_tail(test.chi_square, test.degrees_of_freedom);
  return test;
}

std::vector<IncidenceStep> cumulative_incidence(const Followed& followed, int cause) {
  std::vector<IncidenceStep> curve;
  const auto order = ascending(followed.time);
  double survival = 1, incidence = 0;
  // Sums of the variance: of 1, of the incidence and of its square, each over the terms of the events so far.
  double v1 = 0, v2 = 0, v3 = 0;
  for_each_time(followed, order, [&](double time, double at_risk, std::size_t first, std::size_t last) {
    double own = 0, other = 0;
    for (std::size_t i = first; i < last; ++i) {
      if (followed.status[order[i]] == cause) ++own;
      else if (followed.status[order[i]] != 0) ++other;
    }
    const double before = survival;
    survival *= (at_risk - own - other) / at_risk;
    incidence += before * own / at_risk;
    const auto tied = [&](double events) { return events > 1 ? 1 - (events - 1) / (at_risk - 1) : 1.0; };
    if (other > 0 && survival > 0) {
      const double unit = before / survival / at_risk;
      const double term = tied(other) * other * unit * unit;
      v1 += term;
      v2 += incidence * term;
      v3 += incidence * incidence * term;
    }
    if (own > 0) {
      const double per_person = survival > 0 ? before / survival : 0;
      const double weight = tied(own) * own / (at_risk * at_risk);
      const double shift = before + per_person * incidence;
      v1 += per_person * per_person * weight;
      v2 += shift * per_person * weight;
      v3 += shift * shift * weight;
    }
    curve.push_back({time, incidence, incidence * incidence * v1 - 2 * incidence * v2 + v3});
  });
  return curve;
}

}  // namespace dmp::stats
