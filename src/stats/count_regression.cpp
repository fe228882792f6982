#include "stats/count_regression.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <optional>

#include "stats/false_discovery.hpp"
#include "stats/normal.hpp"
#include "stats/rate.hpp"

namespace dmp::stats {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kMostSteps = 100;
/// Below this alpha the counts are Poisson to every printed digit.
constexpr double kLeastAlpha = 1e-8;
constexpr std::size_t kMostRefits = 300;

/// The rows that are fitted, as Eigen wants them.
struct Rows {
  Vector count, offset;
  Matrix design;
};

Rows rows_of(const CountData& data, std::span<const char> used, std::optional<std::size_t> without = {}) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < data.size(); ++i)
    if ((used.empty() || used[i]) && i != without) kept.push_back(i);
  const auto n = static_cast<Eigen::Index>(kept.size()), terms = static_cast<Eigen::Index>(data.terms);
  Rows rows{Vector(n), Vector(n), Matrix(n, terms)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::size_t row = kept[static_cast<std::size_t>(i)];
    rows.count[i] = data.count[row];
    rows.offset[i] = data.offset[row];
    for (Eigen::Index j = 0; j < terms; ++j) rows.design(i, j) = data.design[row * data.terms + static_cast<std::size_t>(j)];
  }
  return rows;
}

double deviance_part(double count, double expected, double alpha) {
  const double first = count > 0 ? count * std::log(count / expected) : 0;
  if (alpha == 0) return 2 * (first - (count - expected));
  return 2 * (first - (count + 1 / alpha) * std::log((1 + alpha * count) / (1 + alpha * expected)));
}

double log_likelihood_of(double count, double expected, double alpha) {
  if (alpha == 0) return count * std::log(expected) - expected - std::lgamma(count + 1);
  const double theta = 1 / alpha;
  const double rising = std::lgamma(theta + count) - std::lgamma(theta) - std::lgamma(count + 1);
  return rising + theta * std::log(theta / (theta + expected)) + (count > 0 ? count * std::log(expected / (theta + expected)) : 0);
}

/// Coefficients for a given alpha.
class Weighted {
 public:
  Weighted(const Rows& rows, Vector start) : rows_(rows), coefficients_(std::move(start)) {}

  /// Steps until the deviance settles; false where it does not.
  bool fit(double alpha) {
    double before = refresh(alpha);
    for (int step = 0; step < kMostSteps; ++step, ++iterations_) {
      const Vector weight = expected_.array() / (1 + alpha * expected_.array());
      const Vector residual = (rows_.count - expected_).cwiseQuotient(expected_);
      information_ = rows_.design.transpose() * weight.asDiagonal() * rows_.design;
      const Vector last = coefficients_, move = information_.ldlt().solve(rows_.design.transpose() * weight.cwiseProduct(residual));
      if (!move.allFinite()) return false;
      double scale = 1, after = 0;
      // A step that makes it worse is cut in half.
      for (int halving = 0; halving < 30; ++halving, scale /= 2) {
        coefficients_ = last + scale * move;
        after = refresh(alpha);
        if (std::isfinite(after) && after <= before + 1e-9 * (std::fabs(before) + 1)) break;
      }
      const bool settled = std::fabs(after - before) <= 1e-11 * (std::fabs(after) + 0.1) && (scale * move).cwiseAbs().maxCoeff() < 1e-7 * (1 + coefficients_.cwiseAbs().maxCoeff());
      before = after;
      if (settled) return true;
    }
    return false;
  }

  [[nodiscard]] const Vector& coefficients() const { return coefficients_; }
  [[nodiscard]] const Vector& expected() const { return expected_; }
  [[nodiscard]] Matrix covariance(double alpha) const {
    const Vector weight = expected_.array() / (1 + alpha * expected_.array());
    const Matrix information = rows_.design.transpose() * weight.asDiagonal() * rows_.design;
    return information.ldlt().solve(Matrix::Identity(information.rows(), information.cols()));
  }
  [[nodiscard]] int iterations() const { return iterations_; }

 private:
  double refresh(double alpha) {
    // A group in which nothing was counted drives its coefficient down without end; its expected count then is as good as none.
    expected_ = (rows_.offset + rows_.design * coefficients_).array().min(600.0).max(-30.0).exp();
    double deviance = 0;
    for (Eigen::Index i = 0; i < rows_.count.size(); ++i) deviance += deviance_part(rows_.count[i], expected_[i], alpha);
    return deviance;
  }

  const Rows& rows_;
  Vector coefficients_, expected_;
  Matrix information_;
  int iterations_ = 0;
};

/// Sums over all rows of 1 / (theta + k) for k < count, and of their squares: what is left of di- and trigamma without their cancellation.
/// Rows share their terms, so that the sums take as many steps as the largest count, not as all counts together.
class RisingSums {
 public:
  explicit RisingSums(const Vector& count) {
    above_.assign(static_cast<std::size_t>(std::min(count.maxCoeff(), kMostTerms)), 0);
    for (const double y : count) {
      if (y > 0) ++above_[static_cast<std::size_t>(std::min(y, kMostTerms)) - 1];
      if (y > kMostTerms) beyond_.push_back(y);
    }
    for (std::size_t k = above_.size(); k-- > 1;) above_[k - 1] += above_[k];
  }

  [[nodiscard]] std::pair<double, double> at(double theta) const {
    double first = 0, second = 0;
    for (std::size_t k = 0; k < above_.size(); ++k) {
      const double part = 1 / (theta + static_cast<double>(k));
      first += above_[k] * part;
      second += above_[k] * part * part;
    }
    if (beyond_.empty()) return {first, second};
    const double digamma = boost::math::digamma(theta + kMostTerms), trigamma = boost::math::trigamma(theta + kMostTerms);
    for (const double y : beyond_) {
      first += boost::math::digamma(theta + y) - digamma;
      second += trigamma - boost::math::trigamma(theta + y);
    }
    return {first, second};
  }

 private:
  static constexpr double kMostTerms = 60;
  std::vector<double> above_;   ///< rows with a count above k
  std::vector<double> beyond_;  ///< counts above kMostTerms
};

/// Slope and curvature of the log likelihood in theta.
std::pair<double, double> theta_score(const RisingSums& rising, const Vector& count, const Vector& expected, double theta) {
  auto [score, information] = rising.at(theta);
  for (Eigen::Index i = 0; i < count.size(); ++i) {
    const double y = count[i], mu = expected[i], both = theta + mu;
    score += (mu - y) / both - std::log1p(mu / theta);
    information += (mu - y) / (both * both) - mu / (theta * both);
  }
  return {score, information};
}

struct Alpha {
  double value = 0, standard_error = kNaN;
};

/// The alpha that fits the scatter about the expected counts best; 0 where they scatter no more than Poisson.
Alpha fit_alpha(const Vector& count, const Vector& expected, double start) {
  const double excess = (count - expected).array().square().sum() - count.sum();
  if (!(excess > 0)) return {};
  double low = std::log(1e-4), high = std::log(1 / kLeastAlpha);  // of theta
  double at = std::log(start > 0 ? 1 / start : std::clamp(expected.array().square().sum() / excess, 0.01, 1e6));
  double information = 0;
  const RisingSums rising(count);
  for (int step = 0; step < kMostSteps; ++step) {
    const double theta = std::exp(at);
    const auto [score, curvature] = theta_score(rising, count, expected, theta);
    information = curvature;
    (score > 0 ? low : high) = at;
    // Newton on log theta, kept inside what is known to hold the top.
    const double slope = theta * score, bend = theta * score - theta * theta * curvature;
    double next = bend < 0 ? at - slope / bend : (low + high) / 2;
    if (!(next > low && next < high)) next = (low + high) / 2;
    const double move = std::fabs(next - at);
    at = next;
    if (move < 1e-11) break;
  }
  const double theta = std::exp(at);
  if (theta > 0.99 / kLeastAlpha) return {};
  return {1 / theta, information > 0 ? 1 / (theta * theta * std::sqrt(information)) : kNaN};
}

struct Joint {
  Vector coefficients, expected;
  Matrix covariance;
  Alpha alpha;
  int iterations = 0;
  bool converged = false;
};

Vector start_of(const Rows& rows) {
  const Vector response = ((rows.count.array() + 0.25).log() - rows.offset.array()).matrix();
  const Vector weight = rows.count.array() + 0.25;
  const Matrix information = rows.design.transpose() * weight.asDiagonal() * rows.design;
  return information.ldlt().solve(rows.design.transpose() * weight.cwiseProduct(response));
}

Joint fit_jointly(const Rows& rows, CountFamily family, const Vector& start, double start_alpha) {
  Joint joint;
  Weighted weighted(rows, start);
  joint.converged = weighted.fit(start_alpha);
  joint.alpha.value = start_alpha;
  if (family == CountFamily::negative_binomial) {
    bool settled = false;
    for (int turn = 0; turn < kMostSteps && !settled; ++turn) {
      const double before = joint.alpha.value;
      joint.alpha = fit_alpha(rows.count, weighted.expected(), before);
      settled = std::fabs(joint.alpha.value - before) <= 1e-9 * (1e-3 + before);
      joint.converged = weighted.fit(joint.alpha.value) && settled;
    }
  }
  joint.coefficients = weighted.coefficients();
  joint.expected = weighted.expected();
  joint.covariance = weighted.covariance(joint.alpha.value);
  joint.iterations = weighted.iterations();
  return joint;
}

/// The fit of rows that differ little from those whose fit is given, as all but one do: a step of the coefficients and one of alpha at
/// a time until both stand still. None where a step is large or alpha near 0: those need the careful way.
std::optional<Joint> refit(const Rows& rows, CountFamily family, const Vector& start, double start_alpha) {
  const bool scatters = family == CountFamily::negative_binomial;
  if (scatters && !(start_alpha > 1e-4)) return std::nullopt;
  constexpr int kFewSteps = 30;
  constexpr double kStill = 1e-10, kLargeStep = 1;
  Joint joint{start, {}, {}, {scatters ? start_alpha : 0, kNaN}, 0, true};
  const RisingSums rising(rows.count);
  for (; joint.iterations < kFewSteps; ++joint.iterations) {
    joint.expected = (rows.offset + rows.design * joint.coefficients).array().min(600.0).max(-30.0).exp();
    const Vector weight = joint.expected.array() / (1 + joint.alpha.value * joint.expected.array());
    const Matrix information = rows.design.transpose() * weight.asDiagonal() * rows.design;
    const auto factored = information.ldlt();
    const Vector move = factored.solve(rows.design.transpose() * weight.cwiseProduct((rows.count - joint.expected).cwiseQuotient(joint.expected)));
    if (!move.allFinite() || move.cwiseAbs().maxCoeff() > kLargeStep) return std::nullopt;
    double shift = 0;
    if (scatters) {
      const double theta = 1 / joint.alpha.value;
      const auto [score, curvature] = theta_score(rising, rows.count, joint.expected, theta);
      const double bend = theta * score - theta * theta * curvature;  // on the scale of log theta
      if (!(bend < 0) || !(curvature > 0)) return std::nullopt;
      shift = -theta * score / bend;
      if (std::fabs(shift) > kLargeStep) return std::nullopt;
      joint.alpha = {std::exp(-std::log(theta) - shift), 1 / (theta * theta * std::sqrt(curvature))};
    }
    joint.coefficients += move;
    if (move.cwiseAbs().maxCoeff() > kStill * (1 + joint.coefficients.cwiseAbs().maxCoeff()) || std::fabs(shift) > kStill) continue;
    joint.covariance = factored.solve(Matrix::Identity(information.rows(), information.cols()));
    return joint;
  }
  return std::nullopt;
}

std::string_view reason_to_withhold(const CountData& data, const Rows& rows) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (!(data.count[i] >= 0) || data.count[i] != std::floor(data.count[i])) return "a count is negative, missing or not a whole number";
    if (!std::isfinite(data.offset[i])) return "a place has no population";
  }
  for (const double x : data.design)
    if (!std::isfinite(x)) return "an explaining value is missing";
  if (rows.count.size() <= rows.design.cols()) return "no more places than terms";
  if (!(rows.count.sum() > 0)) return "nothing was counted";
  if (rows.design.colPivHouseholderQr().rank() < rows.design.cols()) return "explaining values depend on each other";
  return {};
}

Eigen::Map<const Vector> row_of(const CountData& data, std::size_t i) {
  return {data.design.data() + i * data.terms, static_cast<Eigen::Index>(data.terms)};
}

void add_diagnostics(CountFit& fit, const CountData& data, std::span<const char> used) {
  const Eigen::Map<const Vector> coefficients(fit.coefficients.data(), static_cast<Eigen::Index>(fit.coefficients.size()));
  const Eigen::Map<const Matrix> covariance(fit.covariance.data(), coefficients.size(), coefficients.size());
  fit.expected.resize(data.size());
  fit.leverage.assign(data.size(), 0);
  fit.cooks_distance.assign(data.size(), 0);
  double pearson = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const double mu = std::exp(std::clamp(data.offset[i] + row_of(data, i).dot(coefficients), -30.0, 600.0));
    fit.expected[i] = mu;
    if (!used.empty() && !used[i]) continue;
    ++fit.used;
    fit.leverage[i] = mu / (1 + fit.alpha * mu) * row_of(data, i).dot(covariance * row_of(data, i));
    pearson += (data.count[i] - mu) * (data.count[i] - mu) / (mu * (1 + fit.alpha * mu));
    fit.deviance += deviance_part(data.count[i], mu, fit.alpha);
    fit.log_likelihood += log_likelihood_of(data.count[i], mu, fit.alpha);
  }
  const auto terms = static_cast<double>(data.terms);
  fit.dispersion = pearson / (static_cast<double>(fit.used) - terms);
  fit.aic = -2 * fit.log_likelihood + 2 * (terms + (fit.family == CountFamily::negative_binomial ? 1 : 0));
  for (std::size_t i = 0; i < data.size(); ++i) {
    const double mu = fit.expected[i], h = fit.leverage[i];
    if (!(h < 1) || (!used.empty() && !used[i])) continue;
    const double square = (data.count[i] - mu) * (data.count[i] - mu) / (mu * (1 + fit.alpha * mu));
    fit.cooks_distance[i] = square * h / ((1 - h) * (1 - h) * terms);
  }
}

CountPrediction predict(const CountData& data, std::size_t i, const Vector& coefficients, const Matrix& covariance, const Alpha& alpha) {
  const auto x = row_of(data, i);
  return {std::exp(std::clamp(data.offset[i] + x.dot(coefficients), -30.0, 600.0)), std::sqrt(std::max(0.0, x.dot(covariance * x))), alpha.value,
          std::isfinite(alpha.standard_error) ? alpha.standard_error : 0};
}

/// P(Y <= count) for count >= 0; 0 below.
double at_most(double count, double mean, double alpha) {
  if (count < 0) return 0;
  if (alpha < kLeastAlpha) return boost::math::gamma_q(count + 1, mean);
  return boost::math::ibeta(1 / alpha, count + 1, 1 / (1 + alpha * mean));
}

double at_least(double count, double mean, double alpha) {
  if (count <= 0) return 1;
  if (alpha < kLeastAlpha) return boost::math::gamma_p(count, mean);
  return boost::math::ibetac(1 / alpha, count, 1 / (1 + alpha * mean));
}

/// A tail averaged over what alpha may be, with the doubt about the mean folded in.
template <class Tail>
double averaged(Tail tail, double count, const CountPrediction& prediction) {
  constexpr std::array<double, 5> kNodes = {-2.856970013872806, -1.355626179974266, 0, 1.355626179974266, 2.856970013872806};
  constexpr std::array<double, 5> kWeights = {0.011257411327721, 0.222075922005613, 0.533333333333332, 0.222075922005613, 0.011257411327721};
  const double error = std::exp(prediction.log_standard_error * prediction.log_standard_error);
  const auto at = [&](double alpha) { return tail(count, prediction.expected, (1 + alpha) * error - 1); };
  const double spread = prediction.alpha > 0 ? std::min(1.0, prediction.alpha_standard_error / prediction.alpha) : 0;
  if (!(spread > 0)) return at(prediction.alpha);
  double sum = 0;
  for (std::size_t i = 0; i < kNodes.size(); ++i) sum += kWeights[i] * at(prediction.alpha * std::exp(spread * kNodes[i]));
  return std::min(1.0, sum);
}

}  // namespace

CountFit fit_counts(const CountData& data, CountFamily family, std::span<const char> used) {
  CountFit fit;
  fit.family = family;
  const Rows rows = rows_of(data, used);
  fit.withheld = reason_to_withhold(data, rows);
  if (!fit.withheld.empty()) return fit;
  const Joint joint = fit_jointly(rows, family, start_of(rows), 0);
  fit.coefficients.assign(joint.coefficients.begin(), joint.coefficients.end());
  fit.covariance.assign(joint.covariance.data(), joint.covariance.data() + joint.covariance.size());
  for (Eigen::Index i = 0; i < joint.covariance.rows(); ++i) fit.standard_errors.push_back(std::sqrt(joint.covariance(i, i)));
  fit.alpha = joint.alpha.value;
  fit.alpha_standard_error = joint.alpha.standard_error;
  fit.iterations = joint.iterations;
  fit.converged = joint.converged;
  add_diagnostics(fit, data, used);
  return fit;
}

std::vector<CountPrediction> predict_left_out(const CountData& data, const CountFit& fit, std::span<const char> used) {
  const Vector all = Eigen::Map<const Vector>(fit.coefficients.data(), static_cast<Eigen::Index>(fit.coefficients.size()));
  const Matrix covariance = Eigen::Map<const Matrix>(fit.covariance.data(), all.size(), all.size());
  const Alpha alpha{fit.alpha, fit.alpha_standard_error};
  const bool refits = fit.used <= kMostRefits && fit.used > data.terms + 1;
  std::vector<CountPrediction> predictions;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const bool is_used = used.empty() || used[i];
    const double h = fit.leverage[i];
    if (is_used && (refits || h > 0.5)) {
      const Rows others = rows_of(data, used, i);
      std::optional<Joint> joint = refit(others, fit.family, all, fit.alpha);
      if (!joint) joint = fit_jointly(others, fit.family, all, fit.alpha);
      predictions.push_back(predict(data, i, joint->coefficients, joint->covariance, joint->alpha));
    } else if (is_used) {
      const double mu = fit.expected[i], weight = mu / (1 + fit.alpha * mu);
      const Vector pull = covariance * row_of(data, i) * (weight * (data.count[i] - mu) / mu / (1 - h));
      const Vector lean = covariance * row_of(data, i);
      const Matrix without = covariance + lean * lean.transpose() * (weight / (1 - h));
      predictions.push_back(predict(data, i, all - pull, without, alpha));
    } else {
      predictions.push_back(predict(data, i, all, covariance, alpha));
    }
  }
  return predictions;
}

double predictive_probability(double count, const CountPrediction& prediction) { return averaged(at_most, count, prediction); }

double predictive_p(double count, const CountPrediction& prediction) {
  return std::min(1.0, 2 * std::min(averaged(at_most, count, prediction), averaged(at_least, count, prediction)));
}

double quantile_residual(double count, const CountPrediction& prediction, double uniform) {
  const double below = averaged(at_most, count - 1, prediction), upto = averaged(at_most, count, prediction);
  // Far out in the upper tail 1 - p has no digits left: the residual is taken from the other side.
  if (below > 0.5) {
    const double above = averaged(at_least, count, prediction), beyond = averaged(at_least, count + 1, prediction);
    return -normal_quantile(std::max(beyond + (1 - uniform) * (above - beyond), std::numeric_limits<double>::min()));
  }
  return normal_quantile(std::max(below + uniform * (upto - below), std::numeric_limits<double>::min()));
}

double deviance_residual(double count, double expected, double alpha) {
  const double part = std::max(0.0, deviance_part(count, expected, alpha));
  return count < expected ? -std::sqrt(part) : std::sqrt(part);
}

Interval observed_ratio_interval(double count, const CountPrediction& prediction, double confidence) {
  const Interval of_count = byar_interval(count, confidence);
  const double reach = two_sided_z(confidence) * prediction.log_standard_error;
  const double ratio = count / prediction.expected;
  const auto end = [&](double limit, double sign) {
    if (!(count > 0)) return sign < 0 ? 0.0 : limit / prediction.expected * std::exp(reach);
    if (!(limit > 0)) return 0.0;
    return ratio * std::exp(sign * std::hypot(std::log(limit / count), reach));
  };
  return {end(of_count.lower, -1), end(of_count.upper, 1)};
}

namespace {

/// A first look: places with a smaller p value by themselves are left out of the second fit.
constexpr double kLooksOdd = 0.05;

/// Fits without the places left out and judges all; false where there is no fit.
bool judge(const CountData& data, CountFamily family, std::span<const char> left_out, OutlierSearch& search) {
  std::vector<char> used(data.size(), 1);
  for (std::size_t i = 0; i < used.size(); ++i) used[i] = !left_out[i];
  search.fit = fit_counts(data, family, used);
  search.withheld = search.fit.withheld;
  if (!search.withheld.empty()) return false;
  search.predictions = predict_left_out(data, search.fit, used);
  search.p.resize(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) search.p[i] = predictive_p(data.count[i], search.predictions[i]);
  search.adjusted_p = benjamini_hochberg(search.p);
  return true;
}

}  // namespace

OutlierSearch find_outliers(const CountData& data, CountFamily family, double rate) {
  OutlierSearch search;
  search.found.assign(data.size(), 0);
  if (data.size() < kFewestPlaces) {
    search.withheld = "too few areas to tell what is usual among them";
    return search;
  }
  // The first fit is without the places that look odd by themselves: several outliers together hide in the scatter they make.
  std::vector<char> left_out(data.size(), 0);
  constexpr int kMostRounds = 10;
  for (bool changed = true; changed && search.rounds < kMostRounds; ++search.rounds) {
    if (!judge(data, family, left_out, search)) return search;
    std::vector<char> found(data.size(), 0);
    const double limit = search.rounds == 0 ? kLooksOdd : rate;
    const std::vector<double>& p = search.rounds == 0 ? search.p : search.adjusted_p;
    for (std::size_t i = 0; i < data.size(); ++i) found[i] = p[i] < limit;
    changed = found != left_out;
    left_out = found;
  }
  search.found = left_out;
  return search;
}

}  // namespace dmp::stats
