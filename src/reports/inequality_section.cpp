#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/period_words.hpp"
#include "reports/charts.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

constexpr std::size_t kMostSentences = 10;

bool is_index(const Breakdown& breakdown) { return breakdown.title.rfind("Inequality over", 0) == 0; }
bool is_model(const Breakdown& breakdown) { return breakdown.title.rfind("Model over", 0) == 0; }

/// "2.1 times (1.4 to 3.0)"
std::string times(const Estimate& row) {
  std::string text = fmt::format("{:.1f} times", row.value);
  if (!std::isnan(row.lower_95) && !std::isnan(row.upper_95)) text += fmt::format(" ({:.1f} to {:.1f})", row.lower_95, row.upper_95);
  return text;
}

/// Group names sort as people read them: fifths and ages from first to last, the rest as the evidence has them.
Breakdown in_order(const Breakdown& breakdown) {
  const bool numbered = std::all_of(breakdown.groups.begin(), breakdown.groups.end(), [](const std::string& group) { return !group.empty() && group[0] >= '0' && group[0] <= '9'; });
  if (!numbered) return breakdown;
  std::vector<std::size_t> order(breakdown.groups.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return breakdown.groups[a] < breakdown.groups[b]; });
  Breakdown sorted = breakdown;
  for (std::size_t i = 0; i < order.size(); ++i) sorted.groups[i] = breakdown.groups[order[i]], sorted.cells[i] = breakdown.cells[order[i]];
  return sorted;
}

/// The groups as bars, where there are figures, and as a table.
void bars_and_table(Page& page, const IndicatorEvidence& own, std::size_t number) {
  if (page.is_document()) return breakdown_table(page.html, own, in_order(own.breakdowns[number]), number);
  if (const auto chart = breakdown_chart(page.evidence, own, number)) figure(page, *chart, false);
  if (page.is_page()) breakdown_table(page.html, own, in_order(own.breakdowns[number]), number);
}

/// Places as dots: across what is expected of them, upwards what was counted.
std::optional<charts::Chart> expected_chart(const Evidence& evidence, const IndicatorEvidence& own) {
  charts::Series dots{"Places", "main", {}}, line{"as many as expected", "line", {}};
  charts::Table table{{"Place", "Counted", "Expected", "Times"}, {}};
  double low = 1e300, high = 0;
  std::string words;
  for (const Estimate* row : own.small_areas) {
    if (!shown(*row) || !(row->count > 0) || !(row->denominator > 0)) continue;
    charts::Datum datum = datum_of(*row, row->area_name);
    datum.x = row->denominator, datum.value = row->count, datum.lower = datum.upper = charts::kNone;
    datum.strong = row->significance != "similar" && row->significance != "not compared";
    low = std::min({low, datum.x, datum.value}), high = std::max({high, datum.x, datum.value});
    if (datum.strong) table.rows.push_back({row->area_name, count_text(row->count), fmt::format("{:.1f}", row->denominator), fmt::format("{:.1f}", row->value)});
    if (datum.strong && words.size() < 300) words += fmt::format(" {}: {} counted, {:.1f} expected.", row->area_name, count_text(row->count), row->denominator);
    dots.data.push_back(std::move(datum));
  }
  if (dots.data.size() < 5) return {};
  if (table.rows.empty()) table.rows.push_back({"None stands out", "", "", ""});
  for (const double end : {low, high}) {
    charts::Datum datum;
    datum.x = datum.value = end;
    line.data.push_back(datum);
  }
  charts::Chart chart(charts::Kind::scatter, {"scatter-" + own.note->id, fmt::format("{}, {}", own.note->name, core::period_label(own.small_area_period)), fmt::format("{} places.", dots.data.size()) + (words.empty() ? " None stands out." : words), table,
                                              provenance_of(evidence, own, own.small_area_period)});
  chart.subtitle = "Places on the dashed line have as many as expected; those that differ significantly are named. Logarithmic scales.";
  chart.x = {"Expected of places as deprived", {}, true, {}}, chart.y = {"Counted", {}, true, {}};
  chart.series = {std::move(line), std::move(dots)};
  return chart;
}

/// "Asian (0.77; 0.67 to 0.87)"
std::string with_interval(const std::string& group, const Estimate& row) { return fmt::format("{} ({:.2f}; {:.2f} to {:.2f})", group, row.value, row.lower_95, row.upper_95); }

/// Which groups have more and which fewer than their share, in the area the report is about.
std::string representation_sentence(const Breakdown& breakdown) {
  std::vector<std::string> more, fewer;
  std::string than;
  for (std::size_t group = 0; group < breakdown.groups.size(); ++group) {
    const Estimate* row = breakdown.cells[group].front();
    if (!row || !shown(*row)) continue;
    if (row->significance == "higher") more.push_back(with_interval(breakdown.groups[group], *row)), than = row->comparator;
    if (row->significance == "lower") fewer.push_back(with_interval(breakdown.groups[group], *row)), than = row->comparator;
  }
  const std::string where = fmt::format("{}, {}: ", breakdown.areas.front()->name, core::period_label(breakdown.period));
  if (more.empty() && fewer.empty()) return where + "no group differs significantly.";
  std::string text = where;
  if (!more.empty()) text += "more than " + than + ": " + listed(more) + (fewer.empty() ? "." : "; ");
  if (!fewer.empty()) text += "less than " + than + ": " + listed(fewer) + ".";
  return text;
}

std::string gradient_sentence(const Breakdown& breakdown, const NumberStyle& style) {
  const Estimate *slope = nullptr, *relative = nullptr;
  for (std::size_t group = 0; group < breakdown.groups.size(); ++group) {
    const Estimate* row = breakdown.cells[group].front();
    if (row && shown(*row)) (breakdown.groups[group] == "Slope index" ? slope : relative) = row;
  }
  if (!slope) return {};
  std::string text = fmt::format("{}, {}: ", slope->area_name, core::period_label(slope->period));
  if (slope->significance == "similar") return text + "no gradient with deprivation can be shown.";
  text += fmt::format("at the most deprived end {} {} than at the least deprived", style.phrase(std::fabs(slope->value)), slope->value > 0 ? "more" : "fewer");
  const std::string interval = style.interval(std::min(std::fabs(slope->lower_95), std::fabs(slope->upper_95)), std::max(std::fabs(slope->lower_95), std::fabs(slope->upper_95)));
  if (!interval.empty()) text += " (95% interval " + interval + ")";
  // Without an interval the line nearly touches zero at the least deprived end: "255 times" would be made of nothing.
  if (relative && std::isfinite(relative->lower_95) && std::isfinite(relative->upper_95)) text += ", that is " + times(*relative) + " the figure";
  return text + ".";
}

void gradient(Page& page, const IndicatorEvidence& own) {
  Html& html = page.html;
  for (const Breakdown& breakdown : own.breakdowns)
    if (is_index(breakdown))
      if (const std::string text = gradient_sentence(breakdown, own.style); !text.empty())
        html.element("p", fmt::format("{} ({}).", text.substr(0, text.size() - 1), uncapitalised(breakdown.title.substr(11))), {{"class", "finding"}});
  latest_table(html, own, page.is_page());
  for (std::size_t i = 0; i < own.breakdowns.size(); ++i) {
    html.element("h5", own.breakdowns[i].title);
    if (is_index(own.breakdowns[i])) breakdown_table(html, own, own.breakdowns[i], i);
    else bars_and_table(page, own, i);
  }
}

/// "Ward 12: 2.1 times (1.4 to 3.0) what is expected of wards as deprived (45 counted, 21.4 expected)."
std::string outlier_sentence(const Estimate& row) {
  return fmt::format("{}: {} what is expected of {} ({} counted, {:.1f} expected).", row.area_name, times(row), row.comparator, count_text(row.count), row.denominator);
}

void outliers(Page& page, const IndicatorEvidence& own) {
  Html& html = page.html;
  std::vector<const Estimate*> found;
  for (const Estimate* row : own.small_areas)
    if (shown(*row) && row->significance != "similar" && row->significance != "not compared") found.push_back(row);
  const std::string kind = own.small_areas.front()->area_type + "s";
  if (found.empty()) {
    html.element("p", fmt::format("{}: none of the {} {} differs from what is expected of {} as deprived.", core::period_label(own.small_area_period), own.small_areas.size(), kind, kind), {{"class", "finding"}});
  } else {
    html.element("p", fmt::format("{}: {} of {} {} {} from what is expected of {} as deprived.", core::period_label(own.small_area_period), found.size(), own.small_areas.size(), kind, found.size() == 1 ? "differs" : "differ", kind), {{"class", "finding"}});
    html.open("ul");
    for (std::size_t i = 0; i < std::min(found.size(), kMostSentences); ++i) html.element("li", outlier_sentence(*found[i]));
    html.close();
    if (found.size() > kMostSentences) html.element("p", fmt::format("{} more are in the data pack.", found.size() - kMostSentences), {{"class", "quiet"}});
  }
  if (!page.is_document())
    if (const auto chart = expected_chart(page.evidence, own)) figure(page, *chart, false);
  if (page.is_page()) small_area_table(html, own);
  for (std::size_t i = 0; i < own.breakdowns.size(); ++i) {
    if (!is_model(own.breakdowns[i])) continue;
    const Estimate* row = own.breakdowns[i].cells.front().front();
    if (!row || !shown(*row)) continue;
    html.open("p", {{"class", "quiet"}}).open("span", {{"id", anchor(row->estimate_id)}});
    html.text(fmt::format("The model expects {} as many where people are most deprived (highest tenth) as where they are least. {}.", times(*row), capitalised(row->note))).close().close();
  }
}

void representation(Page& page, const IndicatorEvidence& own) {
  for (std::size_t i = 0; i < own.breakdowns.size(); ++i) {
    const Breakdown breakdown = in_order(own.breakdowns[i]);
    page.html.element("p", representation_sentence(breakdown), {{"class", "finding"}});
    bars_and_table(page, own, i);
  }
}

}  // namespace

void inequality_part(Page& page, const IndicatorEvidence& own) {
  Html& html = page.html;
  html.open("article", {{"class", "indicator"}, {"id", anchor("indicator-" + own.note->id)}, {"aria-labelledby", anchor("name-" + own.note->id)}});
  html.element("h4", own.note->name, {{"id", anchor("name-" + own.note->id)}});
  if (!own.note->question.empty()) html.element("p", own.note->question, {{"class", "question"}});
  const bool ordered = std::any_of(own.breakdowns.begin(), own.breakdowns.end(), is_index);
  if (ordered) gradient(page, own);
  else if (!own.small_areas.empty()) outliers(page, own);
  else representation(page, own);
  caveats_and_source(page, own);
  html.close();
}

}  // namespace dmp::reports
