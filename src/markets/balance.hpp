#pragma once

#include <string>
#include <vector>

#include "markets/evidence.hpp"
#include "markets/supply.hpp"

namespace dmp::markets {

/// Kilograms a month that are said to come into an area; both ends 0: nothing is said.
struct Throughput {
  double low = 0, high = 0;
  [[nodiscard]] bool is_stated() const { return high > 0; }
};

/// Production + inflow = consumption + seizures + outflow of one drug, or of all of a class, in one area: kilograms a month at street weight.
struct Balance {
  std::string area, drug;            ///< drug: id, or "class_a"
  std::vector<std::string> drugs;    ///< ids it is made of
  Summary production, consumption, seizures;
  Summary net_import;                ///< inflow - outflow that use, seizures and production ask for; below 0: more is made than used and found
  double probability_of_export = 0;  ///< that outflow is above inflow without any stated throughput
  Throughput throughput;             ///< as stated
  Summary net_export;                ///< stated inflow + production - consumption - seizures
  Summary share_passed_on;           ///< of the stated inflow, in percent
  double passed_on_at_low = 0, passed_on_at_high = 0;   ///< share at each end of the statement, with the middle of the other terms, percent
  double probability_passed_on = 0;  ///< that anything is left to pass on
  double national_share_low = 0, national_share_high = 0, share_of_residents = 0;   ///< percent of the country's tonnage and people; 0: no figure of it
  std::string verdict;               ///< possible | not possible | in doubt; empty where nothing is said
  std::string sentence;
  double seizures_by_month[12] = {}; ///< kilograms, January first; all 0 where only the year is known
};

/// The drugs of the catalogue that are of a class, or the one of an id. Throws a usage UserError where there is none.
std::vector<const catalogue::MarketDefinition*> drugs_of(const catalogue::Catalogue& catalogue, const std::string& drug_or_class);

Balance balance_of(const std::string& drug_or_class, std::size_t area, const Throughput& throughput, Evidence& evidence);

/// The throughputs the profile quotes for an area: two claims of one name are the ends of a range.
struct StatedThroughput {
  std::string drug, area, name, citation;
  Throughput kilograms_a_month;
};
std::vector<StatedThroughput> stated_throughputs(const catalogue::MarketSettings& settings);

/// The balance of every drug in every area, and of each stated throughput. Puts net_import among the results of the areas, and net_export among those
/// of all drugs where a throughput is stated.
std::vector<Balance> add_balances(Market& market, Evidence& evidence);

}  // namespace dmp::markets
