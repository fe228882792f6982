#pragma once

#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "markets/market.hpp"

namespace dmp::markets {

/// People who use opiates or crack in an area, and how many of them are in treatment, in the model's best knowledge.
struct TreatmentNeed {
  std::string area, area_name;
  Summary users;             ///< opiate and crack users
  double in_treatment = 0;
  std::string note;          ///< where the two numbers come from
};

/// "Close half of the unmet need in three years."
struct Scenario {
  double share_closed = 0.5; ///< of the unmet need, at the end
  int years = 3;
};

/// One line of the outcome: a quantity over the years of the scenario.
struct ReturnLine {
  std::string area, quantity, unit;
  Summary summary;
  std::string formula;
};

/// Economic and social cost of drug use in an area a year, by vintage of the coefficient: of opiate and crack users, and of all other drugs.
std::vector<ReturnLine> costs(const catalogue::Catalogue& catalogue, const std::vector<TreatmentNeed>& needs, const MarketInputs& inputs, const Settings& settings);

/// Places, staff, pounds, deaths and crimes averted when the unmet need is closed in equal steps: in year y of n a share y / n of the places is there.
/// Lines with coefficients of catalogue/4-markets/costs.toml, each cited or a default. Nothing where no area has both users and people in treatment.
std::vector<ReturnLine> scenario_returns(const catalogue::Catalogue& catalogue, const std::vector<TreatmentNeed>& needs, const Scenario& scenario, const Settings& settings);

/// The coefficients used, for people: id, value, citation.
std::vector<ParameterUse> cost_parameters(const catalogue::Catalogue& catalogue);

}  // namespace dmp::markets
