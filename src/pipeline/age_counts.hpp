#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/estimate.hpp"
#include "disclosure/rule.hpp"
#include "indicators/compute.hpp"

/// The counts and residents by age behind an edition's standardised rates, as far as everybody may see them: what a region needs to
/// standardise the rate of several partnerships together.
namespace dmp::pipeline {

/// What one standardised rate was made of, or why that is not told.
struct AgeCounts {
  double multiplier = 0;
  std::vector<indicators::AgeTally> ages;  ///< in the bands of the standard population; empty where they are withheld
  std::string withheld;
};

/// By the id of the estimate.
using AgeCountsOf = std::map<std::string, AgeCounts>;

/// The area that stands for a whole partnership: its only county, else its only force, else its only authority; empty where there is none.
std::string area_of_the_partnership(const core::Estimates& estimates);

/// What of it may be released: of the one area that stands for the partnership and of all its people together (parts could be taken from
/// the whole), where the rate is shown itself, no age has a number of events that the rule holds back, no figure of the indicator by
/// age is suppressed there (the ages could be set against the gap), figures are not rounded, and no age differs by such a number from
/// what an earlier edition told.
/// rules: by indicator; one without is not held back. earlier: of the editions before, oldest first.
struct AgeCountsInput {
  const core::Estimates* released = nullptr;
  const std::unordered_map<core::Text, indicators::Bases>* bases = nullptr;
  const catalogue::Catalogue* catalogue = nullptr;
  std::map<std::string, disclosure::Rule> rules;
  std::vector<AgeCountsOf> earlier;
  bool rounded = false;
};
AgeCountsOf released_age_counts(const AgeCountsInput& input);

/// age_counts.json: the same bytes for the same counts.
void write_age_counts(const AgeCountsOf& counts, const std::filesystem::path& file);

/// Reads it; empty where there is none, as in editions of an earlier version. A data UserError where it is damaged.
AgeCountsOf read_age_counts(const std::filesystem::path& file);

}  // namespace dmp::pipeline
