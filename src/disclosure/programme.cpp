#include "disclosure/programme.hpp"

#include "core/plug_in.hpp"

namespace dmp::disclosure {

namespace {

template <class Function>
Function solver(const char* name) {
  return reinterpret_cast<Function>(core::plug_in_function("dmp_solver.so", name, "solves the programmes of disclosure control", "build all targets and install the packages coinor-libcbc3 and coinor-libclp1"));
}

}  // namespace

bool bounds_by_programme(const Equations& equations, const Effort& effort, Bounds& bounds) {
  static const auto solve = solver<bool (*)(const Equations&, const Effort&, Bounds&)>("dmp_bounds_by_programme");
  return solve(equations, effort, bounds);
}

std::vector<int> cheapest_steps(const Steps& steps) {
  static const auto solve = solver<void (*)(const Steps&, std::vector<int>&)>("dmp_cheapest_steps");
  std::vector<int> found;
  solve(steps, found);
  return found;
}

}  // namespace dmp::disclosure
