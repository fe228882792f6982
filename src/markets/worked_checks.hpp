#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"

namespace dmp::markets {

/// A worked check of catalogue/4-markets that does not come out as it says.
struct CheckFault {
  std::string market, check, result;
  double expected = 0, found = 0;
  core::Place place;
};

/// Results of the demand side with every parameter at its best value, for residents aged 16 to 59 of whom nothing else is known.
/// put: parameters (ids within the drug) set to a value in the model's unit. A usage UserError names one that is not there.
std::map<std::string, double> best_results(const catalogue::Catalogue& catalogue, const catalogue::MarketDefinition& drug, const catalogue::MarketExample& example);

/// Runs all checks of the catalogue's markets (or of one).
std::vector<CheckFault> run_worked_checks(const catalogue::Catalogue& catalogue, const std::string& only = {});

}  // namespace dmp::markets
