#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

/// The findings whose principal figure is of an indicator of the chapter.
std::vector<const core::Finding*> findings_in(const Page& page, const std::vector<const IndicatorEvidence*>& members) {
  std::set<std::string> ids;
  for (const IndicatorEvidence* own : members) ids.insert(own->note->id);
  std::vector<const core::Finding*> found;
  for (const core::Finding& finding : page.input.findings)
    if (!finding.estimate_ids.empty() && ids.contains(finding.estimate_ids.front().substr(0, finding.estimate_ids.front().find(':')))) found.push_back(&finding);
  return found;
}

bool has_exhibits(const Page& page, const std::string& chapter) {
  return std::any_of(page.exhibits.begin(), page.exhibits.end(), [&](const Exhibit& exhibit) { return exhibit.chapter == chapter; });
}

bool has_narrative(const Page& page, const std::string& chapter) {
  return std::any_of(page.input.narrative.begin(), page.input.narrative.end(), [&](const NarrativeText& text) { return text.chapter == chapter; });
}

void indicator_list(Page& page, const std::vector<const IndicatorEvidence*>& members) {
  if (members.size() < 2 || !page.is_page()) return;
  page.html.open("ul", {{"class", "in-section"}});
  for (const IndicatorEvidence* own : members) page.html.open("li").link(fragment("indicator-" + own->note->id), own->note->name).close();
  page.html.close();
}

void chapter_section(Page& page, std::size_t number, const Chapter& chapter, const std::vector<const IndicatorEvidence*>& members) {
  open_section(page, "chapter-" + chapter.id, fmt::format("{} {}", number, chapter.title));
  if (!chapter.introduction.empty()) page.html.element("p", chapter.introduction, {{"class", "lead"}});
  narrative_part(page, chapter.id);
  findings_part(page, findings_in(page, members));
  if (chapter.id == "market" || (page.input.chapters.empty() && chapter.id == "supply")) market_part(page);
  if (has_exhibits(page, chapter.id)) {
    page.html.element("h3", "In pictures");
    for (const Exhibit& exhibit : page.exhibits)
      if (exhibit.chapter == chapter.id && !exhibit.chart.is.id.starts_with("market-")) figure(page, exhibit.chart, true);
  }
  if (chapter.id == "crime") where_part(page);
  // Cards of operations are one table, not an indicator a result.
  std::vector<const IndicatorEvidence*> single, cards;
  for (const IndicatorEvidence* own : members) (own->note->id.starts_with("operation_card_") ? cards : single).push_back(own);
  operations_part(page, cards);
  if (!single.empty()) page.html.element("h3", "Indicators");
  indicator_list(page, single);
  for (const IndicatorEvidence* own : single) {
    if (own->note->family == "inequality") inequality_part(page, *own);
    else indicator_part(page, *own);
  }
  close_section(page);
}

}  // namespace

void chapter_sections(Page& page) {
  std::size_t number = 0;
  bool market_told = false;
  for (const auto& [chapter, members] : page.evidence.chapters) {
    const bool is_market = chapter->id == "market" || (page.input.chapters.empty() && chapter->id == "supply");
    market_told = market_told || is_market;
    if (members.empty() && !has_exhibits(page, chapter->id) && !has_narrative(page, chapter->id) && !(is_market && !page.input.market.drugs.empty())) continue;
    chapter_section(page, ++number, *chapter, members);
  }
  if (!market_told && !page.input.market.drugs.empty()) {
    open_section(page, "market", fmt::format("{} The drugs market", ++number));
    market_part(page);
    close_section(page);
  }
}

}  // namespace dmp::reports
