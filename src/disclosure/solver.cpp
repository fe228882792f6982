// dmp_solver.so: the linear and the integer programme, loaded by programme.cpp.
#include "disclosure/programme.hpp"

#include <CbcModel.hpp>
#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <OsiClpSolverInterface.hpp>
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace dmp::disclosure {
namespace {

constexpr double kTolerance = 1e-6;
constexpr double kSecondsForOneInteger = 5;

CoinPackedMatrix matrix_of(const Equations& equations) {
  CoinPackedMatrix matrix(false, 0, 0);
  matrix.setDimensions(0, static_cast<int>(equations.lower.size()));
  for (const Equation& row : equations.rows) {
    std::vector<int> places;
    std::vector<double> signs;
    for (const Term& term : row.terms) {
      places.push_back(static_cast<int>(term.cell));
      signs.push_back(term.sign);
    }
    matrix.appendRow(static_cast<int>(places.size()), places.data(), signs.data());
  }
  return matrix;
}

double finite(double bound) { return std::isinf(bound) ? std::copysign(COIN_DBL_MAX, bound) : bound; }

/// The relaxed problem, solved again and again from where the last solution stands.
class Relaxation {
 public:
  explicit Relaxation(const Equations& equations) {
    model_.setLogLevel(0);
    std::vector<double> lower, upper, right;
    for (const double bound : equations.lower) lower.push_back(finite(bound));
    for (const double bound : equations.upper) upper.push_back(finite(bound));
    for (const Equation& row : equations.rows) right.push_back(row.right_side);
    const std::vector<double> nothing(lower.size(), 0.0);
    model_.loadProblem(matrix_of(equations), lower.data(), upper.data(), nothing.data(), right.data(), right.data());
  }

  bool solve_first() {
    model_.dual();
    return model_.isProvenOptimal();
  }

  /// The smallest value of sign times the cell; minus infinity where there is none.
  double least(std::size_t cell, double sign) {
    model_.setObjectiveCoefficient(static_cast<int>(cell), sign);
    model_.primal(1);
    const bool solved = model_.isProvenOptimal();
    const double value = model_.primalColumnSolution()[cell] * sign;
    model_.setObjectiveCoefficient(static_cast<int>(cell), 0);
    return solved ? value : -std::numeric_limits<double>::infinity();
  }

  bool solve_for(const std::vector<double>& objective) {
    for (std::size_t i = 0; i < objective.size(); ++i) model_.setObjectiveCoefficient(static_cast<int>(i), objective[i]);
    model_.primal(1);
    const bool solved = model_.isProvenOptimal();
    for (std::size_t i = 0; i < objective.size(); ++i) model_.setObjectiveCoefficient(static_cast<int>(i), 0);
    return solved;
  }

  [[nodiscard]] const double* solution() const { return model_.primalColumnSolution(); }

 private:
  ClpSimplex model_;
};

/// The lowest and highest value of each cell in the solutions seen so far.
struct Seen {
  std::vector<double> lowest, highest;

  void take(const double* solution) {
    for (std::size_t i = 0; i < lowest.size(); ++i) {
      lowest[i] = std::min(lowest[i], solution[i]);
      highest[i] = std::max(highest[i], solution[i]);
    }
  }
};

/// The smallest whole-numbered value of sign times the cell, at least `known`; `exact` is taken back where the time was too short.
double least_integer(const Equations& equations, std::size_t cell, double sign, double known, bool& exact) {
  OsiClpSolverInterface solver;
  solver.setHintParam(OsiDoReducePrint, true, OsiHintTry);
  solver.messageHandler()->setLogLevel(0);
  std::vector<double> lower, upper, right, objective(equations.lower.size(), 0.0);
  for (const double bound : equations.lower) lower.push_back(finite(bound));
  for (const double bound : equations.upper) upper.push_back(finite(bound));
  for (const Equation& row : equations.rows) right.push_back(row.right_side);
  objective[cell] = sign;
  solver.loadProblem(matrix_of(equations), lower.data(), upper.data(), objective.data(), right.data(), right.data());
  for (std::size_t i = 0; i < objective.size(); ++i) solver.setInteger(static_cast<int>(i));
  CbcModel model(solver);
  model.setLogLevel(0);
  model.setMaximumSeconds(kSecondsForOneInteger);
  model.branchAndBound();
  if (model.isProvenOptimal()) return std::round(model.getObjValue());
  if (model.isProvenInfeasible()) return std::numeric_limits<double>::infinity();
  exact = false;
  return known;
}

double whole_from(double least) { return std::ceil(least - kTolerance); }

bool solve(const Equations& equations, const Effort& effort, Bounds& bounds) {
  Relaxation relaxation(equations);
  if (!relaxation.solve_first()) return false;
  const std::size_t n = equations.lower.size();
  Seen seen{std::vector<double>(n, std::numeric_limits<double>::infinity()), std::vector<double>(n, -std::numeric_limits<double>::infinity())};
  seen.take(relaxation.solution());
  if (effort.only_points) {
    std::mt19937_64 random(20240401);
    for (int turn = 0; turn < 4; ++turn) {
      std::vector<double> objective(n);
      for (std::size_t i = 0; i < n; ++i) objective[i] = static_cast<double>(random() % 1000) - 500;
      for (std::size_t i = 0; i < n; ++i)
        if (std::isinf(equations.upper[i])) objective[i] = std::abs(objective[i]);
      if (relaxation.solve_for(objective)) seen.take(relaxation.solution());
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (effort.only_points && seen.highest[i] - seen.lowest[i] > 1 - kTolerance) {
      bounds.exact[i] = false;
      continue;
    }
    if (seen.lowest[i] > bounds.lowest[i] + kTolerance) {
      bounds.lowest[i] = std::max(bounds.lowest[i], whole_from(relaxation.least(i, 1)));
      seen.take(relaxation.solution());
    }
    if (!std::isinf(bounds.highest[i]) && seen.highest[i] < bounds.highest[i] - kTolerance) {
      bounds.highest[i] = std::min(bounds.highest[i], -whole_from(relaxation.least(i, -1)));
      seen.take(relaxation.solution());
    }
  }
  if (!effort.integers) return true;
  for (std::size_t i = 0; i < n; ++i) {
    bool exact = true;
    bounds.lowest[i] = std::max(bounds.lowest[i], least_integer(equations, i, 1, bounds.lowest[i], exact));
    if (std::isinf(bounds.lowest[i])) return false;
    if (!std::isinf(bounds.highest[i])) bounds.highest[i] = std::min(bounds.highest[i], -least_integer(equations, i, -1, -bounds.highest[i], exact));
    bounds.exact[i] = exact;
  }
  return true;
}

}  // namespace

}  // namespace dmp::disclosure

extern "C" __attribute__((visibility("default"))) bool dmp_bounds_by_programme(const dmp::disclosure::Equations& equations, const dmp::disclosure::Effort& effort,
                                                                                dmp::disclosure::Bounds& bounds) {
  return dmp::disclosure::solve(equations, effort, bounds);
}
