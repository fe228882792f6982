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

/// The shares of the first area: "Avonmere, 2021: White 80.2%, Asian 9.1% and Black 3.0%."
std::string division_sentence(const Breakdown& division, const NumberStyle& style) {
  std::vector<std::string> groups;
  for (std::size_t group = 0; group < division.groups.size(); ++group)
    if (const Estimate* row = division.cells[group].front(); row && shown(*row)) groups.push_back(fmt::format("{} {}", division.groups[group], style.figure(row->value)));
  return fmt::format("{}, {}: {}.", division.areas.front()->name, core::period_label(division.period), listed(groups));
}

void question_and_finding(Page& page, const IndicatorEvidence& evidence) {
  Html& html = page.html;
  const ReportInput& input = page.input;
  if (!evidence.note->question.empty()) html.element("p", evidence.note->question, {{"class", "question"}});
  if (const Breakdown* division = division_of(evidence)) {
    html.element("p", division_sentence(*division, evidence.style), {{"class", "finding"}});
  } else if (const Estimate* row = evidence.principal()) {
    std::string text = finding_sentence(*row, evidence.style);
    if (!input.areas.empty()) {
      for (const std::string& sentence : {spread_sentence(evidence, input.areas), share_sentence(evidence, input.areas)}) {
        if (!sentence.empty()) text += " " + sentence;
      }
    }
    html.element("p", text, {{"class", "finding"}});
  }
}

bool is_drawn(const ReportInput& input, const IndicatorEvidence& own) {
  return std::any_of(input.chapters.begin(), input.chapters.end(), [&](const Chapter& chapter) { return std::find(chapter.draw.begin(), chapter.draw.end(), own.note->id) != chapter.draw.end(); });
}

void totals(Page& page, const IndicatorEvidence& own) {
  if (own.series.empty() || division_of(own)) return;
  if (page.is_page()) {
    if (const auto trend = trend_chart(page.evidence, own)) figure(page, *trend, false);
    else if (const auto areas = caterpillar_chart(page.evidence, own)) figure(page, *areas, false);
  } else if (is_drawn(page.input, own)) {
    // On paper the indicators that a chapter draws beside the other areas also show how they have come there.
    if (auto trend = trend_chart(page.evidence, own)) figure(page, page.made.emplace_back(std::move(*trend)), true);
  }
  latest_table(page.html, own, page.is_page());
  if (page.is_page() && has_trend(own)) period_table(page.html, own);
}

/// The parts of a note: "784 in treatment; no trend: ... (first method; second method)" is two.
std::vector<std::string> parts_of(std::string_view note) {
  std::vector<std::string> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= note.size(); ++i) {
    if (i < note.size()) depth += note[i] == '(' ? 1 : note[i] == ')' ? -1 : 0;
    if (i < note.size() && (note[i] != ';' || depth > 0)) continue;
    while (begin < i && note[begin] == ' ') ++begin;
    if (i > begin) parts.emplace_back(note.substr(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

/// What the latest figures' notes say, each part once, with the areas it is said of where these are not all.
std::vector<std::string> notes_of(const IndicatorEvidence& own) {
  std::vector<std::pair<std::string, std::vector<std::string>>> said;
  for (const AreaSeries& series : own.series)
    for (const std::string& part : parts_of(series.latest()->note.str())) {
      auto found = std::find_if(said.begin(), said.end(), [&](const auto& one) { return one.first == part; });
      if (found == said.end()) found = said.insert(said.end(), {part, {}});
      found->second.push_back(series.area->name);
    }
  std::vector<std::string> sentences;
  for (const auto& [part, areas] : said) sentences.push_back(areas.size() == own.series.size() ? part : listed(areas) + ": " + part);
  return sentences;
}

/// As a sentence: begun large and ended with a full stop.
std::string sentence_of(const std::string& text) { return text.empty() || text.ends_with('.') || text.ends_with('?') ? capitalised(text) : capitalised(text) + "."; }

/// One fold for all of them: what they show is told beside, and the figures are for those who look for them.
void breakdowns(Page& page, const IndicatorEvidence& own) {
  if (own.breakdowns.empty()) return;
  if (!page.is_page()) {
    // On paper only where there are no other figures, and then the first.
    if (own.series.empty() || division_of(own)) breakdown_table(page.html, own, own.breakdowns.front(), 0);
    return;
  }
  std::vector<std::string> titles;
  for (const Breakdown& breakdown : own.breakdowns) titles.push_back(uncapitalised(breakdown.title));
  if (division_of(own)) page.html.open("details", {{"class", "data"}, {"open", ""}});
  else page.html.open("details", {{"class", "data"}});
  page.html.element("summary", "By " + listed(titles) + ": " + own.note->name);
  for (std::size_t i = 0; i < own.breakdowns.size(); ++i) {
    page.html.element("h5", "By " + titles[i]);
    breakdown_table(page.html, own, own.breakdowns[i], i);
  }
  page.html.close();
}

}  // namespace

void open_section(Page& page, const std::string& id, std::string_view title) {
  page.contents.emplace_back(id, std::string(title));
  page.html.open("section", {{"id", id}, {"aria-labelledby", id + "-title"}}).element("h2", title, {{"id", id + "-title"}});
}

void close_section(Page& page) {
  if (page.is_page()) page.html.open("p", {{"class", "back"}}).link("#contents", "Back to contents").close();
  page.html.close();
}

void caveats_and_source(Page& page, const IndicatorEvidence& own) {
  Html& html = page.html;
  std::vector<std::string> texts = own.note->caveats;
  for (const std::string& note : notes_of(own))
    if (std::find(texts.begin(), texts.end(), note) == texts.end() && texts.size() < 8) texts.push_back(note);
  if (!texts.empty()) {
    html.open("div", {{"class", "caveats"}}).element("p", "Bear in mind", {{"class", "caveats-title"}}).open("ul");
    for (const std::string& text : texts) html.element("li", sentence_of(text));
    html.close().close();
  }
  html.open("p", {{"class", "meta"}});
  source_line(html, page.evidence, own);
  if (!own.note->quality.empty()) html.text(fmt::format(" \u00B7 {}", capitalised(own.note->quality)));
  if (!own.note->domain.empty()) html.text(fmt::format(" \u00B7 Outcome: {}", domain_title(own.note->domain)));
  html.text(" \u00B7 ").open("a", {{"href", fragment("method-" + own.note->id)}}).text("Definition and method").unseen(" of " + own.note->name).close().close();
}

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

void indicator_part(Page& page, const IndicatorEvidence& own) {
  Html& html = page.html;
  html.open("article", {{"class", "indicator"}, {"id", anchor("indicator-" + own.note->id)}, {"aria-labelledby", anchor("name-" + own.note->id)}});
  html.element("h4", own.note->name, {{"id", anchor("name-" + own.note->id)}});
  question_and_finding(page, own);
  totals(page, own);
  comparison_part(page, own);
  if (page.is_page()) small_area_table(html, own);
  breakdowns(page, own);
  caveats_and_source(page, own);
  html.close();
}

}  // namespace dmp::reports
