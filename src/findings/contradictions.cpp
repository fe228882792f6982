#include "findings/contradictions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/period.hpp"
#include "core/period_words.hpp"
#include "findings/wording.hpp"

namespace dmp::findings {
namespace {

using core::Estimate;

constexpr int kYear = 366;

bool is_inside(double value, const Estimate& of) { return value >= of.lower_95 && value <= of.upper_95; }

bool is_total(const Estimate& row) { return row.sex == "Persons" && row.age == "All ages" && row.category.empty(); }

/// By area: the latest total of an indicator that is shown.
std::map<std::string, std::vector<const Estimate*>> totals_of(const core::Estimates& estimates, const std::set<std::string>& indicators) {
  std::map<std::string, std::vector<const Estimate*>> totals;
  const core::Text* last = nullptr;
  bool wanted = false;
  for (const Estimate& row : estimates) {
    if (!last || row.indicator_id != *last) {
      last = &row.indicator_id;
      wanted = indicators.contains(row.indicator_id);
    }
    if (wanted && is_total(row) && shown(row)) totals[row.indicator_id].push_back(&row);
  }
  return totals;
}

core::Contradiction disagreement(const catalogue::IndicatorDefinition& indicator, const Estimate& counted, const Estimate& published) {
  const std::string interval = interval_text(counted.lower_95, counted.upper_95, counted.unit);
  core::Contradiction found;
  found.id = "published_and_counted:" + counted.area_code + ":" + indicator.id;
  found.rule = "published_and_counted";
  found.kind = "different figures";
  found.title = indicator.name + ": counted and published differ";
  found.area_code = counted.area_code;
  found.area_name = counted.area_name;
  found.domain = indicator.domain;
  found.reason = fmt::format("{} in {}: counted from the partners' records it is {} (95% interval {}), as published {}. The published figure lies outside the interval, so the two do not count the same "
                             "things: look at who is included, and when each was extracted.",
                             indicator.name, core::period_in_prose(counted.period), phrase_text(counted.value, counted.unit, false), interval, phrase_text(published.value, published.unit, false));
  found.estimate_ids = {counted.estimate_id, published.estimate_id};
  return found;
}

}  // namespace

core::Contradictions published_against_counted(const catalogue::Catalogue& catalogue, const Input& input) {
  std::set<std::string> wanted;
  for (const auto& [id, indicator] : catalogue.indicators)
    if (!indicator.published_twin.empty()) wanted.insert({id, indicator.published_twin});
  const auto totals = totals_of(*input.estimates, wanted);
  std::set<std::string> areas;
  for (const Area& area : input.areas) areas.insert(area.code);
  core::Contradictions found;
  for (const auto& [id, indicator] : catalogue.indicators) {
    const auto counted = totals.find(id), published = totals.find(indicator.published_twin);
    if (indicator.published_twin.empty() || counted == totals.end() || published == totals.end()) continue;
    std::map<std::string, std::pair<const Estimate*, const Estimate*>> latest;  // by area
    for (const Estimate* a : counted->second)
      for (const Estimate* b : published->second) {
        if (!areas.contains(a->area_code) || a->area_code != b->area_code || a->period_start != b->period_start || a->period_end != b->period_end) continue;
        auto& pair = latest[a->area_code];
        if (!pair.first || a->period_end > pair.first->period_end) pair = {a, b};
      }
    for (const auto& [area, pair] : latest)
      if (!std::isnan(pair.first->lower_95) && !is_inside(pair.second->value, *pair.first)) found.push_back(disagreement(indicator, *pair.first, *pair.second));
  }
  return found;
}

core::Contradictions periods_that_differ(const core::Findings& findings, const FiguresShown& shown) {
  core::Contradictions found;
  for (const core::Finding& finding : findings) {
    const Estimate *earliest = nullptr, *latest = nullptr;
    for (const auto& [name, id] : finding.figures) {
      const auto row = shown.find(id);
      // Figures of another period on purpose tell a change.
      if (row == shown.end() || name.starts_with("before") || name.starts_with("first") || name.starts_with("previous")) continue;
      if (!earliest || row->second->period_end < earliest->period_end) earliest = row->second;
      if (!latest || row->second->period_end > latest->period_end) latest = row->second;
    }
    if (!earliest || earliest == latest) continue;
    const auto from = core::parse_day(earliest->period_end), to = core::parse_day(latest->period_end);
    if (!from || !to || to->since_epoch - from->since_epoch <= kYear) continue;
    core::Contradiction each;
    each.id = "periods_differ:" + finding.area_code + ":" + finding.definition;
    each.rule = "periods_differ";
    each.kind = "different periods";
    each.title = "Figures of different periods";
    each.area_code = finding.area_code;
    each.area_name = finding.area_name;
    each.domain = finding.domain;
    each.reason = fmt::format("\"{}\" sets figures of different periods side by side: {} is of {}, {} of {}. Part of the difference may be the time between them.", finding.title,
                              earliest->indicator_name, core::period_in_prose(earliest->period), latest->indicator_name, core::period_in_prose(latest->period));
    each.estimate_ids = {earliest->estimate_id, latest->estimate_id};
    each.finding_ids = {finding.id};
    found.push_back(std::move(each));
  }
  return found;
}

void bind(core::Contradictions& contradictions, core::Findings& findings, const catalogue::Statements& definitions) {
  std::unordered_map<std::string_view, std::vector<core::Finding*>> by_area;
  for (core::Finding& finding : findings) by_area[finding.area_code].push_back(&finding);
  for (core::Contradiction& each : contradictions) {
    const auto rule = definitions.contradictions.find(each.rule);
    const auto is_named = [&](const core::Finding& finding) {
      return rule != definitions.contradictions.end() && std::find(rule->second.findings.begin(), rule->second.findings.end(), finding.definition) != rule->second.findings.end();
    };
    const auto shows = [&](const core::Finding& finding) {
      return each.rule != "periods_differ" && std::any_of(each.estimate_ids.begin(), each.estimate_ids.end(), [&](const std::string& id) {
        return std::find(finding.estimate_ids.begin(), finding.estimate_ids.end(), id) != finding.estimate_ids.end();
      });
    };
    const auto there = by_area.find(each.area_code);
    if (there == by_area.end()) continue;
    for (core::Finding* finding : there->second) {
      const bool told = std::find(each.finding_ids.begin(), each.finding_ids.end(), finding->id) != each.finding_ids.end();
      if (!told && !is_named(*finding) && !shows(*finding)) continue;
      if (!told) each.finding_ids.push_back(finding->id);
      finding->contradictions.push_back(each.id);
    }
  }
}

}  // namespace dmp::findings
