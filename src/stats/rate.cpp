#include "stats/rate.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "stats/normal.hpp"

namespace dmp::stats {

Interval exact_poisson_interval(double events, double confidence) {
  if (!(events >= 0) || !std::isfinite(events) || !(confidence > 0 && confidence < 1)) return {};
  const double tail = (1 - confidence) / 2;
  return {.lower = chi_square_quantile(tail, 2 * events) / 2, .upper = chi_square_quantile(1 - tail, 2 * events + 2) / 2};
}

Interval byar_approximation(double events, double confidence) {
  const double z = two_sided_z(confidence);
  if (!(events >= 0) || !std::isfinite(events) || std::isnan(z)) return {};
  const double more = events + 1;
  const double below = events == 0 ? 0 : 1 - 1 / (9 * events) - z / (3 * std::sqrt(events));
  const double above = 1 - 1 / (9 * more) + z / (3 * std::sqrt(more));
  return {.lower = std::max(0.0, events * below * below * below), .upper = more * above * above * above};
}

Interval byar_interval(double events, double confidence) {
  return events < kFewEvents ? exact_poisson_interval(events, confidence) : byar_approximation(events, confidence);
}

Interval poisson_control_limits(double expected, double confidence) {
  if (!(expected > 0) || !std::isfinite(expected) || !(confidence > 0 && confidence < 1)) return {};
  const double tail = (1 - confidence) / 2;
  // The upper end of a count o is e where P(X <= o) = Q(o + 1, e) is the tail; the lower end where
  // P(X >= o) = P(o, e) is. Both are solved for the shape of the incomplete gamma function.
  const double low = std::exp(-expected) >= tail ? 0 : std::max(0.0, boost::math::gamma_q_inva(expected, tail) - 1);
  return {.lower = low, .upper = boost::math::gamma_p_inva(expected, tail)};
}

Interval rate_difference_interval(double events_a, double total_a, double events_b, double total_b, double confidence) {
  if (!(total_a > 0) || !(total_b > 0)) return {};
  const double a = events_a / total_a;
  const double b = events_b / total_b;
  const Interval range_a = byar_interval(events_a, confidence);
  const Interval range_b = byar_interval(events_b, confidence);
  const double down = std::hypot(a - range_a.lower / total_a, range_b.upper / total_b - b);
  const double up = std::hypot(range_a.upper / total_a - a, b - range_b.lower / total_b);
  return {.lower = a - b - down, .upper = a - b + up};
}

Interval rate_ratio_interval(double events_a, double total_a, double events_b, double total_b, double confidence) {
  if (!(total_a > 0) || !(total_b > 0) || !(events_a >= 0) || !(events_b >= 0) || events_a + events_b == 0) return {};
  if (!(confidence > 0 && confidence < 1)) return {};
  const double tail = (1 - confidence) / 2;
  const double unit = total_b / total_a;
  const double low = events_a == 0 ? 0 : boost::math::ibeta_inv(events_a, events_b + 1, tail);
  const double high = events_b == 0 ? 1 : boost::math::ibetac_inv(events_a + 1, events_b, tail);
  return {.lower = unit * low / (1 - low), .upper = events_b == 0 ? std::numeric_limits<double>::infinity() : unit * high / (1 - high)};
}

}  // namespace dmp::stats
