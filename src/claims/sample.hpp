#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "claims/check.hpp"

/// What the tests of claims share: the built-in lexicon and a small edition.
namespace dmp::claims {

inline const Lexicon& lexicon() {
  static const Lexicon read = lexicon_of("");
  return read;
}

inline core::Estimate figure(const std::string& indicator, const std::string& name, const std::string& area, const std::string& period, const std::string& unit, double value) {
  core::Estimate estimate;
  estimate.indicator_id = indicator;
  estimate.indicator_name = name;
  estimate.area_name = area;
  estimate.area_code = area == "Northshire" ? "K1" : area == "Alder" ? "A1" : area == "Birch" ? "A2" : "E92000001";
  estimate.area_type = area == "Northshire" ? "county" : area == "England" ? "country" : "authority";
  estimate.period = period;
  const int year = std::stoi(period.substr(0, 4));
  estimate.period_start = period.substr(0, 4) + "-04-01";
  estimate.period_end = std::to_string(year + 1) + "-03-31";
  estimate.estimate_id = indicator + ":" + estimate.area_code + ":" + period;
  estimate.unit = unit;
  estimate.value = value;
  estimate.quality = "observed";
  return estimate;
}

/// A county of two authorities.
inline core::Estimates small_edition() {
  core::Estimates all;
  for (const auto& [area, people, rate, unmet] : {std::tuple("Northshire", 2000.0, 4.2, 57.1), std::tuple("Alder", 1439.0, 5.1, 60.7), std::tuple("Birch", 561.0, 3.3, 48.2)}) {
    all.push_back(figure("adults_in_treatment", "Adults in treatment", area, "2022/23", "people", people - 100));
    all.push_back(figure("adults_in_treatment", "Adults in treatment", area, "2023/24", "people", people));
    all.push_back(figure("drug_offence_rate", "Police-recorded drug offences", area, "2023/24", "per 1,000 residents", rate));
    all.back().count = rate * 100;
    all.push_back(figure("unmet_need_ocu", "Unmet need: opiate and crack users", area, "2023/24", "%", unmet));
    all.back().comparator = "England";
    all.back().comparator_value = 57.6;
  }
  all.push_back(figure("market_users", "People who use drugs (market model)", "Northshire", "2023/24", "people", 34474));
  all.back().lower_95 = 28000;
  all.back().upper_95 = 41000;
  all.back().quality = "modelled";
  all.push_back(figure("share_using_16_59", "Share of adults aged 16 to 59 who use any drug", "Northshire", "2023/24", "%", 8.88));
  all.push_back(figure("market_value", "Value of the drug market", "Northshire", "2023/24", "GBP a year", 53.8e6));
  all.push_back(figure("drug_tests_positive", "Drug tests on arrest: positive", "Northshire", "2023/24", "%", 47));
  all.push_back(figure("young_people_in_treatment", "Young people in treatment", "Birch", "2023/24", "people", core::Estimate::kMissing));
  all.back().suppressed = "suppressed";
  return all;
}

/// The claims of a text against the small edition.
inline Claims check(std::string_view text) { return check_claims(text, small_edition(), lexicon()); }

/// The claim whose words hold a text; a claim without words where there is none.
inline Claim claim_with(const Claims& claims, std::string_view words) {
  const auto found = std::find_if(claims.begin(), claims.end(), [&](const Claim& claim) { return claim.text.find(words) != std::string::npos; });
  return found == claims.end() ? Claim() : *found;
}

}  // namespace dmp::claims
