#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data_table.hpp"
#include "core/estimate.hpp"
#include "pipeline/age_counts.hpp"

/// The picture of a region out of the released figures of its partnerships.
namespace dmp::pipeline {

/// What a roll-up is made with.
struct RollupSettings {
  std::string name = "Region";                    ///< of the region
  std::string code = "REGION";                    ///< its code in the estimates
  std::vector<std::filesystem::path> trusted;     ///< public keys; empty: any rightly signed package is taken
};

/// One partnership's share of the region's figure.
struct PartnerShare {
  std::string estimate_id;      ///< of the region's figure
  std::string indicator_id, indicator_name, period, unit;
  std::string area_code, area_name;
  double value = core::Estimate::kMissing, share = core::Estimate::kMissing, lower_95 = core::Estimate::kMissing, upper_95 = core::Estimate::kMissing;  ///< share in percent of the region's count or sum
  std::string significance;     ///< of a rate or share, against the whole region: higher, lower, similar, not compared
};

/// An indicator or figure that was left out, and why.
struct LeftOut {
  std::string indicator_id, period, reason, indicator_name;
};

struct Rollup {
  core::Estimates estimates;              ///< of the region, then of each partnership
  std::vector<PartnerShare> shares;
  std::vector<LeftOut> left_out;
  std::vector<std::string> partnerships;  ///< "Bedfordshire (edition 3f2a91c04e5d, key 0a1b2c3d)"
};

/// One partnership's part of a roll-up: its greatest area's released figures and how its indicators were made.
struct Partner {
  std::string name, edition, key;
  std::string area_code, area_name;
  core::Estimates estimates;              ///< of its greatest area alone
  struct Definition {
    std::string hash;
    std::vector<std::string> populations; ///< sources of populations: their vintage
  };
  std::vector<std::pair<std::string, Definition>> definitions;  ///< by indicator
  AgeCountsOf age_counts;                 ///< of its standardised rates, or why it does not tell them
};

/// Adds the partners' figures up. An indicator is left out where it is not made alike everywhere (SQL, unit, method, sources of the population), a figure where a partner lacks it or
/// holds it back: else the region's would give it away. Counts and sums are added, shares and rates made of the added counts and denominators with intervals by Wilson and Byar, modelled sums with an interval from the
/// partners' (independent, on the scale of the figure). Standardised rates are made of the partners' released counts and residents by age, added age by age;
/// where a partner does not tell them its reason is given. What cannot be made of released figures (indices) is left out with the reason.
Rollup roll_up(const std::vector<Partner>& partners, const RollupSettings& settings);

/// Checks packages, reads their figures, rolls them up and writes estimates.parquet, estimates.csv, shares.csv, left_out.csv, edition.json and index.html into a new folder. A data UserError
/// names every package that is refused, with its reasons: tampered with, not signed, of the same area as another, without an area.
Rollup write_rollup(const std::vector<std::filesystem::path>& packages, const std::filesystem::path& folder, const RollupSettings& settings);

core::DataTable table_of(const std::vector<PartnerShare>& shares);

}  // namespace dmp::pipeline
