#pragma once

#include <string>
#include <vector>

#include "markets/assessment.hpp"

namespace dmp::markets {

/// One way of making a published figure again.
struct PublishedWay {
  std::string name, basis;      ///< "Wastewater, Bristol GB001 2017"; what it rests on: survey | wastewater | national figures | all methods | prices | plants | balance
  Summary summary;              ///< in the unit of the check
  std::string note, citation;
  double ratio = 0;             ///< published / this way
};

/// A figure that somebody published, beside what public parameters make of it, and why they differ.
struct PublishedCheck {
  std::string drug, drug_name, area, area_name, name, citation;   ///< drug: id, class_a, or empty for several drugs together
  std::string output;           ///< published_users | published_spend | published_spend_per_user | published_quantity | published_flow
  std::string unit;
  double low = 0, high = 0;     ///< as published; both the same but for a range
  std::vector<PublishedWay> ways;
  std::string nearest;          ///< the way nearest to it on the log scale
  bool fits = false;            ///< whether the nearest way's 95% interval holds it
  std::string text;             ///< a paragraph

  [[nodiscard]] double middle() const { return (low + high) / 2; }
};

/// Every [[market.claim]] of the profile beside the ways of making it again: users, spend and quantities by every method; throughputs by the balance;
/// seizures at every price; plants by every convention. Several published spends of one area also together.
std::vector<PublishedCheck> published_checks(const Market& market, const Assessment& assessment, Evidence& evidence);

/// Rows of the estimates table: each way of each check, by the catalogue's indicators with these outputs; the published figure is the comparator.
core::Estimates published_estimates(const std::vector<PublishedCheck>& checks, const Market& market, const catalogue::Catalogue& catalogue, const MarketInputs& inputs);

}  // namespace dmp::markets
