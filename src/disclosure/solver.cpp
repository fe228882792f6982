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

/// A matrix is made of all its numbers at once: one that grows row by row is copied again and again.
struct Numbers {
  std::vector<int> rows, columns;
  std::vector<double> values;

  void add(std::size_t row, std::size_t column, double value) {
    rows.push_back(static_cast<int>(row));
    columns.push_back(static_cast<int>(column));
    values.push_back(value);
  }
  [[nodiscard]] CoinPackedMatrix matrix(std::size_t row_count, std::size_t column_count) const {
    CoinPackedMatrix made(true, rows.data(), columns.data(), values.data(), static_cast<CoinBigIndex>(values.size()));
    made.setDimensions(static_cast<int>(row_count), static_cast<int>(column_count));
    return made;
  }
};

CoinPackedMatrix matrix_of(const Equations& equations) {
  Numbers numbers;
  for (std::size_t row = 0; row < equations.rows.size(); ++row)
    for (const Term& term : equations.rows[row].terms) numbers.add(row, term.cell, term.sign);
  return numbers.matrix(equations.rows.size(), equations.lower.size());
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

/// Up and down are columns of their own, so that both cost.
class StepsModel {
 public:
  explicit StepsModel(const Steps& steps) : cells_(steps.cost.size()) {
    Numbers numbers;
    for (std::size_t row = 0; row < steps.equations.rows.size(); ++row)
      for (const Term& term : steps.equations.rows[row].terms) {
        numbers.add(row, term.cell, term.sign);
        numbers.add(row, term.cell + cells_, -term.sign);
      }
    std::vector<double> lower(2 * cells_, 0.0), upper(2 * cells_), cost(2 * cells_);
    for (std::size_t i = 0; i < cells_; ++i) {
      upper[i] = std::max(0.0, steps.equations.upper[i]);
      upper[i + cells_] = std::max(0.0, -steps.equations.lower[i]);
      cost[i] = cost[i + cells_] = steps.cost[i];
    }
    const std::size_t up = steps.cell, down = steps.cell + cells_;
    possible_ = upper[steps.by > 0 ? up : down] >= 1;
    lower[up] = upper[up] = steps.by > 0 ? 1 : 0;
    lower[down] = upper[down] = steps.by > 0 ? 0 : 1;
    const std::vector<double> nothing(steps.equations.rows.size(), 0.0);
    solver_.setHintParam(OsiDoReducePrint, true, OsiHintTry);
    solver_.messageHandler()->setLogLevel(0);
    solver_.loadProblem(numbers.matrix(steps.equations.rows.size(), 2 * cells_), lower.data(), upper.data(), cost.data(), nothing.data(), nothing.data());
  }

  /// Most of these programmes have whole-numbered corners; where one has not, a few branches decide.
  std::vector<int> solved() {
    if (!possible_) return {};
    solver_.initialSolve();
    if (!solver_.isProvenOptimal()) return {};
    if (auto steps = whole(solver_.getColSolution()); !steps.empty()) return steps;
    for (int i = 0; i < solver_.getNumCols(); ++i) solver_.setInteger(i);
    CbcModel model(solver_);
    model.setLogLevel(0);
    model.setMaximumNodes(kMostNodes);
    model.branchAndBound();
    return model.bestSolution() ? whole(model.bestSolution()) : std::vector<int>();
  }

 private:
  static constexpr int kMostNodes = 200;

  [[nodiscard]] std::vector<int> whole(const double* solution) const {
    std::vector<int> steps(cells_);
    for (std::size_t i = 0; i < cells_; ++i) {
      const double by = solution[i] - solution[i + cells_];
      steps[i] = static_cast<int>(std::lround(by));
      if (std::abs(by - steps[i]) > kTolerance) return {};
    }
    return steps;
  }

  std::size_t cells_;
  bool possible_ = true;
  OsiClpSolverInterface solver_;
};

}  // namespace

}  // namespace dmp::disclosure

extern "C" __attribute__((visibility("default"))) void dmp_cheapest_steps(const dmp::disclosure::Steps& steps, std::vector<int>& found) { found = dmp::disclosure::StepsModel(steps).solved(); }

extern "C" __attribute__((visibility("default"))) bool dmp_bounds_by_programme(const dmp::disclosure::Equations& equations, const dmp::disclosure::Effort& effort,
                                                                                dmp::disclosure::Bounds& bounds) {
  return dmp::disclosure::solve(equations, effort, bounds);
}
