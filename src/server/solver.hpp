#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "markets/inputs.hpp"
#include "server/open_edition.hpp"

namespace dmp::server {

/// What the back-solver is asked.
struct SolverQuestion {
  std::string drug, area;                      ///< area empty: the first of the market's
  std::string output;                          ///< of the claim: spend, quantity or users; empty: no claim
  double claim = 0;
  std::map<std::string, double> fixed;         ///< parameters to values in their own units
};

/// The market model over the inputs of an edition, run again for every question. For several threads.
class MarketSolver {
 public:
  explicit MarketSolver(std::filesystem::path folder);
  ~MarketSolver();

  /// Whether the database that the edition was computed from is still there.
  [[nodiscard]] bool is_possible(const OpenEdition& edition) const;
  /// Reads what the first question would have to wait for.
  void prepare(const OpenEdition& edition) { static_cast<void>(inputs_of(edition)); }
  /// The answer as the contract has it. Problem 404 for a drug or area that there is not, 409 where the database is another edition's, 422 for a value out of
  /// its role's limits. Takes up to some tenths of a second: for workers.
  Json solve(const OpenEdition& edition, const SolverQuestion& question);

 private:
  struct Inputs;
  std::shared_ptr<const Inputs> inputs_of(const OpenEdition& edition);

  std::filesystem::path folder_;
  std::mutex mutex_;
  std::shared_ptr<const Inputs> inputs_;
};

}  // namespace dmp::server
