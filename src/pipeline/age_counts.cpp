#include "pipeline/age_counts.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/errors.hpp"
#include "core/file.hpp"

namespace dmp::pipeline {
namespace {

using core::Estimate;
using Json = nlohmann::ordered_json;

bool differs_too_little(const AgeCounts& now, const AgeCounts& then, const disclosure::Rule& rule) {
  if (then.ages.size() != now.ages.size()) return false;
  for (std::size_t i = 0; i < now.ages.size(); ++i)
    if (rule.holds_back(std::abs(now.ages[i].events - then.ages[i].events))) return true;
  return false;
}

std::string why_withheld(const Estimate& estimate, const AgeCounts& counts, const disclosure::Rule& rule, bool gaps, const AgeCountsInput& input) {
  if (!estimate.suppressed.empty() || std::isnan(estimate.value)) return "the rate itself is not given";
  if (input.rounded) return "its figures are rounded";
  if (std::any_of(counts.ages.begin(), counts.ages.end(), [&](const indicators::AgeTally& age) { return rule.holds_back(age.events); })) return "some ages have too few events to be told (" + rule.words() + ")";
  if (gaps) return "a figure by age is suppressed, which the counts could give away";
  for (const AgeCountsOf& earlier : input.earlier)
    if (const auto then = earlier.find(estimate.estimate_id); then != earlier.end() && differs_too_little(counts, then->second, rule)) return "some ages differ by few events from what an earlier edition told";
  return {};
}

}  // namespace

std::string area_of_the_partnership(const core::Estimates& estimates) {
  std::map<std::string, std::set<std::string>> codes;
  for (const Estimate& estimate : estimates) codes[estimate.area_type].insert(estimate.area_code);
  // A county stands for its partnership; of several areas of a kind none does.
  for (const char* type : {"county", "force", "authority"})
    if (!codes[type].empty()) {
      if (codes[type].size() == 1) return *codes[type].begin();
      if (std::string_view(type) == "county" && codes["force"].size() == 1) return *codes["force"].begin();
      return {};
    }
  return {};
}

AgeCountsOf released_age_counts(const AgeCountsInput& input) {
  const std::string area = area_of_the_partnership(*input.released);
  std::set<std::pair<std::string, std::string>> with_gaps;
  for (const Estimate& estimate : *input.released)
    if (estimate.suppressed == "suppressed" && estimate.area_code == area && estimate.age != "All ages" && estimate.sex == "Persons" && estimate.category.empty()) with_gaps.emplace(estimate.indicator_id, estimate.period);
  AgeCountsOf all;
  for (const Estimate& estimate : *input.released) {
    if (estimate.area_code != area || estimate.sex != "Persons" || !estimate.category.empty()) continue;
    const auto bases = input.bases->find(estimate.indicator_id);
    if (bases == input.bases->end()) continue;
    const auto basis = bases->second.find(estimate.estimate_id);
    if (basis == bases->second.end() || basis->second.ages.empty()) continue;
    AgeCounts counts{input.catalogue->indicator(estimate.indicator_id).multiplier, basis->second.ages, {}};
    if (const auto rule = input.rules.find(estimate.indicator_id); rule != input.rules.end())
      counts.withheld = why_withheld(estimate, counts, rule->second, with_gaps.contains({estimate.indicator_id, estimate.period}), input);
    else if (std::isnan(estimate.value)) counts.withheld = "the rate itself is not given";
    if (!counts.withheld.empty()) counts.ages.clear();
    all.emplace(estimate.estimate_id, std::move(counts));
  }
  return all;
}

void write_age_counts(const AgeCountsOf& counts, const std::filesystem::path& file) {
  Json json;
  json["what"] = "Events and residents by age of the standardised rates, as far as they may be told; ages are those of the European Standard Population 2013, in order";
  json["figures"] = Json::object();
  for (const auto& [id, each] : counts) {
    Json figure;
    if (!each.withheld.empty()) {
      figure["withheld"] = each.withheld;
    } else {
      figure["multiplier"] = each.multiplier;
      for (const auto& [name, member] : {std::pair{"events", &indicators::AgeTally::events}, std::pair{"residents", &indicators::AgeTally::population}, std::pair{"standard", &indicators::AgeTally::standard}}) {
        figure[name] = Json::array();
        for (const indicators::AgeTally& age : each.ages) figure[name].push_back(age.*member);
      }
    }
    json["figures"][id] = std::move(figure);
  }
  core::write_file_whole(file, json.dump(1) + "\n");
}

AgeCountsOf read_age_counts(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return {};
  AgeCountsOf all;
  try {
    const Json json = Json::parse(core::read_file(file));
    for (const auto& [id, figure] : json.at("figures").items()) {
      AgeCounts counts;
      if (figure.contains("withheld")) {
        counts.withheld = figure.at("withheld");
      } else {
        counts.multiplier = figure.at("multiplier");
        const std::vector<double> events = figure.at("events"), residents = figure.at("residents"), standard = figure.at("standard");
        if (events.size() != residents.size() || events.size() != standard.size() || events.empty()) throw core::UserError(core::ErrorKind::data, "the ages of " + id + " do not fit each other", core::Place{file.string()}, "ask for the package again");
        for (std::size_t i = 0; i < events.size(); ++i) counts.ages.push_back({events[i], residents[i], standard[i]});
      }
      all.emplace(id, std::move(counts));
    }
  } catch (const nlohmann::json::exception&) {
    throw core::UserError(core::ErrorKind::data, "the counts by age cannot be read", core::Place{file.string()}, "ask for the package again");
  }
  return all;
}

}  // namespace dmp::pipeline
