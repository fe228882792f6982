#include "indicators/comparability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "catalogue/glob.hpp"

namespace dmp::indicators {
namespace {

using catalogue::NotComparable;

/// Dates as YYYY-MM-DD are in order as texts.
bool applies(const NotComparable& rule, const core::Estimate& estimate) {
  return !rule.period || (estimate.period_start >= core::text(rule.period->start) && estimate.period_end <= core::text(rule.period->end));
}

bool names(const NotComparable& rule, const core::Estimate& estimate) { return std::find(rule.areas.begin(), rule.areas.end(), estimate.area_code) != rule.areas.end(); }

}  // namespace

std::vector<NotComparable> rules_for(const catalogue::IndicatorDefinition& indicator, const catalogue::Profile& profile) {
  std::vector<NotComparable> rules = indicator.not_comparable;
  for (const NotComparable& rule : profile.not_comparable)
    if (catalogue::fits_glob(indicator.id, rule.indicator)) rules.push_back(rule);
  return rules;
}

std::string why_not_compared(const Figure& a, const Figure& b, std::span<const NotComparable> rules) {
  for (const NotComparable& rule : rules)
    if (applies(rule, *a.estimate) && names(rule, *a.estimate) != names(rule, *b.estimate)) return rule.reason;
  if (!a.basis || !b.basis) return {};
  if (!a.basis->vintage.empty() && !b.basis->vintage.empty() && a.basis->vintage != b.basis->vintage)
    return fmt::format("the estimates are of different methods or vintages ({}; {})", a.basis->vintage, b.basis->vintage);
  if (a.basis->best_fit != b.basis->best_fit) return "rows of older boundaries were allotted by best fit in one of them only";
  const int years = std::abs(a.basis->denominator_year - b.basis->denominator_year);
  if (a.basis->denominator_year && b.basis->denominator_year && years > kDenominatorYearsApart)
    return fmt::format("the denominators are of {} and {}", a.basis->denominator_year, b.basis->denominator_year);
  return {};
}

std::string remark_on_comparison(const Figure& a, const Figure& b) {
  if (!a.basis || !b.basis) return {};
  const int own = a.basis->denominator_year, other = b.basis->denominator_year;
  if (own && other && own != other) return fmt::format("the denominator of {} is of {}", b.estimate->area_name, other);
  if (!a.basis->denominator_sources || !b.basis->denominator_sources) return {};
  const std::set<std::string>&ours = *a.basis->denominator_sources, &theirs = *b.basis->denominator_sources;
  const bool share_one = std::any_of(ours.begin(), ours.end(), [&](const std::string& source) { return theirs.contains(source); });
  if (ours.empty() || theirs.empty() || share_one) return {};
  return fmt::format("the denominators come from different sources ({}; {} for {})", fmt::join(ours, ", "), fmt::join(theirs, ", "), b.estimate->area_name);
}

std::string why_no_trend(std::span<const Figure> points, std::span<const NotComparable> rules) {
  const core::Estimate& first = *points.front().estimate;
  const core::Estimate& last = *points.back().estimate;
  for (const NotComparable& rule : rules) {
    if (!rule.since || (!rule.areas.empty() && !names(rule, last))) continue;
    // A period that the day lies inside holds both definitions: it ends the old series.
    const std::string day = core::text(*rule.since);
    if (first.period_start < day && last.period_end >= day) return rule.reason;
  }
  for (const Figure& point : points)
    if (std::isnan(point.estimate->value)) return "there is no figure for " + point.estimate->period;
  for (const Figure& point : points) {
    if (!point.basis || !points.front().basis) continue;
    if (point.basis->vintage != points.front().basis->vintage)
      return fmt::format("the estimates are of different methods or vintages ({}; {})", points.front().basis->vintage, point.basis->vintage);
    if (point.basis->best_fit != points.front().basis->best_fit) return "rows of older boundaries were allotted by best fit in some years only";
  }
  return {};
}

}  // namespace dmp::indicators
