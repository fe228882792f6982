#pragma once

#include <cstdint>
#include <vector>

/// The linear and the integer programme behind the audit. The only place that knows their solvers.
namespace dmp::disclosure {

struct Term {
  std::uint32_t cell;
  int sign;
};

/// The sum of the signed cells is the right side.
struct Equation {
  std::vector<Term> terms;
  double right_side = 0;
};

struct Equations {
  std::vector<Equation> rows;
  std::vector<double> lower, upper;  ///< of each cell, whole numbers or infinite
};

struct Effort {
  bool only_points = false;  ///< find out which cells have one value only, leave the other ends alone
  bool integers = false;     ///< ask the integer programme where the linear one may be too generous
};

struct Bounds {
  std::vector<double> lowest, highest;
  std::vector<bool> exact;
};

/// Narrows the bounds to those of the solutions; false where there is no solution.
bool bounds_by_programme(const Equations& equations, const Effort& effort, Bounds& bounds);

/// Steps of cells, whole numbers within the bounds of the equations (whose right sides are 0), and what a step of 1 costs, up or down.
struct Steps {
  Equations equations;
  std::vector<double> cost;
  std::uint32_t cell = 0;   ///< must move ...
  int by = 1;               ///< ... by this
};

/// The cheapest steps that keep every sum; empty where there are none, or none are found soon.
std::vector<int> cheapest_steps(const Steps& steps);

}  // namespace dmp::disclosure
