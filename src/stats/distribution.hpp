#pragma once

#include <span>
#include <string_view>
#include <variant>

namespace dmp::stats {

/// The distributions that market parameters are given in. Each checks its parameters on use: moments and quantiles of an
/// impossible one are NaN, and fault() says what is wrong.

/// Beta distribution stretched over [min, max] with its mode; shape 4 is the classic PERT.
/// D. Vose (2008), Risk Analysis, third edition, pages 405-407.
struct Pert {
  double min, mode, max, shape = 4;
};
struct Triangular {
  double min, mode, max;
};
struct Uniform {
  double min, max;
};
struct Normal {
  double mean, sd;
};
/// Parameters of the logarithm.
struct LogNormal {
  double meanlog, sdlog;
};
struct Beta {
  double alpha, beta;
};
struct Gamma {
  double shape, scale;
};

using Distribution = std::variant<Pert, Triangular, Uniform, Normal, LogNormal, Beta, Gamma>;

/// What makes the parameters impossible ("min is above max"); empty where they are sound.
std::string_view fault(const Distribution& distribution);

/// The p-quantile; NaN outside [0, 1]. A distribution of no width gives its one value.
double quantile(const Distribution& distribution, double p);
/// For beta and PERT: the quantiles of probabilities that do not fall, strictly between 0 and 1, and their slopes (quantile by probability), each
/// found from the one before, ten times as fast as one by one. False for the other distributions.
bool quantiles_with_slopes(const Distribution& distribution, std::span<const double> p, std::span<double> out, std::span<double> slope);
double mean(const Distribution& distribution);
double variance(const Distribution& distribution);

/// The normal distribution that has `coverage` of its mass between lower and upper, symmetrically.
Normal normal_from_interval(double lower, double upper, double coverage);
/// As above on the log scale; lower > 0.
LogNormal lognormal_from_interval(double lower, double upper, double coverage);

}  // namespace dmp::stats
