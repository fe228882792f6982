#include "stats/trend.hpp"

#include <cmath>
#include <limits>
#include <vector>

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kKeepAll = std::numeric_limits<std::size_t>::max();

struct Fit {
  double slope;
  double spread;  ///< weighted sum of squared deviations of the point numbers: 1 / variance of the slope
};

/// Weighted least squares on 1..n, leaving out one point where asked.
Fit fit(std::span<const double> value, std::span<const double> weight, std::size_t leave_out = kKeepAll) {
  double s = 0, sx = 0, sy = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i == leave_out) continue;
    s += weight[i];
    sx += weight[i] * static_cast<double>(i + 1);
    sy += weight[i] * value[i];
  }
  double sxx = 0, sxy = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i == leave_out) continue;
    const double x = static_cast<double>(i + 1) - sx / s;
    sxx += weight[i] * x * x;
    sxy += weight[i] * x * (value[i] - sy / s);
  }
  return {.slope = sxy / sxx, .spread = sxx};
}

bool sign_survives(std::span<const double> value, std::span<const double> weight, double slope) {
  for (std::size_t i = 0; i < value.size(); ++i)
    if ((fit(value, weight, i).slope >= 0) != (slope >= 0)) return false;
  return true;
}

Trend judged_trend(std::span<const double> value, std::span<const double> weight, double variance_unit) {
  const Fit line = fit(value, weight);
  Trend trend{.slope = line.slope, .chi_square = line.slope * line.slope * line.spread / variance_unit, .significant = false, .direction = Direction::none, .withheld = {}};
  trend.significant = trend.chi_square > kTrendThreshold;
  if (trend.significant && sign_survives(value, weight, line.slope))
    trend.direction = line.slope >= 0 ? Direction::increasing : Direction::decreasing;
  return trend;
}

Trend none(std::string_view why) { return {.slope = kNaN, .chi_square = kNaN, .significant = false, .direction = Direction::cannot_be_calculated, .withheld = why}; }

}  // namespace

Trend trend_of_values(std::span<const double> value, std::span<const double> lower, std::span<const double> upper, std::size_t points) {
  if (points < 3 || value.size() < points) return none("too few points");
  const std::size_t first = value.size() - points;
  std::vector<double> recent, weight;
  for (std::size_t i = first; i < value.size(); ++i) {
    const double error = (upper[i] - lower[i]) / 3.92;
    if (std::isnan(value[i])) return none("a value is missing");
    if (!(error > 0)) return none("an interval is missing");
    recent.push_back(value[i]);
    weight.push_back(1 / (error * error));
  }
  return judged_trend(recent, weight, 1);
}

Trend trend_of_proportions(std::span<const double> x, std::span<const double> n, std::size_t points) {
  if (points < 3 || x.size() < points) return none("too few points");
  std::vector<double> share, weight;
  double events = 0, total = 0;
  for (std::size_t i = x.size() - points; i < x.size(); ++i) {
    if (std::isnan(x[i]) || !(n[i] > 0)) return none("a value is missing");
    if (x[i] == n[i]) return none("x equals n");
    share.push_back(x[i] / n[i]);
    weight.push_back(n[i]);
    events += x[i];
    total += n[i];
  }
  if (events == 0) return none("no events");
  const double all = events / total;
  return judged_trend(share, weight, all * (1 - all));
}

Direction trend_between(double previous, Interval previous_interval, double recent, Interval recent_interval) {
  switch (compare_intervals(recent, recent_interval, previous, previous_interval, Polarity::none)) {
    case Significance::not_compared: return Direction::cannot_be_calculated;
    case Significance::lower: return Direction::decreasing;
    case Significance::higher: return Direction::increasing;
    default: return Direction::none;
  }
}

std::string trend_name(Direction direction, Polarity polarity) {
  if (direction == Direction::cannot_be_calculated) return "cannot be calculated";
  if (direction == Direction::none) return "no significant change";
  const bool up = direction == Direction::increasing;
  const std::string way = up ? "increasing" : "decreasing";
  if (polarity == Polarity::none) return way;
  return way + (up == (polarity == Polarity::high_is_good) ? " and getting better" : " and getting worse");
}

}  // namespace dmp::stats
