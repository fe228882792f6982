#include "disclosure/programme.hpp"

#include "core/plug_in.hpp"

namespace dmp::disclosure {

bool bounds_by_programme(const Equations& equations, const Effort& effort, Bounds& bounds) {
  using Solve = bool (*)(const Equations&, const Effort&, Bounds&);
  static const auto solve = reinterpret_cast<Solve>(core::plug_in_function("dmp_solver.so", "dmp_bounds_by_programme", "solves the programmes of the disclosure audit",
                                                                           "build all targets and install the packages coinor-libcbc3 and coinor-libclp1"));
  return solve(equations, effort, bounds);
}

}  // namespace dmp::disclosure
