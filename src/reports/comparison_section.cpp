#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

using core::Comparison;

/// More sentences than these would hide the few that matter; the table holds them all.
constexpr std::size_t kSentences = 4;
constexpr std::size_t kMostRows = 120;

const std::vector<const Comparison*>& comparisons_of(const Evidence& evidence, const core::Estimate& estimate) {
  static const std::vector<const Comparison*> kNone;
  const auto found = evidence.comparisons.find(estimate.estimate_id);
  return found == evidence.comparisons.end() || !shown(estimate) ? kNone : found->second;
}

/// What it would take to match the nearest neighbours, else England: only where there is a way to go that is not chance alone.
void gap_sentences(Html& html, const Evidence& evidence, const IndicatorEvidence& own) {
  std::vector<std::string> sentences;
  for (const AreaSeries& series : own.series) {
    const Comparison* told = nullptr;
    for (const Comparison* comparison : comparisons_of(evidence, *series.latest())) {
      const bool wanted = comparison->kind == "neighbours" || (comparison->kind == "england" && !told);
      if (wanted && comparison->gap_lower > 0 && !comparison->gap_sentence.empty()) told = comparison;
    }
    if (told && sentences.size() < kSentences) sentences.push_back(told->gap_sentence);
  }
  if (sentences.empty()) return;
  html.open("ul", {{"class", "gaps"}});
  for (const std::string& sentence : sentences) html.element("li", sentence);
  html.close();
}

void compared_cell(Html& html, const Comparison& comparison) {
  html.open("td");
  if (!comparison.withheld.empty()) {
    html.text("Not compared: " + comparison.withheld);
  } else {
    core::Estimate tagged;
    tagged.value = comparison.value;
    tagged.significance = comparison.significance;
    significance_tag(html, tagged);
  }
  html.close();
}

void comparison_row(Html& html, const Comparison& comparison, const NumberStyle& style) {
  html.open("tr").element("th", comparison.area_name, {{"scope", "row"}}).open("td").text(capitalised(comparison.comparator));
  if (!std::isnan(comparison.areas_in_group) && comparison.areas_with_value < comparison.areas_in_group)
    html.element("span", fmt::format("{:.0f} of {:.0f} areas have a figure", comparison.areas_with_value, comparison.areas_in_group), {{"class", "under"}});
  html.close();
  number_cell(html, style.figure(comparison.value));
  number_cell(html, style.interval(comparison.lower_95, comparison.upper_95));
  compared_cell(html, comparison);
  number_cell(html, std::isnan(comparison.rank) ? "" : fmt::format("{:.0f} of {:.0f}", comparison.rank, comparison.rank_of));
  html.close();
}

}  // namespace

void comparison_part(Page& page, const IndicatorEvidence& own) {
  Html& html = page.html;
  const Evidence& evidence = page.evidence;
  std::vector<const Comparison*> rows;
  for (const AreaSeries& series : own.series)
    for (const Comparison* comparison : comparisons_of(evidence, *series.latest())) rows.push_back(comparison);
  // England alone stands in the table of the latest figures already.
  bool more = false;
  for (const Comparison* row : rows) more = more || row->kind != "england";
  if (!more) return;
  gap_sentences(html, evidence, own);
  if (!page.is_page()) return;
  html.open("details", {{"class", "data"}}).element("summary", "Beside region, force, nearest neighbours and others: " + own.note->name);
  open_table(html, "compared-" + own.note->id, fmt::format("{}: the latest figures beside their comparators", own.note->name));
  heading_row(html, {"Area", "Compared with", "#Its figure", "#95% interval", "Area is", "#Rank (1 is highest)"});
  html.open("tbody");
  for (std::size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) comparison_row(html, *rows[i], own.style);
  html.close();
  close_table(html);
  if (rows.size() > kMostRows) html.element("p", fmt::format("And {} more, in the dashboard.", rows.size() - kMostRows), {{"class", "quiet"}});
  html.close();
}

}  // namespace dmp::reports
