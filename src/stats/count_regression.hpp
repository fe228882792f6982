#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "core/interval.hpp"

namespace dmp::stats {

using core::Interval;

/// Counts of places (or of anything) with what is meant to explain them: log(expected count) = offset + design x coefficients.
struct CountData {
  std::vector<double> count;   ///< whole numbers, 0 or more
  std::vector<double> offset;  ///< logarithm of the population at risk, or of a standardised expected count
  std::vector<double> design;  ///< row after row, `terms` numbers each; an intercept is a column of ones, a category columns of 0 and 1
  std::size_t terms = 1;

  [[nodiscard]] std::size_t size() const { return count.size(); }
};

/// How counts scatter about what is expected: variance mu, or mu + alpha mu^2 (1 / alpha is the theta of R's MASS).
enum class CountFamily { poisson, negative_binomial };

/// A regression of counts with the logarithm as its link, or why there is none.
struct CountFit {
  CountFamily family = CountFamily::negative_binomial;
  std::vector<double> coefficients, standard_errors;
  std::vector<double> covariance;      ///< terms x terms, of the coefficients
  double alpha = 0;                    ///< 0 for Poisson, and where the counts scatter no more than Poisson
  double alpha_standard_error = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> expected;        ///< of every row, also of those that were not used
  std::vector<double> leverage;        ///< of every used row; 0 for others
  std::vector<double> cooks_distance;  ///< of every used row; 0 for others
  double deviance = 0, log_likelihood = 0, aic = 0;
  double dispersion = 0;               ///< Pearson's chi-square over its degrees of freedom; near 1 where the family fits
  std::size_t used = 0;
  int iterations = 0;
  bool converged = false;
  std::string_view withheld;           ///< empty, or why there is no fit
};

/// Maximum likelihood: coefficients by iteratively reweighted least squares, alpha by Newton's method on its profile, in turn.
/// `used` says which rows are fitted (empty: all). Withheld with no more rows than terms, with counts that are negative, not whole
/// or missing, with columns that depend on each other, and where nothing was counted.
/// P. McCullagh and J. A. Nelder (1989), Generalized Linear Models, second edition, chapters 2, 6 and 9; J. F. Lawless (1987),
/// Canadian Journal of Statistics 15, 209-225 (negative binomial regression); leverage and Cook's distance as R's glm.
CountFit fit_counts(const CountData& data, CountFamily family, std::span<const char> used = {});

/// What is expected of one row by the fit of all others.
struct CountPrediction {
  double expected = 0;
  double log_standard_error = 0;  ///< of the logarithm of expected
  double alpha = 0;
  double alpha_standard_error = 0;
};

/// Predicts every row from the fit without it. Up to 300 used rows each is refitted; beyond, the coefficients are moved by
/// one Newton step and alpha stays, which differs by less than the printed digits there. Rows not used are predicted by the fit.
std::vector<CountPrediction> predict_left_out(const CountData& data, const CountFit& fit, std::span<const char> used = {});

/// P(Y <= count) for a negative binomial (Poisson where alpha is 0) that also holds the doubt about its mean and its alpha: the
/// mean's log-normal error is folded into alpha by its variance, alpha' = (1 + alpha) exp(se^2) - 1; alpha's is log-normal too,
/// over which the probability is averaged (Gauss-Hermite, five points).
double predictive_probability(double count, const CountPrediction& prediction);

/// Two-sided p value: twice the smaller of P(Y <= count) and P(Y >= count), at most 1. Exact tails, so it errs on the safe side.
double predictive_p(double count, const CountPrediction& prediction);

/// Randomised quantile residual: normal deviate of a uniform draw between P(Y < count) and P(Y <= count); standard normal
/// where the model holds. P. K. Dunn and G. K. Smyth (1996), Journal of Computational and Graphical Statistics 5, 236-244.
double quantile_residual(double count, const CountPrediction& prediction, double uniform);

/// Signed root of a row's share of the deviance.
double deviance_residual(double count, double expected, double alpha);

/// Observed over expected with its interval: the interval of the count (exact below 10, else Byar's) and that of the expected
/// value, put together on the log scale. A count of 0 has lower limit 0. It does not hold the scatter between places (alpha):
/// a place may lie clear of 1 and still be no outlier. G. Y. Zou and A. Donner (2008), Statistics in Medicine 27, 1693-1702.
Interval observed_ratio_interval(double count, const CountPrediction& prediction, double confidence);

/// Places whose counts do not fit the others'.
struct OutlierSearch {
  CountFit fit;                              ///< of the places that were not found
  std::vector<CountPrediction> predictions;  ///< of each place without itself
  std::vector<double> p, adjusted_p;         ///< adjusted by Benjamini and Hochberg over all places
  std::vector<char> found;                   ///< adjusted p below the rate
  int rounds = 0;
  std::string_view withheld;                 ///< empty, or why there is none
};

/// Looks for places whose count lies off what the model expects of them, at a false-discovery rate. Each is judged by a fit
/// without itself; those found are left out of the fit and the search repeated until it finds the same (at most ten times), so that
/// one outlier does not hide another. Withheld below kFewestPlaces places, and where the fit is.
OutlierSearch find_outliers(const CountData& data, CountFamily family, double rate);
constexpr std::size_t kFewestPlaces = 12;

}  // namespace dmp::stats
