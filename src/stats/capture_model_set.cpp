#include "stats/capture_model_set.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Dense>

#include "stats/normal.hpp"

namespace dmp::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Slope and intercept of y on x over the places chosen, and what is left.
struct Line {
  double intercept = 0, slope = 0, mean = 0, squares = 0, residual = 0;
  std::size_t n = 0;
};

Line line_through(const std::vector<double>& x, const std::vector<double>& y, const std::vector<std::size_t>& places) {
  Line line;
  line.n = places.size();
  const auto n = static_cast<double>(places.size());
  double mean_y = 0, cross = 0;
  for (const std::size_t i : places) line.mean += x[i] / n, mean_y += y[i] / n;
  for (const std::size_t i : places) line.squares += std::pow(x[i] - line.mean, 2), cross += (x[i] - line.mean) * (y[i] - mean_y);
  line.slope = line.squares > 0 ? cross / line.squares : 0;
  line.intercept = mean_y - line.slope * line.mean;
  for (const std::size_t i : places) line.residual += std::pow(y[i] - line.intercept - line.slope * x[i], 2);
  return line;
}

/// First principal component of the standardised logs, positive along the first indicator.
std::vector<double> component(std::span<const std::vector<double>> indicators) {
  const auto rows = static_cast<Eigen::Index>(indicators.size()), columns = static_cast<Eigen::Index>(indicators.front().size());
  Eigen::MatrixXd z(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i)
    for (Eigen::Index j = 0; j < columns; ++j) z(i, j) = std::log(indicators[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]);
  for (Eigen::Index j = 0; j < columns; ++j) {
    z.col(j).array() -= z.col(j).mean();
    const double sd = std::sqrt(z.col(j).squaredNorm() / static_cast<double>(rows - 1));
    if (sd > 0) z.col(j) /= sd;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(z.transpose() * z);
  Eigen::VectorXd weights = solver.eigenvectors().col(columns - 1);
  if (weights.sum() < 0) weights = -weights;
  const Eigen::VectorXd score = z * weights;
  return {score.data(), score.data() + score.size()};
}

}  // namespace

HiddenPopulation averaged(std::span<const CaptureModel> models, double CaptureModel::*criterion) {
  HiddenPopulation average{.estimate = kNaN, .variance = kNaN, .seen = 0, .withheld = "no model can be fitted"};
  double best = std::numeric_limits<double>::infinity(), weights = 0, estimate = 0, deviation = 0;
  for (const CaptureModel& model : models)
    if (model.*criterion < best) best = model.*criterion;
  const auto weight = [&](const CaptureModel& model) { return std::isnan(model.*criterion) ? 0.0 : std::exp((best - model.*criterion) / 2); };
  for (const CaptureModel& model : models) {
    if (weight(model) == 0) continue;
    weights += weight(model), estimate += weight(model) * model.population.estimate, average.seen = model.population.seen;
  }
  if (weights == 0) return average;
  estimate /= weights;
  for (const CaptureModel& model : models)
    if (weight(model) > 0) deviation += weight(model) / weights * std::sqrt(model.population.variance + std::pow(model.population.estimate - estimate, 2));
  average.estimate = estimate, average.variance = deviation * deviation, average.withheld = {};
  return average;
}

CaptureModelSet capture_model_set(const CaptureCounts& counts) {
  CaptureModelSet set;
  set.by_aic = set.by_bic = {.estimate = kNaN, .variance = kNaN, .seen = counts.seen(), .withheld = "nobody is on two lists"};
  const std::vector<double> times = counts.by_number_of_lists();
  double several = 0;
  for (std::size_t k = 1; k < times.size(); ++k) several += times[k];
  if (several == 0) return set;
  for (const auto& terms : hierarchical_models(counts.lists.size())) {
    CaptureModel model = log_linear_model(counts, terms, formula_of(terms, counts.lists));
    if (model.population.withheld.empty() && std::isfinite(model.aic) && std::isfinite(model.population.estimate)) set.models.push_back(std::move(model));
    else ++set.not_fitted;
  }
  std::stable_sort(set.models.begin(), set.models.end(), [](const CaptureModel& a, const CaptureModel& b) { return a.aic < b.aic; });
  set.by_aic = averaged(set.models, &CaptureModel::aic), set.by_bic = averaged(set.models, &CaptureModel::bic);
  set.lowest = std::numeric_limits<double>::infinity();
  set.reach = {.lower = set.lowest, .upper = 0};
  for (std::size_t i = 0; i < set.models.size(); ++i) {
    const CaptureModel& model = set.models[i];
    const double apart = model.aic - set.models.front().aic;
    const bool fits = model.degrees_of_freedom > 0 && model.deviance / model.degrees_of_freedom <= 2 && apart <= 10;
    if (apart > 2 && !fits) continue;
    set.equally_good.push_back(i);
    const Interval interval = unseen_interval(model.population, 0.95);
    set.lowest = std::min(set.lowest, model.population.estimate), set.highest = std::max(set.highest, model.population.estimate);
    set.reach = {.lower = std::min(set.reach.lower, interval.lower), .upper = std::max(set.reach.upper, interval.upper)};
  }
  return set;
}

IndicatorFit multiple_indicator(std::span<const std::vector<double>> indicators, std::span<const double> known, double confidence) {
  IndicatorFit fit;
  std::vector<std::size_t> anchors;
  std::vector<double> y(known.size());
  for (std::size_t i = 0; i < known.size(); ++i) {
    y[i] = known[i] > 0 ? std::log(known[i]) : kNaN;
    if (!std::isnan(y[i])) anchors.push_back(i);
    for (const double value : indicators[i])
      if (!(value > 0)) fit.withheld = "an indicator is not above 0";
  }
  if (anchors.size() < 5) fit.withheld = "fewer than five places have an estimate";
  if (!fit.withheld.empty()) return fit;
  const std::vector<double> x = component(indicators);
  const Line line = line_through(x, y, anchors);
  if (!(line.squares > 0)) {
    fit.withheld = "the indicators do not vary";
    return fit;
  }
  const auto n = static_cast<double>(line.n);
  const double variance = line.residual / (n - 2), reach = student_t_quantile((1 + confidence) / 2, n - 2);
  double mean = 0, total = 0;
  for (const std::size_t i : anchors) mean += y[i] / n;
  for (const std::size_t i : anchors) total += std::pow(y[i] - mean, 2);
  fit.slope = line.slope, fit.r2 = total > 0 ? 1 - line.residual / total : 0;
  for (const double score : x) {
    const double value = line.intercept + line.slope * score, error = reach * std::sqrt(variance * (1 + 1 / n + std::pow(score - line.mean, 2) / line.squares));
    fit.predicted.push_back(std::exp(value));
    fit.interval.push_back({.lower = std::exp(value - error), .upper = std::exp(value + error)});
  }
  for (const std::size_t out : anchors) {
    std::vector<std::size_t> others = anchors;
    std::erase(others, out);
    const Line left = line_through(x, y, others);
    fit.cross_validated_error += std::pow(left.intercept + left.slope * x[out] - y[out], 2) / n;
    fit.without_indicators += std::pow((mean * n - y[out]) / (n - 1) - y[out], 2) / n;
  }
  fit.cross_validated_error = std::sqrt(fit.cross_validated_error), fit.without_indicators = std::sqrt(fit.without_indicators);
  return fit;
}

}  // namespace dmp::stats
