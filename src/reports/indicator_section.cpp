#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/charts.hpp"
#include "reports/map.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

bool has_interval(const Estimate& row) { return !std::isnan(row.lower_95) && !std::isnan(row.upper_95); }

/// Which areas have the highest and the lowest figure, said only as far as their intervals carry it; "" where the areas
/// cannot be put side by side. The principal area holds the others, so it is left out.
std::string spread_sentence(const IndicatorEvidence& evidence, const std::vector<Area>& areas) {
  std::vector<const Estimate*> rows;
  bool all_shown = true;
  for (const AreaSeries& series : evidence.series) {
    const bool own =
        std::any_of(areas.begin(), areas.end(), [&](const Area& area) { return area.code == series.area->code && area.type != areas.front().type; });
    const Estimate* latest = series.latest();
    if (own && shown(*latest) && latest->period == evidence.principal()->period) rows.push_back(latest);
    all_shown = all_shown && (!own || shown(*latest));
  }
  if (rows.size() < 2 || !evidence.style.comparable) return {};
  const auto by_value = [](const Estimate* a, const Estimate* b) { return a->value < b->value; };
  const Estimate& low = **std::min_element(rows.begin(), rows.end(), by_value);
  const Estimate& high = **std::max_element(rows.begin(), rows.end(), by_value);
  if (low.value == high.value || !has_interval(low) || !has_interval(high)) return {};
  const auto& style = evidence.style;
  const std::string start = all_shown ? "It" : "Of the areas with a figure, it";
  if (high.lower_95 > low.upper_95) {
    return fmt::format("{} is highest in {} ({}) and lowest in {} ({}); their intervals do not overlap.", start, high.area_name,
                       style.figure(high.value), low.area_name, style.figure(low.value));
  }
  return fmt::format("{} is highest in {} ({}) and lowest in {} ({}), but their intervals overlap, so the order may be chance.", start,
                     high.area_name, style.figure(high.value), low.area_name, style.figure(low.value));
}

/// For counts: how the total divides over the areas.
std::string share_sentence(const IndicatorEvidence& evidence, const std::vector<Area>& areas) {
  const Estimate* whole = evidence.principal();
  if (!evidence.style.counts || !whole || !shown(*whole) || whole->value <= 0 || whole->area_code != areas.front().code) return {};
  const Estimate* most = nullptr;
  double sum = 0;
  for (const AreaSeries& series : evidence.series) {
    const Estimate* latest = series.latest();
    const bool part = latest->area_type == "authority" && latest->area_type != areas.front().type && latest->period == whole->period;
    if (!part) continue;
    if (!shown(*latest)) return {};  // the share of the others would give a suppressed figure away
    sum += latest->value;
    if (!most || latest->value > most->value) most = latest;
  }
  // Only where the parts make the whole: people may be counted in two areas, and other areas may be listed beside.
  if (!most || std::fabs(sum - whole->value) > 1e-9 * whole->value) return {};
  return fmt::format("{} has {:.0f}% of them.", most->area_name, 100 * most->value / whole->value);
}

void question_and_finding(Html& html, const ReportInput& input, const IndicatorEvidence& evidence) {
  if (!evidence.note->question.empty()) html.element("p", evidence.note->question, {{"class", "question"}});
  if (const Estimate* row = evidence.principal()) {
    std::string text = finding_sentence(*row, evidence.style);
    if (!input.areas.empty()) {
      for (const std::string& sentence : {spread_sentence(evidence, input.areas), share_sentence(evidence, input.areas)}) {
        if (!sentence.empty()) text += " " + sentence;
      }
    }
    html.element("p", text, {{"class", "finding"}});
  }
}

void totals(Html& html, const IndicatorEvidence& evidence) {
  if (evidence.series.empty()) return;
  if (has_trend(evidence)) {
    html.markup(trend_figure(evidence));
  } else if (evidence.series.size() > 1) {
    std::vector<Bar> bars;
    for (const AreaSeries& series : evidence.series) bars.push_back({series.area->name, series.latest()});
    html.markup(
        bar_chart("bars-" + evidence.note->id, fmt::format("{} by area, {}", evidence.note->name, evidence.periods.back()), bars, evidence.style));
  }
  latest_table(html, evidence);
  if (has_trend(evidence)) period_table(html, evidence);
}

void breakdowns(Html& html, const IndicatorEvidence& evidence) {
  for (std::size_t i = 0; i < evidence.breakdowns.size(); ++i) {
    const Breakdown& breakdown = evidence.breakdowns[i];
    html.element("h4", "By " + uncapitalised(breakdown.title));
    std::vector<Bar> bars;
    for (std::size_t group = 0; group < breakdown.groups.size(); ++group) bars.push_back({breakdown.groups[group], breakdown.cells[group].front()});
    const bool drawable = std::any_of(bars.begin(), bars.end(), [](const Bar& bar) { return bar.row && shown(*bar.row); });
    if (drawable && bars.size() <= 12) {
      html.markup(bar_chart(fmt::format("bars-{}-{}", evidence.note->id, i),
                            fmt::format("{}, {}, {}", evidence.note->name, breakdown.areas.front()->name, breakdown.period), bars, evidence.style));
    }
    breakdown_table(html, evidence, breakdown, i);
  }
}

void caveats(Html& html, const IndicatorEvidence& evidence) {
  std::vector<std::string> texts = evidence.note->caveats;
  for (const AreaSeries& series : evidence.series) {
    const std::string& note = series.latest()->note;
    if (!note.empty() && std::find(texts.begin(), texts.end(), note) == texts.end() && texts.size() < 8) texts.push_back(note);
  }
  if (texts.empty()) return;
  html.open("div", {{"class", "caveats"}}).element("p", "Bear in mind", {{"class", "caveats-title"}}).open("ul");
  for (const std::string& text : texts) html.element("li", text);
  html.close().close();
}

void indicator(Html& html, const ReportInput& input, const Evidence& evidence, const IndicatorEvidence& own) {
  html.open("article", {{"class", "indicator"}, {"id", anchor("indicator-" + own.note->id)}, {"aria-labelledby", anchor("name-" + own.note->id)}});
  html.element("h3", own.note->name, {{"id", anchor("name-" + own.note->id)}});
  question_and_finding(html, input, own);
  totals(html, own);
  comparison_part(html, evidence, own);
  for (const IndicatorEvidence* mapped : mapped_indicators(input, evidence)) {
    if (mapped == &own) html.markup(choropleth(input, own));
  }
  small_area_table(html, own);
  breakdowns(html, own);
  caveats(html, own);
  html.open("p", {{"class", "meta"}});
  source_line(html, evidence, own);
  if (!own.note->quality.empty()) html.text(fmt::format(" \u00B7 {}", capitalised(own.note->quality)));
  if (!own.note->domain.empty()) html.text(fmt::format(" \u00B7 Outcome: {}", domain_title(own.note->domain)));
  html.text(" \u00B7 ")
      .open("a", {{"href", fragment("method-" + own.note->id)}})
      .text("Definition and method")
      .unseen(" of " + own.note->name)
      .close();
  html.close().close();
}

}  // namespace

void open_section(Html& html, const std::string& id, std::string_view title) {
  html.open("section", {{"id", id}, {"aria-labelledby", id + "-title"}}).element("h2", title, {{"id", id + "-title"}});
}

void close_section(Html& html) { html.open("p", {{"class", "back"}}).link("#contents", "Back to contents").close().close(); }

void source_line(Html& html, const Evidence& evidence, const IndicatorEvidence& own) {
  html.text(own.sources.size() > 1 ? "Sources: " : "Source: ");
  if (own.sources.empty()) html.link(fragment("method-" + own.note->id), "see the method");
  for (std::size_t i = 0; i < own.sources.size(); ++i) {
    if (i > 0) html.text("; ");
    const auto found = evidence.sources.find(own.sources[i]);
    if (found == evidence.sources.end()) {
      html.text(own.sources[i]);
    } else {
      html.link(fragment("source-" + found->first), found->second->name.empty() ? found->first : found->second->name);
    }
  }
}

void family_section(Html& html, const ReportInput& input, const Evidence& evidence, std::size_t family) {
  const auto& [id, members] = evidence.families[family];
  open_section(html, "family-" + id, family_title(id));
  html.element("p", family_introduction(id), {{"class", "lead"}});
  if (members.size() > 1) {
    html.open("ul", {{"class", "in-section"}});
    for (const IndicatorEvidence* own : members) html.open("li").link(fragment("indicator-" + own->note->id), own->note->name).close();
    html.close();
  }
  for (const IndicatorEvidence* own : members) indicator(html, input, evidence, *own);
  close_section(html);
}

}  // namespace dmp::reports
