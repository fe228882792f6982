#pragma once

#include "catalogue/document.hpp"
#include "catalogue/market_definitions.hpp"
#include "catalogue/section.hpp"

namespace dmp::catalogue {

/// Reads one file of 4-markets. Refuses, with file and line: unknown roles, units that do not fit the role, ends in the wrong order, values
/// outside what the role allows, missing citations, shares of user types or purchases that do not add to 1, repeated parameters.
MarketDefinition read_market(const Document& document);

/// [market] of a profile. Drugs and parameters are checked against the catalogue later (check_market_names).
MarketSettings read_market_settings(const toml::table& table, const std::string& file);

/// Refuses drugs, corrections and parameters the catalogue does not know, with the nearest right name.
void check_market_names(const MarketSettings& settings, const std::map<std::string, MarketDefinition>& markets);

/// The value the distribution is written around, in the parameter's unit: the value where one is said, the mode of pert and triangular,
/// the median of lognormal, else the mean.
double best_value(const DistributionDefinition& distribution);

}  // namespace dmp::catalogue
