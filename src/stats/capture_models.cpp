#include <Eigen/Dense>
#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "stats/hidden_population.hpp"

namespace dmp::stats {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct PoissonFit {
  VectorXd coefficients;
  MatrixXd covariance;
  double deviance = kNaN;
  double log_likelihood = kNaN;
  bool sound = false;
};

double deviance_of(const VectorXd& count, const VectorXd& mu) {
  double sum = 0;
  for (Eigen::Index i = 0; i < count.size(); ++i) sum += (count[i] > 0 ? count[i] * std::log(count[i] / mu[i]) : 0) - (count[i] - mu[i]);
  return 2 * sum;
}

/// Iteratively reweighted least squares for a Poisson model with log link, as glm does: from counts a little off zero, to a
/// relative change of the deviance below 1e-12.
PoissonFit fit_poisson(const MatrixXd& design, const VectorXd& count) {
  PoissonFit fit;
  VectorXd eta = (count.array() + 0.1).log();
  VectorXd mu = eta.array().exp();
  double deviance = deviance_of(count, mu);
  Eigen::LDLT<MatrixXd> information;
  for (int step = 0; step < 200; ++step) {
    const VectorXd working = eta.array() + (count - mu).array() / mu.array();
    information.compute(design.transpose() * mu.asDiagonal() * design);
    fit.coefficients = information.solve(design.transpose() * (mu.array() * working.array()).matrix());
    eta = design * fit.coefficients;
    if (!eta.allFinite() || eta.maxCoeff() > 700) return fit;
    mu = eta.array().exp().max(1e-300);
    const double now = deviance_of(count, mu);
    const bool settled = std::fabs(now - deviance) < 1e-12 * (std::fabs(now) + 0.1);
    deviance = now;
    if (settled) {
      fit.sound = true;
      break;
    }
  }
  information.compute(design.transpose() * mu.asDiagonal() * design);
  fit.covariance = information.solve(MatrixXd::Identity(design.cols(), design.cols()));
  const VectorXd diagonal = information.vectorD();
  fit.sound = fit.sound && diagonal.minCoeff() > 1e-13 * std::max(1.0, diagonal.maxCoeff());
  fit.deviance = deviance;
  fit.log_likelihood = 0;
  for (Eigen::Index i = 0; i < count.size(); ++i) fit.log_likelihood += count[i] * std::log(mu[i]) - mu[i] - std::lgamma(count[i] + 1);
  return fit;
}

VectorXd cells_of(const CaptureCounts& counts) {
  VectorXd cells(static_cast<Eigen::Index>(counts.count.size()) - 1);
  for (std::size_t history = 1; history < counts.count.size(); ++history) cells[static_cast<Eigen::Index>(history) - 1] = counts.count[history];
  return cells;
}

/// The model of a design whose first column is the intercept: people on no list are exp(intercept).
CaptureModel model_of(const CaptureCounts& counts, const MatrixXd& design, std::string name) {
  const PoissonFit fit = fit_poisson(design, cells_of(counts));
  const double seen = counts.seen();
  CaptureModel model{.name = std::move(name), .population = {.estimate = kNaN, .variance = kNaN, .seen = seen, .withheld = "the model cannot be fitted to these counts"},
                     .deviance = fit.deviance, .degrees_of_freedom = static_cast<double>(design.rows() - design.cols()), .aic = kNaN, .bic = kNaN};
  if (!fit.sound) return model;
  const double unseen = std::exp(fit.coefficients[0]);
  const auto parameters = static_cast<double>(design.cols());
  // The unseen are Poisson around a mean that is itself estimated.
  model.population = {.estimate = seen + unseen, .variance = unseen + unseen * unseen * fit.covariance(0, 0), .seen = seen, .withheld = {}};
  model.aic = -2 * fit.log_likelihood + 2 * parameters;
  model.bic = -2 * fit.log_likelihood + parameters * std::log(seen);
  return model;
}

/// Columns that are given by a function of the history.
using Columns = std::vector<std::function<double(unsigned)>>;

MatrixXd design_of(std::size_t lists, const Columns& columns) {
  const auto cells = static_cast<Eigen::Index>((std::size_t{1} << lists) - 1);
  MatrixXd design(cells, static_cast<Eigen::Index>(columns.size()) + 1);
  for (Eigen::Index cell = 0; cell < cells; ++cell) {
    design(cell, 0) = 1;
    for (std::size_t c = 0; c < columns.size(); ++c) design(cell, static_cast<Eigen::Index>(c) + 1) = columns[c](static_cast<unsigned>(cell) + 1);
  }
  return design;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The set of lists in "a:b" or "a*b"; 0 where a name is not known.
unsigned term_of(std::string_view text, std::string_view separators, std::span<const std::string> lists, std::string& why_not) {
  unsigned term = 0;
  while (true) {
    const std::size_t end = text.find_first_of(separators);
    const std::string_view name = trimmed(text.substr(0, end));
    const auto found = std::find(lists.begin(), lists.end(), name);
    if (found == lists.end()) {
      why_not = "there is no list '" + std::string(name) + "'";
      return 0;
    }
    term |= 1U << (found - lists.begin());
    if (end == std::string_view::npos) return term;
    text.remove_prefix(end + 1);
  }
}

/// Chao's heterogeneity: parameters for three and more sightings; those that come out negative are taken out again, as they
/// would make people who are seen often rarer than without heterogeneity.
CaptureModel heterogeneous(const CaptureCounts& counts, const Columns& base, std::string name) {
  std::vector<int> kept;
  for (int times = 3; times <= static_cast<int>(counts.lists.size()); ++times) kept.push_back(times);
  while (true) {
    Columns columns = base;
    for (const int times : kept) columns.emplace_back([times](unsigned history) { return std::max(0, std::popcount(history) - times + 1); });
    const MatrixXd design = design_of(counts.lists.size(), columns);
    const PoissonFit fit = fit_poisson(design, cells_of(counts));
    std::vector<int> positive;
    for (std::size_t i = 0; i < kept.size(); ++i)
      if (!fit.sound || fit.coefficients[static_cast<Eigen::Index>(base.size() + 1 + i)] >= 0) positive.push_back(kept[i]);
    if (positive.size() == kept.size()) return model_of(counts, design, std::move(name));
    kept = positive;
  }
}

}  // namespace

CaptureModel log_linear_model(const CaptureCounts& counts, std::span<const unsigned> terms, std::string name) {
  Columns columns;
  for (const unsigned term : terms) columns.emplace_back([term](unsigned history) { return (history & term) == term ? 1.0 : 0.0; });
  return model_of(counts, design_of(counts.lists.size(), columns), std::move(name));
}

std::vector<unsigned> terms_of(std::string_view formula, std::span<const std::string> lists, std::string& why_not) {
  std::vector<unsigned> terms;
  const auto add = [&](unsigned term) {
    if (std::find(terms.begin(), terms.end(), term) == terms.end()) terms.push_back(term);
  };
  while (true) {
    const std::size_t plus = formula.find('+');
    const std::string_view part = trimmed(formula.substr(0, plus));
    const bool crossed = part.find('*') != std::string_view::npos;
    const unsigned term = term_of(part, crossed ? "*" : ":", lists, why_not);
    if (term == 0) return {};
    if (crossed)
      for (unsigned subset = 1; subset <= term; ++subset)
        if ((subset & term) == subset) add(subset);
    add(term);
    if (plus == std::string_view::npos) break;
    formula.remove_prefix(plus + 1);
  }
  std::sort(terms.begin(), terms.end(), [](unsigned a, unsigned b) { return std::pair(std::popcount(a), a) < std::pair(std::popcount(b), b); });
  if (terms.size() + 1 > (std::size_t{1} << lists.size()) - 1) {
    why_not = "the model has more terms than there are histories";
    return {};
  }
  return terms;
}

std::vector<std::vector<unsigned>> hierarchical_models(std::size_t lists) {
  std::vector<unsigned> interactions, mains;
  const unsigned every = (1U << lists) - 1;
  for (unsigned set = 1; set < every; ++set) (std::popcount(set) == 1 ? mains : interactions).push_back(set);
  std::stable_sort(interactions.begin(), interactions.end(), [](unsigned a, unsigned b) { return std::popcount(a) < std::popcount(b); });
  std::vector<std::vector<unsigned>> models = {{}};
  // Lower interactions come first, so when a set is looked at, all its parts have been decided on.
  for (const unsigned set : interactions) {
    const std::size_t before = models.size();
    for (std::size_t i = 0; i < before; ++i) {
      const auto& model = models[i];
      const bool allowed = std::all_of(interactions.begin(), interactions.end(), [&](unsigned part) {
        return part == set || (part & set) != part || std::find(model.begin(), model.end(), part) != model.end();
      });
      if (!allowed) continue;
      std::vector<unsigned> with = model;
      with.push_back(set);
      models.push_back(std::move(with));
    }
  }
  for (auto& model : models) model.insert(model.begin(), mains.begin(), mains.end());
  return models;
}

std::string formula_of(std::span<const unsigned> terms, std::span<const std::string> lists) {
  std::string formula;
  for (const unsigned term : terms) {
    std::string name;
    for (std::size_t list = 0; list < lists.size(); ++list)
      if (term & (1U << list)) name += (name.empty() ? "" : ":") + lists[list];
    formula += (formula.empty() ? "" : "+") + name;
  }
  return formula;
}

std::vector<CaptureModel> closed_population_models(const CaptureCounts& counts) {
  const Columns alike = {[](unsigned history) { return static_cast<double>(std::popcount(history)); }};
  Columns different;
  for (std::size_t list = 0; list < counts.lists.size(); ++list) different.emplace_back([list](unsigned history) { return (history >> list) & 1U ? 1.0 : 0.0; });
  std::vector<CaptureModel> models;
  models.push_back(model_of(counts, design_of(counts.lists.size(), alike), "M0"));
  models.push_back(model_of(counts, design_of(counts.lists.size(), different), "Mt"));
  models.push_back(heterogeneous(counts, alike, "Mh Chao"));
  models.push_back(heterogeneous(counts, different, "Mth Chao"));
  return models;
}

}  // namespace dmp::stats
