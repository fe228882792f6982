#pragma once

#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "markets/evidence.hpp"
#include "stats/capture_model_set.hpp"

namespace dmp::markets {

/// People on the partners' pseudonymised lists in an area and year, by capture history.
struct LinkedLists {
  std::string area, period;
  stats::CaptureCounts counts;      ///< lists of opiate users: treatment, arrests (test positive for opiates), prison releases - those that hold anyone
  double in_treatment = 0;          ///< opiate users
  double deaths = 0;                ///< drug misuse deaths registered in the year; NaN where no deaths are held
};

/// Reads the lists of opiate users (a positive test for cocaine does not tell crack from powder) from treatment_episode, arrest with drug_test, and prison_release, joined by name_key. Of several
/// financial years the latest that is not after the model's and that every list covers.
std::vector<LinkedLists> read_linked_lists(engine::Session& session, const MarketInputs& inputs);

/// One method's answer to how many people use opiates, or opiates and crack.
struct HiddenRow {
  std::string area, method, name, vintage;
  double value = Summary::kMissing, lower_95 = Summary::kMissing, upper_95 = Summary::kMissing;
  double aic = Summary::kMissing, bic = Summary::kMissing;
  bool equally_good = false;        ///< a log-linear model that fits as well as the best
  double deaths_per_1000 = Summary::kMissing;   ///< that the year's deaths imply
  std::string plausible;            ///< yes | too many deaths for so few users | too few deaths for so many; empty where no deaths are held
  std::string note;
};

/// Published estimates, pairs of lists (Chapman), Chao, every hierarchical log-linear model with their averages and spread, treatment multiplier, and partial
/// pooling over the areas; each with the mortality check. A method that cannot be used is a row without a value, with the reason in its note.
std::vector<HiddenRow> hidden_users(const std::vector<LinkedLists>& lists, Evidence& evidence);

}  // namespace dmp::markets
