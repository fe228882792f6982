#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/number.hpp"
#include "core/period_words.hpp"
#include "forms/compose.hpp"
#include "stats/contrast.hpp"

namespace dmp::forms {
namespace {

using core::Estimate;

bool is_total(const Estimate& e) { return e.sex == "Persons" && e.age == "All ages" && e.category.empty() && e.suppressed.empty() && !std::isnan(e.value); }

/// A rate, whose decimals tell something; of a count of people they do not.
bool per(const std::string& unit) { return unit.find("per ") != std::string::npos; }

/// Decimals for a figure and its interval: one for shares and rates (two where the rate is below one); none for counts, save ends
/// of an interval below ten.
int decimals_of(double value, const std::string& unit) {
  if (unit.starts_with('%')) return 1;
  if (!per(unit)) return value >= 10 || value == std::floor(value) ? 0 : 1;
  return value >= 1000 ? 0 : value >= 1 ? 1 : 2;
}

std::string figure(double value, const std::string& unit, int decimals) {
  if (std::isnan(value)) return "";
  const std::string digits = value >= 1000 ? core::rounded_text(std::round(value)) : fmt::format("{:.{}f}", value, decimals);
  return unit.starts_with("GBP") ? "£" + digits : unit.starts_with('%') ? digits + "%" : digits;
}

std::string figure(double value, const std::string& unit) { return figure(value, unit, decimals_of(value, unit)); }

std::string with_interval(const Estimate& e) {
  const std::string text = figure(e.value, e.unit) + " in " + core::period_in_prose(e.period);
  const auto end = [&](double limit) { return figure(limit, e.unit, per(e.unit) ? decimals_of(e.value, e.unit) : decimals_of(limit, e.unit)); };
  return std::isnan(e.lower_95) ? text : text + fmt::format(" ({} to {})", end(e.lower_95), end(e.upper_95));
}

/// The figure five periods back, or the first that there is; nullptr where there is one period only.
const Estimate* baseline_of(std::vector<const Estimate*> series) {
  return series.size() < 2 ? nullptr : series[series.size() > 5 ? series.size() - 5 : 0];
}

void judge(Score& score, const Estimate& before, const Estimate& now) {
  const stats::Uncertain change = stats::difference({now.value, {now.lower_95, now.upper_95}}, {before.value, {before.lower_95, before.upper_95}});
  const bool up = change.value > 0;
  score.direction = change.value == 0 ? "level" : up ? "up" : "down";
  if (now.period_start <= before.period_end) score.real = "periods overlap: not judged";
  else if (std::isnan(change.interval.lower) || std::isnan(change.interval.upper)) score.real = "no interval: not judged";
  else if (change.interval.lower > 0 || change.interval.upper < 0) score.real = now.polarity == "none" || now.polarity.empty() ? "yes" : (now.polarity == "high") == up ? "yes, better" : "yes, worse";
  else score.real = "no: may be chance";
}

}  // namespace

std::vector<Score> scorecard_of(const std::vector<std::string>& indicators, const FormInput& input, const std::vector<FormArea>& areas) {
  std::unordered_map<std::string, std::vector<const Estimate*>> series;  // indicator|area
  for (const Estimate& e : *input.estimates)
    if (is_total(e) && std::find(indicators.begin(), indicators.end(), e.indicator_id) != indicators.end()) series[e.indicator_id + "|" + e.area_code].push_back(&e);
  std::vector<Score> scores;
  for (const std::string& indicator : indicators)
    for (const FormArea& area : areas) {
      const auto found = series.find(indicator + "|" + area.code);
      if (found == series.end()) continue;
      std::vector<const Estimate*>& points = found->second;
      std::stable_sort(points.begin(), points.end(), [](const Estimate* a, const Estimate* b) { return a->period_end < b->period_end; });
      const Estimate& now = *points.back();
      Score score{indicator, now.indicator_name, area.name, "", with_interval(now), "", "", "there is one period only"};
      if (const Estimate* before = baseline_of(points)) {
        score.baseline = figure(before->value, before->unit) + " in " + core::period_in_prose(before->period);
        judge(score, *before, now);
      }
      for (const core::PlanRow& row : input.plan)
        if (!row.removed && row.measure == indicator && row.area_code == area.code && !std::isnan(row.target)) score.target = figure(row.target, now.unit) + (row.target_date.empty() ? "" : " by " + row.target_date);
      scores.push_back(std::move(score));
    }
  return scores;
}

}  // namespace dmp::forms
