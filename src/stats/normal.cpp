#include "stats/normal.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// In double as such: the detour over long double costs five times the time and gives no digit more.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double normal_quantile(double p) {
  if (!(p >= 0 && p <= 1)) return kNaN;
  if (p == 0) return -kInfinity;
  if (p == 1) return kInfinity;
  return -std::sqrt(2.0) * boost::math::erfc_inv(2 * p, InDouble());
}

double normal_probability(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double two_sided_z(double confidence) {
  if (!(confidence > 0 && confidence < 1)) return kNaN;
  // Intervals of long tables ask for the same one again and again.
  thread_local double last_confidence = kNaN, last_z = kNaN;
  if (confidence != last_confidence) {
    last_z = std::sqrt(2.0) * boost::math::erfc_inv(1 - confidence, InDouble());
    last_confidence = confidence;
  }
  return last_z;
}

double chi_square_quantile(double p, double degrees_of_freedom) {
  if (!(p >= 0 && p <= 1) || !(degrees_of_freedom >= 0)) return kNaN;
  if (degrees_of_freedom == 0 || p == 0) return 0;
  if (p == 1) return kInfinity;
  // From the nearer tail, so that limits close to certainty keep their digits.
  return 2 * (p <= 0.5 ? boost::math::gamma_p_inv(degrees_of_freedom / 2, p) : boost::math::gamma_q_inv(degrees_of_freedom / 2, 1 - p));
}

double chi_square_upper_tail(double x, double degrees_of_freedom) {
  if (std::isnan(x) || !(degrees_of_freedom > 0)) return kNaN;
  if (x <= 0) return 1;
  if (std::isinf(x)) return 0;
  return boost::math::gamma_q(degrees_of_freedom / 2, x / 2);
}

double student_t_quantile(double p, double degrees_of_freedom) {
  if (!(p > 0 && p < 1) || !(degrees_of_freedom > 0)) return kNaN;
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), p);
}

}  // namespace dmp::stats
