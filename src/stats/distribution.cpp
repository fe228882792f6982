#include "stats/distribution.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double beta_quantile(double alpha, double beta, double p) {
  if (p == 0) return 0;
  if (p == 1) return 1;
  return boost::math::ibeta_inv(alpha, beta, p);
}

/// Without promotion to long double: three times as fast, and exact enough for a table.
using Quick = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// Quantiles of a beta distribution and their slopes at probabilities that do not fall: a step of Taylor's series from the quantile before, mended
/// by Halley's method; from the start where the step leaves (0, 1) or does not settle.
void beta_quantiles(double alpha, double beta, std::span<const double> p, std::span<double> out, std::span<double> slope) {
  const double log_constant = boost::math::lgamma(alpha + beta) - boost::math::lgamma(alpha) - boost::math::lgamma(beta);
  const auto density = [&](double x) { return std::exp(log_constant + (alpha - 1) * std::log(x) + (beta - 1) * std::log1p(-x)); };
  const auto log_slope = [&](double x) { return (alpha - 1) / x - (beta - 1) / (1 - x); };  // of the density
  double x = 0, before = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double step = p[i] - before;
    bool settled = false;
    if (i > 0 && x > 0 && x < 1) {
      const double f = density(x);
      double guess = x + step / f - step * step * log_slope(x) / (2 * f * f);
      for (int round = 0; round < 6 && !settled && guess > 0 && guess < 1; ++round) {
        const double newton = (boost::math::ibeta(alpha, beta, guess, Quick()) - p[i]) / density(guess);
        const double change = newton / std::max(0.5, 1 - newton * log_slope(guess) / 2);
        guess -= change;
        // The error left is of the third order in the change.
        settled = std::fabs(change) <= 1e-4 * std::min(guess, 1 - guess) && guess > 0 && guess < 1;
      }
      if (settled) x = guess;
    }
    if (!settled) x = beta_quantile(alpha, beta, p[i]);
    out[i] = x;
    slope[i] = 1 / density(x);
    before = p[i];
  }
}

std::string_view fault_of_range(double min, double mode, double max) {
  if (!(std::isfinite(min) && std::isfinite(mode) && std::isfinite(max))) return "a parameter is missing";
  if (min > max) return "min is above max";
  if (mode < min || mode > max) return "mode is outside min and max";
  return {};
}

/// One overload a distribution, for fault, quantile, mean and variance.
struct Fault {
  std::string_view operator()(const Pert& d) const {
    if (const auto range = fault_of_range(d.min, d.mode, d.max); !range.empty()) return range;
    return d.shape > 0 ? "" : "shape is not above 0";
  }
  std::string_view operator()(const Triangular& d) const { return fault_of_range(d.min, d.mode, d.max); }
  std::string_view operator()(const Uniform& d) const { return fault_of_range(d.min, d.min, d.max); }
  std::string_view operator()(const Normal& d) const { return !std::isfinite(d.mean) ? "a parameter is missing" : d.sd >= 0 ? "" : "sd is missing or below 0"; }
  std::string_view operator()(const LogNormal& d) const { return !std::isfinite(d.meanlog) ? "a parameter is missing" : d.sdlog >= 0 ? "" : "sdlog is missing or below 0"; }
  std::string_view operator()(const Beta& d) const { return d.alpha > 0 && d.beta > 0 ? "" : "alpha and beta must be above 0"; }
  std::string_view operator()(const Gamma& d) const { return d.shape > 0 && d.scale > 0 ? "" : "shape and scale must be above 0"; }
};

struct Quantile {
  double p;

  double operator()(const Pert& d) const {
    const double range = d.max - d.min;
    if (range == 0) return d.min;
    return d.min + range * beta_quantile(1 + d.shape * (d.mode - d.min) / range, 1 + d.shape * (d.max - d.mode) / range, p);
  }
  double operator()(const Triangular& d) const {
    const double range = d.max - d.min;
    if (range == 0) return d.min;
    if (p <= (d.mode - d.min) / range) return d.min + std::sqrt(p * range * (d.mode - d.min));
    return d.max - std::sqrt((1 - p) * range * (d.max - d.mode));
  }
  double operator()(const Uniform& d) const { return d.min + p * (d.max - d.min); }
  double operator()(const Normal& d) const { return d.sd == 0 ? d.mean : d.mean + d.sd * normal_quantile(p); }
  double operator()(const LogNormal& d) const { return std::exp(operator()(Normal{d.meanlog, d.sdlog})); }
  double operator()(const Beta& d) const { return beta_quantile(d.alpha, d.beta, p); }
  double operator()(const Gamma& d) const { return p == 0 ? 0 : p == 1 ? kInfinity : d.scale * boost::math::gamma_p_inv(d.shape, p); }
};

struct MeanOf {
  double operator()(const Pert& d) const { return (d.min + d.shape * d.mode + d.max) / (d.shape + 2); }
  double operator()(const Triangular& d) const { return (d.min + d.mode + d.max) / 3; }
  double operator()(const Uniform& d) const { return (d.min + d.max) / 2; }
  double operator()(const Normal& d) const { return d.mean; }
  double operator()(const LogNormal& d) const { return std::exp(d.meanlog + d.sdlog * d.sdlog / 2); }
  double operator()(const Beta& d) const { return d.alpha / (d.alpha + d.beta); }
  double operator()(const Gamma& d) const { return d.shape * d.scale; }
};

struct VarianceOf {
  double operator()(const Pert& d) const {
    const double centre = MeanOf{}(d);
    return (centre - d.min) * (d.max - centre) / (d.shape + 3);
  }
  double operator()(const Triangular& d) const { return (d.min * d.min + d.mode * d.mode + d.max * d.max - d.min * d.mode - d.min * d.max - d.mode * d.max) / 18; }
  double operator()(const Uniform& d) const { return (d.max - d.min) * (d.max - d.min) / 12; }
  double operator()(const Normal& d) const { return d.sd * d.sd; }
  double operator()(const LogNormal& d) const { return std::expm1(d.sdlog * d.sdlog) * std::exp(2 * d.meanlog + d.sdlog * d.sdlog); }
  double operator()(const Beta& d) const { return d.alpha * d.beta / ((d.alpha + d.beta) * (d.alpha + d.beta) * (d.alpha + d.beta + 1)); }
  double operator()(const Gamma& d) const { return d.shape * d.scale * d.scale; }
};

}  // namespace

std::string_view fault(const Distribution& distribution) { return std::visit(Fault{}, distribution); }

double quantile(const Distribution& distribution, double p) {
  if (!(p >= 0 && p <= 1) || !fault(distribution).empty()) return kNaN;
  return std::visit(Quantile{p}, distribution);
}

bool quantiles_with_slopes(const Distribution& distribution, std::span<const double> p, std::span<double> out, std::span<double> slope) {
  const auto* pert = std::get_if<Pert>(&distribution);
  const auto* beta = std::get_if<Beta>(&distribution);
  if (!fault(distribution).empty() || (!beta && (!pert || pert->max == pert->min))) return false;
  const double range = pert ? pert->max - pert->min : 1, lowest = pert ? pert->min : 0;
  const double a = pert ? 1 + pert->shape * (pert->mode - pert->min) / range : beta->alpha, b = pert ? 1 + pert->shape * (pert->max - pert->mode) / range : beta->beta;
  beta_quantiles(a, b, p, out, slope);
  for (double& x : out.first(p.size())) x = lowest + range * x;
  for (double& x : slope.first(p.size())) x *= range;
  return true;
}

double mean(const Distribution& distribution) { return fault(distribution).empty() ? std::visit(MeanOf{}, distribution) : kNaN; }

double variance(const Distribution& distribution) { return fault(distribution).empty() ? std::visit(VarianceOf{}, distribution) : kNaN; }

Normal normal_from_interval(double lower, double upper, double coverage) {
  return {.mean = (lower + upper) / 2, .sd = (upper - lower) / (2 * two_sided_z(coverage))};
}

LogNormal lognormal_from_interval(double lower, double upper, double coverage) {
  const Normal log = normal_from_interval(std::log(lower), std::log(upper), coverage);
  return {.meanlog = log.mean, .sdlog = log.sd};
}

}  // namespace dmp::stats
