#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "catalogue/profile.hpp"
#include "core/estimate.hpp"
#include "engine/engine.hpp"
#include "markets/demand.hpp"
#include "markets/methods.hpp"
#include "markets/summary.hpp"

namespace dmp::markets {

struct Settings {
  std::uint64_t draws = 100'000;
  std::uint64_t seed = 20240401;
  unsigned threads = 0;              ///< 0: all processors; no figure depends on it
  Corrections corrections = all_corrections();
  std::vector<std::string> drugs;    ///< ids; empty: all of the catalogue
};

/// One drug in one area: users, users_16_59, share_16_59, quantity (kg), quantity_pure (kg), spend, spend_per_user, price, price_per_pure_gram, doses.
struct AreaMarket {
  std::string area;                  ///< code
  std::map<std::string, Summary> results;
};

/// A step of the way from the national survey to the estimate: median of users and spend with the corrections made so far.
struct WaterfallStep {
  std::string correction;            ///< "survey" for the first
  double users = 0, spend = 0;
};

struct GroupMarket {
  std::string area, kind, name;      ///< "user type", "frequent"
  Summary users, quantity;
};

/// A parameter as used, for explaining.
struct ParameterUse {
  std::string id, role, user_type, age, unit, period, place, citation, note, origin, distribution;
  bool is_default = false, spread_is_default = false;
  double best = 0, median = 0, lower_95 = 0, upper_95 = 0;   ///< in the parameter's own unit
  std::string file;
  std::uint64_t line = 0;
};

struct DrugMarket {
  std::string id, name, code;
  std::vector<AreaMarket> areas;
  std::map<std::string, std::vector<WaterfallStep>> waterfall;   ///< by area
  std::vector<GroupMarket> groups;
  std::vector<ParameterUse> parameters;
  std::vector<std::string> caveats, notes;
};

struct Market {
  std::string period;
  Settings settings;
  std::vector<DrugMarket> drugs;
  std::vector<AreaMarket> totals;        ///< spend over all drugs
  std::vector<MethodEstimate> methods;   ///< every method's figure, the demand side's among them
  std::vector<std::string> notes;
  std::string sources;
};

/// The models of the drugs asked for, in the order of their ids. Throws UserError where a parameter is missing or impossible.
std::vector<DemandModel> demand_models(const catalogue::Catalogue& catalogue, const catalogue::MarketSettings& settings, const MarketInputs& inputs, const std::vector<std::string>& drugs);

/// Runs the demand side over all draws. The bytes depend on the seed and the number of draws only.
Market simulate(const std::vector<DemandModel>& models, const MarketInputs& inputs, const Settings& settings);

/// The settings a profile asks for.
Settings settings_of(const catalogue::Profile& profile);

/// Rows of the estimates table: the catalogue's indicators of method market.
core::Estimates estimates_of(const Market& market, const catalogue::Catalogue& catalogue, const MarketInputs& inputs);

}  // namespace dmp::markets
