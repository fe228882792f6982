#pragma once

#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "markets/inputs.hpp"

namespace dmp::markets {

/// A parameter and where it was found.
struct Resolved {
  const catalogue::MarketParameter* parameter = nullptr;
  std::string owner;     ///< id of the file it belongs to: the drug, or common
  std::string origin;    ///< profile | data | catalogue
};

/// All parameters of a role (and user type) that count for the drug: those of the profile where it names any of the same id, else those the data
/// give, else the drug's file, else the shared file. Of several periods the one that counts for the inputs' period: the latest that begins
/// no later, else the earliest.
std::vector<Resolved> resolve(const catalogue::Catalogue& catalogue, const catalogue::MarketDefinition& drug, const catalogue::MarketSettings& settings, const MarketInputs& inputs,
                              const std::string& role);

}  // namespace dmp::markets
