#pragma once

#include <vector>

#include "markets/balance.hpp"
#include "markets/supply.hpp"
#include "markets/synthesis.hpp"
#include "markets/wastewater.hpp"

namespace dmp::markets {

/// A figure of a published text about supply beside what the parameters say.
struct JudgedStatement {
  std::string drug, area, name, citation, sentence;
  bool fits = true;
};

/// What stands beside the demand side: wastewater, supply, balance, and all methods together.
struct Assessment {
  std::vector<WastewaterFinding> wastewater;
  std::vector<SupplyFigure> supply;
  std::vector<Balance> balances;
  std::vector<JudgedStatement> statements;
  std::vector<MarketSynthesis> syntheses;
};

/// Adds wastewater, synthesis and pooling to the market's methods, and interception, seizures and balance to its results. market.methods holds the
/// other methods already. models: those of the simulation, whose tables are used again.
Assessment assess(Market& market, const std::vector<DemandModel>& models, Evidence& evidence);

/// Claims of one name about a seizure (seized_kg and seized_value) or plants (plants, plants_kg, plants_value) are judged together.
std::vector<JudgedStatement> judge_statements(Evidence& evidence);

}  // namespace dmp::markets
