#pragma once

#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "markets/inputs.hpp"
#include "markets/summary.hpp"

namespace dmp::markets {

/// One method's answer to how much of a drug an area uses or spends in a year. All methods meet in these rows.
struct MethodEstimate {
  std::string drug;       ///< id
  std::string area;       ///< code
  std::string period;
  std::string method;     ///< demand | spend per user | scaled national figure | published figure | wastewater | supply | synthesis ...
  std::string name;       ///< which figure, where a method has several
  std::string measure;    ///< users | quantity (street kg) | quantity_pure (kg) | spend (GBP) | spend_per_user (GBP)
  Summary summary;
  std::string note, citation;
  bool is_default = false;
};

struct Market;

/// What the catalogue's national figures say about the areas: spend per user x users of the survey; national value or quantity x the area's share
/// of the residents aged 16 to 59. And the profile's own published figures (claims) as they are.
std::vector<MethodEstimate> other_methods(const Market& market, const catalogue::Catalogue& catalogue, const catalogue::MarketSettings& settings, const MarketInputs& inputs);

}  // namespace dmp::markets
