#include "markets/summary.hpp"

#include <cmath>

#include "stats/distribution.hpp"
#include "stats/order_statistics.hpp"

namespace dmp::markets {
namespace {

constexpr double kProbabilities[] = {0.001, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.999};

void set_quantiles(Summary& summary, std::span<const double> q) {
  summary.lower_99_8 = q[0], summary.lower_95 = q[1], summary.lower_80 = q[2], summary.lower_50 = q[3], summary.median = q[4];
  summary.upper_50 = q[5], summary.upper_80 = q[6], summary.upper_95 = q[7], summary.upper_99_8 = q[8];
}

}  // namespace

Summary summarise(std::span<const double> draws) {
  Summary summary;
  if (draws.empty()) return summary;
  // Four sums side by side, each in the order of the draws.
  double sum[4] = {}, squares[4] = {};
  const double origin = draws[0];
  const auto add = [&](std::size_t lane, double draw) {
    const double x = draw - origin;
    sum[lane] += x;
    squares[lane] += x * x;
  };
  const std::size_t whole = draws.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) add(lane, draws[i + lane]);
  for (std::size_t i = whole; i < draws.size(); ++i) add(i - whole, draws[i]);
  const auto n = static_cast<double>(draws.size());
  const double total = sum[0] + sum[1] + sum[2] + sum[3], of_squares = squares[0] + squares[1] + squares[2] + squares[3];
  summary.mean = origin + total / n;
  summary.sd = draws.size() < 2 ? 0 : std::sqrt(std::max(0.0, (of_squares - total * total / n) / (n - 1)));
  set_quantiles(summary, stats::quantiles_of(draws, kProbabilities));
  return summary;
}

Summary scaled(const Summary& summary, double factor) {
  Summary result = summary;
  for (double* number : {&result.median, &result.mean, &result.sd, &result.lower_50, &result.upper_50, &result.lower_80, &result.upper_80, &result.lower_95, &result.upper_95, &result.lower_99_8,
                         &result.upper_99_8})
    *number *= factor;
  return result;
}

Summary summary_of_interval(double value, double lower_95, double upper_95) {
  Summary summary;
  summary.median = summary.mean = value;
  if (std::isnan(lower_95) || std::isnan(upper_95)) return summary;
  const bool log = lower_95 > 0 && value > 0;
  const stats::Distribution distribution =
      log ? stats::Distribution(stats::LogNormal{std::log(value), stats::lognormal_from_interval(lower_95, upper_95, 0.95).sdlog}) : stats::Distribution(stats::normal_from_interval(lower_95, upper_95, 0.95));
  std::vector<double> q;
  for (const double p : kProbabilities) q.push_back(stats::quantile(distribution, p));
  set_quantiles(summary, q);
  summary.median = value;
  summary.mean = stats::mean(distribution);
  summary.sd = std::sqrt(stats::variance(distribution));
  summary.lower_95 = lower_95, summary.upper_95 = upper_95;
  return summary;
}

}  // namespace dmp::markets
