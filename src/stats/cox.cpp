#include "stats/cox.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dmp::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Sums over people of their risk score, of score times covariates, and of score times covariates crossed.
struct RiskSums {
  double score = 0;
  VectorXd first;
  MatrixXd second;

  explicit RiskSums(Index size) : first(VectorXd::Zero(size)), second(MatrixXd::Zero(size, size)) {}
  void add(double weight, const VectorXd& x) {
    score += weight;
    first += weight * x;
    second += weight * x * x.transpose();
  }
};

struct Likelihood {
  double value = 0;
  VectorXd gradient;
  MatrixXd information;
};

/// The people in the orders that the pass over the times needs.
class Cohort {
 public:
  Cohort(const Followed& followed, std::span<const std::vector<double>> covariates) : followed_(followed), size_(static_cast<Index>(covariates.size())) {
    const std::size_t people = followed.time.size();
    for (std::size_t i = 0; i < people; ++i) {
      VectorXd x(size_);
      // Centred covariates keep the exponentials near one; the coefficients do not change.
      for (Index j = 0; j < size_; ++j) x[j] = covariates[static_cast<std::size_t>(j)][i] - centre(covariates[static_cast<std::size_t>(j)]);
      x_.push_back(std::move(x));
    }
    latest_first_.resize(people);
    std::iota(latest_first_.begin(), latest_first_.end(), std::size_t{0});
    latest_entry_first_ = latest_first_;
    std::stable_sort(latest_first_.begin(), latest_first_.end(), [&](std::size_t a, std::size_t b) { return followed.time[a] > followed.time[b]; });
    if (!followed.start.empty())
      std::stable_sort(latest_entry_first_.begin(), latest_entry_first_.end(), [&](std::size_t a, std::size_t b) { return followed.start[a] > followed.start[b]; });
  }

  [[nodiscard]] Likelihood at(const VectorXd& coefficients, Ties ties) const {
    Likelihood result{.value = 0, .gradient = VectorXd::Zero(size_), .information = MatrixXd::Zero(size_, size_)};
    std::vector<double> score;
    for (const VectorXd& x : x_) score.push_back(std::exp(x.dot(coefficients)));
    RiskSums risk(size_);
    std::size_t left = 0;
    for (std::size_t first = 0; first < latest_first_.size();) {
      const double time = followed_.time[latest_first_[first]];
      std::size_t last = first;
      for (; last < latest_first_.size() && followed_.time[latest_first_[last]] == time; ++last) risk.add(score[latest_first_[last]], x_[latest_first_[last]]);
      for (; !followed_.start.empty() && left < latest_entry_first_.size() && followed_.start[latest_entry_first_[left]] >= time; ++left)
        risk.add(-score[latest_entry_first_[left]], x_[latest_entry_first_[left]]);
      add_time(result, risk, std::span(latest_first_).subspan(first, last - first), score, coefficients, ties);
      first = last;
    }
    return result;
  }

 private:
  static double centre(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()); }

  void add_time(Likelihood& result, const RiskSums& risk, std::span<const std::size_t> people, const std::vector<double>& score, const VectorXd& coefficients, Ties ties) const {
    RiskSums dying(size_);
    double deaths = 0;
    for (const std::size_t i : people) {
      if (followed_.status[i] == 0) continue;
      ++deaths;
      dying.add(score[i], x_[i]);
      result.value += x_[i].dot(coefficients);
      result.gradient += x_[i];
    }
    for (double k = 0; k < deaths; ++k) {
      const double out = ties == Ties::efron ? k / deaths : 0;
      const double total = risk.score - out * dying.score;
      const VectorXd average = (risk.first - out * dying.first) / total;
      result.value -= std::log(total);
      result.gradient -= average;
      result.information += (risk.second - out * dying.second) / total - average * average.transpose();
    }
  }

  const Followed& followed_;
  Index size_;
  std::vector<VectorXd> x_;
  std::vector<std::size_t> latest_first_;
  std::vector<std::size_t> latest_entry_first_;
};

}  // namespace

CoxModel cox(const Followed& followed, std::span<const std::vector<double>> covariates, Ties ties) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const std::size_t size = covariates.size();
  CoxModel model{.coefficient = std::vector<double>(size, kNaN), .standard_error = std::vector<double>(size, kNaN), .log_likelihood = kNaN, .null_log_likelihood = kNaN, .withheld = {}};
  if (std::none_of(followed.status.begin(), followed.status.end(), [](int status) { return status != 0; })) {
    model.withheld = "no events";
    return model;
  }
  const Cohort cohort(followed, covariates);
  VectorXd coefficients = VectorXd::Zero(static_cast<Index>(size));
  Likelihood now = cohort.at(coefficients, ties);
  model.null_log_likelihood = now.value;
  bool settled = false;
  for (int step = 0; step < 60 && !settled; ++step) {
    const Eigen::LDLT<MatrixXd> information(now.information);
    if (information.vectorD().minCoeff() <= 1e-12 * std::max(1.0, information.vectorD().maxCoeff())) break;
    VectorXd change = information.solve(now.gradient);
    Likelihood next = cohort.at(coefficients + change, ties);
    // Halving where a full step overshoots.
    for (int half = 0; half < 30 && !(next.value >= now.value - 1e-12 * std::fabs(now.value)); ++half) {
      change /= 2;
      next = cohort.at(coefficients + change, ties);
    }
    settled = change.cwiseAbs().maxCoeff() < 1e-10 * (1 + coefficients.cwiseAbs().maxCoeff());
    coefficients += change;
    now = std::move(next);
  }
  if (!settled || !now.information.allFinite()) {
    model.withheld = "the likelihood has no maximum: a covariate does not vary or separates the events";
    return model;
  }
  const MatrixXd covariance = now.information.ldlt().solve(MatrixXd::Identity(static_cast<Index>(size), static_cast<Index>(size)));
  for (std::size_t j = 0; j < size; ++j) {
    model.coefficient[j] = coefficients[static_cast<Index>(j)];
    model.standard_error[j] = std::sqrt(covariance(static_cast<Index>(j), static_cast<Index>(j)));
  }
  model.log_likelihood = now.value;
  return model;
}

}  // namespace dmp::stats
